"""The cases that one row of a table is about, and what is summed, counted and ranked of them.

A case is a launch point, an arc and a cell. Late and never are counted in shares and enter means
as 0; they are never averaged in as times.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.outcome import EFFECTIVE, PEOPLE_EFFECTIVE, GroupOutcome
from tocsin.engine.ranks import quantiles


@dataclass(frozen=True)
class Sample:
    """The cases that one row of a table is about, under one rulebook.

    Attributes
    ----------
    parts : tuple of GroupOutcome
        What the rulebook makes of each group that has some of them.
    blocks : tuple of ndarray of int
        For each part the blocks that count: a block is a launch point and an arc, with all cells.
    """

    parts: tuple[GroupOutcome, ...]
    blocks: tuple[NDArray[np.int64], ...]

    @cached_property
    def cells(self) -> int:
        """How many distinct cells there are."""
        return sum(len(cells) for cells, _ in self._places)

    @cached_property
    def population(self) -> float:
        """People in them, each cell counted once."""
        return float(sum(people.sum() for _, people in self._places))

    @property
    def _places(self) -> list[tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """Cells and people by nation, once where several launch nations threaten them."""
        groups = {part.group.nation: part.group for part in self.parts}
        return [(group.cells, group.population) for group in groups.values()]

    @cached_property
    def cases(self) -> int:
        """How many cases there are."""
        return sum(len(part.group.cells) * len(blocks) for part, blocks in self._pairs)

    @property
    def is_thin(self) -> bool:
        """Whether by people is withheld, since the places of one of its nations hold too few."""
        return any(part.group.is_thin for part in self.parts)

    @property
    def people(self) -> NDArray[np.float64]:
        """People in the cell of each case; nan where by people is withheld."""
        people = self.values("people")
        return np.full_like(people, np.nan) if self.is_thin else people

    @cached_property
    def _people(self) -> float:
        """People of all cases: a cell counts as often as it has cases; nan where withheld."""
        if self.is_thin:
            return float("nan")
        people = (part.group.population.sum() * len(blocks) for part, blocks in self._pairs)
        return float(sum(people))

    @cached_property
    def _sums(self) -> NDArray[np.float64]:
        """Sums over the cases, as `GroupOutcome.block_sums` has them by block."""
        sums = [part.block_sums[blocks].sum(axis=0) for part, blocks in self._pairs]
        return np.sum(sums, axis=0)

    def share(self, status: int, *, by_people: bool = False) -> float:
        """Share of cases, or of people, with an outcome (a position in ``STATUSES``)."""
        if by_people:
            return ratio(self._sums[3 + status], self._people)
        return ratio(self._sums[status], self.cases)

    def mean_warning_s(self, *, by_people: bool = False) -> float:
        """Mean warning over cases or people. [s]"""
        if by_people:
            return ratio(self._sums[PEOPLE_EFFECTIVE], self._people)
        return ratio(self._sums[EFFECTIVE], self.cases)

    def values(self, name: str) -> NDArray:
        """Return an array of `GroupOutcome` for these cases."""
        chosen = self._arrays(name)
        return np.concatenate([values.ravel() for values in chosen]) if chosen else np.empty(0)

    def _arrays(self, name: str) -> list[NDArray]:
        """Return an array of `GroupOutcome` part by part, (blocks, cells)."""
        return [
            getattr(part, name).reshape(-1, len(part.group.cells))[blocks]
            for part, blocks in self._pairs
        ]

    def warning_quantile_s(self, share: float) -> float:
        """Quantile (10, 50 or 90 %) of the warning time of warned cases; nan without any. [s]"""
        return self._warned_quantiles[share]

    @cached_property
    def _warned_quantiles(self) -> dict[float, float]:
        shares = (0.1, 0.5, 0.9)
        binned = [(part.warning_bins, blocks) for part, blocks in self._pairs]
        return dict(zip(shares, quantiles(binned, shares), strict=True))

    def response_share(self) -> float:
        """Share of cases in which somebody may act in time."""
        counts = [part.response_bins.totals[blocks].sum() for part, blocks in self._pairs]
        return ratio(sum(counts), self.cases)

    def response_median_s(self) -> float:
        """Median of the response times above 0; nan without any. [s]"""
        return quantiles([(p.response_bins, blocks) for p, blocks in self._pairs], [0.5])[0]

    def mean_response_s(self) -> float:
        """Mean response time over cases, 0 where nobody may act in time. [s]"""
        sums = [part.response_bins.sums[blocks].sum() for part, blocks in self._pairs]
        return ratio(sum(sums), self.cases)

    @property
    def _pairs(self) -> list[tuple[GroupOutcome, NDArray[np.int64]]]:
        return list(zip(self.parts, self.blocks, strict=True))


def ratio(total: float, count: float) -> float:
    """Divide, with nan where there is nothing to divide by.

    Examples
    --------
    >>> ratio(3.0, 4.0), ratio(3.0, 0.0)
    (0.75, nan)
    """
    return float(total / count) if count > 0 else float("nan")


def mean(values: NDArray, people: NDArray[np.float64] | None = None) -> float:
    """Mean over cases, or over people; nan where there are none.

    Not a dot product: a linear-algebra library splits one over its threads, and the last bits then
    depend on how many there are.

    Examples
    --------
    >>> mean(np.array([1.0, 3.0])), mean(np.array([1.0, 3.0]), np.array([3.0, 1.0]))
    (2.0, 1.5)
    """
    if people is None:
        return float(np.mean(values)) if len(values) else float("nan")
    return ratio((values * people).sum(), people.sum())
