"""GeoJSON: one collection of features, each of which names its layer."""

from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.constants import NOTIONAL
from tocsin.exports.formats import file_format
from tocsin.exports.layers import SHAPED, rows_of
from tocsin.io.geojson import write_features

if TYPE_CHECKING:
    from tocsin.exports.content import Content


@file_format("GeoJSON", ".geojson", layers=SHAPED)
def write_geojson(content: "Content", names: tuple[str, ...], path: Path) -> None:
    """Write layers as one collection."""
    layers = content.shaped(names)
    write_features(
        path,
        # The layer first: programs show the first property of a feature.
        (
            ({"layer": layer.name, **properties}, shape)
            for layer in layers
            for properties, shape in rows_of(layer)
        ),
        notional=NOTIONAL,
        title=content.title,
        basis=content.question.sentence,
        layers={layer.name: layer.sentence for layer in layers},
    )
