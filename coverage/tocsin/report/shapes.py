"""Shapes of an answer as GeoJSON; `tocsin.exports` writes those of a result or a scenario."""

from pathlib import Path
from typing import Any

import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping
from shapely.geometry.polygon import orient

from tocsin.constants import NOTIONAL
from tocsin.io.atomic import write_text
from tocsin.words import json_text

GEOJSON = ".geojson"
# Of degrees: a tenth of a metre, as the standard recommends (section 11.2).
_DECIMALS = 6


def write_shapes(answer: Any, path: Path) -> None:
    """Write the shapes of an answer, each with its row of the table.

    Parameters
    ----------
    answer : Answer
        With a method ``shapes``, which yields shapes and properties.
    path : Path

    References
    ----------
    RFC 7946, The GeoJSON Format, 2016: longitude first (section 4), cut at the antimeridian
    (3.1.9), outer rings counter-clockwise (3.1.6).
    """
    features = [
        {"type": "Feature", "properties": {**row, "notional": True}, "geometry": _geometry(shape)}
        for shape, row in answer.shapes()
    ]
    head = {"type": "FeatureCollection", "notional": NOTIONAL, "basis": answer.basis}
    write_text(path, f"{json_text(head | {'features': features})}\n")


def _geometry(shape: shapely.Geometry) -> dict[str, Any]:
    # Part by part: the function of shapely that turns many at once is younger than our oldest.
    parts = [orient(part) for part in shapely.get_parts(shape)]
    rounded = shapely.transform(shapely.MultiPolygon(parts), _rounded)
    geometry: dict[str, Any] = mapping(rounded)
    return geometry


def _rounded(points: NDArray[Any]) -> NDArray[Any]:
    return points.round(_DECIMALS)
