"""KML and KMZ for Google Earth: cells, footprints, arcs in the air, and a slider of time."""

import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from tocsin.attrs import unit_of
from tocsin.constants import NOTIONAL
from tocsin.exports.formats import file_format
from tocsin.exports.layers import SHAPED, Layer, parts_of, rows_of
from tocsin.exports.looks import Look, dress

if TYPE_CHECKING:
    import simplekml

    from tocsin.exports.content import Content
    from tocsin.exports.tracks import Track

LAUNCHED = datetime(2000, 1, 1, tzinfo=UTC)
"""When everything is launched, for programs whose clock has days: the scenario has none."""
_LIBRARIES = ("simplekml",)
_DECIMALS = 6
# What names a thing of each layer in the list of places.
_NAMES = {"cells": "cell", "footprints": "sensor", "sensors": "sensor", "launches": "launch"}
_PIN = re.compile(r'<Icon id="\d+"><href>[^<]*</href></Icon>')
# What a balloon leaves out: it is said once for all, or is the place itself.
_NOT_TOLD = ("notional", "lat", "lon")


@file_format("KML", ".kml", layers=SHAPED, libraries=_LIBRARIES)
def write_kml(content: "Content", names: tuple[str, ...], path: Path) -> None:
    """Write layers as folders of one document."""
    path.write_text(kml_text(content, names), encoding="utf-8", newline="\n")


@file_format("KMZ", ".kmz", layers=SHAPED, libraries=_LIBRARIES)
def write_kmz(content: "Content", names: tuple[str, ...], path: Path) -> None:
    """Write the same document, packed."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        # One day for all, so that equal layers are equal bytes.
        item = zipfile.ZipInfo("doc.kml", LAUNCHED.timetuple()[:6])
        archive.writestr(item, kml_text(content, names), zipfile.ZIP_DEFLATED)
        archive.comment = content.about.encode()


def kml_text(content: "Content", names: tuple[str, ...]) -> str:
    """Write layers as KML.

    Text is text: it is escaped twice where a balloon shows it, since a balloon is a page.

    References
    ----------
    OGC 12-007r2, KML 2.3; ``gx:Track`` as in Google's extension.

    Examples
    --------
    >>> from tocsin.exports.content import Content
    >>> from tocsin.exports.source import source_of
    >>> text = kml_text(Content(source_of("hosted-veto"), None), ("sensors",))
    >>> text.count("<Placemark"), "Notional" in text
    (3, True)
    """
    import simplekml

    # Numbers of elements count on over files: each shall begin anew.
    simplekml.Kml.resetidcounter()
    document = simplekml.Kml(name=_plain(content.title), open=1)
    document.document.description = escape(content.about)
    for layer in content.shaped(names):
        # Documents, not folders: styles that things share must stand in one.
        folder = document.newdocument(name=layer.name, description=escape(layer.about))
        _add_things(folder, layer, content)
        if layer.name == "arcs":
            _add_flights(folder, layer, content.tracks)
    # Every program has a pin of its own; the library names one that it would have to fetch.
    return _PIN.sub("", document.kml(format=False))


def _add_things(folder: "simplekml.Document", layer: Layer, content: "Content") -> None:
    dressed = dress(layer, content.world)
    styles = [_style(look) for look in dressed.looks]
    for (properties, shape), look in zip(rows_of(layer), dressed.of, strict=True):
        thing = _drawn(folder, shape, height=layer.name == "arcs")
        thing.name = _plain(name_of(layer, properties))
        thing.description = balloon(properties, dressed.looks[look].label)
        thing.style = styles[look]
        if layer.name == "arcs":
            thing.timespan.begin, thing.timespan.end = _when(0.0), _when(properties["impact_s"])


def name_of(layer: Layer, properties: dict[str, Any]) -> str:
    """Return what a thing is called in a list.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> layer = Layer("sensors", "", pd.DataFrame(), np.array([]))
    >>> name_of(layer, {"sensor": "east"})
    'east'
    """
    if layer.name == "arcs":
        return f"{properties['arc']} to {properties['place']}"
    return str(properties[_NAMES[layer.name]])


def _plain(text: str) -> str:
    # The library would leave a text with this mark as it is, and so break the document.
    return text.replace("<![CDATA[", "< ![CDATA[")


def balloon(properties: dict[str, Any], label: str) -> str:
    """Return the page that a balloon shows, a line a property; text in it is text.

    Examples
    --------
    >>> balloon({"area_km2": 3.5, "route": "A>B"}, "late").split("<br/>")[:3]
    ['<b>late</b>', 'area_km2: 3.5 km2', 'route: A&gt;B']
    """
    lines = [
        f"{name}: {value}{_unit(name)}"
        for name, value in properties.items()
        if name not in _NOT_TOLD and value not in (None, "")
    ]
    # Escaped together, and then made lines: a text that has line ends of its own may keep them.
    rest = escape("\n".join([*lines, NOTIONAL])).replace("\n", "<br/>")
    return f"<b>{escape(label)}</b><br/>{rest}"


@cache
def _unit(name: str) -> str:
    # Shares and counts have the unit 1, which a reader does not miss.
    unit = unit_of(name).removeprefix("1")
    return f" {unit}" if unit else ""


def _style(look: Look) -> "simplekml.Style":
    import simplekml

    style = simplekml.Style()
    style.polystyle.color = _color(look, filled=True)
    style.linestyle.color = style.iconstyle.color = _color(look, filled=False)
    style.linestyle.width = look.width
    return style


def _color(look: Look, *, filled: bool) -> str:
    """Return a colour as KML has it: opacity, blue, green, red."""
    return "".join(f"{part:02x}" for part in reversed(look.rgba(filled=filled)))


def _drawn(folder: Any, shape: shapely.Geometry | None, *, height: bool) -> Any:
    """Add the geometry of a thing; one without a place stands in the list alone."""
    import simplekml

    if shape is None:
        return folder.newpoint()
    parts = parts_of(shape)
    home = folder if len(parts) == 1 else folder.newmultigeometry()
    for part in parts:
        if part.geom_type == "Point":
            made = home.newpoint(coords=_corners(part))
        elif part.geom_type == "LineString":
            mode = simplekml.AltitudeMode.absolute if height else None
            made = home.newlinestring(coords=_corners(part), altitudemode=mode)
        else:
            made = home.newpolygon(
                outerboundaryis=_corners(part.exterior),
                innerboundaryis=[_corners(ring) for ring in part.interiors],
            )
    return made if home is folder else home


def _corners(line: shapely.Geometry) -> list[tuple[float, ...]]:
    points = shapely.get_coordinates(line, include_z=bool(shapely.has_z(line)))
    return [tuple(point) for point in points.round(_DECIMALS).tolist()]


def _add_flights(folder: "simplekml.Document", layer: Layer, tracks: "list[Track]") -> None:
    """Add what moves when the slider does: an object a track, and where it is at the notice."""
    for (properties, _), track in zip(rows_of(layer), tracks, strict=True):
        moving = folder.newgxtrack(name=_plain(name_of(layer, properties)), altitudemode="absolute")
        moving.newwhen([_when(time_s) for time_s in track.time_s])
        moving.newgxcoord(list(_places(track)))
        if properties["notice_s"] is not None:
            _add_notice(folder, properties, track)


def _add_notice(folder: "simplekml.Document", properties: dict[str, Any], track: "Track") -> None:
    notice_s = properties["notice_s"]
    lon, lat, height_m = (
        float(np.interp(notice_s, track.time_s, along))
        for along in (track.lon, track.lat, track.height_m)
    )
    point = folder.newpoint(
        name=_plain(f"{properties['nation']} holds a notice"),
        description=escape(f"{notice_s} s after launch, of {properties['arc']}. {NOTIONAL}"),
        coords=[(round((lon + 180.0) % 360.0 - 180.0, _DECIMALS), round(lat, _DECIMALS), height_m)],
        altitudemode="absolute",
    )
    point.timespan.begin, point.timespan.end = _when(notice_s), _when(track.impact_s)


def _places(track: "Track") -> Iterator[tuple[float, float, float]]:
    lon = (track.lon + 180.0) % 360.0 - 180.0
    for point in np.column_stack([lon, track.lat, track.height_m]).round(_DECIMALS).tolist():
        yield tuple(point)


def _when(time_s: float) -> str:
    moment = LAUNCHED + timedelta(seconds=round(float(time_s), 3))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
