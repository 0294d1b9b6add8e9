"""What the page knows: packed numbers come back, and the ways give the delays of every rulebook."""

import random

import numpy as np
import pytest
from slow_worlds import world

from tocsin.answers.run import run
from tocsin.engine.bank import Bank
from tocsin.engine.world import World
from tocsin.report.data import PageData, bases, ways
from tocsin.report.data.rules import Rules
from tocsin.report.data.sections import numbers, tenths, unpacked
from tocsin.scenario import Scenario
from tocsin.scenario.shipped import shipped


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_numbers_come_back(width):
    rng = np.random.default_rng(width)
    top = (1 << 8 * width) - 1
    for values in (rng.integers(0, top, 500, endpoint=True), np.array([0, top, 0, top, top]), []):
        values = np.asarray(values, dtype=np.int64)
        assert np.array_equal(unpacked(numbers("some", values, width)), values)


def test_times_are_rounded_to_the_step_and_never_stays_never():
    seconds = np.array([0.0, 0.049, 0.051, 6553.4, np.inf])
    assert tenths(seconds, 65535).tolist() == [0, 0, 1, 65534, 65535]


def delays_of(rules, context, group, on):
    """Least delay of each row, as the page takes it: the first way whose switches are on."""
    switches = rules.bases.switches
    return [
        next((way[1] for way in row if all(switches[each] in on for each in way[0])), np.inf)
        for row in rules.ways[context][group]["notice"]
    ]


@pytest.mark.parametrize("which", ["northeast-asia", "collective", "hub-pact-realtime", *range(20)])
def test_ways_give_the_delays_of_every_rulebook(which):
    if isinstance(which, str):
        scenario = Scenario.load(shipped(which))
        # Delays know of no cells: a few will do.
        if scenario.targets.h3_resolution:
            scenario = scenario.updated({"targets.h3_resolution": 2})
    else:
        scenario = Scenario.from_dict(world(which))
    bank = Bank.of(World(scenario))
    rules = Rules.of(bank)
    rng = random.Random(str(which))
    for _ in range(25):
        base = rng.choice(rules.bases.all)
        rulebook = base.rulebook
        for name in rules.bases.switches:
            if rng.random() < 0.4:
                held = name in rulebook.chosen
                rulebook = rulebook.without(name) if held else rulebook.with_(name)
        context = rules.bases.context_of(base)
        for place, group in enumerate(bank.groups):
            effect = rulebook.effect(
                bank.feeds, launch_nation=group.launch_nation, threatened=group.nation
            )
            found = delays_of(rules, context, place, rulebook.agreements)
            assert np.allclose(found, effect.delays, rtol=0, atol=1e-9)


def test_agreements_beyond_the_most_stay_as_each_base_has_them(monkeypatch, result):
    monkeypatch.setattr("tocsin.report.data.rules.MOST_SWITCHES", 1)
    header = PageData.of(result).header
    names = [each["id"] for each in header["agreements"]]
    assert len(header["switches"]) == 1
    assert sorted(header["switches"] + header["fixed"]) == list(range(len(names)))
    # Bases that differ in what is fixed have ways of their own.
    held = {
        (base["mesh"], *(each for each in base["on"] if each in header["fixed"])): base["context"]
        for base in header["bases"]
    }
    assert len(set(held.values())) == len(held) == len(header["ways"])


def test_too_many_ways_take_fewer_switches(monkeypatch, result):
    monkeypatch.setattr(ways, "MOST_RULEBOOKS", 1)
    rules = Rules.of(result.bank)
    assert len(rules.bases.switches) < len(result.scenario.agreements)
    assert rules.bases.switches in [
        bases.bases_with(result.world.book, most).switches for most in (*bases.FEWER_SWITCHES, 0)
    ]


def test_sections_that_the_page_has_are_not_sent_again(bare):
    data = PageData.of(bare)
    keys = [section.key for section in data.sections]
    assert len(data.body(keys)) < len(data.body())
    again = PageData.of(run(bare.scenario))
    assert [section.key for section in again.sections] == keys
    assert again.body() == data.body()
