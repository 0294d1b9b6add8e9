"""Tables and messages in a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from tocsin.constants import NOTIONAL
from tocsin.words import minutes, percent

if TYPE_CHECKING:
    from tocsin.answers.run import Result


class Told(Protocol):
    """A function that is told how much of how much is done."""

    def __call__(self, done: int, total: int) -> None:
        """Take the news."""


def console(*, stderr: bool = False) -> Console:
    """Return a console that wraps at the terminal's width and never marks up scenario text."""
    made = Console(stderr=stderr, highlight=False, markup=False)
    if not made.is_terminal:
        # A pipe or a file has no width of its own; 80 would cut the tables.
        made.width = max(made.width, 100)
    return made


@contextmanager
def progress_bar(title: str, *, quiet: bool = False) -> Iterator[Told]:
    """Show progress with the time left, on standard error."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console(stderr=True),
        disable=quiet,
        transient=True,
    )
    with bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def summary_table(result: "Result") -> Table:
    """The answer for a newcomer: per nation and policy, and what changed against the first."""
    summary = result.summary
    total = summary[summary["arc"] == "all"]
    first = total[total["policy"] == result.policies[0]].set_index("nation")
    table = Table(title=f"{result.scenario.title or 'Warning time'} (notional)")
    for name in ("nation", "policy"):
        table.add_column(name, no_wrap=True)
    for name in ("warned", "late", "never", "median", "p10", "gain"):
        table.add_column(name, justify="right", no_wrap=True)
    for nation in total["nation"].unique():
        for row in total[total["nation"] == nation].to_dict("records"):
            gain_s = row["effective_warning_s"] - first.loc[nation, "effective_warning_s"]
            is_first = row["policy"] == result.policies[0]
            table.add_row(
                nation,
                row["policy"],
                percent(row["warned_share"]),
                percent(row["late_share"]),
                percent(row["never_share"]),
                minutes(row["warning_median_s"]),
                minutes(row["warning_p10_s"]),
                "" if is_first else f"{'+' if gain_s >= 0 else ''}{minutes(gain_s)}",
            )
        table.add_section()
    return table


def print_summary(result: "Result", out: Console) -> None:
    """Print the answer and how to read it."""
    out.print(summary_table(result))
    world = result.world
    out.print(
        f"{len(world.cells):,} cells, {len(world.launches)} launch points, {len(world.arcs)} arcs, "
        f"{len(world.sensors)} sensors. A case is a launch point, an arc and a cell."
    )
    out.print(
        "warned: public notice before impact; late: a usable notice, but too late for the public; "
        "never: none before impact. Median and p10 (the worst tenth has less) of warning time in "
        "warned cases, m:ss. Gain: change of mean effective warning (late and never count 0) "
        f"against {result.policies[0]}."
    )
    out.print(NOTIONAL)
