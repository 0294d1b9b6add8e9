"""Tables of 3 to 40 nations at 80 and 100 columns: nothing is cut, what does not change counts."""

import io
import re

import pytest
from rich.console import Console

import tocsin
from tocsin.engine.world import World
from tocsin.terminal.fit import fitted, print_block
from tocsin.terminal.render import render
from tocsin.terminal.sheet import Column, Sheet

COUNTS = (3, 4, 8, 16, 40)


@pytest.fixture(scope="module", params=COUNTS)
def answers(request, nations_in_rows):
    scenario = tocsin.Scenario.from_dict(nations_in_rows(request.param))
    world = World(scenario)
    given = {
        "run": tocsin.run(world),
        "compare": tocsin.compare(world, a="isolated", b="now"),
        "history": tocsin.history(world),
        "burden": tocsin.burden(world),
        "friction": tocsin.friction(world),
        "rank": tocsin.rank(world, policy="now"),
        "explain": tocsin.explain(world, policy="now", at="n02"),
    }
    if request.param == 8:
        given["verdict"] = tocsin.verdict(scenario, a="isolated", b="now", draws=8)
    return request.param, given


def printed(answer, width):
    out = Console(file=io.StringIO(), width=width, highlight=False, markup=False)
    render(answer, out)
    return out.file.getvalue()


@pytest.mark.parametrize("width", [80, 100])
def test_no_digit_date_or_name_is_cut_at_any_number_of_nations(answers, width):
    count, given = answers
    for verb, answer in given.items():
        text = printed(answer, width)
        assert max(map(len, text.splitlines())) <= width, verb
        assert "…" not in text, verb
        assert len(text.splitlines()) < 60 + 4 * count, verb
    assert re.search(r"^ ?1990-01-01 ", printed(given["history"], width), re.M)
    # A long name may take two lines.
    assert re.search(r"^[ │]*early-pact-(of-a-few )?", printed(given["rank"], width), re.M)


def test_few_nations_stand_side_by_side_and_many_below_each_other(answers):
    count, given = answers
    wide = printed(given["rank"], 200)
    assert ("N01 loss" in wide) == (count < 16)
    assert ("N01 loss" in printed(given["rank"], 80)) == (count == 3)


def test_what_does_not_change_is_counted(answers):
    count, given = answers
    text = printed(given["compare"], 100)
    if count > 6:
        # The nation with the sensor, and the one in no pact.
        assert "2 nations without change." in text
        assert "N02 " in text
        assert "N01 " not in text
        assert "2 nations under now as under isolated." in printed(given["run"], 100)
    else:
        assert "N01: response 0:00." in text


def test_a_sheet_too_wide_goes_on_below_with_its_names():
    columns = [Column("name", "name"), *(Column(key, key, str) for key in "abcdefgh")]
    rows = [{"name": "a-long-name-of-a-pact", **{key: 123456 for key in "abcdefgh"}}]
    sheet = Sheet("Title", columns, rows)
    parts = list(fitted(sheet, 40))
    assert [column.key for part in parts for column in part.columns[1:]] == list("abcdefgh")
    assert all(part.columns[0].key == "name" for part in parts)
    out = Console(file=io.StringIO(), width=40)
    print_block(out, sheet)
    assert out.file.getvalue().count("123456") == 8
    assert "(continued)" in out.file.getvalue()
