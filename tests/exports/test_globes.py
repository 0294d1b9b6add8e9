"""KML and CZML, read back by GDAL, by a parser of XML and as JSON: shapes, times, texts."""

import json
import zipfile
from datetime import datetime
from html import unescape
from xml.etree import ElementTree

import numpy as np
import pyogrio
import pytest
import shapely

import tocsin
from tocsin.constants import NOTIONAL
from tocsin.exports.content import Content
from tocsin.exports.source import source_of
from tocsin.geometry.arcs import geodetic_to_ecef

KML = {"": "http://www.opengis.net/kml/2.2", "gx": "http://www.google.com/kml/ext/2.2"}


@pytest.fixture(scope="module")
def written(result, tmp_path_factory):
    folder = tmp_path_factory.mktemp("globes")
    files = [folder / f"a{suffix}" for suffix in (".kml", ".kmz", ".czml")]
    tocsin.export(result, to=files, policy="together")
    return {file.suffix: file for file in files}


@pytest.fixture(scope="module")
def content(result):
    return Content(source_of(result), "together")


@pytest.fixture(scope="module")
def page(written):
    return ElementTree.parse(written[".kml"]).getroot()


@pytest.fixture(scope="module")
def packets(written):
    return json.loads(written[".czml"].read_text("utf-8"))


def seconds(text):
    return (
        datetime.fromisoformat(text) - datetime.fromisoformat("2000-01-01T00:00:00Z")
    ).total_seconds()


def of_layer(page, name):
    (found,) = (
        each
        for each in page.iterfind("./Document/Document", KML)
        if each.find("name", KML).text == name
    )
    return found


@pytest.mark.parametrize("name", ["cells", "footprints", "launches"])
def test_gdal_finds_the_areas_of_a_kml(name, written, content):
    back, layer = pyogrio.read_dataframe(written[".kml"], layer=name), content.layer(name)
    areas = [shape for shape in back.geometry if shape is not None]
    assert len(areas) == len(layer)
    for shape, own in zip(areas, layer.shapes, strict=True):
        # GDAL gives the parts of what is cut in one collection.
        polygons = shapely.union_all([shapely.force_2d(part) for part in shapely.get_parts(shape)])
        assert polygons.symmetric_difference(own).area < 1e-4 * own.area


def test_arcs_fly_and_last_as_long_as_their_flight(page, content):
    folder, table = of_layer(page, "arcs"), content.layer("arcs").table
    marks = folder.findall("Placemark", KML)
    lines = [mark for mark in marks if mark.find(".//LineString", KML) is not None]
    tracks = [
        mark.find("gx:Track", KML) for mark in marks if mark.find("gx:Track", KML) is not None
    ]
    notices = [mark for mark in marks if mark.find("Point", KML) is not None]
    assert len(lines) == len(tracks) == len(table)
    assert len(notices) == table["notice_s"].notna().sum() > 0
    for line, track, row, own in zip(
        lines, tracks, table.itertuples(), content.tracks, strict=True
    ):
        modes = {each.text for each in line.iterfind(".//altitudeMode", KML)}
        assert modes == {"absolute"}
        assert seconds(line.find("TimeSpan/end", KML).text) == pytest.approx(row.impact_s, abs=2e-3)
        when = [seconds(each.text) for each in track.iterfind("when", KML)]
        assert np.allclose(when, own.time_s, atol=2e-3)
        coords = np.array([each.text.split() for each in track.iterfind("gx:coord", KML)], float)
        assert np.allclose(coords[:, 2], own.height_m, atol=1.0)


def test_text_in_a_balloon_is_text(page, written):
    for mark in page.iter(f"{{{KML['']}}}Placemark"):
        told = (
            mark.find("description", KML).text if mark.find("description", KML) is not None else ""
        )
        # As a page reads it: nothing but line ends and what is bold for us.
        assert set(part.split(">")[0] for part in (told or "").split("<")[1:]) <= {"b", "/b", "br/"}
    arc = next(of_layer(page, "launches").iter(f"{{{KML['']}}}Placemark"))
    assert "title: west-area (@Far (fictional))" in unescape(arc.find("description", KML).text)
    assert page.find("Document/name", KML).text.startswith("=1+1 & <b>")
    text = written[".kml"].read_text("utf-8")
    assert "<href>" not in text  # nothing is fetched


def test_a_satellite_has_no_pin(page):
    (eye,) = (
        mark
        for mark in of_layer(page, "sensors").iterfind("Placemark", KML)
        if mark.find("name", KML).text == "eye"
    )
    assert [part.tag.partition("}")[2] for part in eye] == ["name", "description", "styleUrl"]


def test_a_shared_style_stands_in_a_document(page):
    ids = {
        f"#{style.get('id')}"
        for document in page.iterfind("./Document/Document", KML)
        for style in document.findall("Style", KML)
    }
    used = {each.text for each in page.iter(f"{{{KML['']}}}styleUrl")}
    assert used
    assert used <= ids


def test_kmz_is_the_same_packed(written):
    with zipfile.ZipFile(written[".kmz"]) as archive:
        assert archive.namelist() == ["doc.kml"]
        assert archive.read("doc.kml") == written[".kml"].read_bytes()
        assert NOTIONAL.encode() in archive.comment


def test_czml_begins_with_its_document_and_clock(packets, content):
    document, *rest = packets
    assert (document["id"], document["version"]) == ("document", "1.0")
    begin, end = document["clock"]["interval"].split("/")
    assert seconds(begin) == 0.0
    assert seconds(end) == pytest.approx(content.layer("arcs").table["impact_s"].max(), abs=2e-3)
    ids = [packet["id"] for packet in packets]
    assert len(set(ids)) == len(ids)
    assert all(NOTIONAL in packet["description"] for packet in packets)
    drawn = ("polygon", "polyline", "point")
    assert all(sum(key in packet for key in drawn) == 1 for packet in rest)


def test_areas_of_czml_are_those_of_the_layers(packets, content):
    for name in ("cells", "footprints"):
        layer = content.layer(name)
        total = 0.0
        for packet in packets:
            if packet["id"].startswith(f"{name}/"):
                polygon = packet["polygon"]
                rings = [polygon["positions"], *(
                    {"cartographicDegrees": ring}
                    for ring in polygon.get("holes", {}).get("cartographicDegrees", [])
                )]  # fmt: skip
                outer, *holes = (np.reshape(ring["cartographicDegrees"], (-1, 3)) for ring in rings)
                assert not outer[:, 2].any()
                total += shapely.Polygon(outer, holes).area
                *_, opacity = polygon["material"]["solidColor"]["color"]["rgba"]
                assert 0 < opacity < 255
        assert total == pytest.approx(sum(shape.area for shape in layer.shapes), rel=1e-4)


def test_flights_of_czml_move_along_the_arcs(packets, content, result):
    flights = [packet for packet in packets if packet["id"].startswith("flight/")]
    assert len(flights) == len(content.tracks)
    for packet, track in zip(flights, content.tracks, strict=True):
        rows = np.reshape(packet["position"]["cartographicDegrees"], (-1, 4))
        assert packet["position"]["epoch"] == "2000-01-01T00:00:00.000Z"
        assert seconds(packet["availability"].split("/")[1]) >= rows[-1, 0]
        solved = result.world.solve(track.launch, track.arc, slice(track.cell, track.cell + 1))
        there = geodetic_to_ecef(rows[:, 2], rows[:, 1], rows[:, 3])
        assert np.allclose(there, solved.position_m(rows[:, 0])[0], atol=1.0)
