"""What the gains of a verdict depend on, and where they are unlike most, in the unknowns' terms."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tocsin.answers.verdict.box import MIN_FLIPS, Sides, find_box
from tocsin.answers.verdict.case import Case
from tocsin.answers.verdict.why import Why, explain
from tocsin.answers.verdict.words import NO_DIFFERENCE, UNJUDGED, Counts, classes, finding
from tocsin.engine.draws import latin_hypercube
from tocsin.engine.measures import ALL
from tocsin.scenario.cards import unit_of
from tocsin.scenario.unknowns import Unknown

BOX_DRAWS = 512
_GAINS = {1: "better", 0: "within", -1: "worse"}


class Reasons:
    """What the gains over all arcs depend on; those without a difference are not asked."""

    def __init__(self, case: Case) -> None:
        self.case = case
        kinds = [finding(Counts.of(gain_s)).word for gain_s in case.gain_s.T]
        self.rows = [
            row
            for row, (_, arc) in enumerate(case.names)
            if arc == ALL and kinds[row] not in (NO_DIFFERENCE, UNJUDGED)
        ]
        unknowns = case.trial.unknowns
        switches = np.array([each.is_switch for each in unknowns], dtype=bool)
        valid = case.points[case.found.valid]
        # Where nothing differs there is nothing to explain.
        gain_s = case.gain_s[:, self.rows]
        found = (
            explain(valid, gain_s, switches, self._evaluate, seed=case.seed) if self.rows else []
        )
        self.why = dict(zip(self.rows, found, strict=True))

    def _evaluate(self, points: NDArray[np.float64], *, alike: int = 1) -> NDArray[np.float64]:
        return self.case.gains_of(self.case.draw(points, alike=alike))[:, self.rows]

    def named(self, row: int) -> tuple[list[str] | None, bool]:
        """Return the drivers of a row by name, and whether there are others; None if not asked."""
        if row not in self.why:
            return None, False
        why = self.why[row]
        unknowns = self.case.trial.unknowns
        return [unknowns[driver.column].name for driver in why.drivers], why.others

    @property
    def drivers(self) -> list[dict[str, Any]]:
        """A row a driver."""
        return [
            self.case.head(self.case.names[row])
            | {
                "unknown": unknown.name,
                "range": _range_of(unknown),
                "flipped_share": driver.flipped_share,
                "change_s": driver.change_s,
            }
            for row, why in self.why.items()
            for driver in why.drivers
            for unknown in [self.case.trial.unknowns[driver.column]]
        ]

    @property
    def boxes(self) -> list[dict[str, Any]]:
        """A row a gain that flips in enough draws; more draws are made for it."""
        case = self.case
        points, gain_s = case.points[case.found.valid], case.gain_s[:, self.rows]
        # Where so many draws as a box takes would hold enough of them.
        least = MIN_FLIPS * min(1.0, len(points) / BOX_DRAWS)
        flipping = {
            row: why
            for row, why in self.why.items()
            if _flips(case.gain_s[:, row])[0].sum() >= least
        }
        if not flipping:
            return []
        if len(points) < BOX_DRAWS:
            more = latin_hypercube(BOX_DRAWS - len(points), points.shape[1], seed=case.seed + 2)
            more_s = self._evaluate(more)
            valid = np.isfinite(more_s).all(axis=1)
            points = np.concatenate([points, more[valid]])
            gain_s = np.concatenate([gain_s, more_s[valid]])
        return [
            case.head(case.names[row]) | self._box(points, gain_s[:, self.rows.index(row)], why)
            for row, why in flipping.items()
        ]

    def _box(
        self, points: NDArray[np.float64], gain_s: NDArray[np.float64], why: Why
    ) -> dict[str, Any]:
        flips, commonest = _flips(gain_s)
        columns = [driver.column for driver in why.drivers]
        box = find_box(points, flips, columns, seed=self.case.seed)
        usual = {"gain": f"not {_GAINS[commonest]}"}
        if box is None:
            return usual | {"where": "no simple box"}
        unknowns = self.case.trial.unknowns
        where = " or ".join(_where(sides, unknowns) for sides in box.boxes)
        return usual | {
            "where": where,
            "coverage_share": box.coverage,
            "purity_share": box.purity,
        }


def _flips(gain_s: NDArray[np.float64]) -> tuple[NDArray[np.bool_], int]:
    """Return which draws are not of the commonest class, and that class."""
    kinds = classes(gain_s)
    commonest = int(np.bincount(kinds + 1, minlength=3).argmax()) - 1
    return kinds != commonest, commonest


def _range_of(unknown: Unknown) -> str:
    """Say between which ends an unknown is drawn.

    Examples
    --------
    >>> from tocsin.scenario.unknowns import Range
    >>> _range_of(Unknown("size", (Range("a.rcs_m2", 0.03, 10.0, 1.0),)))
    '0.03 to 10 m2'
    """
    if unknown.is_switch:
        return "made or not"
    first = unknown.ranges[0]
    return f"{first.low:g} to {first.high:g}{_unit(first.path)}"


def _unit(path: str) -> str:
    unit = unit_of(path.rpartition(".")[2])
    return "" if unit == "1" else f" {unit}"


def _where(sides: Sides, unknowns: Sequence[Unknown]) -> str:
    """Say a box in the terms of its unknowns.

    Examples
    --------
    >>> from tocsin.scenario.unknowns import Range
    >>> size = Unknown("size", (Range("a.rcs_m2", 0.0, 10.0, 1.0),))
    >>> _where({0: (0.2, 1.0), 1: (0.5, 1.0)}, [size, Unknown("no-ship")])
    'size > 2 m2 and no-ship'
    """
    return " and ".join(_side(unknowns[column], *ends) for column, ends in sides.items())


def _side(unknown: Unknown, low: float, high: float) -> str:
    if unknown.is_switch:
        return unknown.name if low >= 0.0 else f"not {unknown.name}"
    first = unknown.ranges[0]
    least, most = (f"{first.at(end):.3g}{_unit(first.path)}" for end in (max(low, 0.0), high))
    if low <= 0.0:
        return f"{unknown.name} ≤ {most}"
    if high >= 1.0:
        return f"{unknown.name} > {least}"
    return f"{unknown.name} in {least} to {most}"
