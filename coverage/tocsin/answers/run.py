"""The main job: every policy over every launch point, arc and cell."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from tocsin.answers.answer import Answer, with_units
from tocsin.answers.common import ONE_CASE, Asked, Question, names_of
from tocsin.answers.registry import verb
from tocsin.checks import check_names
from tocsin.constants import NOTIONAL
from tocsin.engine.bank import Bank
from tocsin.engine.outcome import Outcome
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.sizes import check_run
from tocsin.engine.thin import withheld
from tocsin.engine.visibility import Sight, sights
from tocsin.engine.world import World
from tocsin.scenario.launching import launch_name, launch_title
from tocsin.words import records

if TYPE_CHECKING:
    import pandas as pd
    import xarray

    from tocsin.scenario import Scenario

WINDOW_COLUMNS = (
    *("launch", "point", "arc", "cell", "sensor", "window_in_s", "window_out_s"),
    *("alert_at_s", "track_at_s"),
)


@dataclass(frozen=True, repr=False)
class Result(Answer):
    """What a run works out. Notional.

    Attributes
    ----------
    bank : Bank
        The scenario's geometry.
    policies : tuple of str
        Policies, in the order in which they were asked for.
    windows : DataFrame or None
        A row per window, where asked for.
    launch : str or None
        Launch area or nation that maps, comparisons and titles are of; what leads by default. The
        tables have every one.
    """

    verb = "run"

    bank: Bank
    policies: tuple[str, ...]
    windows: "pd.DataFrame | None" = None
    launch: str | None = None
    # The result that it was made of by `of`, and whose tables it shares.
    _whole: "Result | None" = field(default=None, repr=False, compare=False)

    def of(self, launch: str) -> "Result":
        """Return the same result, asked for another launch area or nation.

        Raises
        ------
        InputError
            There is no such launch.
        """
        name = launch_name(self.scenario, launch)
        return replace(self, launch=name, _whole=self._whole or self)

    @cached_property
    def question(self) -> Question:  # type: ignore[override]
        """What a reader is told first: of the launch that it is asked for, or of what leads."""
        return Question.of(self.scenario, self.launch)

    def __repr__(self) -> str:
        """One line, without working out the table of all cases."""
        policies = ", ".join(self.policies)
        return f"<Result: {policies}; {len(self.bank.impact_s):,} cases. {self.basis} {NOTIONAL}>"

    @property
    def world(self) -> World:
        """The scenario laid out."""
        return self.bank.world

    @property
    def scenario(self) -> "Scenario":
        """The scenario that was run."""
        return self.world.scenario

    @property
    def basis(self) -> str:
        """What must stand beside every number: the tables have every launch, row by row."""
        titles = [launch_title(self.scenario, name) for name in self.world.launch_names]
        told = f"Launched from {'; from '.join(titles)}: never averaged. {ONE_CASE}"
        return f"{told} {withheld(self.scenario)}".rstrip()

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """What each policy makes of every case."""
        if self._whole is not None:
            return self._whole.outcomes
        return {name: self.bank.outcome(self.rulebook(name)) for name in self.policies}

    def rulebook(self, policy: str) -> Rulebook:
        """Return the rulebook of a policy."""
        return Rulebook.of(self.world.book, policy)

    def title_of(self, policy: str) -> str:
        """Return a policy's title, or its id."""
        return self.scenario.policies[policy].title or policy

    @cached_property
    def warning(self) -> "pd.DataFrame":
        """A row per policy, launch point, arc and cell: columns `WARNING_COLUMNS`."""
        from tocsin.engine.table import warning_table

        table = warning_table(self.world, list(self.outcomes.values()), policies=self.policies)
        return with_units(table)

    @cached_property
    def summary(self) -> "pd.DataFrame":
        """Measures per policy, launch, nation and arc: columns `SUMMARY_COLUMNS`."""
        if self._whole is not None:
            return self._whole.summary
        from tocsin.engine.table import summarise

        table = summarise(self.bank, list(self.outcomes.values()), policies=self.policies)
        return with_units(table)

    def _frames(self) -> "dict[str, pd.DataFrame]":
        frames = {"summary": self.summary, "warning": self.warning, "windows": self.windows}
        return {name: frame for name, frame in frames.items() if frame is not None}

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain data that JSON can hold, a record a row; of every launch."""
        return {"notional": NOTIONAL, "basis": self.basis, "summary": records(self.summary)}

    def to_dataset(self) -> "xarray.Dataset":
        """Lay the warning table out over policy, launch point, arc and cell.

        Examples
        --------
        >>> from tocsin.scenario import Scenario, scaffold
        >>> grid = run(Scenario.from_text(scaffold("island"))).to_dataset()
        >>> grid["warning_s"].dims, grid["warning_s"].attrs["units"]
        (('policy', 'launch_point', 'arc', 'cell'), 's')
        """
        from tocsin.answers.dataset import to_dataset

        return to_dataset(self.world, self.outcomes)


def chosen_policies(scenario: "Scenario", wanted: str | Sequence[str] | None) -> tuple[str, ...]:
    """Check one name of a policy or several; all of the scenario's if none are named.

    Raises
    ------
    InputError
        A name is unknown; near names are offered.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> chosen_policies(Scenario.from_text(scaffold("island")), None)
    ('alone', 'together')
    >>> chosen_policies(Scenario.from_text(scaffold("island")), "alone")
    ('alone',)
    """
    # In file order, which is that of every table.
    known = tuple(scenario.policies)
    names = names_of(wanted)
    if not names:
        return known
    check_names(names, known, kind="policy")
    # Asked twice, told once; in the order of the asking, the first being what others compare with.
    return tuple(dict.fromkeys(names))


@dataclass
class _WindowTaker:
    """Passes sights on and keeps the rows of their windows."""

    world: World
    tables: "list[pd.DataFrame]" = field(default_factory=list)

    def passing(self, seen: Iterable[Sight]) -> Iterator[Sight]:
        """Pass sights on."""
        for sight in seen:
            self.tables.append(windows_table(self.world, sight))
            yield sight


def windows_table(world: World, sight: Sight) -> "pd.DataFrame":
    """Rows of the windows table for one sight: columns `WINDOW_COLUMNS`."""
    import pandas as pd

    from tocsin.engine.table import coded

    windows = sight.windows
    assert windows is not None
    sensor, count = windows.sensor, len(windows.sensor)
    start_s, end_s = windows.window_in_s, windows.window_out_s
    areas, arcs = list(world.scenario.launches), list(world.scenario.arcs)
    table = {
        "launch": coded(np.full(count, areas.index(world.launches.area[sight.launch])), areas),
        "point": np.full(count, world.launches.point[sight.launch]),
        "arc": coded(np.full(count, sight.arc), arcs),
        "cell": coded(windows.arc + sight.part.start, world.cells.id),
        "sensor": coded(sensor, list(world.scenario.sensors)),
        "window_in_s": start_s,
        "window_out_s": end_s,
    }
    for tier in ("alert", "track"):
        needed = np.array([getattr(spec, f"{tier}_s") for spec in world.sensors], dtype=float)
        # A tier is made when the object has been in view, without a break, for as long as it takes.
        at_s = start_s + needed[sensor]
        table[f"{tier}_at_s"] = np.where(at_s <= end_s, at_s, np.nan)
    return pd.DataFrame(table)


@verb(
    example="tocsin run configs/scenarios/northeast-asia.yaml -o out/asia -p realtime-2024",
    draws=True,
    page=True,
    leads=False,
)
def run(
    scenario: "Scenario | World",
    *,
    policies: str | Sequence[str] | None = None,
    windows: bool = False,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **asked: Unpack[Asked],
) -> Result:
    """Work out warning times.

    Parameters
    ----------
    scenario : Scenario or World
        A world that is laid out already saves time.
    policies : str or sequence of str, optional
        Policy, or several; all by default.
    windows : bool
        Whether to keep every window of every sensor on every arc.
    threads : int, optional
        All cores by default; results do not depend on it.
    progress : callable, optional
        Told how many arcs are done, and of how many.

    Returns
    -------
    Result

    Raises
    ------
    InputError
        A policy is unknown, there are no cells, or an arc does not exist.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> result = run(Scenario.from_text(scaffold("island")), policies=["alone"])
    >>> result.policies, len(result.warning) == len(result.bank.impact_s)
    (('alone',), True)
    """
    world = scenario if isinstance(scenario, World) else World(scenario)
    names = chosen_policies(world.scenario, policies)
    check_run(world, names)
    seen = sights(world, with_windows=windows, threads=threads, progress=progress)
    if not windows:
        return Result(Bank.of(world, seen=seen), names)
    import pandas as pd

    # Windows are taken as the sights pass by: all of them at once would fill the memory.
    taker = _WindowTaker(world)
    bank = Bank.of(world, seen=taker.passing(seen))
    return Result(bank, names, pd.concat(taker.tables, ignore_index=True))
