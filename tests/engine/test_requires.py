"""What rests on an agreement falls with it, in every analysis; a bar reaches members."""

from itertools import combinations

import numpy as np
import pytest
from slow_chains import chain_world

import tocsin
from tocsin.answers.disturbances import suspended_sets
from tocsin.answers.shapley import Game, shapley
from tocsin.engine.bank import Bank
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.world import World
from tocsin.scenario import Scenario, scaffold


def resting(seed):
    """A chain world whose texts rest on one another, and a policy of all of them."""
    plain = chain_world(seed, policies=1)
    agreements = plain["agreements"]
    agreements["strict-1"]["requires"] = ["strict-0"]
    agreements["round"]["requires"] = ["strict-1", "liberal-0"]
    agreements["star"]["requires"] = ["treaty"]
    agreements["treaty"].pop("requires", None)
    plain["policies"] = {"whole": {"agreements": list(agreements)}}
    return Scenario.from_dict(plain)


def test_a_rulebook_takes_out_what_rests_on_it_and_puts_it_back():
    whole = Rulebook.of(resting(0), "whole")
    left = whole.without("strict-0")
    assert set(whole.agreements) - set(left.agreements) == {"strict-0", "strict-1", "round"}
    assert left.lacks == {"strict-1": ("strict-0",), "round": ("strict-0",)}
    assert left.with_("strict-0").key == whole.key
    assert "star" not in whole.without("treaty").agreements


@pytest.mark.parametrize("seed", [1, 5])
def test_coalitions_are_worth_what_is_in_force_with_them(seed):
    game = Game(Bank.of(World(resting(seed))), "whole")
    worths = game.worths()
    for chosen in range(len(worths)):
        out = [name for i, name in enumerate(game.players) if not chosen >> i & 1]
        np.testing.assert_allclose(worths[chosen], game.worth(out), atol=1e-9)
    np.testing.assert_allclose(shapley(worths).sum(axis=0), worths[-1] - worths[0], atol=1e-6)


def test_a_ranking_says_what_falls_with_what():
    table = tocsin.rank(resting(1), "whole").table
    falls = dict(zip(table["agreement"], table["falls_with"], strict=True))
    assert falls["round"] == "strict-1, liberal-0, strict-0"
    assert falls["star"] == "treaty"
    assert falls["strict-0"] == ""


def test_a_shock_takes_out_what_rests_on_what_it_suspends():
    shocks = {
        "one": {"probability": 0.25, "suspends": ["strict-0"]},
        "two": {"probability": 0.5, "suspends": ["strict-1"]},
    }
    sets = suspended_sets(Rulebook.of(resting(0).updated({"shocks": shocks}), "whole"))
    assert {tuple(sorted(names)): chance for names, chance in sets.items()} == {
        (): 0.375,
        ("round", "strict-1"): 0.375,
        ("round", "strict-0", "strict-1"): 0.25,
    }


def test_history_ends_what_rests_on_what_ended():
    base = {
        "kind": "defence",
        "must": [["ISLE", "COAST"]],
        "in_force": ["2000-01-01", "2010-01-01"],
    }
    past = tocsin.history(
        Scenario.from_text(scaffold("island")).updated(
            {"agreements.base": base, "agreements.promise.requires": ["base"]}
        )
    )
    began, ended = past.changes["began"].tolist(), past.changes["ended"].tolist()
    assert set(began[1]) == set(ended[2]) == {"promise", "base"}


def test_an_explanation_names_what_is_missing():
    scenario = resting(1)
    policies = {"policies.less": {"agreements": ["strict-1", "strict-2"]}}
    told = tocsin.explain(scenario.updated(policies), policy="less", at="cell-CCC", nation="CCC")
    assert any("strict-1: falls with strict-0" in row.sentence for row in told.refused)


def test_who_bars_a_collective_bars_its_members():
    plain = chain_world(3, policies=1)
    plain["agreements"] = {"net": {"kind": "sharing", "mesh": True}}
    plain["policies"] = {"whole": {"agreements": ["net"]}}
    plain["nations"]["UNION"] = {"members": ["AAA", "CCC", "DDD"]}
    for sensor in plain["sensors"].values():
        sensor["not_to"] = ["UNION"]
    told = tocsin.run(Scenario.from_dict(plain)).warning
    owners = {each["owner"] for each in plain["sensors"].values()}
    barred = {"CCC", "DDD"} - owners
    assert barred
    assert (told[told["nation"].isin(barred)]["status"] == "never").all()
    book = Rulebook.of(Scenario.from_dict(plain), "whole").book
    everyone = [name for name in plain["nations"]]
    for owner, bars in book.labels:
        members = {"AAA", "CCC", "DDD", "UNION"} - {everyone[owner]}
        assert {everyone[i] for i in range(len(everyone)) if bars >> i & 1} == members


def test_falling_is_the_same_in_whatever_order_things_are_taken_out():
    whole = Rulebook.of(resting(2), "whole")
    for one, other in combinations(whole.agreements, 2):
        apart, together = whole.without(one).without(other), whole.without(other, one)
        assert apart.agreements == together.agreements
