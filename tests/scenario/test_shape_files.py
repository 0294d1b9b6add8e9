"""Territories from GeoJSON and GeoPackage files beside the scenario."""

import json
import sqlite3
import struct

import pytest
import shapely

from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.scenario import Scenario

SQUARE = [[0, 0, 9.5], [4, 0, 9.5], [4, 4, 9.5], [0, 4, 9.5], [0, 0, 9.5]]
ISLE = [[178, 0], [182, 0], [182, 2], [178, 2], [178, 0]]
FEATURES = [
    {
        "type": "Feature",
        "properties": {"NAME": name, "id": number},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    for number, (name, ring) in enumerate({"Square": SQUARE, "Isle": ISLE}.items())
]
SCENARIO = """tocsin: 1
nations:
  AAA: {territory: {file: maps/x.geojson, where: {NAME: Square}, clip: {west: 0, <>}}}
  BBB: {territory: {file: maps/x.geojson, where: {id: 1}}}
  XXA: {}
sensors: {eye: {class: national-warning, owner: AAA, lat: 0, lon: 0, facing_deg: 0}}
launches: {area: {nation: XXA, lat: 0, lon: 20}}
arcs: {medium: {class: medium}}
targets: {h3_resolution: 3}
""".replace("<>", "south: 0, east: 2, north: 9")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "maps").mkdir()
    write_geojson(tmp_path, FEATURES)
    (tmp_path / "s.yaml").write_text(SCENARIO, "utf-8")
    return tmp_path


def write_geojson(folder, features, **other):
    data = {"type": "FeatureCollection", "features": features, **other}
    (folder / "maps" / "x.geojson").write_text(json.dumps(data), "utf-8")


def write_geopackage(path, srs=4326):
    with sqlite3.connect(path) as database:
        database.executescript(
            "CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id);"
            "CREATE TABLE gpkg_spatial_ref_sys (srs_id, organization, organization_coordsys_id);"
            'CREATE TABLE "the ""land" (NAME, id, geom);'
        )
        database.execute("INSERT INTO gpkg_geometry_columns VALUES ('the \"land', 'geom', 7)")
        database.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (7, 'EPSG', ?)", [srs])
        for feature in FEATURES:
            shape = shapely.geometry.shape(feature["geometry"])
            # Little-endian with an envelope of four numbers.
            head = b"GP\x00\x03" + struct.pack("<i4d", 7, *shape.bounds)
            blob = head + shapely.to_wkb(shape, output_dimension=3)
            row = [*feature["properties"].values(), blob]
            database.execute('INSERT INTO "the ""land" VALUES (?, ?, ?)', row)


def shapes(path):
    world = World(Scenario.load(path))
    return [world.territory_of(name) for name in ("AAA", "BBB")]


def test_a_file_is_what_it_says(folder):
    square, isle = shapes(folder / "s.yaml")
    assert square.bounds == (0.0, 0.0, 2.0, 4.0)
    assert isle.area == pytest.approx(8.0)
    assert isle.bounds == (-180.0, 0.0, 180.0, 2.0)


def test_a_geopackage_says_the_same(folder):
    expected = shapes(folder / "s.yaml")
    write_geopackage(folder / "maps" / "x.gpkg")
    (folder / "s.yaml").write_text(SCENARIO.replace("geojson", "gpkg"), "utf-8")
    assert [a.equals(b) for a, b in zip(shapes(folder / "s.yaml"), expected, strict=True)] == [
        True,
        True,
    ]


def test_the_content_is_the_scenario_s(folder, tmp_path):
    scenario = Scenario.load(folder / "s.yaml")
    assert Scenario.from_text(scenario.to_yaml()) == scenario
    FEATURES[1]["geometry"]["coordinates"][0][0][0], before = 177, 178
    try:
        write_geojson(folder, FEATURES)
    finally:
        FEATURES[1]["geometry"]["coordinates"][0][0][0] = before
    assert Scenario.load(folder / "s.yaml").content_hash() != scenario.content_hash()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("NAME: Square", "NAME: Sqare", "No feature has NAME 'Sqare'. Did you mean 'Square'?"),
        ("NAME: Square", "name: Square", "No feature has 'name'. Did you mean 'NAME'?"),
        ("{NAME: Square}", "5", "where must be a mapping"),
        ("maps/x.geojson, where: {NAME", "x.geojson, where: {NAME", "No file 'x.geojson'"),
        ("maps/x.geojson, where: {NAME", "../x.geojson, where: {NAME", "outside"),
        ("maps/x.geojson, where: {NAME", "s.yaml, where: {NAME", "Save it as GeoJSON."),
        ("where: {id: 1}", "country: JPN", "Has file and country"),
    ],
)
def test_what_is_wrong_is_told_once_with_its_line(folder, old, new, says):
    (folder / "s.yaml").write_text(SCENARIO.replace(old, new), "utf-8")
    with pytest.raises(InputError) as caught:
        Scenario.load(folder / "s.yaml")
    (told,) = caught.value.problems
    assert says in told
    assert told.startswith(f"{folder / 's.yaml'}:{4 if 'country' in new else 3}: ")


def test_a_text_names_no_file():
    with pytest.raises(InputError, match="only a scenario file may") as caught:
        Scenario.from_text(SCENARIO)
    assert len(caught.value.problems) == 2


def test_other_frames_are_refused(folder):
    write_geojson(folder, FEATURES, crs={"type": "name", "properties": {"name": "EPSG:3857"}})
    with pytest.raises(InputError, match="another frame"):
        Scenario.load(folder / "s.yaml")
    write_geopackage(folder / "maps" / "x.gpkg", srs=3857)
    (folder / "s.yaml").write_text(SCENARIO.replace("geojson", "gpkg"), "utf-8")
    with pytest.raises(InputError, match="is in EPSG:3857"):
        Scenario.load(folder / "s.yaml")


@pytest.mark.parametrize("content", [b"", b"[" * 100_000, b"5", b"\xff", b'{"type": "Feature"}'])
@pytest.mark.parametrize("ending", ["geojson", "gpkg"])
def test_files_that_cannot_be_read(folder, content, ending):
    (folder / "maps" / f"x.{ending}").write_bytes(content)
    (folder / "s.yaml").write_text(SCENARIO.replace("geojson", ending), "utf-8")
    with pytest.raises(InputError, match="Invalid file"):
        Scenario.load(folder / "s.yaml")
