"""The verb that writes the offline page: report; and the page alone where run is told to."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tocsin.cli.common import Policies, Quiet, Threads, app, compile_early, load
from tocsin.errors import InputError
from tocsin.scenario.shipped import name_of

if TYPE_CHECKING:
    from tocsin.answers.run import Result
    from tocsin.scenario import Scenario

ENDING = ".html"
KEPT = "report.html"
Given = Annotated[
    Path,
    typer.Argument(
        metavar="SCENARIO|FOLDER", help="A scenario: a file, a shipped name, -; or a run's folder."
    ),
]
Page = Annotated[Path, typer.Option("--out", "-o", help="Page to write: a .html file.")]
Verdicts = Annotated[
    int,
    typer.Option(min=0, help="Draws for a verdict on each policy against the one before; 0: none."),
]


@app.command()
def report(
    source: Given,
    out: Page = Path(KEPT),
    policies: Policies = None,
    draws: Verdicts = 0,
    threads: Threads = None,
    quiet: Quiet = False,
) -> None:
    """Write the offline page of a scenario, or of a run by its folder: one file, no network.

    Example: tocsin report northeast-asia -p bilateral-2012 -p realtime-2024 -o asia.html
    """
    from tocsin.cli.verbs import with_values
    from tocsin.exports.source import source_of

    check_page(out)
    given = source_of(load(source) if str(source) == "-" else source)
    _check_place(out, source, given.files)
    names = with_values({"policies": policies})["policies"]
    if source.is_dir():
        # The page of a run needs nothing worked out where it is asked for as it was run.
        if not names and not draws and _copied(source, out):
            typer.echo(f"{out}: the page that the run wrote.")
            return
        if not quiet:
            typer.echo(f"{source} keeps times, not geometry: it is worked out again.", err=True)
    write_page(
        given.scenario, out, policies=names or given.policies, draws=draws, threads=threads,
        quiet=quiet, name=name_of(source),
    )  # fmt: skip


def write_page(
    scenario: "Scenario",
    out: Path,
    *,
    policies: Sequence[str] | None,
    draws: int,
    threads: int | None,
    quiet: bool,
    asked: Mapping[str, Any] | None = None,
    name: str = "SCENARIO.yaml",
) -> "Result":
    """Run a scenario and write its page, and nothing else.

    Raises
    ------
    InputError
        A policy is unknown, or the file is somebody's.
    """
    from tocsin.answers.run import run
    from tocsin.answers.verdict.ask import steps
    from tocsin.report.html import write_report
    from tocsin.terminal.console import progress_bar

    # Before the work: a name that is somebody's should not cost a run first.
    check_page(out)
    compile_early(quiet=quiet)
    with progress_bar("arcs", quiet=quiet) as progress:
        result = run(scenario, policies=policies, threads=threads, progress=progress, **asked or {})
    verdicts = steps(result.scenario, result.policies, draws=draws) if draws else ()
    write_report(result, out, verdicts=verdicts, name=name)
    if not quiet:
        typer.echo(f"{out}: the page of {', '.join(result.policies)}.", err=True)
    return result


def check_page(out: Path) -> None:
    """Refuse what no page can be written to, before any work.

    Raises
    ------
    InputError
        It ends otherwise, or is somebody's.

    Examples
    --------
    >>> check_page(Path("page.pdf"))
    Traceback (most recent call last):
    tocsin.errors.InputError: Invalid name 'page.pdf'. A page is HTML: end it with .html.
    """
    from tocsin.io.owned import check_own, check_writable

    if out.suffix != ENDING:
        raise InputError(f"Invalid name {str(out)!r}. A page is HTML: end it with {ENDING}.")
    check_writable(out.parent)
    check_own(out)


def _check_place(out: Path, source: Path, files: frozenset[Path]) -> None:
    if out.resolve() in files or (source.is_dir() and out.parent.resolve() == source.resolve()):
        raise InputError(
            f"{str(out)!r} would lie in the folder of the run, which holds its own files alone. "
            "Name another with -o."
        )


def _copied(folder: Path, out: Path) -> bool:
    """Copy the page of a run, if it wrote one and nobody has changed it since."""
    from tocsin.io.atomic import atomic_path
    from tocsin.io.owned import as_written

    page = as_written(folder, KEPT)
    if page is None:
        return False
    with atomic_path(out) as temporary:
        shutil.copyfile(page, temporary)
    return True
