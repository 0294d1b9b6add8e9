"""CZML for Cesium: plain polygons and lines, objects that move with its clock."""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from tocsin.constants import NOTIONAL
from tocsin.exports.formats import file_format
from tocsin.exports.kml import LAUNCHED, balloon, name_of
from tocsin.exports.layers import SHAPED, Layer, parts_of, rows_of
from tocsin.exports.looks import Look, dress

if TYPE_CHECKING:
    from tocsin.exports.content import Content
    from tocsin.exports.tracks import Track

_DECIMALS = 6
# Seconds of flight a second of looking.
_FASTER = 20


@file_format("CZML", ".czml", layers=SHAPED)
def write_czml(content: "Content", names: tuple[str, ...], path: Path) -> None:
    """Write layers as packets, the document first.

    References
    ----------
    The CZML Guide, github.com/AnalyticalGraphicsInc/czml-writer/wiki; a packet has an id, and the
    first one is the document with its version and clock.
    """
    layers = content.shaped(names)
    flying = content.tracks if "arcs" in names else []
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("[" + _line(_document(content, flying)))
        # A packet a line, as it is made: one text of all of them would be large.
        for layer in layers:
            for packet in _packets(layer, content):
                file.write(",\n" + _line(packet))
        file.write("\n]\n")


def _line(packet: dict[str, Any]) -> str:
    return json.dumps(packet, ensure_ascii=False, allow_nan=False)


def _document(content: "Content", flying: "list[Track]") -> dict[str, Any]:
    document = {
        "id": "document",
        "version": "1.0",
        "name": content.title,
        "description": balloon({"basis": content.question.sentence}, content.title),
    }
    longest_s = max((track.impact_s for track in flying), default=0.0)
    if not longest_s:
        return document
    clock = {
        "interval": _interval(0.0, longest_s),
        "currentTime": _when(0.0),
        "multiplier": _FASTER,
        "range": "LOOP_STOP",
        "step": "SYSTEM_CLOCK_MULTIPLIER",
    }
    return document | {"clock": clock}


def _packets(layer: Layer, content: "Content") -> Iterator[dict[str, Any]]:
    """Yield a packet a part of each thing: Cesium's polygon has one outer ring."""
    dressed = dress(layer, content.world)
    for number, (properties, shape) in enumerate(rows_of(layer)):
        look = dressed.looks[dressed.of[number]]
        said = {
            "name": name_of(layer, properties),
            "description": balloon(properties, look.label),
        }
        for part_number, part in enumerate(parts_of(shape)):
            packet = {"id": f"{layer.name}/{number}/{part_number}"}
            yield packet | said | _drawn(part, look)
        if layer.name == "arcs":
            yield _flight(f"flight/{number}", content.tracks[number], look) | said


def _drawn(part: shapely.Geometry, look: Look) -> dict[str, Any]:
    line = _color(look, filled=False)
    if part.geom_type == "Point":
        point = {"color": line, "pixelSize": 8}
        return {"position": {"cartographicDegrees": _places(part)}, "point": point}
    if part.geom_type == "LineString":
        drawn = {
            "positions": {"cartographicDegrees": _places(part)},
            "width": look.width,
            # In the air, not along the ground.
            "arcType": "NONE",
            "material": {"solidColor": {"color": line}},
        }
        return {"polyline": drawn}
    polygon = {
        "positions": {"cartographicDegrees": _places(part.exterior)},
        "material": {"solidColor": {"color": _color(look, filled=True)}},
        "outline": True,
        "outlineColor": line,
        # On the ellipsoid: an outline needs a height.
        "height": 0,
    }
    if part.interiors:
        polygon["holes"] = {"cartographicDegrees": [_places(ring) for ring in part.interiors]}
    return {"polygon": polygon}


def _places(shape: shapely.Geometry) -> list[float]:
    """Return longitude, latitude, height of every corner, one after the other."""
    if shape.has_z:
        points = shapely.get_coordinates(shape, include_z=True)
    else:
        # What lies on the ground has no height of its own.
        points = np.zeros((shapely.get_num_coordinates(shape), 3))
        points[:, :2] = shapely.get_coordinates(shape)
    return list(points.round(_DECIMALS).ravel().tolist())


@cache
def _color(look: Look, *, filled: bool) -> dict[str, tuple[int, int, int, int]]:
    return {"rgba": look.rgba(filled=filled)}


def _flight(name: str, track: "Track", look: Look) -> dict[str, Any]:
    """Return what moves along an arc: there from launch to impact."""
    rows = np.column_stack([track.time_s, track.lon, track.lat, track.height_m])
    return {
        "id": name,
        "availability": _interval(0.0, track.impact_s),
        "position": {
            "epoch": _when(0.0),
            "cartographicDegrees": rows.round(_DECIMALS).ravel().tolist(),
            # Samples are near enough for straight pieces; a higher degree swings at the ends.
            "interpolationAlgorithm": "LINEAR",
            "interpolationDegree": 1,
        },
        "point": {"color": _color(look, filled=False), "pixelSize": 10},
        "properties": {"notional": NOTIONAL},
    }


def _interval(begin_s: float, end_s: float) -> str:
    return f"{_when(begin_s)}/{_when(end_s)}"


def _when(time_s: float) -> str:
    # Rounded up, so that no sample lies outside.
    moment = LAUNCHED + timedelta(milliseconds=float(np.ceil(1e3 * time_s)))
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
