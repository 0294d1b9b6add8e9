"""Tables filled piece by piece are what pandas makes of the same pieces."""

import numpy as np
import pandas as pd
import pytest

from tocsin.engine.table_builder import Stack

SAME = pd.CategoricalDtype(["x", "y"])


def piece(rng, names, count):
    who = pd.Categorical.from_codes(rng.integers(-1, len(names), count), names)
    kind = pd.Categorical.from_codes(rng.integers(0, 2, count), dtype=SAME)
    return {"who": who, "kind": kind, "time_s": rng.normal(size=count)}


def stacked(pieces):
    whole = Stack(sum(len(each["time_s"]) for each in pieces))
    start = 0
    for each in pieces:
        whole.put(start, each)
        start += len(each["time_s"])
    return whole.frame()


@pytest.mark.parametrize("names", [["a", "b"], [f"n{i}" for i in range(90)]])
def test_like_concatenated_frames(names):
    """Categories that differ are united, also where they outgrow the codes of the first piece."""
    rng = np.random.default_rng(3)
    pieces = [piece(rng, [f"{name}{i % 3}" for name in names], 50) for i in range(5)]
    found = stacked(pieces)
    expected = pd.concat([pd.DataFrame(each) for each in pieces], ignore_index=True)
    for name in expected:
        pd.testing.assert_series_equal(
            found[name].astype(object), expected[name].astype(object), check_names=False
        )
    assert found["kind"].dtype == SAME
    assert list(found["who"].cat.categories[: len(names)]) == [f"{name}0" for name in names]


def test_a_piece_without_any_category_comes_first():
    first = {"who": pd.Categorical.from_codes([-1, -1], pd.Index([], dtype="str"))}
    second = {"who": pd.Categorical.from_codes([0, -1], ["a"])}
    whole = Stack(4)
    whole.put(0, first)
    whole.put(2, second)
    assert whole.frame()["who"].isna().tolist() == [True, True, False, True]
