"""Studies in a terminal: what one would take, what a sweep did, what a folder holds."""

from collections.abc import Iterable, Mapping, Sequence
from numbers import Number
from typing import TYPE_CHECKING, Any

from rich.console import Console

from tocsin.constants import NOTIONAL
from tocsin.terminal.fit import print_block
from tocsin.terminal.sheet import Column, Sheet
from tocsin.terminal.verdicts import SAID, written
from tocsin.words import signed

if TYPE_CHECKING:
    import pandas as pd

    from tocsin.study import Estimate, Outcome

FAILURES_LISTED = 20
CODE_CHANGED = "The code that makes the numbers has changed since they were made."


def print_estimate(out: Console, estimate: "Estimate") -> None:
    """Print how many runs a study has, how long they take, and how much room."""
    worlds = f"at most {estimate.scenarios}" if estimate.worlds is None else f"{estimate.worlds}"
    lines = [
        f"runs        {estimate.runs} on {estimate.scenarios} scenarios, "
        f"in {estimate.chunks} chunks",
        f"worlds      {worlds} (geometry is worked out once for each, by each worker on it)",
        f"time        about {duration(estimate.seconds)} on {estimate.workers} workers; "
        f"timed just now: {1e3 * estimate.geometry_s:.0f} ms a world, "
        f"{1e3 * estimate.run_s:.1f} ms a run",
        f"size        about {size(estimate.size_bytes)} (from constants)",
        f"memory      about {size(estimate.memory_bytes)} a worker for geometry, beside 0.4 GB",
    ]
    for line in lines:
        # The terminal breaks the line where it must, and a pipe gets it whole.
        out.print(line, soft_wrap=True)


def print_outcome(out: Console, outcome: "Outcome") -> None:
    """Print what a sweep ran, kept and took over, and the first of the runs that failed."""
    if outcome.other_code:
        out.print(f"{CODE_CHANGED} Every run is done again.")
    for name in outcome.damaged:
        out.print(f"Damaged, worked out anew: {name}")
    out.print(
        f"{len(outcome.plan)} runs in {outcome.folder}: {outcome.ran} run now, "
        f"{outcome.kept} kept, {outcome.reused} taken over, {len(outcome.failures)} failed. "
        f"{NOTIONAL}"
    )
    if len(outcome.failures) < len(outcome.plan):
        out.print(
            f"Next: tocsin study table {outcome.folder}; "
            f"tocsin study plot {outcome.folder} study.png"
        )
    _print_failures(out, list(outcome.failures.items())[:FAILURES_LISTED])
    more = len(outcome.failures) - FAILURES_LISTED
    if more > 0:
        out.print(f"  ... and {more} more (tocsin study summary {outcome.folder})")


def print_study(out: Console, summary: Mapping[str, Any]) -> None:
    """Print what is in a study's folder: runs, axes, measures, failures."""
    out.print(
        f"{summary['title']}: {summary['finished']} of {summary['runs']} runs finished, "
        f"{summary['failed']} failed. {NOTIONAL}"
    )
    if summary["other_code"]:
        out.print(CODE_CHANGED)
    for head, rows in (
        (("axis", "values", "least", "greatest"), summary["axes"]),
        (("measure", "least", "mean", "greatest"), summary["measures"]),
    ):
        print_rows(out, head, [[name, *map(_no_word, row.values())] for name, row in rows.items()])
    _print_failures(out, summary["failures"].items())


def _no_word(value: Any) -> Any:
    """Leave out words: of policies, say, none is the least."""
    return "" if isinstance(value, str) else value


def _print_failures(out: Console, failures: Iterable[tuple[int, str]]) -> None:
    for run, message in failures:
        out.print(f"  run {run}: {message}")


def print_verdict(out: Console, frame: "pd.DataFrame", *, names: tuple[str, str]) -> None:
    """Print gains over the runs of a study, with their counts and words."""
    columns = [
        *(Column("nation", "nation"), Column("arc", "arc")),
        *(Column("draws", "runs"), Column("refused", "failed")),
        *(Column("median_s", "median", signed), Column("band", "5-95 %", str)),
        *SAID,
    ]
    about = list(frame.columns[: frame.columns.get_loc("nation")])
    # A sheet for each launch, and each value that was asked for: they are not to be added up.
    for key, part in frame.groupby(about, sort=False, observed=True):
        where = dict(zip(about, key, strict=True))
        by = "".join(f", {name} {value}" for name, value in where.items() if name != "launch")
        head = f"{names[1]} against {names[0]}, from {where['launch']}{by} (notional)"
        rows = map(written, part.to_dict("records"))
        print_block(out, Sheet(head, columns, rows, frame="rules"))
    out.print(
        "Gain, pair by pair; better, within, worse: by over one second, within one, worse by over "
        "one. Words rest on exact one-sided 95 % bounds. Shares are of runs, not probabilities."
    )
    out.print(NOTIONAL)


def print_frame(out: Console, frame: "pd.DataFrame") -> None:
    """Print a table as it is, four digits a number."""
    print_rows(out, list(frame.columns), frame.itertuples(index=False))


def print_rows(out: Console, head: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    """Print rows of plain values below a head; nothing where there is no value."""
    lines = [list(row) for row in rows]
    # Numbers stay on one line; the rest may take several.
    numeric = [all(_is_number(line[at]) for line in lines) for at in range(len(head))]
    columns = [
        Column(name, name, str) if is_number else Column(name, name, wraps=True)
        for name, is_number in zip(head, numeric, strict=True)
    ]
    texts = [dict(zip(head, map(_text, line), strict=True)) for line in lines]
    print_block(out, Sheet("", columns, texts, frame="plain"))


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, Number) and not isinstance(value, bool))


def _text(value: Any) -> str:
    if hasattr(value, "tolist"):  # of numpy: a scalar or an array
        value = value.tolist()
    # A nan is not equal to itself; whether a list is, is no question of one answer.
    if value is None or (not isinstance(value, list) and value != value):
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def duration(seconds: float) -> str:
    """Write a time as a person would.

    Examples
    --------
    >>> duration(8.2), duration(130), duration(9000)
    ('9 s', '3 min', '2.5 h')
    """
    if seconds < 90:
        return f"{int(seconds) + 1} s"
    return f"{int(seconds / 60) + 1} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def size(count: float) -> str:
    """Write a number of bytes.

    Examples
    --------
    >>> size(2_500), size(3.2e9)
    ('2 kB', '3.2 GB')
    """
    for unit, limit in (("kB", 1e6), ("MB", 1e9)):
        if count < limit:
            return f"{1e3 * count / limit:.0f} {unit}"
    return f"{count / 1e9:.1f} GB"
