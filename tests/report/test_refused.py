"""The page's refused routes against `explain`, under random switches."""

import json

import pytest
from refused_cases import (
    ASK,
    Made,
    Seen,
    agree,
    coarse,
    facts,
    many_pacts,
    random_cases,
    script_tab,
)
from slow_worlds import world

from tocsin.answers.explain.sentences import refusals as told_lines
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.world import World
from tocsin.report.data.refused import refused_data
from tocsin.scenario import Scenario
from tocsin.scenario.shipped import shipped

SHIPPED = ("northeast-asia", "hosted-veto", "anonymous-star", "collective", "hub-pact-realtime")


@pytest.fixture(scope="module")
def tab(browser):
    """An empty page with the script's functions."""
    return script_tab(browser)


@pytest.mark.browser
@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_are_told_as_explain_tells_them(tab, name):
    assert agree(tab, *random_cases(coarse(name), count=20, seed=name, see=Seen)) > 10


@pytest.mark.browser
def test_random_worlds_are_told_as_explain_tells_them(tab):
    compared = [
        agree(tab, *random_cases(many_pacts(seed), count=20, seed=seed, see=Made))
        for seed in range(20)
    ]
    assert sum(compared) > 600


class Far(Made):
    """An arc that only the first of many nations sees, asked about by the last of them."""

    def __init__(self, laid_out, feeds, rng):
        super().__init__(laid_out, feeds, rng)
        self.launcher, self.nation = len(laid_out.nations) - 1, len(laid_out.nations) - 2
        self.impact_s, self.times = 900.0, [rng.uniform(0.0, 90.0), 100.0]


@pytest.mark.browser
def test_a_search_that_is_cut_is_cut_alike(tab, nations_in_rows):
    plain = nations_in_rows(20)
    names = list(plain["nations"])[:-1]
    pact = {"kind": "sharing", "items": "any", "onward": "any", "hypothetical": True}
    plain["agreements"] = {
        f"{one}-{other}": {**pact, "from": one, "to": other, "delay_s": (7 * a + 5 * b) % 31}
        for a, one in enumerate(names)
        for b, other in enumerate(names)
        if one != other
    }
    plain["policies"] = {"isolated": {}}
    data, cases = random_cases(Scenario.from_dict(plain), count=2, seed=1, see=Far, shares=(0.0,))
    assert agree(tab, data, cases) > 20
    assert all(case.told.truncated for case in cases)


@pytest.mark.browser
def test_a_cell_is_told_as_the_verb_explain_tells_it(tab):
    data, cases = random_cases(coarse("northeast-asia"), count=12, seed=5, see=Seen)
    asked = [[case.rules, {**case.info, "first": case.seen.first}] for case in cases]
    for case, (rows, _, lines) in zip(cases, tab.evaluate(ASK, [data, asked]), strict=True):
        told = case.verb.refused
        by_sentence = {row.sentence.split(" The same holds")[0]: row for row in told}
        # The verb also tells of later sensors of the same owner; the page of the first alone.
        assert [row[0] for row in rows] == [each for each in by_sentence if each in lines_of(rows)]
        for sentence, clauses, agreements, arrives_s, _ in rows:
            row = by_sentence[sentence]
            assert (clauses, agreements) == (list(row.clauses), list(row.agreements))
            assert arrives_s == pytest.approx(row.arrives_s, abs=1e-9)
        assert {frozenset(row.agreements) for row in told} == {frozenset(row[2]) for row in rows}
        if len(rows) == len(told) and not any(row.others for row in told):
            assert lines == list(told_lines(told))


def lines_of(rows):
    return {row[0] for row in rows}


def test_the_data_are_plain_and_small():
    scenario = Scenario.load(shipped("northeast-asia"))
    laid_out = World(scenario)
    bases = [Rulebook.of(laid_out.book, name) for name in scenario.policies]
    data, _ = facts(laid_out, bases=bases)
    written = json.dumps(data["header"]["refused"], allow_nan=False)
    assert len(written) < 12_000
    # No name of a nation is in it: the page names them as it does elsewhere.
    assert not [name for name in scenario.nations if f'"{name}' in written or f" {name}" in written]


def words(told, flat, size=2):
    """Clause and words of each refusal of a row, after the grant where there is one."""
    parts = [flat[at : at + size] for at in range(0, len(flat), size)]
    return [(*each[:-2], told["clauses"][each[-2]][0], told["texts"][each[-1]]) for each in parts]


def test_what_clauses_say_is_written_once_for_each_thing_it_depends_on():
    """Three nations; 0 tells 1 of launches from 2, by drill; 1 joined a pact that is over."""
    plain = world(1)
    drill = {"kind": "sharing", "from": "AAA", "to": "BBB", "purpose": ["CCC"], "mode": "exercise"}
    pact = {"kind": "sharing", "parties": {"AAA": "1990", "BBB": "2001"}, "tier": "alert"}
    plain["agreements"] = {
        "drill": {**drill, "hypothetical": True, "onward": ["CCC"]},
        "pact": {**pact, "in_force": ["1990-01-01", "2010-01-01"], "requires": ["drill"]},
    }
    plain["policies"] = {"then": {"as_of": "1995-01-01"}, "now": {"as_of": "2020-01-01"}}
    laid_out = World(Scenario.from_dict(plain))
    bases = [Rulebook.of(laid_out.book, name) for name in plain["policies"]]
    told = refused_data(laid_out.book, bases, feeds=[], pairs=[(2, 1), (3, 1)])
    assert [(source, target) for source, target, *_ in told["grants"]] == [(0, 1), (0, 1), (1, 0)]
    assert [told["expansions"][each] for each in told["plain"]] == [(0,), (1, 2)]
    # On the day of the first base one party had not joined; on that of the second the pact is over.
    assert [base["away"] for base in told["bases"]] == [{1: [1]}, {}]
    both = "{s} and {t} are both parties only from 2001-01-01"
    assert [told["texts"][dated] for _, _, _, *rest in told["grants"] for dated in rest] == [
        both
    ] * 2
    out = [[words(told, told["outs"][each]) for each in base["out"]] for base in told["bases"]]
    never = [("hypothetical", "hypothetical, not part of this policy")]
    assert out[0] == [never, [("policies", "left out of this policy")]]
    assert out[1] == [never, [("in_force", "not in force on 2020-01-01")]]
    asked = [words(told, told["rows"][row], 3) for row in told["asked"]]
    assert asked == [[], [(0, "purpose", "purpose covers {2} only")]]
    outside, inside = [
        [words(told, told["rows"][row], 3) for row in rows] for rows in told["stated"]
    ]
    capped = [(1, "tier", "tier capped at alert"), (2, "tier", "tier capped at alert")]
    assert outside == [[(0, "mode", "exercise only")]] * 2 + [
        [(0, "mode", "exercise only"), *capped]
    ]
    assert inside == [[], [], capped]
    assert told["rests"] == [[], [0]]
