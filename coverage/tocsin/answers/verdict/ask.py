"""The verb: draw everything not known, pair two policies draw by draw, say what holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tocsin.answers.locate import position_of
from tocsin.answers.registry import verb
from tocsin.answers.verdict.box import MIN_FLIPS, Sides, find_box
from tocsin.answers.verdict.found import (
    BOX_COLUMNS,
    DRIVER_COLUMNS,
    SETTING_COLUMNS,
    TABLE_COLUMNS,
    Verdict,
    finding_words,
    numbers_of,
)
from tocsin.answers.verdict.why import Why, explain
from tocsin.answers.verdict.words import NO_DIFFERENCE, Counts, classes, finding
from tocsin.engine.draws import ON, Draws, Rules, Trial, at_values, draw, latin_hypercube, names_of
from tocsin.engine.measures import ALL
from tocsin.errors import InputError
from tocsin.scenario.cards import unit_of
from tocsin.scenario.unknowns import Unknown

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

DRAWS, BOX_DRAWS = 256, 512
COARSER = 2
"""Resolutions of H3 that the draws' grid is coarser by."""
_GAINS = {1: "better", 0: "within", -1: "worse"}


@verb(
    example="tocsin verdict configs/scenarios/northeast-asia.yaml bilateral-2012 realtime-2024",
    draws=True,
)
def verdict(
    scenario: "Scenario",
    a: str,
    b: str,
    *,
    why: bool = False,
    draws: int = 256,
    seed: int | None = None,
    full: bool = False,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verdict:
    """Tell whether a policy is better than another over the ranges of all that is not known.

    Parameters
    ----------
    scenario : Scenario
    a : str
        Policy before: the baseline.
    b : str
        Policy after.
    why : bool
        Also find what it depends on, and where.
    draws : int
        How many draws.
    seed : int, optional
        Of the draws; the scenario's if absent.
    full : bool
        Draw on the scenario's own grid, and not on one two resolutions coarser.
    threads : int, optional
        All cores by default; results do not depend on it.
    progress : callable, optional
        Told how many draws are done, and of how many.

    Raises
    ------
    InputError
        A policy is unknown, or there are no draws.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> found = verdict(island, "alone", "together", draws=16, threads=1)
    >>> sorted(found.table["nation"].unique())
    ['COAST', 'ISLE']
    """
    if draws < 1:
        raise InputError(f"Invalid draws {draws}. Must be at least 1.")
    scenario = _of_threat(scenario)
    for name in (a, b):
        position_of(name, list(scenario.policies), kind="policy")
    rules = tuple(Rules(name) for name in (a, b))
    case = _Case(
        scenario,
        scenario if full else coarser(scenario),
        rules,
        draws,
        scenario.seed if seed is None else seed,
        threads,
        progress,
    )
    return case.verdict(why=why)


def _of_threat(scenario: "Scenario") -> "Scenario":
    """Return the scenario of the launch nation that leads."""
    areas = {
        name: area
        for name, area in scenario.launches.items()
        if area.nation == scenario.threat_nation
    }
    return scenario.model_copy(update={"launches": areas})


def coarser(scenario: "Scenario") -> "Scenario":
    """Return the scenario on the grid of the draws: two H3 resolutions less, others as they are.

    Examples
    --------
    >>> from tocsin.scenario.shipped import scenario_of
    >>> asia = scenario_of("northeast-asia")
    >>> asia.targets.h3_resolution, coarser(asia).targets.h3_resolution
    (6, 4)
    """
    resolution = scenario.targets.h3_resolution
    if resolution is None:
        return scenario
    return scenario.updated({"targets.h3_resolution": max(0, resolution - COARSER)})


@dataclass(frozen=True)
class _Case:
    """One question: two rulebooks, one launch, so many draws."""

    scenario: "Scenario"
    drawn: "Scenario"
    rules: tuple[Rules, ...]
    count: int
    seed: int
    threads: int | None
    progress: Callable[[int, int], None] | None

    @cached_property
    def trial(self) -> Trial:
        """What every draw is asked."""
        return Trial.of(self.drawn, self.rules)

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Nation and arc of each row."""
        return names_of(self.drawn)

    @property
    def launch(self) -> str:
        """Whence, in words."""
        nation = next(iter(self.scenario.launches.values())).nation
        title = self.scenario.nations[nation].name or nation
        areas = list(self.scenario.launches)
        return f"{areas[0]} ({title})" if len(areas) == 1 else title

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """The draws, as shares."""
        return latin_hypercube(self.count, len(self.trial.unknowns), seed=self.seed)

    @cached_property
    def found(self) -> Draws:
        """What the draws came to."""
        return self.draw(self.points)

    def draw(self, points: NDArray[np.float64], *, alike: int = 1) -> Draws:
        """Work out draws."""
        return draw(self.trial, points, alike=alike, threads=self.threads, progress=self.progress)

    @cached_property
    def gain_s(self) -> NDArray[np.float64]:
        """Gain of B over A of each valid draw and row."""
        return gains_of(self.found)[self.found.valid]

    @cached_property
    def at_cards_s(self) -> dict[str, NDArray[np.float64]]:
        """Gain at the cards by what is assumed (``""``: nothing), each assumption alone."""
        switches = [n for n, each in enumerate(self.trial.unknowns) if each.is_switch]
        points = np.full((1 + len(switches), len(self.trial.unknowns)), np.nan)
        points[np.arange(1, len(points)), switches] = 1.0
        gains = gains_of(draw(self.trial, points, threads=1))
        names = ["", *(self.trial.unknowns[n].name for n in switches)]
        return dict(zip(names, gains, strict=True))

    @cached_property
    def at_cards_own_s(self) -> NDArray[np.float64]:
        """Gain at the cards on the scenario's own grid."""
        if self.drawn is self.scenario:
            return self.at_cards_s[""]
        own = replace(self.trial, scenario=self.scenario)
        return gains_of(at_values(own, threads=self.threads))[0]

    def verdict(self, *, why: bool) -> Verdict:
        """Sum up."""
        refused = len(self.found.refused)
        if not len(self.gain_s):
            raise InputError(f"Every draw is refused: {self.found.refused[0][1]}")
        reasons = _Reasons(self) if why else None
        a, b = (rules.policy for rules in self.rules)
        rows = []
        for row, name in enumerate(self.names):
            numbers, said = numbers_of(
                self.gain_s[:, row],
                at_cards_s=self.at_cards_s[""][row],
                at_cards_own_s=self.at_cards_own_s[row],
                refused=refused,
            )
            drivers, others = (None, False) if reasons is None else reasons.named(row)
            words = finding_words(said, a=a, b=b, drivers=drivers, others=others)
            rows.append(self.head(name) | numbers | words)
        return Verdict(
            a,
            b,
            self.launch,
            self.count,
            refused,
            self.seed,
            grid_of(self.drawn),
            pd.DataFrame(rows, columns=list(TABLE_COLUMNS)),
            pd.DataFrame(self.settings(), columns=list(SETTING_COLUMNS)),
            pd.DataFrame(reasons.drivers if reasons else [], columns=list(DRIVER_COLUMNS)),
            pd.DataFrame(reasons.boxes if reasons else [], columns=list(BOX_COLUMNS)),
            self.gains(),
        )

    def head(self, name: tuple[str, str]) -> dict[str, Any]:
        """What a row of a table is about."""
        return {"launch": self.launch, "nation": name[0], "arc": name[1]}

    def settings(self) -> list[dict[str, Any]]:
        """Rows of the draws in which each assumption is made, and in which it is not."""
        valid = self.found.valid
        rows = []
        for column, unknown in enumerate(self.trial.unknowns):
            if not unknown.is_switch:
                continue
            on = self.points[valid, column] >= ON
            for made in (False, True):
                at_cards_s = self.at_cards_s[unknown.name if made else ""]
                for row, name in enumerate(self.names):
                    numbers, said = numbers_of(
                        self.gain_s[on == made, row],
                        at_cards_s=at_cards_s[row],
                        # Only the world as the file has it is worked out on its own grid.
                        at_cards_own_s=float("nan") if made else self.at_cards_own_s[row],
                        refused=len(self.found.refused),
                    )
                    about = {"assumption": unknown.name, "made": made}
                    rows.append(self.head(name) | about | numbers | {"word": said.word})
        return rows

    def gains(self) -> pd.DataFrame:
        """Gain of every valid draw, nation and arc."""
        numbers = np.flatnonzero(self.found.valid)
        parts = [
            pd.DataFrame(
                {"draw": numbers, "nation": nation, "arc": arc, "gain_s": self.gain_s[:, row]}
            )
            for row, (nation, arc) in enumerate(self.names)
        ]
        return pd.concat(parts, ignore_index=True)


def gains_of(found: Draws) -> NDArray[np.float64]:
    """Return the gain of B over A of each draw and row [s], nan where refused."""
    mean_s = found.values[..., 0]
    gain_s: NDArray[np.float64] = mean_s[:, 1] - mean_s[:, 0]
    return gain_s


def grid_of(scenario: "Scenario") -> str:
    """Say on which targets a scenario works.

    Examples
    --------
    >>> from tocsin.scenario.shipped import scenario_of
    >>> grid_of(scenario_of("northeast-asia"))
    'H3 resolution 6'
    """
    targets = scenario.targets
    if targets.h3_resolution is not None:
        return f"H3 resolution {targets.h3_resolution}"
    return "the scenario's own targets"


class _Reasons:
    """What the gains over all arcs depend on; those without a difference are not asked."""

    def __init__(self, case: _Case) -> None:
        self.case = case
        kinds = [finding(Counts.of(gain_s)).word for gain_s in case.gain_s.T]
        self.rows = [
            row
            for row, (_, arc) in enumerate(case.names)
            if arc == ALL and kinds[row] != NO_DIFFERENCE
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
        return gains_of(self.case.draw(points, alike=alike))[:, self.rows]

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
