"""Draws: no aliases, the same bits however they are worked out, refusals counted."""

import numpy as np
import pytest

from tocsin.engine.bank import Bank
from tocsin.engine.draws import Trial, at_values, draw, latin_hypercube
from tocsin.engine.measures import Rows
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.world import World
from tocsin.scenario import Scenario, scaffold
from tocsin.scenario.source import scenario_of
from tocsin.scenario.unknowns import unknowns_of

RULES = ("alone", "together")


@pytest.fixture(scope="module")
def island() -> Scenario:
    world = Scenario.from_text(scaffold("island"))
    slow = {"title": "A slow desk", "nations.ISLE.assess_s": 300}
    gone = {"sensors": None}
    return world.updated({"assumptions": {"slow": slow, "gone": gone}})


@pytest.mark.parametrize(("draws", "unknowns"), [(1, 1), (64, 5), (256, 40)])
def test_a_latin_hypercube_is_that_of_scipy_to_the_bit(draws, unknowns):
    # Not above: this takes a second, of each worker that only looks which tests there are.
    from scipy.stats import qmc

    for seed in (0, 20260428):
        points = qmc.LatinHypercube(unknowns, seed=seed).random(draws)
        assert (latin_hypercube(draws, unknowns, seed=seed) == points).all()


def test_unknowns_of_the_shipped_scenario_are_not_aliased():
    count = len(unknowns_of(scenario_of("northeast-asia")))
    for seed in range(4):
        points = latin_hypercube(256, count, seed=seed)
        greatest = np.abs(np.triu(np.corrcoef(points.T), 1)).max()
        assert greatest < 0.3
        strata = np.sort((256 * points).astype(int), axis=0)
        assert (strata == np.arange(256)[:, None]).all()
        # So that an assumption is made in exactly half of the draws.
        assert ((points >= 0.5).sum(axis=0) == 128).all()


def test_processes_and_memory_change_no_bit(island):
    trial = Trial.of(island, RULES)
    count = len(trial.unknowns)
    points = latin_hypercube(18, count, seed=5)
    serial = draw(trial, points, threads=1)
    assert np.array_equal(serial.values, draw(trial, points, threads=2).values)
    run = np.repeat(points[:1], count + 1, axis=0)
    run[np.arange(1, count + 1), np.arange(count)] = 0.0
    apart = draw(trial, run, threads=1).values
    assert np.array_equal(apart, draw(trial, run, alike=count + 1, threads=1).values)


def test_a_draw_is_the_scenario_with_these_numbers(island):
    trial = Trial.of(island, RULES)
    point = np.full(len(trial.unknowns), np.nan)
    names = [each.name for each in trial.unknowns]
    point[names.index("arcs.medium.boost_s")] = 0.25
    point[names.index("slow")] = 1.0
    changes = {"cards.arcs.medium.boost_s": 100 + 0.25 * 110, "nations.ISLE.assess_s": 300}
    bank = Bank.of(World(island.updated(changes)))
    outcome = bank.outcome(Rulebook.of(bank.world.book, "together"))
    wanted = _means(bank, outcome)
    found = draw(trial, point[None], threads=1)
    assert dict(zip(found.names, found.values[0, 1, :, 0], strict=True)) == wanted


def _means(bank, outcome) -> dict[tuple[str, str], float]:
    every = list(Rows(bank).samples(outcome))
    return {(r.nation, r.arc): s.mean_warning_s() for r, s in every if r.nation != "all"}


def test_at_values_nothing_is_assumed(island):
    trial = Trial.of(island, RULES)
    plain = draw(trial, np.full((1, len(trial.unknowns)), np.nan), threads=1)
    assert np.array_equal(at_values(trial).values, plain.values)


def test_worlds_that_do_not_hold_together_are_refused_and_counted(island):
    clash = {"blind": {"sensors": None}, "deaf": {"sensors.watch.alert_s": 9}}
    sensor = next(iter(island.sensors))
    clash["deaf"] = {f"sensors.{sensor}.alert_s": 9}
    trial = Trial.of(island.updated({"assumptions": clash}), RULES)
    points = latin_hypercube(16, len(trial.unknowns), seed=0)
    found = draw(trial, points, threads=1)
    both = (points[:, -2:] >= 0.5).all(axis=1)
    assert both.any()
    assert [number for number, _ in found.refused] == np.flatnonzero(both).tolist()
    assert np.array_equal(found.valid, ~both)
    assert np.isnan(found.values[both]).all()
    assert np.isfinite(found.bands()).all()
