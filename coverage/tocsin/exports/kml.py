"""KML and KMZ for Google Earth: cells, footprints, arcs in the air, and a slider of time."""

import zipfile
from collections.abc import Iterable, Iterator
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
    from tocsin.exports.content import Content
    from tocsin.exports.tracks import Track

LAUNCHED = datetime(2000, 1, 1, tzinfo=UTC)
"""When everything is launched, for programs whose clock has days: the scenario has none."""
_ROOT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2" '
    'xmlns:gx="http://www.google.com/kml/ext/2.2">'
)
_DECIMALS = 6
# What names a thing of each layer in the list of places.
_NAMES = {"cells": "cell", "footprints": "sensor", "sensors": "sensor", "launches": "launch"}
# What a balloon leaves out: it is said once for all, or is the place itself.
_NOT_TOLD = ("notional", "lat", "lon")


@file_format("KML", ".kml", layers=SHAPED)
def write_kml(content: "Content", names: tuple[str, ...], path: Path) -> None:
    """Write layers as folders of one document."""
    path.write_text(kml_text(content, names), encoding="utf-8", newline="\n")


@file_format("KMZ", ".kmz", layers=SHAPED)
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
    told = _texts(name=content.title, open="1", description=escape(content.about))
    layers = "\n".join(_layer(layer, content) for layer in content.shaped(names))
    return f"{_ROOT}{_tag('Document', told + layers)}</kml>\n"


def _tag(name: str, inner: str) -> str:
    """Return an element of what is written already: a tree of objects takes three times as long.

    >>> _tag("Style", _tag("width", "2"))
    '<Style><width>2</width></Style>'
    """
    return f"<{name}>{inner}</{name}>"


def _texts(**texts: str) -> str:
    """Return elements that hold text, which is escaped.

    >>> _texts(name="A & B")
    '<name>A &amp; B</name>'
    """
    return "".join(_tag(name, escape(text, quote=False)) for name, text in texts.items())


def _layer(layer: Layer, content: "Content") -> str:
    # A document, not a folder: styles that things share must stand in one.
    dressed = dress(layer, content.world)
    things = [
        _texts(name=layer.name, description=escape(layer.about)),
        *(_style(f"{layer.name}-{number}", look) for number, look in enumerate(dressed.looks)),
        *(
            _thing(layer, properties, shape, look=look, label=dressed.looks[look].label)
            for (properties, shape), look in zip(rows_of(layer), dressed.of.tolist(), strict=True)
        ),
    ]
    if layer.name == "arcs":
        things += _flights(layer, content.tracks)
    return _tag("Document", "\n".join(things))


def _thing(
    layer: Layer, properties: dict[str, Any], shape: shapely.Geometry, *, look: int, label: str
) -> str:
    flies = layer.name == "arcs"
    return _placemark(
        _texts(name=name_of(layer, properties), description=balloon(properties, label)),
        _span(0.0, properties["impact_s"]) if flies else "",
        _tag("styleUrl", f"#{layer.name}-{look}"),
        _drawn(parts_of(shape), height=flies),
    )


def _placemark(*inner: str) -> str:
    return _tag("Placemark", "".join(inner))


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


def _style(name: str, look: Look) -> str:
    line = _tag("color", _color(look, filled=False))
    fill = _tag("color", _color(look, filled=True))
    # A colour alone: every program has a pin of its own, and none must be fetched.
    icon = _tag("IconStyle", line)
    line = _tag("LineStyle", line + _tag("width", f"{look.width:g}"))
    return f'<Style id="{name}">{icon}{line}{_tag("PolyStyle", fill)}</Style>'


def _color(look: Look, *, filled: bool) -> str:
    """Return a colour as KML has it: opacity, blue, green, red."""
    return "".join(f"{part:02x}" for part in reversed(look.rgba(filled=filled)))


def _drawn(parts: list[shapely.Geometry], *, height: bool) -> str:
    """Return the geometry of a thing; one without a place stands in the list alone."""
    mode = _tag("altitudeMode", "absolute") if height else ""
    drawn = "".join([_tag(part.geom_type, mode + _inside(part)) for part in parts])
    return drawn if len(parts) < 2 else _tag("MultiGeometry", drawn)


def _inside(part: shapely.Geometry) -> str:
    if part.geom_type != "Polygon":
        return _corners(part)
    # Most have no hole: their corners are those of their one ring, which need not be made.
    rings = shapely.get_rings(part) if shapely.get_num_interior_rings(part) else [part]
    outer, *holes = (_tag("LinearRing", _corners(ring)) for ring in rings)
    return _tag("outerBoundaryIs", outer) + "".join(_tag("innerBoundaryIs", hole) for hole in holes)


def _corners(line: shapely.Geometry) -> str:
    """Return the corners of a line.

    >>> _corners(shapely.LineString([(0.5, 1), (2, 3)]))
    '<coordinates>0.5,1.0 2.0,3.0</coordinates>'
    """
    points = shapely.get_coordinates(line, include_z=bool(line.has_z)).round(_DECIMALS).tolist()
    return _tag("coordinates", " ".join([",".join(map(str, point)) for point in points]))


def _flights(layer: Layer, tracks: "list[Track]") -> Iterator[str]:
    """Yield what moves when the slider does: an object a track, and where it is at the notice."""
    for (properties, _), track in zip(rows_of(layer), tracks, strict=True):
        # All moments, and then all places.
        flight = [_tag("altitudeMode", "absolute")]
        flight += [_tag("when", _when(time_s)) for time_s in track.time_s]
        places = zip(track.lon, track.lat, track.height_m, strict=True)
        flight += [_tag("gx:coord", _place(place, " ")) for place in places]
        yield _placemark(_texts(name=name_of(layer, properties)), _tag("gx:Track", "".join(flight)))
        if properties["notice_s"] is not None:
            yield _notice(properties, track)


def _notice(properties: dict[str, Any], track: "Track") -> str:
    notice_s = properties["notice_s"]
    place = _place(
        (np.interp(notice_s, track.time_s, along))
        for along in (track.lon, track.lat, track.height_m)
    )
    told = f"{notice_s} s after launch, of {properties['arc']}. {NOTIONAL}"
    return _placemark(
        _texts(name=f"{properties['nation']} holds a notice", description=escape(told)),
        _span(notice_s, track.impact_s),
        _tag("Point", _tag("altitudeMode", "absolute") + _tag("coordinates", place)),
    )


def _place(place: Iterable[float], between: str = ",") -> str:
    """Return longitude, latitude and height in the air; longitudes may run on.

    >>> _place((190.0, 10.0, 500.0))
    '-170.0,10.0,500.0'
    """
    lon, lat, height_m = (float(number) for number in place)
    inside = ((lon + 180.0) % 360.0 - 180.0, lat, height_m)
    return between.join(str(round(number, _DECIMALS)) for number in inside)


def _span(begin_s: float, end_s: float) -> str:
    return _tag("TimeSpan", _tag("begin", _when(begin_s)) + _tag("end", _when(end_s)))


def _when(time_s: float) -> str:
    moment = LAUNCHED + timedelta(seconds=round(float(time_s), 3))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
