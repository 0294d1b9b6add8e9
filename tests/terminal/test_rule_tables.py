"""History, burden and friction in a terminal say what the frames say, within 100 columns."""

import io
from pathlib import Path

import pytest
from rich.console import Console

import tocsin
from tocsin.answers.burden import burden
from tocsin.answers.friction import friction
from tocsin.answers.history import history
from tocsin.terminal.render import render

ROOT = Path(__file__).parents[2] / "configs" / "scenarios"
WORLD = {"targets.h3_resolution": 3, "arcs": {"medium": {"class": "medium"}}}


@pytest.fixture(scope="module")
def triad():
    return tocsin.Scenario.load(ROOT / "northeast-asia.yaml").updated(WORLD)


def printed(answer):
    out = Console(file=io.StringIO(), width=100, highlight=False, markup=False)
    render(answer, out)
    text = out.file.getvalue()
    assert max(map(len, text.splitlines())) <= 100
    assert "otional" in text
    assert "…" not in text  # nothing is cut off
    return text


def line_of(text, *words):
    (line,) = (line for line in text.splitlines() if line.split()[: len(words)] == list(words))
    return line


def test_history_has_a_line_a_date(triad):
    text = printed(history(triad))
    assert "sew-korea, realtime" in line_of(text, "2023-12-19")
    assert "camp-david-consult (=)" in line_of(text, "2023-08-18")
    assert "T07" in line_of(text, "2012-06-29")
    assert "From west-area (North Korea), arc medium. One case" in text


def test_history_without_events_has_no_empty_table(triad):
    assert "no edge" not in printed(history(triad.updated({"history": []})))


def test_burden_shows_matrix_and_what_is_carried(triad):
    text = printed(burden(triad, policies=["bilateral-2012", "realtime-2024"]))
    assert "Weighted by cells" in text
    assert line_of(text, "JPN", "realtime-2024", "KOR")
    assert line_of(text, "USA", "bilateral-2012")


def test_friction_names_the_worst_and_the_single_points(triad):
    text = printed(friction(triad, policies=["realtime-2024"]))
    assert "gsomia +" in line_of(text, "JPN", "realtime-2024")
    assert "15 %" in line_of(text, "JPN", "realtime-2024")
    assert line_of(text, "realtime-2024", "realtime", "JPN")


def test_friction_without_single_points_says_so():
    world = tocsin.Scenario.load(ROOT / "hosted-veto.yaml")
    text = printed(friction(world, policies=["alone"]))
    assert "No agreement alone costs anybody anything." in text
