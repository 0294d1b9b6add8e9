"""Outcomes that a test states by itself, in the place of those that the engine works out."""

from dataclasses import dataclass, field

import numpy as np

from tocsin.engine.cases import Group
from tocsin.engine.outcome import GroupOutcome, Outcome
from tocsin.sharing.notice import STATUSES, WARNED


@dataclass(frozen=True)
class Stated(GroupOutcome):
    """A group's outcome with the given statuses and warning times."""

    judged: tuple = field(default=(), compare=False)

    @property
    def _judged(self):
        return self.judged

    @property
    def response(self):
        """Nobody may act."""
        count = len(self.group)
        return np.full(count, -np.inf), np.full(count, -1, dtype=np.int64)


def stated(group, statuses, left_s):
    """State the outcome of a group: names and seconds of each case, shape ``group.shape``."""
    codes = np.array([STATUSES.index(name) for name in np.ravel(statuses)], dtype=np.int64)
    left_s = np.ravel(np.asarray(left_s, dtype=float))
    assert len(codes) == len(left_s) == len(group)
    effective_s = np.where(codes == WARNED, left_s, 0.0)
    judged = codes, effective_s, block_sums(group, codes, effective_s)
    return Stated(group, None, None, (), None, judged=judged)


def block_sums(group, codes, effective_s):
    """Cases and people by status, and effective warning of both, of each launch point and arc."""
    launches, arcs, count = group.shape
    codes, left_s = codes.reshape(launches * arcs, count), effective_s.reshape(-1, count)
    told = [codes == status for status in range(len(STATUSES))]
    sums = [each.sum(axis=1) for each in told]
    sums += [(each * group.population).sum(axis=1) for each in told]
    sums += [left_s.sum(axis=1), (left_s * group.population).sum(axis=1)]
    return np.array(sums, dtype=float).T


def outcome_of(*parts):
    """Put groups' outcomes together, in an order that is nobody's."""
    return Outcome(parts, np.arange(sum(len(part.group) for part in parts)))


def group_of(shape, *, cells=None, nation=0, launch_nation=1):
    """Make a group of so many launch points, arcs and cells, in which nobody sees anything."""
    launches, arcs, count = shape
    n = launches * arcs * count
    cells = np.arange(count) if cells is None else np.asarray(cells)
    return Group(
        launch_nation, nation, np.arange(launches), cells, np.zeros(count), arcs,
        np.empty((0, n)), np.empty((0, n), dtype=np.int16), np.full(n, 1000.0),
    )  # fmt: skip
