"""The main job: every policy over every launch point, arc and cell."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tocsin.answers.answer import Answer
from tocsin.answers.dataset import to_dataset
from tocsin.answers.registry import verb
from tocsin.engine.measures import summarise
from tocsin.engine.rulebook import Rules
from tocsin.engine.table_builder import Stack
from tocsin.engine.visibility import Sight, sights
from tocsin.engine.warning import WARNING_COLUMNS, coded, constant, warning_columns
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.words import did_you_mean, records

if TYPE_CHECKING:
    import xarray

    from tocsin.scenario import Scenario

WINDOW_COLUMNS = (
    *("launch", "point", "arc", "cell", "sensor", "window_in_s", "window_out_s"),
    *("alert_at_s", "track_at_s"),
)


@dataclass(frozen=True)
class Result(Answer):
    """What a run found. Notional.

    Attributes
    ----------
    world : World
        The scenario laid out.
    policies : tuple of str
        Policies in the order of the scenario.
    warning : DataFrame
        A row per policy, launch point, arc and cell.
    windows : DataFrame or None
        A row per window, where asked for.
    """

    verb = "run"

    world: World
    policies: tuple[str, ...]
    warning: pd.DataFrame
    windows: pd.DataFrame | None = None

    @property
    def scenario(self) -> "Scenario":
        """The scenario that was run."""
        return self.world.scenario

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Measures per policy, nation and arc."""
        return summarise(self.warning)

    def _frames(self) -> dict[str, pd.DataFrame]:
        frames = {"summary": self.summary, "warning": self.warning, "windows": self.windows}
        return {name: frame for name, frame in frames.items() if frame is not None}

    def to_dict(self) -> list[dict[str, Any]]:
        """Return the summary as plain data that JSON can hold, a record a row."""
        return records(self.summary)

    def to_dataset(self) -> "xarray.Dataset":
        """Lay out the warning table over policy, launch point, arc and cell."""
        return to_dataset(self.world, self.policies, self.warning)


def chosen_policies(scenario: "Scenario", wanted: Sequence[str] | None) -> tuple[str, ...]:
    """Check names of policies; all of the scenario's if none are named.

    Raises
    ------
    InputError
        A name is unknown; near names are offered.
    """
    known = tuple(scenario.policies)
    if not wanted:
        return known
    problems = [
        f"Unknown policy {name!r}.{did_you_mean(name, known)}"
        for name in wanted
        if name not in known
    ]
    if problems:
        raise InputError(problems)
    return tuple(dict.fromkeys(wanted))


def tabulate(
    world: World,
    policies: Sequence[str],
    *,
    columns: Collection[str] = WARNING_COLUMNS,
    with_windows: bool = False,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Run a world piece by piece: the warning table, policy by policy, and each piece's windows."""
    rules = [Rules(world, policy) for policy in policies]
    cases = len(world.launches) * len(world.arcs) * len(world.cells)
    table, seen, done = Stack(len(rules) * cases), [], 0
    for sight in sights(world, with_windows=with_windows, threads=threads, progress=progress):
        for number, each in enumerate(rules):
            found = warning_columns(world, each, sight)
            table.put(number * cases + done, {name: found[name] for name in columns})
        done += len(sight.impact_s)
        if with_windows:
            seen.append(windows_frame(world, sight))
    return table.frame(), seen


def windows_frame(world: World, sight: Sight) -> pd.DataFrame:
    """Rows of the windows table for one piece of a world: columns `WINDOW_COLUMNS`."""
    found = sight.windows
    assert found is not None
    sensor = found["sensor"].to_numpy()
    start, end = found["window_in_s"], found["window_out_s"]
    count = len(found)
    cell = found["arc"].to_numpy() + (sight.part.start or 0)
    table = {
        "launch": constant(world.labels["launch"], world.launches.area[sight.launch], count),
        "point": np.full(count, world.launches.point[sight.launch]),
        "arc": constant(world.labels["arc"], world.arcs[sight.arc].id, count),
        "cell": coded(cell, world.labels["cell"]),
        "sensor": coded(sensor, world.labels["sensor"]),
        "window_in_s": start,
        "window_out_s": end,
    }
    for name in ("alert", "track"):
        needed = pd.Series([getattr(s, f"{name}_s") for s in world.sensors], dtype=float)
        at = start + needed.to_numpy()[sensor]
        table[f"{name}_at_s"] = at.where(at <= end)
    return pd.DataFrame(table)


@verb(example="tocsin run configs/scenarios/northeast-asia.yaml -o out/asia -p realtime-2024")
def run(
    scenario: "Scenario | World",
    *,
    policies: Sequence[str] | None = None,
    windows: bool = False,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Result:
    """Work out warning times.

    Parameters
    ----------
    scenario : Scenario
    policies : sequence of str, optional
        Ids of policies; all by default.
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
    """
    world = scenario if isinstance(scenario, World) else World(scenario)
    names = chosen_policies(world.scenario, policies)
    warning, seen = tabulate(world, names, with_windows=windows, threads=threads, progress=progress)
    return Result(world, names, warning, pd.concat(seen, ignore_index=True) if windows else None)
