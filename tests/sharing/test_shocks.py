"""Exact distribution of suspended agreements against enumeration of every combination."""

import itertools
import math
import random

import pytest

from tocsin.errors import InputError
from tocsin.sharing import Shock, suspensions


def random_shocks(seed):
    rng = random.Random(seed)
    causes = {name: rng.random() for name in "cd"}
    some = [
        Shock(
            f"s{i}",
            rng.choice([0.0, 1.0, rng.random(), rng.random()]),
            tuple(rng.sample("uvwxyz", rng.randint(1, 3))),
            rng.choice([None, "c", "d"]),
        )
        for i in range(6)
    ]
    return some, causes


def enumerated(some, causes):
    sets = {}
    flags = [*causes, *(s.id for s in some)]
    for outcome in itertools.product([False, True], repeat=len(flags)):
        happens = dict(zip(flags, outcome, strict=True))
        chance = 1.0
        for name, probability in causes.items():
            chance *= probability if happens[name] else 1 - probability
        gone = frozenset()
        for shock in some:
            possible = shock.cause is None or happens[shock.cause]
            probability = shock.probability if possible else 0.0
            chance *= probability if happens[shock.id] else 1 - probability
            if happens[shock.id]:
                gone |= set(shock.suspends)
        sets[gone] = sets.get(gone, 0.0) + chance
    return {gone: chance for gone, chance in sets.items() if chance > 0}


@pytest.mark.parametrize("seed", range(20))
def test_equals_enumeration_of_all_combinations(seed):
    some, causes = random_shocks(seed)
    got = {s.agreements: s.probability for s in suspensions(some, causes=causes)}
    assert got == pytest.approx(enumerated(some, causes), abs=1e-14)


@pytest.mark.parametrize("seed", range(5))
def test_probabilities_sum_to_one(seed):
    rng = random.Random(seed)
    many = [Shock(str(i), rng.random(), (f"a{i % 12}",)) for i in range(200)]
    outcomes = suspensions(many)
    assert len(outcomes) <= 2**12
    assert abs(math.fsum(s.probability for s in outcomes) - 1) < 1e-12
    assert len({s.agreements for s in outcomes}) == len(outcomes)


def test_order_is_fewest_first_then_file_order():
    outcomes = suspensions([Shock("1", 0.5, ("b",)), Shock("2", 0.5, ("a",))])
    assert [sorted(s.agreements) for s in outcomes] == [[], ["b"], ["a"], ["a", "b"]]


def test_without_shocks_nothing_is_suspended():
    (only,) = suspensions([])
    assert (only.agreements, only.probability) == (frozenset(), 1.0)


def test_all_problems_are_told_at_once():
    wrong = [Shock("quarrel", 1.5, ("a",)), Shock("storm", 0.5, ("a",), "weather")]
    with pytest.raises(InputError) as caught:
        suspensions(wrong, causes={"mood": -1})
    assert len(caught.value.problems) == 3
    assert "Unknown cause 'weather' of shock 'storm'" in str(caught.value)


def test_too_many_sets_are_refused():
    three = [Shock(str(i), 0.5, (f"a{i}",)) for i in range(3)]
    assert len(suspensions(three, most=8)) == 8
    with pytest.raises(InputError, match="Too many combinations"):
        suspensions([*three, Shock("3", 0.5, ("a3",))], most=8)
    # What is certain brings sets together, and so is no part of too many.
    certain = Shock("all", 1.0, ("a0", "a1", "a2"))
    assert len(suspensions([*three, certain], most=1)) == 1
