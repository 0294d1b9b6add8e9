import json

import pytest

STUDY = """\
tocsin_study: 1
title: Two shores, two policies
base: small.yaml
axes:
  rule: {policies: [before, after]}
  pause: {path: nations.EAST.assess_s, values: [30, 60, 90]}
"""


@pytest.fixture
def study(small):
    path = small.with_name("study.yaml")
    path.write_text(STUDY, encoding="utf-8")
    return path


def test_dry_run_counts_and_writes_nothing(call, study, tmp_path):
    done = call("sweep", study, "--dry-run")
    assert done.code == 0, done.err
    assert "6" in done.out
    assert {p.name for p in tmp_path.iterdir()} == {"small.yaml", "study.yaml"}


def test_dry_run_tells_what_it_would_take(call, study):
    text = call("sweep", study, "--dry-run").out
    assert "6 on 3 scenarios" in text
    assert "worlds      1" in text
    assert "timed just now" in text
    cost = call("sweep", study, "--dry-run", "--workers", "2", "--json").json()
    assert (cost["runs"], cost["worlds"]) == (6, 1)
    assert cost["size_bytes"] > 0


def test_sweep_then_ask(call, study, tmp_path):
    out = tmp_path / "out"
    done = call("sweep", study, "-o", out, "--workers", "1")
    assert done.code == 0, done.err
    assert "6 runs in" in done.out
    assert f"tocsin study plot {out} study.png" in " ".join(done.out.split())
    assert "6 of 6 runs finished" in call("study", "summary", out).out
    contents = call("study", "summary", out, "--json").json()
    assert contents["finished"] == 6
    assert contents["axes"]["pause"]["values"] == 3
    assert "before" in call("study", "table", out, "--by", "rule").out
    rows = call("study", "query", out, "SELECT count(*) AS n FROM runs", "--json").json()
    assert rows[0]["n"] >= 6
    figure = tmp_path / "study.png"
    assert call("study", "plot", out, figure, "--by", "pause").code == 0
    assert figure.stat().st_size > 5_000
    again = call("sweep", study, "-o", out, "--workers", "1", "--json").json()
    assert again["ran"] == 0
    assert again["kept"] == 6


def test_results_of_other_code_say_so(call, study, tmp_path):
    """A record as an earlier version left it."""
    out = tmp_path / "out"
    call("sweep", study, "-o", out, "--workers", "1")
    record = json.loads((out / "study.json").read_text("utf-8")) | {"code": "of another day"}
    (out / "study.json").write_text(json.dumps(record), encoding="utf-8")
    assert "has changed since they were made" in call("study", "summary", out).out
    assert call("study", "summary", out, "--json").json()["other_code"]


def test_sweep_without_a_folder_is_told(call, study):
    done = call("sweep", study)
    assert done.code == 2
    assert "-o" in done.err


def test_a_wrong_study_is_told_with_its_line(call, study):
    study.write_text(STUDY.replace("axes:", "axis:"))
    done = call("sweep", study, "--dry-run")
    assert done.code == 2
    assert "Did you mean 'axes', which is missing?" in done.err


def test_a_scenario_in_place_of_a_study_is_told_in_one_line(call, small):
    done = call("sweep", small, "--dry-run")
    assert done.code == 2
    assert done.err.count("error:") == 1
    assert f"tocsin new study.yaml --study-of {small}" in " ".join(done.err.split())


def test_new_writes_a_study_of_two_hundred_runs(call, small, tmp_path):
    path = tmp_path / "many" / "study.yaml"
    path.parent.mkdir()
    done = call("new", path, "--study-of", small)
    assert done.code == 0, done.err
    assert f"tocsin sweep {path} -o out/study" in done.out
    assert call("sweep", path, "--dry-run", "--json").json()["runs"] == 200
    shipped = tmp_path / "shipped.yaml"
    assert call("new", shipped, "--study-of", "two-hubs").code == 0
    assert 'policies: ["alone", "bridged"]' in shipped.read_text("utf-8")


def test_failed_runs_are_listed(call, small, tmp_path):
    path = small.with_name("failing.yaml")
    path.write_text(
        "tocsin_study: 1\nbase: small.yaml\npolicy: after\ncombine: full\naxes:\n"
        "  low: {path: sensors.shore.elevation_min_deg, range: [0, 60], steps: 30}\n"
        "  high: {path: sensors.shore.elevation_max_deg, values: [5, 85]}\n",
        encoding="utf-8",
    )
    done = call("sweep", path, "-o", tmp_path / "o", "--workers", "1")
    assert done.code == 1
    assert "27 failed" in done.out
    assert "... and 7 more" in done.out
    listed = call("study", "summary", tmp_path / "o").out
    assert "must be less than" in " ".join(listed.split()).lower()


def test_an_interrupt_is_no_crash(call, study, tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("tocsin.study.run.sweep", interrupted)
    done = call("sweep", study, "-o", tmp_path / "o")
    assert done.code == 130
    assert "the same command goes on from there" in " ".join(done.err.split())


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT list(DISTINCT arc ORDER BY arc) AS a FROM runs", ["all", "low", "short"]),
        ("SELECT 123456789012345678901234567890::HUGEINT AS a", 123456789012345678901234567890),
        ("SELECT 'ab'::BLOB AS a", "6162"),
        ("SELECT '-inf'::DOUBLE AS a", "-inf"),
        ("SELECT {'x': 1} AS a", {"x": 1}),
        ("SELECT '[/x]' AS a", "[/x]"),
        ("SELECT NULL AS a", None),
    ],
)
def test_answers_of_queries_are_of_any_type(call, study, tmp_path, sql, told):
    assert call("sweep", study, "-o", tmp_path / "s", "--workers", 1).code == 0
    (row,) = call("study", "query", tmp_path / "s", sql, "--json").json()
    assert row["a"] == told
    assert call("study", "query", tmp_path / "s", sql).code == 0
