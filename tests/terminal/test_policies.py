"""Comparisons and rankings in a terminal."""

import io
import re

import pandas as pd
import pytest
from rich.console import Console

from tocsin.answers.common import Question
from tocsin.answers.compare import COMPARE_COLUMNS, Comparison
from tocsin.answers.rank import RANK_COLUMNS, Ranking
from tocsin.terminal.render import render

QUESTION = Question("area", "area (WEST)", ("short", "low"))


def line_of(answer, name):
    out = Console(file=io.StringIO(), width=120, highlight=False, markup=False)
    render(answer, out)
    lines = out.file.getvalue().splitlines()
    (line,) = (line for line in lines if line.startswith(f"  {name} "))
    return [cell.strip() for cell in re.split(r" {2,}", line.strip())]


def comparison(least_s, greatest_s):
    row = dict.fromkeys(COMPARE_COLUMNS, 0.0) | {"nation": "EAST", "arc": "all"}
    row |= {"change_s": -60.0, "change_min_s": least_s, "change_max_s": greatest_s}
    cells = pd.DataFrame()
    return Comparison(QUESTION, "a", "b", (), (), pd.DataFrame([row]), cells)


@pytest.mark.parametrize(
    ("least_s", "greatest_s", "shown"),
    [
        (-300.0, -10.0, ["−1:00", "−5:00", "–"]),
        (-20.0, 90.0, ["−1:00", "−0:20", "+1:30"]),
        (5.0, 70.0, ["−1:00", "–", "+1:10"]),
        (float("nan"), float("nan"), ["−1:00", "–", "–"]),
    ],
)
def test_the_most_that_is_lost_and_gained_is_shown_whatever_its_sign(least_s, greatest_s, shown):
    assert line_of(comparison(least_s, greatest_s), "EAST")[-3:] == shown


def test_a_ranking_has_two_columns_a_nation():
    rows = [
        ("p", "area", "pact", "base, hub", "EAST", 60.0, 60.0, 30.0, 30.0),
        ("p", "area", "pact", "base, hub", "all", 6.0, 6.0, 3.0, 3.0),
    ]
    ranking = Ranking(QUESTION, "p", pd.DataFrame(rows, columns=list(RANK_COLUMNS)))
    assert line_of(ranking, "pact") == ["pact", "1:00", "0:30", "0:06", "0:03"]
    out = Console(file=io.StringIO(), width=120)
    render(ranking, out)
    assert "pact falls with base, hub." in out.file.getvalue()


def test_a_policy_without_agreements_has_nothing_to_rank():
    ranking = Ranking(QUESTION, "alone", pd.DataFrame(columns=list(RANK_COLUMNS)))
    out = Console(file=io.StringIO(), width=120)
    render(ranking, out)
    assert "Policy alone has no sharing agreement" in out.file.getvalue()


def test_each_nation_has_its_response_once_and_people_only_where_some_live():
    rows = [
        dict.fromkeys(COMPARE_COLUMNS, 0.0) | {"nation": nation, "arc": arc, "population": people}
        for nation, people in (("EAST", 900.0), ("ISLE", 0.0))
        for arc in ("short", "low", "all")
    ]
    rows[2] |= {"response_change_s": 61.0, "newly_warned_people": 300.0}
    rows[5] |= {"newly_warned_people": float("nan")}
    table = pd.DataFrame(rows)
    out = Console(file=io.StringIO(), width=120, highlight=False, markup=False)
    render(Comparison(QUESTION, "a", "b", (), (), table, pd.DataFrame()), out)
    text = out.file.getvalue()
    assert text.count("EAST: response +1:01, 300 people newly warned.") == 1
    assert text.count("ISLE: response 0:00.") == 1
    assert text.count(": response") == 2
    assert "nan" not in text
