"""Words, drivers and boxes on functions whose answer is known: 67 cards, 512 draws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.answers.verdict import words
from tocsin.answers.verdict.box import find_box
from tocsin.answers.verdict.found import numbers_of
from tocsin.answers.verdict.why import explain
from tocsin.answers.verdict.words import Counts, classes, finding
from tocsin.engine.draws import latin_hypercube

CARDS, SWITCHES, DRAWS = 67, 2, 512
INPUTS = CARDS + SWITCHES
IS_SWITCH = np.arange(INPUTS) >= CARDS
SWITCH = CARDS

# When the second policy wins by 30 s, and which inputs decide it.
RULES = {
    "a card": (lambda p: p[:, 3] > 0.8, {3}),
    "a switch": (lambda p: p[:, SWITCH] >= 0.5, {SWITCH}),
    "switch and card": (lambda p: (p[:, SWITCH] >= 0.5) & (p[:, 9] > 0.5), {SWITCH, 9}),
    "two cards": (lambda p: (p[:, 20] > 0.6) & (p[:, 41] > 0.6), {20, 41}),
}


class World:
    """A gain by a rule, with a slow drift by one more card that is too small to matter."""

    def __init__(self, wins):
        self.wins = wins
        self.runs = 0

    def __call__(self, points, *, alike=1):
        self.runs += len(points)
        return (30.0 * self.wins(points) + 0.1 * points[:, 60])[:, None]


def analysed(wins, seed, *, draws=DRAWS):
    world = World(wins)
    points = latin_hypercube(draws, INPUTS, seed=seed)
    gain_s = world(points)
    (why,) = explain(points, gain_s, IS_SWITCH, world, seed=seed)
    return points, gain_s[:, 0], why


def box_of(points, gain_s, why, seed):
    kinds = classes(gain_s)
    commonest = np.bincount(kinds + 1).argmax() - 1
    columns = [driver.column for driver in why.drivers]
    return find_box(points, kinds != commonest, columns, seed=seed), commonest


def succeeds(rule, seed):
    wins, wanted = RULES[rule]
    points, gain_s, why = analysed(wins, seed)
    named = {driver.column for driver in why.drivers}
    if named != wanted or why.others:
        return False
    box, commonest = box_of(points, gain_s, why, seed)
    if box is None:
        # Half and half: which of the two is commonest is chance, but there is a box for either.
        return False
    fresh = np.random.default_rng(10_000 + seed).random((4096, INPUTS))
    flips = classes(World(wins)(fresh)[:, 0]) != commonest
    within = box.holds(fresh)
    right = (flips & within).sum()
    return right >= 0.9 * flips.sum() and right >= 0.9 * within.sum()


@pytest.mark.parametrize("rule", RULES)
def test_drivers_and_box(rule):
    assert succeeds(rule, 0)


@pytest.mark.seeds
@pytest.mark.parametrize("rule", RULES)
def test_drivers_and_box_in_eighteen_of_twenty_seeds(rule):
    assert sum(succeeds(rule, seed) for seed in range(20)) >= 18


def finds_exclusive_or(seed):
    *_, why = analysed(lambda p: (p[:, 5] > 0.5) != (p[:, 33] > 0.5), seed)
    return {driver.column for driver in why.drivers} == {5, 33} or why.others


def test_exclusive_or_is_named_or_said_to_be_missed():
    assert finds_exclusive_or(0)


@pytest.mark.seeds
def test_exclusive_or_in_twenty_seeds():
    assert all(finds_exclusive_or(seed) for seed in range(20))


def test_nothing_depends_on_nothing():
    points, gain_s, why = analysed(lambda p: np.zeros(len(p)), 0, draws=256)
    assert finding(Counts.of(gain_s)).word == words.NO_DIFFERENCE
    assert (why.drivers, why.others) == ((), False)
    assert box_of(points, gain_s, why, 0)[0] is None


def test_an_alias_of_a_driver_is_never_named():
    for seed in range(3):
        world = World(lambda p: p[:, 3] > 0.8)
        points = latin_hypercube(256, INPUTS, seed=seed)
        points[:, 50] = points[:, 3]
        gain_s = world(points)
        (why,) = explain(points, gain_s, IS_SWITCH, world, seed=seed)
        assert [driver.column for driver in why.drivers] == [3]


def test_what_changes_only_the_size_is_named():
    def gain(points, *, alike=1):
        return (20.0 + 40.0 * points[:, 8:9]) + 0.5 * points[:, 9:10]

    points = latin_hypercube(256, INPUTS, seed=0)
    (why,) = explain(points, gain(points), IS_SWITCH, gain, seed=0)
    (driver,) = why.drivers
    assert (driver.column, driver.flipped_share) == (8, 0.0)
    assert driver.change_s == pytest.approx(40.0)
    assert finding(Counts.of(gain(points)[:, 0])).word == words.THROUGHOUT


def test_rows_share_their_re_runs_and_refused_ones_do_not_count():
    def gain(points, *, alike=1):
        rows = np.stack([30.0 * (points[:, 1] > 0.5), 30.0 * (points[:, 2] > 0.5)], axis=1)
        rows[points[:, 40] > 0.99] = np.nan
        return rows

    points = latin_hypercube(256, INPUTS, seed=0)
    points = points[np.isfinite(gain(points)).all(axis=1)]
    found = explain(points, gain(points), IS_SWITCH, gain, seed=0)
    assert [[driver.column for driver in why.drivers] for why in found] == [[1], [2]]


def test_differences_are_paired():
    """What both sides share leaves the gain; unpaired, its variance would be that of both."""
    points = latin_hypercube(512, 4, seed=0)
    before, own = 100.0 * points[:, 0], 5.0 * points[:, 1]
    after = before + own
    paired = np.var(after - before)
    assert paired == pytest.approx(25.0 / 12.0, rel=0.01)
    assert np.var(after) + np.var(before) > 100.0 * paired


def bound(count, draws):
    # Not above: this takes a second, of each worker that only looks which tests there are.
    from scipy.stats import beta

    return beta.ppf(0.05, count, draws - count + 1) if count else 0.0


COUNTS = st.tuples(*[st.integers(0, 300)] * 3).filter(any)


@given(COUNTS, st.integers(0, 2))
@settings(max_examples=200, deadline=None)
def test_words_match_counts(counts, refused):
    better, within, worse = counts
    draws = sum(counts)
    found = finding(Counts(*counts, refused))
    assert finding(Counts(worse, within, better, refused)).side == -found.side
    if not draws:
        assert (found.word, found.side) == (words.UNJUDGED, 0)
    elif bound(within, draws) >= 0.95:
        assert found.word == words.NO_DIFFERENCE
    elif draws in (better, worse) and not refused:
        assert found.word == words.THROUGHOUT
        assert found.exceptions == pytest.approx(1.0 - 0.05 ** (1.0 / draws))
    elif bound(max(better, worse), draws) >= 0.90:
        assert (found.word, found.side) == (words.HOLDS_MOSTLY, 1 if better > worse else -1)
    else:
        assert (found.word, found.side) == (words.DEPENDS, 0)


@given(st.lists(st.floats(-50.0, 50.0), min_size=1, max_size=40))
@settings(deadline=None)
def test_counts_match_gains(gains):
    counts = Counts.of(np.array(gains))
    assert counts.draws == len(gains)
    assert counts.better == sum(gain > 1.0 for gain in gains)
    assert counts.worse == sum(gain < -1.0 for gain in gains)


def test_a_nation_without_a_cell_on_the_grid_of_the_draws_is_not_judged():
    nothing = np.full(256, np.nan)
    row, found = numbers_of(nothing, at_cards_s=np.nan, at_cards_own_s=60.0, refused=0)
    assert (row["better"], row["within"], row["worse"]) == (0, 0, 0)
    # Not "no difference": nothing was looked at.
    assert found.word == words.UNJUDGED
    assert "--full" in words.in_words(found, a="a", b="b", drivers=None)
