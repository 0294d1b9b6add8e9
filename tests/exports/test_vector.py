"""Files of vector layers, read back by GDAL and by Arrow: shapes, values, styles."""

import json
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

import tocsin
from tocsin.constants import NOTIONAL
from tocsin.exports.content import Content
from tocsin.exports.layers import SHAPED
from tocsin.exports.source import source_of


@pytest.fixture(scope="module")
def written(result, tmp_path_factory):
    folder = tmp_path_factory.mktemp("vector")
    files = [folder / f"a{suffix}" for suffix in (".geojson", ".gpkg", ".parquet")]
    tocsin.export(result, to=files, policy="together")
    return {file.suffix: file for file in files}


@pytest.fixture(scope="module")
def content(result):
    return Content(source_of(result), "together")


def read(suffix, path, name):
    """One layer, as another program reads it."""
    if suffix == ".gpkg":
        return pyogrio.read_dataframe(path, layer=name)
    whole = gpd.read_parquet(path) if suffix == ".parquet" else pyogrio.read_dataframe(path)
    return whole[whole["layer"] == name].reset_index(drop=True)


@pytest.mark.parametrize("name", SHAPED)
@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".parquet"])
def test_shapes_and_values_come_back(suffix, name, written, content):
    back, layer = read(suffix, written[suffix], name), content.layer(name)
    assert len(back) == len(layer)
    assert back.crs.equals("EPSG:4326") or back.crs.equals("OGC:CRS84")
    for shape, own in zip(back.geometry, layer.shapes, strict=True):
        if own is None:
            assert shape is None
            continue
        # By distance: GeoJSON has six decimals, GDAL makes one line several lines of one.
        assert shapely.hausdorff_distance(own, shape) < 1e-6
        assert shape.is_valid
        # A decimetre of height.
        heights = [shapely.get_coordinates(each, include_z=True)[:, 2] for each in (shape, own)]
        assert np.allclose(*heights, atol=0.051, equal_nan=True)
    for column in layer.table:
        assert np.array_equal(
            back[column].isna().to_numpy(), layer.table[column].isna().to_numpy()
        ), column
        there = layer.table[column].notna()
        assert back[column][there].tolist() == layer.table[column][there].tolist(), column


def test_geojson_keeps_its_standard(written):
    whole = json.loads(written[".geojson"].read_text("utf-8"))
    assert whole["type"] == "FeatureCollection"
    assert "crs" not in whole
    assert whole["notional"] == NOTIONAL
    west, south, east, north = whole["bbox"]
    assert west > east  # across the antimeridian
    for feature in whole["features"]:
        assert feature["type"] == "Feature"
        assert feature["properties"]["notional"] is True
        if feature["geometry"] is None:
            continue
        points = shapely.get_coordinates(shapely.geometry.shape(feature["geometry"]))
        inside = (points[:, 0] >= west - 1e-6) | (points[:, 0] <= east + 1e-6)
        assert inside.all()
        assert ((points[:, 1] >= south - 1e-6) & (points[:, 1] <= north + 1e-6)).all()


def test_every_layer_of_a_geopackage_opens_with_its_style(written):
    styles = pyogrio.read_dataframe(written[".gpkg"], layer="layer_styles")
    assert styles["f_table_name"].tolist() == list(SHAPED)
    assert styles["useAsDefault"].all()
    for name, text in zip(styles["f_table_name"], styles["styleQML"], strict=True):
        info = pyogrio.read_info(written[".gpkg"], layer=name)
        assert NOTIONAL in info["layer_metadata"]["DESCRIPTION"]
        renderer = ElementTree.fromstring(text).find("renderer-v2")
        column = read(".gpkg", written[".gpkg"], name)[renderer.get("attr")]
        shown = {each.get("value"): each.get("symbol") for each in renderer.iter("category")}
        assert set(column) == set(shown)
        symbols = {each.get("name"): each.get("type") for each in renderer.iter("symbol")}
        assert set(shown.values()) <= set(symbols)
        kinds = {"Point": "marker", "MultiPolygon": "fill", "MultiLineString Z": "line"}
        assert set(symbols.values()) == {kinds[info["geometry_type"]]}


def test_geoparquet_says_what_it_is(written):
    said = pq.read_schema(written[".parquet"]).metadata
    geo = json.loads(said[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"][geo["primary_column"]]["encoding"] == "WKB"
    assert said[b"comment"].decode() == NOTIONAL
    assert set(json.loads(said[b"layers"])) == set(SHAPED)
