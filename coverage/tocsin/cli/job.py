"""A run from file to folder: what ``tocsin run`` and ``tocsin demo`` do."""

import time
from collections.abc import Sequence
from dataclasses import replace as with_fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from tocsin.answers.common import Asked
from tocsin.cli.common import load, wait_for_no_compiler
from tocsin.interrupt import is_command
from tocsin.kernels.parts import KERNELS
from tocsin.report.folder import Listener, Wanted, folder_of, write_folder
from tocsin.scenario.shipped import name_of
from tocsin.terminal.console import console, progress_bar
from tocsin.terminal.render import render

if TYPE_CHECKING:
    from tocsin.answers.run import Result
    from tocsin.answers.verdict.found import Verdict
    from tocsin.report.drawing import Painter
    from tocsin.scenario import Scenario


def run_job(
    path: Path,
    out: Path,
    *,
    policies: Sequence[str] | None = None,
    threads: int | None = None,
    quiet: bool = False,
    show: bool = True,
    wanted: Wanted | None = None,
    asked: Asked | None = None,
    replace: bool = False,
) -> "Result":
    """Load a scenario, run it, write its files, print the answer.

    Parameters
    ----------
    path, out : Path
        Scenario file and folder.
    policies, threads
        As for `tocsin.answers.run.run`.
    quiet, show : bool
        Whether to leave out progress; whether to print the answer.
    wanted : Wanted, optional
        Which files to write; the usual ones by default.
    asked : Asked, optional
        Of which launch, arcs and nations, and under which changes.
    replace : bool
        Whether what `out` holds of another scenario may be removed.
    """
    from tocsin.answers.run import run

    # The clock of the day for the record, the steady one for durations.
    started, begun = datetime.now(UTC), time.perf_counter()
    wanted = wanted or Wanted()
    # Before all else: it loads what figures need while the scenario is read and worked out.
    painter = _painter() if wanted.maps else None
    scenario = load(path)
    folder = folder_of(out, about=_about(path, scenario))
    # Before the work: a folder that is not ours should not cost minutes first.
    folder.claim(replace=replace)
    seconds = {"load": time.perf_counter() - begun}
    wanted = with_fields(wanted, name=name_of(path))
    # Draws are many runs, in processes of their own.
    if KERNELS.prepare() and not wanted.draws:
        wait_for_no_compiler(scenario)
    begun = time.perf_counter()
    with progress_bar("arcs", quiet=quiet) as progress:
        result = run(
            scenario,
            policies=policies,
            windows=wanted.needs_windows,
            threads=threads,
            progress=progress,
            **asked or {},
        )
    seconds["run"] = time.perf_counter() - begun
    printer = console()

    def answer() -> None:
        if show:
            render(result, printer)

    def told(verdict: "Verdict") -> None:
        for sentence in (*verdict.sentences, verdict.question.basis) if show else ():
            printer.print(Text(sentence))

    # With maps the answer comes after the first of them, see below.
    if not wanted.maps:
        answer()
    # Progress and notes go to standard error: standard output is the answer alone.
    notes = console(stderr=True)
    files = write_folder(
        result,
        folder,
        wanted=wanted,
        started=started,
        seconds=seconds,
        listener=Listener(
            stage=lambda stage: None if quiet else notes.print(f"writing {stage} …"),
            first_map=answer,  # a map to look at first, and the answer while the others are drawn
            judged=told,
        ),
        painter=painter,
    )
    if painter is not None:
        painter.close()
    if show:
        listed = ", ".join(str(file.relative_to(out)) for file in files)
        printer.print(f"Written to {out}: {listed}")
        if wanted.report:
            printer.print(f"Open {out / 'report.html'} in a browser: every agreement is a switch.")
    return result


def _painter() -> "Painter | None":
    """Start who draws the maps, on another core; a script that calls us is not run once more."""
    from tocsin.engine.visibility import available_cores

    if available_cores() == 1 or not is_command():
        return None
    from tocsin.report.drawing import Beside

    return Beside()


def _about(path: Path, scenario: "Scenario") -> str:
    """Say what a run is of: a file that is changed and run again stays the same scenario."""
    return f"{path.stem} ({scenario.title})" if scenario.title else path.stem
