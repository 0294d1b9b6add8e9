"""Coverage at a height: by how many sensors points are seen, gaps, and what a policy adds."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tocsin.answers.answer import Answer
from tocsin.answers.common import Question
from tocsin.answers.coverage.steps import Step, steps_of
from tocsin.engine.measures import ALL
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.still import (
    NOBODY,
    Points,
    Satisfaction,
    Sighted,
    box_around,
    sighted,
    some_of,
)
from tocsin.engine.usable import ANY, POLICY, Usable, told_under, usable_sets
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.words import records

HEIGHT_COLUMNS = (
    *("launch", "altitude_km", "nation", "by", "whose"),
    *Satisfaction.__dataclass_fields__,
)
# What changes from one policy to another is told of these.
CHANGES = {
    "covered_change_share": "covered_share",
    "satisfied_change_share": "satisfied_share",
    "mean_fold_change": "mean_fold",
    "gap_area_change_km2": "gap_area_km2",
    "gap_people_change": "gap_people",
}
ADDED_COLUMNS = ("launch", "altitude_km", "nation", "baseline", "policy", *CHANGES)
CREDITED = {
    "covered_{}_share": "covered_share",
    "satisfied_{}_share": "satisfied_share",
    "{}_mean_fold": "mean_fold",
}
CREDIT_COLUMNS = (
    *("launch", "altitude_km", "nation", "baseline", "policy", "agreement", "only_in"),
    *(name.format(when) for name in CREDITED for when in ("first", "last")),
)
CELL_COLUMNS = (
    *("altitude_km", "cell", "lat", "lon", "nation", "area_km2", "population"),
    *("by", "whose", "fold", "in_view_share"),
)


@dataclass(frozen=True)
class Height:
    """How points at a height are asked about.

    Attributes
    ----------
    k : int
        Fold of satisfaction.
    rcs_m2 : float
        Radar cross-section of the objects [m2].
    time_s : float
        After launch [s], for satellites on orbits.
    over_period : bool
        Whether these are asked over their period.
    grid_deg : float or None
        Spacing of a grid over a box [deg]; the target cells if absent.
    region : tuple of float or None
        That box (west, south, east, north) [deg]; about the target cells if absent.
    """

    k: int
    rcs_m2: float
    time_s: float
    over_period: bool
    grid_deg: float | None
    region: tuple[float, float, float, float] | None

    def points(self, world: World) -> Points:
        """Return the points.

        Raises
        ------
        InputError
            A region without a grid, or a spacing that divides no 180 degrees.
        """
        if self.grid_deg is None:
            # A region would cut target cells away, and nobody would see which.
            if self.region is not None:
                raise InputError("A region without a grid. Give grid_deg, too.")
            return Points.of_targets(world)
        box = box_around(world) if self.region is None else self.region
        return Points.of_box(box, spacing_deg=self.grid_deg)


@dataclass(frozen=True, repr=False)
class HeightCoverage(Answer):
    """By how many sensors points at a height are seen, and of whom. Notional.

    Attributes
    ----------
    question : Question
    policies : tuple of str
        The first is the baseline of the others.
    how : Height
    table : DataFrame
        Columns `HEIGHT_COLUMNS`, a row a height, nation and set of sensors: see `Satisfaction`.
        On a grid all sensors and those of an owner have one row, of ``all``. ``launch`` says whose
        launches a policy's agreements are taken for, and nothing else in a row depends on it.
    added : DataFrame
        Columns `ADDED_COLUMNS`: what a policy adds to the baseline.
    credit : DataFrame
        Columns `CREDIT_COLUMNS`: what each agreement in which they differ adds, as along arcs.
    cells : DataFrame
        Columns `CELL_COLUMNS`: the least fold of each point over the moments asked, and the share
        of them in which any sensor sees it.
    world : World
        What its map shows beside the cells.
    """

    verb = "coverage"

    question: Question
    policies: tuple[str, ...]
    how: Height
    table: pd.DataFrame
    added: pd.DataFrame
    credit: pd.DataFrame
    cells: pd.DataFrame
    world: World

    @property
    def basis(self) -> str:
        """What must stand beside every number: at which heights, what a launch decides, how sure.

        No flight is asked about, so that a launch decides only which agreements cover it.
        """
        heights = ", ".join(f"{each:g}" for each in self.table["altitude_km"].unique())
        return (
            f"Points at {heights} km, whoever launches; agreements as for launches from "
            f"{self.question.title}. {self.question.basis}"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return all but the cells as plain data that JSON can hold."""
        return {
            **self.head(),
            "policies": list(self.policies),
            **asdict(self.how),
            "table": records(self.table),
            "added": records(self.added),
            "credit": records(self.credit),
        }


def at_heights(
    world: World, policies: Sequence[str], altitudes_km: Sequence[float], how: Height
) -> HeightCoverage:
    """Work out the coverage at some heights.

    Parameters
    ----------
    world : World
        Of one launch nation.
    policies : sequence of str
        The first is the baseline of the others.
    altitudes_km : sequence of float
        Above the ellipsoid [km].
    how : Height

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = World(Scenario.from_text(scaffold("island")))
    >>> how = Height(1, 1.0, 0.0, False, None, None)
    >>> added = at_heights(world, ["alone", "together"], [100.0], how).added
    >>> added.loc[added["nation"] == "ISLE", "covered_change_share"].tolist()
    [1.0]
    """
    question = Question.of(world.scenario)
    rulebooks = [Rulebook.of(world.book, name) for name in policies]
    steps = steps_of(rulebooks)
    sets = usable_sets(world, rulebooks)
    tried = [told_under(world, book) for step in steps for book in (step.first, step.last)]
    points = how.points(world)
    told = _Told(question, world, points, how.k, sets, tuple(tried), tuple(steps))
    tables: dict[str, list[Any]] = {"table": [], "added": [], "credit": [], "cells": []}
    for altitude_km in altitudes_km:
        seen = sighted(
            world.sensors, points, altitude_km,
            rcs_m2=how.rcs_m2, time_s=how.time_s, over_period=how.over_period,
        )  # fmt: skip
        for name, rows in told.at(altitude_km, seen).items():
            tables[name] += rows
    return HeightCoverage(
        question,
        tuple(policies),
        how,
        pd.DataFrame(tables["table"], columns=list(HEIGHT_COLUMNS)),
        pd.DataFrame(tables["added"], columns=list(ADDED_COLUMNS)),
        pd.DataFrame(tables["credit"], columns=list(CREDIT_COLUMNS)),
        pd.concat(tables["cells"], ignore_index=True),
        world,
    )


@dataclass(frozen=True)
class _Told:
    """Rows of tables, from who sees what."""

    question: Question
    world: World
    points: Points
    k: int
    sets: tuple[Usable, ...]
    tried: tuple[Usable, ...]
    steps: tuple[Step, ...]

    def at(self, altitude_km: float, seen: Sighted) -> dict[str, list[Any]]:
        """Rows of every table at one height."""
        about = {"launch": self.question.launch, "altitude_km": altitude_km}
        rows: dict[str, list[Any]] = {"table": [], "added": [], "credit": [], "cells": []}
        folds = [self._folds(seen, usable) for usable in (*self.sets, *self.tried)]
        for nation, chosen in self._nations():
            found = [self._satisfaction(fold, nation, chosen) for fold in folds]
            whose = about | {"nation": nation}
            rows["table"] += [
                whose | {"by": usable.by, "whose": usable.whose} | asdict(each)
                for usable, each in zip(self.sets, found, strict=False)
                if self._is_told(usable, nation)
            ]
            # Of a grid nothing is told of all nations together: each holds something else.
            if nation == ALL and self._is_grid:
                continue
            rows["added"] += [whose | row for row in self._added(found)]
            rows["credit"] += [whose | row for row in self._credit(found)]
        for usable, fold in zip(self.sets, folds, strict=False):
            rows["cells"] += self._cells(altitude_km, usable, fold)
        return rows

    @property
    def _is_grid(self) -> bool:
        return bool((self.points.nation == NOBODY).any())

    def _is_told(self, usable: Usable, nation: str) -> bool:
        """Of a grid nations hold different things, and all sensors see the same for all."""
        return not self._is_grid or (usable.by == POLICY) == (nation != ALL)

    def _nations(self) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        """Nations in file order and all together, each with its points; a grid is everybody's."""
        every = np.ones(len(self.points.id), dtype=bool)
        for nation in np.unique(self.world.cells.nation).tolist():
            own = every if self._is_grid else self.points.nation == nation
            yield self.world.nations[nation], own
        yield ALL, every

    def _folds(self, seen: Sighted, usable: Usable) -> dict[str, NDArray[np.int64]]:
        """Count of sensors by nation, each for the points that are its own, (moments, n)."""
        folds, known = {}, {}
        together = np.zeros(seen.seen.shape[::2], dtype=np.int64)
        for nation, own in self._nations():
            if nation == ALL:
                continue
            # Many nations may be told of the same sensors, which are counted once.
            mask = usable.masks[self.world.nations.index(nation)]
            key = mask.tobytes()
            if key not in known:
                known[key] = seen.fold(mask)
            folds[nation] = known[key]
            together[:, own] = known[key][:, own]
        return folds | {ALL: together}

    def _satisfaction(
        self, folds: dict[str, NDArray[np.int64]], nation: str, chosen: NDArray[np.bool_]
    ) -> Satisfaction:
        return Satisfaction.of(some_of(self.points, chosen), folds[nation][:, chosen], k=self.k)

    def _added(self, found: Sequence[Satisfaction]) -> Iterator[dict[str, Any]]:
        # In the order of the asking, so that the first is the baseline.
        places = [at for at, usable in enumerate(self.sets) if usable.by == POLICY]
        first, *others = places
        for at in others:
            names = {"baseline": self.sets[first].whose, "policy": self.sets[at].whose}
            yield names | {
                name: getattr(found[at], source) - getattr(found[first], source)
                for name, source in CHANGES.items()
            }

    def _credit(self, found: Sequence[Satisfaction]) -> Iterator[dict[str, Any]]:
        places = {usable.whose: at for at, usable in enumerate(self.sets) if usable.by == POLICY}
        for number, step in enumerate(self.steps):
            at = len(self.sets) + 2 * number
            before, after = found[places[step.before]], found[places[step.after]]
            row = {
                "baseline": step.before,
                "policy": step.after,
                "agreement": step.agreement,
                "only_in": step.only_in,
            }
            for name, source in CREDITED.items():
                row[name.format("first")] = getattr(found[at], source) - getattr(before, source)
                row[name.format("last")] = getattr(after, source) - getattr(found[at + 1], source)
            yield row

    def _cells(
        self, altitude_km: float, usable: Usable, folds: dict[str, NDArray[np.int64]]
    ) -> Iterator[pd.DataFrame]:
        """Fold of each point: of a grid under a policy once a nation."""
        if usable.by not in (ANY, POLICY):
            return
        points = self.points
        # The last name is that of nobody, -1: a grid is of no nation.
        names = np.array([*self.world.nations, ALL])
        several = self._is_grid and usable.by == POLICY
        for nation in [each for each in folds if each != ALL] if several else [ALL]:
            fold = folds[nation]
            part = {
                "altitude_km": altitude_km,
                "cell": points.id,
                "lat": points.lat,
                "lon": points.lon,
                "nation": nation if self._is_grid else names[points.nation],
                "area_km2": points.area_km2,
                "population": points.population,
                "by": usable.by,
                "whose": usable.whose,
                "fold": fold.min(axis=0),
                "in_view_share": (fold > 0).mean(axis=0),
            }
            yield pd.DataFrame(part)[list(CELL_COLUMNS)]
