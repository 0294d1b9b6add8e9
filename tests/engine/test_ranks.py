"""Order statistics by bins against numpy's, and the best of several responders against a loop."""

import numpy as np
import pytest

from tocsin.engine.ranks import BINS, Binned, quantiles
from tocsin.kernels.notices import best_responses

SHARES = (0.0, 0.1, 0.5, 0.9, 1.0)


def values(seed, blocks, cells, *, longest):
    """Warnings of which a third are 0, some equal, some longer than there are bins."""
    random = np.random.default_rng(seed)
    made = random.uniform(0.0, longest, blocks * cells).round(random.integers(0, 6))
    made[random.random(len(made)) < 1 / 3] = 0.0
    return made


@pytest.mark.parametrize("longest", [0.4, 30.0, 900.0, 3.0 * BINS])
@pytest.mark.parametrize("seed", range(4))
def test_quantiles_of_blocks_are_those_of_numpy(seed, longest):
    random = np.random.default_rng(seed)
    parts, chosen = [], []
    for blocks, cells in ((6, 40), (2, 7), (3, 1)):
        made = values(seed + cells, blocks, cells, longest=longest)
        some = np.flatnonzero(random.random(blocks) < 0.7)
        parts.append((Binned(made, cells), some))
        chosen.append(made.reshape(blocks, cells)[some].ravel())
    warned = np.concatenate(chosen)
    warned = warned[warned > 0.0]
    assert quantiles(parts, SHARES) == np.quantile(warned, SHARES).tolist()
    for (binned, some), own in zip(parts, chosen, strict=True):
        assert binned.totals[some].sum() == np.count_nonzero(own > 0.0)
        assert binned.sums[some].sum() == pytest.approx(own.sum())
        assert np.isnan(quantiles([(binned, some[:0])], [0.5])[0])


@pytest.mark.parametrize("seed", range(4))
def test_best_response_is_that_of_a_loop(seed):
    random = np.random.default_rng(seed)
    actors, responders, blocks, cells = 2, 4, 3, 11
    # Whole seconds, so that many are equal and the first of them has to count.
    track_s = random.integers(0, 9, (actors, blocks * cells)).astype(float)
    track_s[random.random(track_s.shape) < 0.3] = np.inf
    impact_s = random.integers(0, 9, blocks * cells).astype(float)
    actor = random.integers(0, actors, responders)
    ready_s = -random.integers(0, 3, (responders, cells)).astype(float)
    ready_s[random.random(ready_s.shape) < 0.3] = -np.inf
    left_s, who = np.empty(blocks * cells), np.empty(blocks * cells, dtype=np.int64)
    best_responses(track_s, impact_s, actor, ready_s, left_s, who)
    for i, told in enumerate(zip(left_s.tolist(), who.tolist(), strict=True)):
        expected = (-np.inf, -1)
        for r in range(responders):
            left = impact_s[i] - track_s[actor[r], i]
            if left > 0.0 and left + ready_s[r, i % cells] > expected[0]:
                expected = (left + ready_s[r, i % cells], r)
        assert told == expected
