"""Shapes of an answer as GeoJSON; `tocsin.exports` writes those of a result or a scenario."""

from pathlib import Path
from typing import Any

from tocsin.constants import NOTIONAL
from tocsin.io.atomic import atomic_path
from tocsin.io.geojson import write_features

GEOJSON = ".geojson"


def write_shapes(answer: Any, path: Path) -> None:
    """Write the shapes of an answer, each with its row of the table.

    Parameters
    ----------
    answer : Answer
        With a method ``shapes``, which yields shapes and properties.
    path : Path
    """
    # As the features of an export: whoever passes one on passes the mark on.
    things = (({**row, "notional": True}, shape) for shape, row in answer.shapes())
    with atomic_path(path) as temporary:
        write_features(temporary, things, notional=NOTIONAL, basis=answer.basis)
