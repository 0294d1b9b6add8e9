"""The options that all verbs share: who launches, which part, what is put in, left out and set."""

import io

import pytest
from rich.console import Console

import tocsin
from tocsin.answers.common import ONE_CASE, Asked
from tocsin.answers.each import Each
from tocsin.engine.world import World
from tocsin.scenario import Scenario
from tocsin.scenario.launching import launch_areas, launch_names, leading_launch, narrowed
from tocsin.terminal.render import render

DATED = ["2000-01-01", None]
WORLD = {
    "tocsin": 1,
    "nations": {"EAST": {}, "SOUTH": {}, "WEST": {"name": "Westland"}, "FAR": {}},
    "sensors": {"shore": {"class": "ship-s-band", "owner": "SOUTH", "lat": 0, "lon": 5},
                "own": {"class": "ship-s-band", "owner": "EAST", "lat": 0, "lon": 9}},
    "launches": {
        "other": {"nation": "FAR", "lat": 3, "lon": 2},
        "north": {"nation": "WEST", "lat": 1, "lon": 0},
        "area": {"nation": "WEST", "lat": 0, "lon": 0, "spread_km": 20, "points": 2},
    },
    "threat": "WEST",
    "arcs": {"short": {"class": "short"}, "medium": {"class": "medium"}},
    "targets": {"points": {"port": {"lat": 0, "lon": 10, "nation": "EAST"},
                           "cape": {"lat": 1, "lon": 9, "nation": "EAST"},
                           "bay": {"lat": -2, "lon": 6, "nation": "SOUTH"}}},
    "agreements": {
        "link": {"kind": "sharing", "from": "SOUTH", "to": "EAST", "in_force": DATED},
        "back": {"kind": "sharing", "from": "EAST", "to": "SOUTH", "in_force": DATED},
    },
    "policies": {"apart": {}, "linked": {"agreements": ["link"]}},
}  # fmt: skip
# What a verb must be told besides the scenario.
MUST = {
    "compare": {"a": "apart", "b": "linked"},
    "rank": {"policy": "linked"},
    "history": {},
    "burden": {},
    "friction": {},
}


@pytest.fixture(scope="module")
def scenario():
    return Scenario.from_dict(WORLD)


def test_what_leads_comes_first_and_a_nation_with_several_areas_has_a_name(scenario):
    assert launch_names(scenario) == ("north", "area", "WEST", "other")
    assert leading_launch(scenario) == "WEST"
    assert launch_areas(scenario, "WEST") == ("north", "area")
    # A nation with one area is that area, whatever it is called by.
    assert tocsin.compare(scenario, "apart", "linked", launch="FAR").question.launch == "other"


@pytest.mark.parametrize("verb", MUST)
def test_a_verb_answers_for_what_leads_and_says_so(scenario, verb):
    answer = getattr(tocsin, verb)(scenario, **MUST[verb])
    assert answer.question.launch == "WEST"
    assert answer.to_dict()["launch"] == "WEST"
    assert ONE_CASE in answer.basis
    for name, table in answer.tables.items():
        if "nation" in table and name != "cells":
            assert set(table["launch"]) == {"WEST"}


@pytest.mark.parametrize("verb", MUST)
def test_each_is_the_answer_of_every_area_by_itself(scenario, verb):
    ask = getattr(tocsin, verb)
    every = ask(scenario, **MUST[verb], launch="each")
    assert isinstance(every, Each)
    assert [answer.question.launch for answer in every.answers] == ["other", "north", "area"]
    alone = ask(scenario, **MUST[verb], launch="north")
    assert every.answers[1].to_dict() == alone.to_dict()
    out = Console(file=io.StringIO(), width=120)
    render(every, out)
    for area in WORLD["launches"]:
        assert f"From {area} (" in out.file.getvalue()


def test_a_mean_over_a_nations_areas_is_that_of_its_points(scenario):
    """Two points of one area and one of another: cases count alike."""
    summary = tocsin.run(scenario, policies=["linked"]).summary.query("arc == 'all'")
    mean_s = summary.set_index(["launch", "nation"])["mean_warning_s"]
    for nation in ("EAST", "SOUTH", "all"):
        expected = (2 * mean_s["area", nation] + mean_s["north", nation]) / 3
        assert mean_s["WEST", nation] == pytest.approx(expected, abs=1e-9)


def test_parts_of_a_scenario_are_its_rows(scenario):
    whole = tocsin.run(scenario).summary
    part = tocsin.run(scenario, launch="area", arc="short", nation=["EAST"]).summary
    assert set(part["launch"]) == {"area"}
    keys = ["policy", "launch", "nation", "arc"]
    whole, part = (table.set_index(keys).sort_index() for table in (whole, part))
    rows = part.query("arc == 'short' and nation == 'EAST'")
    assert len(rows) == 2
    for name in ("cells", "mean_warning_s", "warned_share"):
        assert rows[name].tolist() == whole.loc[rows.index, name].tolist()


def test_a_laid_out_world_and_a_result_can_be_asked_for_another_launch(scenario):
    alone = tocsin.compare(scenario, "apart", "linked", launch="area").to_dict()
    world, result = World(scenario), tocsin.run(scenario)
    assert tocsin.compare(world, "apart", "linked", launch="area").to_dict() == alone
    assert tocsin.compare(result, "apart", "linked", launch="area").to_dict()["nations"] == [
        *alone["nations"]
    ]


def test_agreements_are_put_in_and_left_out(scenario):
    plain = tocsin.compare(scenario, "apart", "linked").table
    for table in (
        tocsin.compare(scenario, "apart", with_="link").table,
        tocsin.compare(scenario, "apart", with_=["link"]).table,
    ):
        assert table.equals(plain)
    less = tocsin.compare(scenario, "linked", without="link")
    assert (less.b, less.only_a) == ("linked-without-link", ("link",))
    assert (less.table["change_s"] == -plain["change_s"]).all()
    ranked = tocsin.rank(scenario, "linked", with_="back").table
    assert set(ranked["agreement"]) == {"link", "back"}
    told = tocsin.explain(scenario, policy="linked", at="port", without=["link"])
    assert told.route is None or "SOUTH" not in told.route


def test_the_same_word_in_and_out_goes_by_what_is_asked_last(scenario):
    given = scenario.updated({"policies.linked.except": ["link"]})
    assert tocsin.rank(given, "linked").table.empty
    assert set(tocsin.rank(given, "linked", with_="link").table["agreement"]) == {"link"}


def test_values_are_set_before_anything_else(scenario):
    later = tocsin.compare(scenario, "apart", "linked", set={"nations.EAST.assess_s": 0})
    now = scenario.updated({"nations.EAST.assess_s": 0})
    assert later.table.equals(tocsin.compare(now, "apart", "linked").table)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"launch": "WSET"}, "Unknown launch 'WSET'. Did you mean 'WEST'"),
        ({"arc": "shrot"}, "Unknown arc 'shrot'. Did you mean 'short'"),
        ({"nation": ["EAST", "SOUT"]}, "Unknown target nation 'SOUT'. Did you mean 'SOUTH'"),
        ({"with_": "lnik"}, "Did you mean 'link'"),
        ({"without": "nothing"}, "nothing"),
        ({"set": {"nations.EAS.assess_s": 0}}, "Did you mean 'EAST'"),
    ],
)
@pytest.mark.parametrize("verb", MUST)
def test_what_is_unknown_is_said(scenario, verb, asked, words):
    with pytest.raises(tocsin.InputError, match=words):
        getattr(tocsin, verb)(scenario, **MUST[verb], **asked)


def test_one_policy_compares_with_nothing(scenario):
    with pytest.raises(tocsin.InputError, match="Name a second, or put agreements in"):
        tocsin.compare(scenario, "apart")
    with pytest.raises(tocsin.InputError, match="Unknown policy 'aprt'"):
        tocsin.compare(scenario, "aprt", without="link")


def test_what_is_asked_is_in_the_signature():
    import inspect

    for verb in MUST:
        names = inspect.signature(getattr(tocsin, verb)).parameters
        assert set(Asked.__annotations__) <= set(names)
    assert narrowed.__doc__


def test_a_result_too_compares_one_policy_with_nothing(scenario):
    with pytest.raises(tocsin.InputError, match="Name a second"):
        tocsin.compare(tocsin.run(scenario), "apart")
