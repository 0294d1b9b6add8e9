"""Why a switch changed nothing, in the page's words."""

import random

import pytest
from refused_cases import coarse, facts, many_pacts, random_rules, script_tab

from tocsin.engine.rulebook import Rulebook
from tocsin.engine.world import World

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def tab(browser):
    """An empty page with the script's functions."""
    return script_tab(browser)


EFFECT = """([data, presses]) => presses.map(([rules, agreement, view]) =>
  effectOfSwitch(data, rules, agreement, view))"""


def delays_to(rulebook, feeds, *, launch_nation, nation):
    """When each feed's alert and track reach a nation."""
    effect = rulebook.effect(feeds, launch_nation=launch_nation, threatened=nation)
    return effect.delays.tolist()


def test_a_switch_is_said_to_bring_items_sooner_where_it_does(tab):
    sooner, seen = "Items reach", []
    for seed in range(20):
        laid_out, rng = World(many_pacts(seed)), random.Random(seed)
        bases = [Rulebook.of(laid_out.book, name) for name in laid_out.scenario.policies]
        data, feeds = facts(laid_out, bases=bases)
        presses, expected = [], []
        for _ in range(10):
            rules, rulebook = random_rules(laid_out.scenario, bases, rng)
            at = rng.randrange(len(rules["on"]))
            name = list(laid_out.scenario.agreements)[at]
            if laid_out.scenario.agreements[name].kind == "defence":
                continue
            pair = {"launch_nation": rng.choice([2, 3]), "nation": rng.randrange(3)}
            rules["on"][at], rules["suspended"][at] = 1, 0
            presses.append([rules, at, pair])
            held, without = rulebook.with_(name), rulebook.without(name)
            expected.append(delays_to(held, feeds, **pair) != delays_to(without, feeds, **pair))
        said = tab.evaluate(EFFECT, [data, presses])
        assert all(said)
        assert [words.startswith(sooner) for words in said] == expected
        seen += expected
    assert 20 < sum(seen) < len(seen) - 20


def test_a_switch_without_effect_says_why(tab):
    scenario = coarse("northeast-asia")
    laid_out, names = World(scenario), list(scenario.agreements)
    bases = [Rulebook.of(laid_out.book, name) for name in scenario.policies]
    data, _ = facts(laid_out, bases=bases)
    korea, japan, launcher = map(laid_out.nations.index, ("KOR", "JPN", "PRK"))

    def pressed(policy, name, nation=japan, launch_nation=launcher):
        base = list(scenario.policies).index(policy)
        on = [int(each in bases[base].chosen) for each in names]
        on[names.index(name)] ^= 1
        view = {"launch_nation": launch_nation, "nation": nation}
        press = [{"base": base, "on": on}, names.index(name), view]
        return tab.evaluate(EFFECT, [data, [press]])[0]

    assert pressed("realtime-2024", "freedom-edge-2024") == "It works in exercises only."
    assert pressed("bilateral-2012", "realtime") == "It falls with tisa."
    elsewhere = pressed("realtime-2024", "realtime", launch_nation=korea)
    assert elsewhere == "Its purpose covers PRK only."
    told = pressed("realtime-2024", "sew-korea", nation=korea)
    assert told == "KOR is told as soon without it, by us-rok-data-link."
    told = pressed("realtime-2024", "gsomia-2012", nation=korea)
    assert told == "KOR is told sooner already, by realtime."
    # Nothing of use passes by it, but by what rests on it.
    rested = "Items reached JPN sooner with it, but none before what it knows anyway."
    assert pressed("realtime-2024", "us-rok-gsomia") == rested
    duty = "It says who may act, not who is told: warning stays, response may change."
    assert pressed("realtime-2024", "us-japan-treaty") == duty
    law = (
        "It permits acting only if survival-threatening-situation, which these rules do not assume."
    )
    assert pressed("realtime-2024", "japan-2016-law") == law
    consult = "It is a promise to consult: it tells nobody and lets nobody act."
    assert pressed("realtime-2024", "camp-david-consult") == consult
