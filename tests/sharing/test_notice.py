"""Notices, confirmation rules and status codes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.errors import InputError
from tocsin.sharing import notice as rules

LAWS = settings(max_examples=100, deadline=None, derandomize=True)
TIMES = st.lists(st.sampled_from([10.0, 40.0, 41.5, 90.0, 600.0, np.inf]), min_size=1, max_size=6)


def test_an_item_arrives_by_the_best_tier_and_route():
    tiers_s = np.array([[[40.0, 40.0, 60.0], [20.0, 20.0, np.inf]]])
    delays = np.array([[np.inf, 300.0, 5.0], [0.0, 100.0, 0.0]])
    arrived = rules.arrivals(tiers_s, delays)
    assert arrived.tolist() == [[65.0, 20.0]]
    assert rules.confirm(arrived).tolist() == [20.0]
    assert rules.confirm(arrived, rule="k_of_n", k=2).tolist() == [65.0]


def test_without_sensors_nobody_knows():
    arrived = rules.arrivals(np.empty((2, 0, 3)), np.empty((0, 3)))
    assert rules.confirm(arrived).tolist() == [np.inf, np.inf]
    assert rules.confirm(np.empty((2, 0)), rule="k_of_n", k=1).tolist() == [np.inf, np.inf]


@LAWS
@given(TIMES, st.integers(1, 7), st.integers(0, 63))
def test_rules_against_their_definitions(times, k, own_bits):
    own = [bool(own_bits >> i & 1) for i in range(len(times))]
    accept = rules.confirm(times)
    assert accept == min(times)
    ordered = sorted(times)
    assert rules.confirm(times, rule="k_of_n", k=k) == (
        ordered[k - 1] if k <= len(times) else np.inf
    )
    owned = rules.confirm(times, rule="own", own=own)
    assert owned == min([t for t, o in zip(times, own, strict=True) if o], default=np.inf)
    assert owned >= accept


@LAWS
@given(TIMES, st.integers(1, 4))
def test_one_more_sensor_never_costs(times, k):
    before = rules.confirm(times, rule="k_of_n", k=k)
    assert rules.confirm([*times, 50.0], rule="k_of_n", k=k) <= before


@pytest.mark.parametrize("wrong", [{"rule": "trust"}, {"rule": "own"}, {"rule": "k_of_n", "k": 0}])
def test_wrong_rules_are_told(wrong):
    with pytest.raises(InputError, match="Invalid confirmation rule"):
        rules.confirm([1.0], **wrong)


@pytest.mark.parametrize(
    ("know_s", "public_s", "name"),
    [
        (40, 130, "warned"),
        (40, 599.9, "warned"),
        (40, 600, "late"),
        (40, 700, "late"),
        (40, np.inf, "late"),
        (599.9, 700, "late"),
        (600, 690, "never"),
        (np.inf, np.inf, "never"),
    ],
)
def test_status(know_s, public_s, name):
    assert rules.STATUSES[rules.status(know_s, public_s, 600.0)] == name
