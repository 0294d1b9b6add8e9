"""What the command line does for studies: prints with rich, returns an exit code.

Input that is wrong raises `InputError`, a run that cannot go on raises `RunError`; the command line
shows both. 1 is returned where single runs failed, 130 after Ctrl-C.
"""

import json as json_text
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from tocsin.constants import NOTIONAL
from tocsin.errors import InputError

from .file import Study

if TYPE_CHECKING:
    import pandas as pd

    from .run import Outcome

INTERRUPTED = 130
LISTED = 20


def run_sweep(
    path: str | Path,
    out: str | Path | None,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    fail_fast: bool = False,
    dry_run: bool = False,
    json: bool = False,
    console: Console | None = None,
) -> int:
    """Run a study file, or only say what running it would take."""
    console = console or Console()
    study = Study.load(path)
    if dry_run:
        return _show_estimate(study, workers=workers, json=json, console=console)
    if out is None:
        raise InputError("Where shall the results go? Give a folder: -o OUT.")
    try:
        outcome = _swept(
            study, out, workers=workers, scheduler=scheduler, fail_fast=fail_fast, quiet=json
        )
    except KeyboardInterrupt:
        Console(stderr=True).print(
            "Interrupted. What is finished is kept; the same command goes on from there.",
            highlight=False,
        )
        return INTERRUPTED
    _show_outcome(outcome, json=json, console=console)
    return outcome.exit_code


def _swept(
    study: Study, out: str | Path, *, workers: int | None, scheduler: str | None,
    fail_fast: bool, quiet: bool,
) -> "Outcome":  # fmt: skip
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from .run import sweep

    looks = (BarColumn(), MofNCompleteColumn(), TextColumn("runs"), TimeElapsedColumn())
    left = (TextColumn("left"), TimeRemainingColumn())
    with Progress(*looks, *left, console=Console(stderr=True), disable=quiet) as shown:
        bar = shown.add_task("", total=None)

        def progress(done: int, total: int) -> None:
            shown.update(bar, completed=done, total=total)

        return sweep(
            study, out, workers=workers, scheduler=scheduler, fail_fast=fail_fast, progress=progress
        )


def _show_estimate(study: Study, *, workers: int | None, json: bool, console: Console) -> int:
    from .planning import plan
    from .run import estimate

    found = estimate(plan(study), workers=workers)
    if json:
        console.print_json(json_text.dumps(asdict(found)))
        return 0
    worlds = f"at most {found.scenarios}" if found.worlds is None else f"{found.worlds}"
    lines = [
        f"runs        {found.runs} on {found.scenarios} scenarios, in {found.chunks} chunks",
        f"worlds      {worlds} (geometry is worked out once for each, by each worker on it)",
        f"time        about {duration(found.seconds)} on {found.workers} workers; timed just now: "
        f"{1e3 * found.geometry_s:.0f} ms a world, {1e3 * found.run_s:.1f} ms a run",
        f"size        about {size(found.size_bytes)} (from constants)",
        f"memory      about {size(found.memory_bytes)} a worker for geometry, beside 0.4 GB",
    ]
    for line in lines:
        console.print(line, highlight=False, soft_wrap=True)
    return 0


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


def _show_outcome(outcome: "Outcome", *, json: bool, console: Console) -> None:
    if json:
        record = {
            "folder": str(outcome.folder),
            "runs": len(outcome.plan),
            "kept": outcome.kept,
            "reused": outcome.reused,
            "ran": outcome.ran,
            "damaged": outcome.damaged,
            "failures": outcome.failures,
        }
        console.print_json(json_text.dumps(record))
        return
    for name in outcome.damaged:
        console.print(f"Damaged, worked out anew: {name}", highlight=False)
    console.print(
        f"{len(outcome.plan)} runs in {outcome.folder}: {outcome.ran} run now, "
        f"{outcome.kept} kept, {outcome.reused} taken over, {len(outcome.failures)} failed. "
        f"{NOTIONAL}",
        highlight=False,
    )
    for run, message in list(outcome.failures.items())[:LISTED]:
        console.print(f"  run {run}: {message}", highlight=False, markup=False)
    if len(outcome.failures) > LISTED:
        more = len(outcome.failures) - LISTED
        console.print(f"  ... and {more} more (tocsin study summary {outcome.folder})")


def run_summary(out: str | Path, *, json: bool = False, console: Console | None = None) -> int:
    """Show what is in a study's folder."""
    from .results import summary

    console = console or Console()
    found = summary(out)
    if json:
        console.print_json(json_text.dumps(found, default=str))
        return 0
    console.print(
        f"{found['title']}: {found['finished']} of {found['runs']} runs finished, "
        f"{found['failed']} failed. {NOTIONAL}",
        highlight=False,
    )
    axes = [[name, *each.values()] for name, each in found["axes"].items()]
    _show_rows(console, ["axis", "values", "least", "greatest"], axes)
    measures = [[name, *each.values()] for name, each in found["measures"].items()]
    _show_rows(console, ["measure", "least", "mean", "greatest"], measures)
    for run, message in found["failures"].items():
        console.print(f"  run {run}: {message}", highlight=False, markup=False)
    return 0


def run_table(
    out: str | Path,
    *,
    by: Sequence[str] | None = None,
    measure: str | None = None,
    nation: str | None = None,
    arc: str | None = None,
    json: bool = False,
    console: Console | None = None,
) -> int:
    """Show a measure by the values of some axes."""
    from .results import table

    found = table(out, by=by, measure=measure, nation=nation, arc=arc)
    return _show_frame(found, json=json, console=console or Console())


def run_query(
    out: str | Path, sql: str, *, json: bool = False, console: Console | None = None
) -> int:
    """Show the answer to a question in SQL."""
    from .results import query

    return _show_frame(query(out, sql), json=json, console=console or Console())


def run_plot(
    out: str | Path,
    file: str | Path,
    *,
    by: str | None = None,
    measure: str | None = None,
    nation: str | None = None,
    arc: str | None = None,
    console: Console | None = None,
) -> int:
    """Write the figure of a study to a file."""
    from tocsin.io.atomic import atomic_path
    from tocsin.plot import style

    from .results import plot

    figure, _ = plot(out, by=by, measure=measure, nation=nation, arc=arc)
    with atomic_path(file) as temporary:
        style.save(figure, temporary)
    (console or Console()).print(f"Written: {file}", highlight=False)
    return 0


def _show_frame(frame: "pd.DataFrame", *, json: bool, console: Console) -> int:
    if json:
        console.print_json(frame.to_json(orient="records", date_format="iso"))
        return 0
    _show_rows(console, list(frame.columns), frame.itertuples(index=False))
    return 0


def _show_rows(console: Console, header: Sequence[str], rows: Any) -> None:
    from rich.table import Table

    shown = Table(box=None, pad_edge=False)
    for name in header:
        shown.add_column(name)
    for row in rows:
        shown.add_row(*map(_text, row))
    console.print(shown)


def _text(value: Any) -> str:
    if value is None or value != value:  # a nan is not equal to itself
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)
