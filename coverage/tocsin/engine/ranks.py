"""Order statistics of many overlapping sets of cases, exactly, without sorting any of them.

The rows of a table overlap: each case counts for its nation, its arc, both and all. Its value is
put into a bin of a second once; the bins of a row are sums, and only the few values in the bin that
holds a wanted rank are looked at again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tocsin.kernels.notices import count_bins, values_in_bins

# Seconds; longer warnings share the last bin, which costs time and no accuracy.
BINS = 4096


@dataclass(frozen=True)
class Binned:
    """Values above 0 of one group of cases, counted by block (launch point and arc) and second.

    Attributes
    ----------
    values : ndarray, shape (blocks * cells,)
        Seconds.
    cells : int
        Cases of a block.
    """

    values: NDArray[np.float64]
    cells: int

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many values lie in each bin, shape (blocks, BINS)."""
        counts = np.empty((len(self.values) // max(self.cells, 1), BINS), dtype=np.int64)
        count_bins(self.values, self.cells, counts)
        return counts

    def within(self, blocks: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the values of some blocks that lie in the wanted bins (1 where wanted)."""
        out = np.empty(int(self.counts[blocks][:, wanted > 0].sum()))
        values_in_bins(self.values, self.cells, blocks, wanted, out)
        return out


def quantiles(
    parts: Sequence[tuple[Binned, NDArray[np.int64]]], shares: Sequence[float]
) -> list[float]:
    """Quantiles of the values above 0 of some blocks, as numpy's default has them.

    Parameters
    ----------
    parts : sequence of (Binned, ndarray of int)
        Groups, and the blocks of each that count.
    shares : sequence of float
        Within [0, 1].

    Returns
    -------
    list of float
        One a share [s]; nan where there are no values.

    Examples
    --------
    >>> values = Binned(np.array([40.0, 0.0, 10.0, 25.5]), 2)
    >>> quantiles([(values, np.array([0, 1]))], [0.5, 0.75])
    [25.5, 32.75]
    """
    counts = np.zeros(BINS, dtype=np.int64)
    for binned, blocks in parts:
        counts += binned.counts[blocks].sum(axis=0)
    # Late and never are 0 and in no bin: quantiles are over the warned alone.
    total = int(counts.sum())
    if not total:
        return [float("nan")] * len(shares)
    places = [share * (total - 1) for share in shares]
    # A quantile lies between two ranks: both are found.
    ranks = sorted({rank for at in places for rank in (int(at), min(int(at) + 1, total - 1))})
    below = np.cumsum(counts)
    bins = np.unique(np.searchsorted(below, ranks, side="right"))
    wanted = np.zeros(BINS, dtype=np.int64)
    # Only these bins are looked at again, which hold a few values of many.
    wanted[bins] = 1
    near = np.sort(np.concatenate([binned.within(blocks, wanted) for binned, blocks in parts]))
    # Rank of the first value of each wanted bin among all, and among those that were gathered.
    first = np.concatenate([[0], below])[bins]
    start = np.concatenate([[0], np.cumsum(counts[bins])[:-1]])
    # Each wanted rank lies in one of the gathered bins; this says in which.
    which = np.searchsorted(bins, np.searchsorted(below, ranks, side="right"))
    ranked = {
        rank: float(near[start[w] + rank - first[w]]) for rank, w in zip(ranks, which, strict=True)
    }
    return [_between(ranked, at, last=total - 1) for at in places]


def _between(ranked: dict[int, float], at: float, *, last: int) -> float:
    """Interpolate between two ranks, from the nearer one: so does numpy, to the last bit."""
    low = ranked[int(at)]
    high = ranked[min(int(at) + 1, last)]
    share = at - int(at)
    return high - (high - low) * (1.0 - share) if share >= 0.5 else low + (high - low) * share
