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


def test_sweep_then_ask(call, study, tmp_path):
    out = tmp_path / "out"
    done = call("sweep", study, "-o", out, "--workers", "1")
    assert done.code == 0, done.err
    assert call("study", "summary", out, "--json").json()["finished"] == 6
    assert "before" in call("study", "table", out, "--by", "rule").out
    rows = call("study", "query", out, "SELECT count(*) AS n FROM runs", "--json").json()
    assert rows[0]["n"] >= 6
    figure = tmp_path / "study.png"
    assert call("study", "plot", out, figure, "--by", "pause").code == 0
    assert figure.stat().st_size > 5_000
    again = call("sweep", study, "-o", out, "--workers", "1", "--json").json()
    assert again["ran"] == 0
    assert again["kept"] == 6


def test_sweep_without_a_folder_is_told(call, study):
    done = call("sweep", study)
    assert done.code == 2
    assert "-o" in done.err


def test_a_wrong_study_is_told_with_its_line(call, study):
    study.write_text(STUDY.replace("axes:", "axis:"))
    done = call("sweep", study, "--dry-run")
    assert done.code == 2
    assert "Did you mean 'axes'?" in done.err
