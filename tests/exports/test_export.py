"""What is asked of an export: everything is checked before any work, whatever the source."""

import json

import pytest

import tocsin
from tocsin.exports.export import plan


def refused(*args, **options):
    with pytest.raises(tocsin.InputError) as caught:
        plan(*args, **options)
    return "\n".join(caught.value.problems)


def test_all_that_is_wrong_with_the_files_is_said_at_once(crossing, tmp_path):
    (tmp_path / "mine.dot").write_text("mine")
    (tmp_path / "folder.dot").mkdir()
    to = [
        tmp_path / name for name in ("a.doc", "a.csv", "mine.dot", "folder.dot", "b.dot", "b.dot")
    ]
    said = refused(crossing, to=to, policy="alone")
    for text in ("Unknown format 'a.doc'", "A .zip holds every table", "did not write it",
                 "is a folder", "named twice"):  # fmt: skip
        assert text in said
    assert "No file" in refused(crossing, to=[])


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"policy": None}, "Name one with --policy: alone, together"),
        ({"policy": "togehter"}, "Did you mean 'together'"),
        ({"layers": "cell"}, "Did you mean 'cells'"),
        ({"layers": "graph"}, "cannot hold graph: GeoJSON holds cells"),
        ({"launch": "west"}, "Unknown launch 'west'"),
        ({"arc": "shrot"}, "Did you mean 'short'"),
        ({"altitudes_km": (0.0,)}, "Invalid altitude_km 0.0"),
    ],
)
def test_a_wrong_question_is_refused(options, text, crossing, tmp_path):
    assert text in refused(crossing, to=tmp_path / "a.geojson", **({"policy": "alone"} | options))
    assert list(tmp_path.iterdir()) == []


def test_what_does_not_depend_on_a_policy_needs_none_and_no_run(crossing, tmp_path, monkeypatch):
    monkeypatch.setattr("tocsin.exports.content.run", None)
    tocsin.export(crossing, to=tmp_path / "a.geojson", layers=["sensors", "launches"])
    read = json.loads((tmp_path / "a.geojson").read_text("utf-8"))
    assert {each["properties"]["layer"] for each in read["features"]} == {"sensors", "launches"}


@pytest.mark.parametrize(
    "record", ["[]", "null", "{}", '{"tocsin": 1, "scenario": "", "files": {}}']
)
def test_a_folder_that_is_no_runs_is_refused(record, tmp_path):
    (tmp_path / "run.json").write_text(record)
    assert "No record of a run" in refused(tmp_path, to="a.geojson")


def test_a_folder_that_is_not_complete_or_of_another_version_is_refused(tmp_path):
    record = {"tocsin": "0.0.1", "scenario": "tocsin: 1", "files": {}}
    (tmp_path / "run.json").write_text(json.dumps(record))
    assert "written by tocsin 0.0.1" in refused(tmp_path, to="a.geojson")
    (tmp_path / "incomplete.json").write_text("{}")
    assert "not complete" in refused(tmp_path, to="a.geojson")


def test_a_part_of_the_scenario_is_worked_out_alone(result, tmp_path):
    (file,) = tocsin.export(
        result, to=tmp_path / "a.geojson", policy="together", arc="low", launch="east-area"
    )
    arcs = [
        each["properties"]
        for each in json.loads(file.read_text("utf-8"))["features"]
        if each["properties"]["layer"] == "arcs"
    ]
    assert {(arc["arc"], arc["launch"]) for arc in arcs} == {("low", "east-area")}
