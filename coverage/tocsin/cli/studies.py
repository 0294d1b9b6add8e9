"""Verbs of studies: sweep, and what its folder is asked."""

from dataclasses import asdict
from math import isinf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tocsin.cli.common import INTERRUPTED, Json, Replace, app, compile_early, console, print_json
from tocsin.errors import InputError
from tocsin.words import plain, records

if TYPE_CHECKING:
    import pandas as pd

    from tocsin.study import Outcome

studies = typer.Typer(help="Ask the folder of a study.", no_args_is_help=True)
app.add_typer(studies, name="study")

Folder = Annotated[Path, typer.Argument(help="Folder of a study.")]
Measure = Annotated[str | None, typer.Option(help="Measure; the first if absent.")]
Nation = Annotated[str | None, typer.Option(help="Nation, or all.")]
LaunchName = Annotated[str | None, typer.Option("--launch", help="Launch area or nation.")]
ArcName = Annotated[str | None, typer.Option("--arc", help="Arc, or all.")]


@app.command()
def sweep(
    study: Annotated[Path, typer.Argument(help="Study file.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder to write to.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; all cores if absent, 1 for none.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a dask scheduler (extra: cluster).")
    ] = None,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first failure.")] = (
        False
    ),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would take.")] = (
        False
    ),
    replace: Replace = False,
    as_json: Json = False,
) -> None:
    """Run a study: many runs that finish, resume and can be trusted.

    Example: tocsin sweep configs/studies/policy-date-arc.yaml -o out/study
    """
    if dry_run:
        _estimate(study, workers=workers, as_json=as_json)
        return
    if out is None:
        raise InputError("Where shall the results go? Give a folder: -o OUT.")
    compile_early(quiet=as_json)
    outcome = _swept(
        study, out, quiet=as_json, workers=workers, scheduler=scheduler, fail_fast=fail_fast,
        replace=replace,
    )  # fmt: skip
    if as_json:
        print_json(_counts(outcome))
    else:
        from tocsin.terminal.studies import print_outcome

        print_outcome(console(), outcome)
    # A study with failed runs ends with an error, though everything else is kept.
    raise typer.Exit(outcome.exit_code)


def _estimate(path: Path, *, workers: int | None, as_json: bool) -> None:
    from tocsin.study import Study, estimate, plan
    from tocsin.terminal.studies import print_estimate

    cost = estimate(plan(Study.load(path)), workers=workers)
    if as_json:
        print_json(asdict(cost))
    else:
        print_estimate(console(), cost)


def _swept(path: Path, out: Path, *, quiet: bool, **options: Any) -> "Outcome":
    from tocsin.study import Study, run
    from tocsin.terminal.console import progress_bar

    study = Study.load(path)
    try:
        with progress_bar("runs", quiet=quiet) as progress:
            return run.sweep(study, out, **options, progress=progress)
    except KeyboardInterrupt:
        note = "Interrupted. What is finished is kept; the same command goes on from there."
        typer.echo(note, err=True)
        raise typer.Exit(INTERRUPTED) from None


def _counts(outcome: "Outcome") -> dict[str, Any]:
    return {
        "folder": str(outcome.folder),
        "runs": len(outcome.plan),
        "kept": outcome.kept,
        "reused": outcome.reused,
        "ran": outcome.ran,
        "damaged": outcome.damaged,
        "other_code": outcome.other_code,
        "failures": outcome.failures,
    }


@studies.command()
def summary(folder: Folder, as_json: Json = False) -> None:
    """Tell what is in a study's folder: runs, axes, measures, failures.

    Example: tocsin study summary out/study
    """
    from tocsin import study
    from tocsin.terminal.studies import print_study

    contents = study.summary(folder)
    if as_json:
        print_json(plain(contents))
    else:
        print_study(console(), contents)


@studies.command()
def table(
    folder: Folder,
    by: Annotated[list[str] | None, typer.Option(help="Axis; may be repeated.")] = None,
    measure: Measure = None,
    launch: LaunchName = None,
    nation: Nation = None,
    arc: ArcName = None,
    as_json: Json = False,
) -> None:
    """Show a measure by the values of some axes.

    Example: tocsin study table out/study --by policy --nation JPN
    """
    from tocsin import study

    frame = study.table(folder, by=by, measure=measure, launch=launch, nation=nation, arc=arc)
    _print_frame(frame, as_json=as_json)


@studies.command()
def verdict(
    folder: Folder,
    a: Annotated[str, typer.Argument(help="Value of an axis: the baseline.")],
    b: Annotated[str, typer.Argument(help="Value of the same axis; gains are over the baseline.")],
    axis: Annotated[str | None, typer.Option(help="Axis; the one with both if absent.")] = None,
    by: Annotated[str | None, typer.Option(help="A verdict for each value of this axis.")] = None,
    measure: Annotated[str | None, typer.Option(help="A mean that is kept; the first.")] = None,
    as_json: Json = False,
) -> None:
    """Tell whether one value of an axis is better than another over all runs, paired.

    Example: tocsin study verdict out/study bilateral-2012 realtime-2024
    """
    from tocsin import study
    from tocsin.terminal.studies import print_verdict

    frame = study.verdict(folder, a, b, axis=axis, by=by, measure=measure)
    if as_json:
        print_json(records(frame))
    else:
        print_verdict(console(), frame, names=(a, b))


@studies.command()
def query(
    folder: Folder,
    sql: Annotated[str, typer.Argument(help="A question in SQL; the table is called runs.")],
    limit_s: Annotated[float, typer.Option(min=0.1, help="How long it may take, seconds.")] = 60.0,
    as_json: Json = False,
) -> None:
    """Ask a question in SQL (DuckDB, read-only).

    Example: tocsin study query out/study "SELECT count(*) FROM runs"
    """
    from tocsin import study

    _print_frame(study.query(folder, sql, limit_s=limit_s), as_json=as_json)


def _print_frame(frame: "pd.DataFrame", *, as_json: bool) -> None:
    from tocsin.terminal.studies import print_frame

    if as_json:
        rows = records(frame)
        # Infinite is no number of JSON, and nothing is not what was found.
        for row, found in zip(rows, frame.to_dict("records"), strict=True):
            row |= {key: str(value) for key, value in found.items() if _is_infinite(value)}
        print_json(rows)
    else:
        print_frame(console(), frame)


def _is_infinite(value: Any) -> bool:
    return isinstance(value, float) and isinf(value)


@studies.command()
def plot(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help="Figure to write: .png, .svg or .pdf.")],
    by: Annotated[str | None, typer.Option(help="Axis to draw along.")] = None,
    measure: Measure = None,
    launch: LaunchName = None,
    nation: Nation = None,
    arc: ArcName = None,
) -> None:
    """Draw a measure along an axis.

    Example: tocsin study plot out/study study.png --by policy
    """
    from tocsin import study
    from tocsin.report.figures import save_figure

    figure, _ = study.plot(folder, by=by, measure=measure, launch=launch, nation=nation, arc=arc)
    save_figure(figure, file)
    typer.echo(f"Written: {file}")
