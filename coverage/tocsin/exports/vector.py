"""Files of vector layers by GDAL and Arrow: GeoPackage with styles, and GeoParquet."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.constants import NOTIONAL
from tocsin.exports.formats import file_format
from tocsin.exports.layers import SHAPED, Layer

if TYPE_CHECKING:
    import geopandas

    from tocsin.exports.content import Content

_GEOMETRY = "geom"
# What GDAL writes as the day of a change: equal layers are equal bytes.
_DAY = "1980-01-01T00:00:00Z"


@file_format("GeoPackage", ".gpkg", layers=SHAPED, libraries=("geopandas", "pyogrio"))
def write_geopackage(content: "Content", names: tuple[str, ...], path: Path) -> None:
    """Write a table a layer, and the styles with which QGIS opens them.

    References
    ----------
    OGC 12-128r19, GeoPackage Encoding Standard 1.4.
    """
    import pyogrio

    from tocsin.exports.looks import SHOWN_AS, dress
    from tocsin.exports.qgis import TABLE, kind_of, styles_table

    layers = content.shaped(names)
    dresses = [dress(layer, content.world) for layer in layers]
    with _dated():
        for layer, dressed in zip(layers, dresses, strict=True):
            frame = frame_of(layer, crs="EPSG:4326").assign(**{SHOWN_AS: dressed.labels})
            kind = f"Multi{kind_of(layer)}" if kind_of(layer) != "Point" else "Point"
            pyogrio.write_dataframe(
                frame,
                path,
                layer=layer.name,
                driver="GPKG",
                geometry_type=f"{kind} Z" if layer.name == "arcs" else kind,
                promote_to_multi=kind != "Point",
                layer_options={
                    "GEOMETRY_NAME": _GEOMETRY,
                    "IDENTIFIER": f"{content.title}: {layer.name}",
                    "DESCRIPTION": layer.about,
                },
            )
        styles = styles_table(layers, dresses, column=_GEOMETRY)
        pyogrio.write_dataframe(
            styles, path, layer=TABLE, driver="GPKG", layer_options={"FID": "id"}
        )


@contextmanager
def _dated() -> Iterator[None]:
    """Let GDAL write one day, whatever the day is."""
    import pyogrio

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _DAY})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


@file_format("GeoParquet", ".parquet", layers=SHAPED, libraries=("geopandas",))
def write_geoparquet(content: "Content", names: tuple[str, ...], path: Path) -> None:
    """Write one table; the column ``layer`` tells layers apart, and each has its own columns.

    References
    ----------
    GeoParquet 1.1.0, geoparquet.org.
    """
    import geopandas
    import pandas as pd
    import pyarrow.parquet as pq

    layers = content.shaped(names)
    frames = [
        frame_of(layer, crs="OGC:CRS84").assign(layer=layer.name, notional=True) for layer in layers
    ]
    whole = geopandas.GeoDataFrame(pd.concat(frames, ignore_index=True), crs="OGC:CRS84")
    whole = whole[["layer", *(name for name in whole if name != "layer")]]
    whole.to_parquet(path, index=False, schema_version="1.1.0")
    # Written once more, with what made it: the writer has no way to say so.
    table = pq.read_table(path)
    sentences = json.dumps({layer.name: layer.sentence for layer in layers})
    about = {"title": content.title, "comment": NOTIONAL, "basis": content.question.sentence}
    said = table.schema.metadata | {
        key.encode(): text.encode() for key, text in (about | {"layers": sentences}).items()
    }
    pq.write_table(table.replace_schema_metadata(said), path, compression="zstd")


def frame_of(layer: Layer, *, crs: str) -> "geopandas.GeoDataFrame":
    """Return a layer as a table of GeoPandas.

    Examples
    --------
    >>> import numpy as np, pandas as pd, shapely
    >>> layer = Layer("sensors", "", pd.DataFrame({"a": [1]}), np.array([shapely.Point(1, 2)]))
    >>> frame_of(layer, crs="OGC:CRS84").total_bounds.tolist()
    [1.0, 2.0, 1.0, 2.0]
    """
    import geopandas

    return geopandas.GeoDataFrame(layer.table, geometry=layer.shapes, crs=crs)
