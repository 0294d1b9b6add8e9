import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tocsin.cli import shipped


def test_check_counts_what_it_found(call, small):
    done = call("check", small)
    assert done.code == 0
    assert "3 nations, 2 sensors, 2 launch points, 2 arcs" in done.out


def test_check_tells_every_problem_with_its_line(call, small):
    text = small.read_text().replace("lat: 0, lon: 8, facing", "lat: 91, lon: 8, facing")
    small.write_text(text.replace("owner: HUB", "owner: HUBB"))
    done = call("check", small)
    assert done.code == 2
    lines = [line for line in done.err.splitlines() if line.startswith("error:")]
    assert len(lines) == 2
    assert any("small.yaml:9" in line and "91" in line for line in lines)
    assert any("small.yaml:10" in line and "Did you mean 'HUB'?" in line for line in lines)


def test_check_json(call, small):
    assert call("check", small, "--json").json()["valid"] is True
    small.write_text(small.read_text().replace("title", "titel"))
    done = call("check", small, "--json")
    assert done.code == 2
    assert done.json()["valid"] is False
    assert "Did you mean 'title'?" in done.json()["problems"][0]


def test_check_finds_an_unknown_country(call, small):
    box = "{box: {west: 8, south: -1, east: 10, north: 1}}"
    small.write_text(small.read_text().replace(box, "{country: JPP}"))
    done = call("check", small)
    assert done.code == 2
    assert "JPP" in done.err


def test_check_finds_unknown_places_of_targets(call, small):
    targets = "targets: {places: {names: [Sapporo, Tokio]}, nations: [EAST]}"
    text = small.read_text().replace("targets: {h3_resolution: 3, nations: [EAST]}", targets)
    town = "places: [{name: Tokyo, nation: EAST, lat: 0, lon: 9, population: 5}]\n"
    small.write_text(text + town)
    done = call("check", small)
    assert done.code == 2
    assert "small.yaml:16: Unknown place 'Tokio'. Did you mean Tokyo?" in done.err
    assert "Unknown place 'Sapporo'. Add it under 'places'" in done.err


def test_many_nations_of_a_check_are_folded(call, small):
    boxes = "".join(
        f"  N{n}: {{territory: {{box: {{west: {n}, south: 20, east: {n + 1}, north: 30}}}}}}\n"
        for n in range(12)
    )
    text = small.read_text().replace("nations: [EAST]}", "}")
    small.write_text(text.replace("  HUB: {}\n", f"  HUB: {{}}\n{boxes}"))
    done = call("check", small)
    assert done.code == 0, done.err
    assert "N1: " in done.out
    assert "N2: " not in done.out
    assert "And 10 more target nations; --all tells of each." in done.out
    assert "N11: " in call("check", small, "--all").out
    assert len(call("check", small, "--json").json()["cells_by_nation"]) == 13


def test_run_says_what_check_suspects(call, small, tmp_path):
    text = small.read_text().replace("lat: 0, lon: 8, facing", "lat: 60, lon: -80, facing")
    small.write_text(text)
    done = call("run", small, "-o", tmp_path / "o", "--no-maps", "--no-report", "-q")
    assert "Sensor 'shore' sees no arc of any launch" in " ".join(done.out.split())
    assert "Sensor 'shore' sees no arc of any launch" in call("check", small).out


@pytest.mark.parametrize("template", ["starter", "island"])
def test_new_makes_a_scenario_that_runs(call, tmp_path, template):
    path = tmp_path / "mine.yaml"
    assert call("new", path, "--template", template).code == 0
    assert call("check", path).code == 0
    done = call("run", path, "-o", tmp_path / "o", "--no-maps", "--no-report", "-q")
    assert done.code == 0, done.err


def test_new_says_what_comes_next_with_the_folder(call, tmp_path):
    path = tmp_path / "mine.yaml"
    said = call("new", path).out
    assert f"tocsin check {path}" in said
    assert f"tocsin run {path} -o out/mine" in said


def test_run_without_a_place_says_how_to_give_one(call, small):
    done = call("run", small)
    assert done.code == 2
    assert f"-o {Path('out') / small.stem}, or a page, -o" in " ".join(done.err.split())


def test_territory_that_is_a_mere_name_says_how_to_write_it(call, tmp_path):
    path = tmp_path / "mine.yaml"
    call("new", path)
    text = path.read_text("utf-8")
    box = "{box: {west: -30, south: 42, east: -24, north: 46}}"
    assert box in text
    path.write_text(text.replace(box, "Portugal"), "utf-8")
    done = call("check", path)
    assert done.code == 2
    assert "{country: Portugal}" in done.err


def test_new_never_overwrites(call, small):
    before = small.read_text()
    done = call("new", small)
    assert done.code == 2
    assert "exists" in done.err
    assert small.read_text() == before


def test_cards_have_range_source_and_confidence(call):
    rows = call("cards", "--json").json()
    assert {row["group"] for row in rows} == {"sensors", "arcs", "delays"}
    for row in rows:
        assert row["low"] <= row["value"] <= row["high"], row
        assert row["source"], row
        assert row["confidence"], row


def test_cards_of_a_scenario_show_its_overrides(call, small):
    small.write_text(small.read_text() + "cards: {delays: {auto_s: 7}}\n")
    rows = call("cards", small, "--group", "delays", "--json").json()
    assert next(row["value"] for row in rows if row["key"] == "auto_s") == 7


def test_cards_in_words(call):
    done = call("cards", "--group", "delays")
    assert done.code == 0
    assert "auto_s" in done.out
    assert "Notional" in done.out
    assert call("cards", "--group", "delay").code == 2


def test_schema_is_json_schema(call):
    schema = call("schema").json()
    assert schema["type"] == "object"
    assert "nations" in schema["properties"]


def test_shipped_scenario_is_found():
    assert shipped("northeast-asia").is_file()


def test_help_is_quick_to_load_and_every_verb_has_an_example():
    env = {**os.environ, "COLUMNS": "200"}
    listing = subprocess.run(
        [sys.executable, "-m", "tocsin", "--help"],
        capture_output=True, text=True, check=True, env=env,
    ).stdout  # fmt: skip
    from tocsin.cli import app, studies

    verbs = [command.name or command.callback.__name__ for command in app.registered_commands]
    assert all(verb in listing for verb in verbs)
    for command in [*app.registered_commands, *studies.studies.registered_commands]:
        assert "Example: tocsin" in command.callback.__doc__, command.callback.__name__


def test_a_broken_pipe_is_no_traceback(small):
    pipe = subprocess.run(
        f"{sys.executable} -m tocsin schema | head -c 10",
        shell=True, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in pipe.stderr


def test_json_never_holds_nan(call, small, tmp_path):
    done = call("run", small, "-o", tmp_path / "o", "--no-maps", "--no-report", "--json")

    def refuse(name):
        raise AssertionError(name)

    json.loads(done.out, parse_constant=refuse)


@pytest.mark.parametrize(
    ("error", "told", "code"),
    [
        (MemoryError(), "Not enough memory", 1),
        (OSError(28, "No space left on device", "out"), "No space left on device: out", 1),
        (KeyError("odd"), "Something unforeseen: KeyError: 'odd'", 1),
    ],
)
def test_whatever_happens_is_told_in_a_sentence(
    call, small, monkeypatch, tmp_path, error, told, code
):
    def fail(path):
        raise error

    monkeypatch.setattr("tocsin.scenario.source.scenario_of", fail)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    done = call("rank", small, "-p", "after")
    assert done.code == code
    assert told in done.err
    assert "Traceback" not in done.err
    kept = list(tmp_path.glob("tocsin-error-*.txt"))
    assert len(kept) == ("unforeseen" in told)
    assert all("KeyError" in path.read_text("utf-8") for path in kept)


def test_check_counts_questions_and_names_places_without_a_cell(call, small):
    asked = (
        "places: [{name: Far, nation: EAST, lat: 60, lon: 0, population: 9}]\n"
        "questions:\n"
        "  - {id: far, title: Far?, policies: after, launch: area, nation: EAST, place: Far,\n"
        "     measure: left_s, from: 0, to: 60, lesson: None.}\n"
    )
    small.write_text(small.read_text("utf-8") + asked, "utf-8")
    done = call("check", small)
    assert done.code == 0, done.err
    assert "2 policies, 1 question." in done.out
    assert "The page leaves out the question 'far': No cell within" in done.out
