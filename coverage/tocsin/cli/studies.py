"""Verbs of studies: sweep, and what its folder is asked."""

from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.common import Json, app, compile_early

studies = typer.Typer(help="Ask the folder of a study.", no_args_is_help=True)
app.add_typer(studies, name="study")

Folder = Annotated[Path, typer.Argument(help="Folder of a study.")]
Measure = Annotated[str | None, typer.Option(help="Measure; the first if absent.")]
Nation = Annotated[str | None, typer.Option(help="Nation, or all.")]
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
    as_json: Json = False,
) -> None:
    """Run a study: many runs that finish, resume and can be trusted.

    Example: tocsin sweep configs/studies/policy-date-arc.yaml -o out/study
    """
    if not dry_run:
        compile_early(quiet=as_json)
    from tocsin.study.commands import run_sweep

    code = run_sweep(
        study, out, workers=workers, scheduler=scheduler, fail_fast=fail_fast, dry_run=dry_run,
        json=as_json,
    )  # fmt: skip
    raise typer.Exit(code)


@studies.command()
def summary(folder: Folder, as_json: Json = False) -> None:
    """Tell what is in a study's folder: runs, axes, measures, failures.

    Example: tocsin study summary out/study
    """
    from tocsin.study.commands import run_summary

    raise typer.Exit(run_summary(folder, json=as_json))


@studies.command()
def table(
    folder: Folder,
    by: Annotated[list[str] | None, typer.Option(help="Axis; may be repeated.")] = None,
    measure: Measure = None,
    nation: Nation = None,
    arc: ArcName = None,
    as_json: Json = False,
) -> None:
    """Show a measure by the values of some axes.

    Example: tocsin study table out/study --by policy --nation JPN
    """
    from tocsin.study.commands import run_table

    raise typer.Exit(
        run_table(folder, by=by, measure=measure, nation=nation, arc=arc, json=as_json)
    )


@studies.command()
def query(
    folder: Folder,
    sql: Annotated[str, typer.Argument(help="A question in SQL; the table is called runs.")],
    as_json: Json = False,
) -> None:
    """Ask a question in SQL (DuckDB, read-only).

    Example: tocsin study query out/study "SELECT count(*) FROM runs"
    """
    from tocsin.study.commands import run_query

    raise typer.Exit(run_query(folder, sql, json=as_json))


@studies.command()
def plot(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help="Figure to write: .png, .svg or .pdf.")],
    by: Annotated[str | None, typer.Option(help="Axis to draw along.")] = None,
    measure: Measure = None,
    nation: Nation = None,
    arc: ArcName = None,
) -> None:
    """Draw a measure along an axis.

    Example: tocsin study plot out/study study.png --by policy
    """
    from tocsin.study.commands import run_plot

    raise typer.Exit(run_plot(folder, file, by=by, measure=measure, nation=nation, arc=arc))
