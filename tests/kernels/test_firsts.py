"""The earliest alert and track of each feed, against one case at a time."""

import numpy as np
import pytest

from tocsin.kernels.notices import TILE, feed_firsts


@pytest.mark.interpreted
def test_earliest_of_each_feed_whatever_the_number_of_cases():
    rng = np.random.default_rng(4)
    feed = np.array([0, 2, 0, 1, 2, 2])
    for count in (1, TILE, 2 * TILE + 5):
        # Few whole seconds, so that sensors of a feed are often as early.
        tier_s = rng.integers(0, 4, (count, 6, 2)).astype(float)
        tier_s[rng.random(tier_s.shape) < 0.4] = np.inf
        rows, first = np.empty((6, count)), np.empty((6, count), dtype=np.int64)
        feed_firsts(tier_s, feed, rows, first)
        for number in range(3):
            sensors = np.flatnonzero(feed == number)
            for tier in (0, 1):
                of_feed, row = tier_s[:, sensors, tier], 2 * number + tier
                assert np.array_equal(rows[row], of_feed.min(axis=1))
                made = np.where(np.isfinite(rows[row]), sensors[of_feed.argmin(axis=1)], -1)
                assert np.array_equal(first[row], made)
