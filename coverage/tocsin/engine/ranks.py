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

from tocsin.kernels.notices import add_bins, count_bins, order_by_bins, values_in_bins

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
    def _counted(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        # No more bins than there are seconds: most warnings are much shorter than the longest.
        width = min(BINS, int(max(self.values.max(initial=0.0), 0.0)) + 1)
        counts = np.empty((len(self.values) // max(self.cells, 1), width), dtype=np.int64)
        sums = np.empty(len(counts))
        count_bins(self.values, self.cells, counts, sums)
        return counts, sums

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many values lie in each bin, shape (blocks, BINS at most)."""
        return self._counted[0]

    @property
    def sums(self) -> NDArray[np.float64]:
        """Sum of the values of each block, shape (blocks,)."""
        return self._counted[1]

    def counts_of(self, blocks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the counts of some blocks together, by bin."""
        key = blocks.tobytes()
        if key not in self._summed:
            # Most sets of blocks are asked for twice: for their nation, and for all.
            self._summed[key] = np.zeros(self.counts.shape[1], dtype=np.int64)
            add_bins(self.counts, blocks, self._summed[key])
        return self._summed[key]

    @cached_property
    def _summed(self) -> dict[bytes, NDArray[np.int64]]:
        return {}

    @cached_property
    def totals(self) -> NDArray[np.int64]:
        """How many values each block has, shape (blocks,)."""
        return self.counts.sum(axis=1)

    @cached_property
    def _ordered(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """The values in order of blocks and bins, and where each bin of a block ends."""
        out = np.empty(int(self.totals.sum()))
        place = np.cumsum(self.counts).reshape(self.counts.shape) - self.counts
        order_by_bins(self.values, self.cells, place, out)
        return out, place

    def put_within(
        self, blocks: NDArray[np.int64], bins: NDArray[np.int64], out: NDArray[np.float64]
    ) -> int:
        """Put the values of some blocks that lie in some bins into `out`; say how many."""
        ordered, ends = self._ordered
        return values_in_bins(ordered, ends, self.counts, blocks, bins, out)


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
        own = binned.counts_of(blocks)
        counts[: len(own)] += own
    below = np.cumsum(counts)
    # Late and never are 0 and in no bin: quantiles are over the warned alone.
    total = int(below[-1])
    if not total:
        return [float("nan")] * len(shares)
    places = [share * (total - 1) for share in shares]
    # A quantile lies between two ranks: both are found.
    ranks = sorted({rank for at in places for rank in (int(at), min(int(at) + 1, total - 1))})
    which = np.searchsorted(below, ranks, side="right")
    # Only these bins are looked at again, which hold a few values of many.
    bins = np.array(sorted(set(which.tolist())))
    ends = np.cumsum(counts[bins])
    near, filled = np.empty(int(ends[-1])), 0
    for binned, blocks in parts:
        filled += binned.put_within(blocks, bins, near[filled:])
    near.sort()
    # From the rank among all to that among those that were gathered.
    later = dict(zip(bins.tolist(), (below[bins] - ends).tolist(), strict=True))
    ranked = {
        rank: float(near[rank - later[k]]) for rank, k in zip(ranks, which.tolist(), strict=True)
    }
    return [_between(ranked, at, last=total - 1) for at in places]


def _between(ranked: dict[int, float], at: float, *, last: int) -> float:
    """Interpolate between two ranks, from the nearer one: so does numpy, to the last bit."""
    low = ranked[int(at)]
    high = ranked[min(int(at) + 1, last)]
    share = at - int(at)
    return high - (high - low) * (1.0 - share) if share >= 0.5 else low + (high - low) * share
