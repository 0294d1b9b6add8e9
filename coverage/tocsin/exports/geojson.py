"""GeoJSON, after RFC 7946: one collection of features, each of which names its layer."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import mapping

from tocsin.constants import NOTIONAL
from tocsin.exports.formats import file_format
from tocsin.exports.layers import SHAPED, Layer, rows_of

if TYPE_CHECKING:
    from tocsin.exports.content import Content

DECIMALS = 6
"""Of degrees: a tenth of a metre; the standard asks for no more (section 11.2)."""


@file_format("GeoJSON", ".geojson", layers=SHAPED)
def write_geojson(content: "Content", names: tuple[str, ...], path: Path) -> None:
    """Write layers as one collection, a feature a line.

    References
    ----------
    RFC 7946, The GeoJSON Format, 2016: longitude first, WGS84 (section 4), cut at the antimeridian
    (3.1.9), outer rings counter-clockwise (3.1.6), heights in metres above the ellipsoid (3.1.1).
    """
    layers = content.shaped(names)
    head = {
        "type": "FeatureCollection",
        # Members that the standard leaves free (section 6.1).
        "notional": NOTIONAL,
        "title": content.title,
        "basis": content.question.sentence,
        "layers": {layer.name: layer.sentence for layer in layers},
    }
    box = bounds([shape for layer in layers for shape in layer.shapes])
    # Written as it is made: a grid of a country has a hundred thousand features.
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_line(head | ({"bbox": box} if box else {}))[:-1] + ', "features": [\n')
        lines = (_line(feature) for layer in layers for feature in features(layer))
        # The comma stands before all but the first.
        for number, line in enumerate(lines):
            file.write(f"{',' if number else ''}{line}\n")
        file.write("]}\n")


def _line(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


def features(layer: Layer) -> Iterator[dict[str, Any]]:
    """Yield the features of a layer.

    Examples
    --------
    >>> import pandas as pd
    >>> shapes = np.array([shapely.Point(1, 2)])
    >>> layer = Layer("sensors", "", pd.DataFrame({"sensor": ["a"]}), shapes)
    >>> next(features(layer))["geometry"]
    {'type': 'Point', 'coordinates': (1.0, 2.0)}
    """
    rounded = shapely.transform(
        layer.shapes, lambda points: points.round(DECIMALS), include_z=False
    )
    # Sides of a footprint may lie nearer to each other than that: such a shape stays as it is.
    crossed = ~shapely.is_valid(rounded) & shapely.is_valid(layer.shapes)
    rounded[crossed] = layer.shapes[crossed]
    flying = shapely.has_z(layer.shapes)
    for number, (properties, shape) in enumerate(rows_of(layer)):
        if flying[number]:
            shape = shapely.transform(shape, _rounded, include_z=True)
        else:
            shape = rounded[number]
        yield {
            "type": "Feature",
            "properties": {"layer": layer.name, **properties},
            # A thing without a place is one for the standard, too (section 3.2).
            "geometry": None if shape is None else mapping(shape),
        }


def _rounded(points: np.ndarray) -> np.ndarray:
    # A decimetre of height, as of place.
    return np.column_stack([points[:, :2].round(DECIMALS), points[:, 2].round(1)])


def bounds(shapes: list[Any]) -> list[float]:
    """Return west, south, east, north of shapes [deg]; empty where there is nothing.

    Of what crosses the antimeridian the west is larger than the east.

    References
    ----------
    RFC 7946, section 5.2.

    Examples
    --------
    >>> bounds([shapely.box(170, -5, 180, 5), shapely.box(-180, -5, -160, 5)])
    [170.0, -5.0, -160.0, 5.0]
    """
    parts = shapely.get_parts([shape for shape in shapes if shape is not None])
    if not len(parts):
        return []
    south, north = shapely.bounds(parts)[:, 1].min(), shapely.bounds(parts)[:, 3].max()
    west, east = _widths(shapely.bounds(parts)[:, [0, 2]])
    return [round(float(limit), DECIMALS) for limit in (west, south, east, north)]


def _widths(spans: np.ndarray) -> tuple[float, float]:
    """Return the narrowest range of longitudes that holds some ranges, going east."""
    order = np.argsort(spans[:, 0])
    west, east = spans[order].T
    reached = np.maximum.accumulate(east)
    # The widest gap on the circle is what the box leaves out; the first is that over the seam.
    gaps = np.append(west[0] + 360.0 - reached[-1], west[1:] - reached[:-1])
    widest = int(np.argmax(gaps))
    return (west[0], reached[-1]) if not widest else (west[widest], reached[widest - 1])
