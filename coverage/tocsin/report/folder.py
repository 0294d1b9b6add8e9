"""The files of a run."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.extras import need
from tocsin.io.csvw import COMPANION
from tocsin.io.definition import Definition
from tocsin.io.owned import RECORD, RunFolder
from tocsin.io.runfile import write_run
from tocsin.io.writers import Writer, writers
from tocsin.plot.formats import FORMATS, check_format
from tocsin.report.names import ALT_TEXTS, MAP_KINDS

if TYPE_CHECKING:
    from tocsin.answers.run import Result
    from tocsin.answers.verdict.found import Verdict
    from tocsin.report.drawing import Painter
    from tocsin.report.maps import MapFiles


def folder_of(out: Path, *, about: str) -> RunFolder:
    """Return the folder of a run, by the names of all files that a run may write."""
    tables = [writer.file for writer in writers().values()]
    maps = [f"maps/{kind}.{ending}" for kind in MAP_KINDS for ending in FORMATS]
    companions = [f"{name}{COMPANION}" for name in tables]
    names = ["report.html", *tables, *companions, *maps, f"maps/{ALT_TEXTS}"]
    return RunFolder(out, about, names)


@dataclass(frozen=True)
class Wanted:
    """Which files a run shall write.

    Attributes
    ----------
    maps, per_arc, report : bool
        Whether to draw maps, one an arc class too, and to write the report.
    formats : tuple of str
        Of the maps: ``png``, ``svg``, ``pdf``.
    data : tuple of str
        Writers of data files (`tocsin.io.writers`) besides the usual ones.
    draws : int
        Draws of everything not known, for the verdicts in the report; 0 for none.
    name : str
        By which a command line reaches the scenario: the page tells commands.
    """

    maps: bool = True
    per_arc: bool = False
    report: bool = True
    formats: tuple[str, ...] = ("png",)
    data: tuple[str, ...] = ()
    draws: int = 0
    name: str = "SCENARIO.yaml"

    def __post_init__(self) -> None:
        # Here and not when the maps are drawn, for the same reason.
        for each in self.formats:
            check_format(each)
        for writer in self.writers:
            need(*writer.libraries)

    @property
    def writers(self) -> list[Writer]:
        """Writers of the usual data files, and of those that are asked for."""
        return [each for each in writers().values() if each.is_usual or each.name in self.data]

    @property
    def needs_windows(self) -> bool:
        """Whether a file is made of every window in view, which a run does not hold by itself."""
        return any(each.needs == "windows" for each in self.writers)


@dataclass(frozen=True)
class Listener:
    """Who is told how the writing goes.

    Attributes
    ----------
    stage : callable
        Told what is being written.
    first_map : callable
        Called when the first map is on disk.
    judged : callable
        Told each verdict, where some are drawn.
    """

    stage: Callable[[str], None] = lambda _: None
    first_map: Callable[[], None] = lambda: None
    judged: Callable[["Verdict"], None] = lambda _: None


def write_folder(
    result: "Result",
    folder: RunFolder,
    *,
    wanted: Wanted,
    started: datetime,
    seconds: dict[str, float],
    listener: Listener | None = None,
    painter: "Painter | None" = None,
) -> list[Path]:
    """Write every file of a run: a map, tables beside the report, other maps, and last the record.

    Parameters
    ----------
    result : Result
    folder : RunFolder
        Its folder, claimed already.
    wanted : Wanted
        Which files.
    started : datetime
        When the run began, with a time zone.
    seconds : dict
        Time spent so far, by stage; completed here.
    listener : Listener, optional
    painter : Painter, optional
        Who draws the maps, while all else is written; this process, after it, if absent.

    Returns
    -------
    list of Path
        The files: first map, tables, report, other maps, record.
    """
    out = folder.folder
    heard = listener or Listener()
    folder.begin()
    verdicts: list[Verdict] = []

    def stage(name: str, work: Callable[[], list[Path]]) -> list[Path]:
        heard.stage(name)
        begun = time.perf_counter()
        written = work()
        seconds[name] = time.perf_counter() - begun
        return written

    def write_tables() -> list[Path]:
        works = {
            writer.file: partial(_written, writer, result, out, definition=definition)
            for writer in wanted.writers
        }
        return [file for name, work in works.items() for file in stage(name, work)]

    def judge() -> list[Path]:
        for verdict in _verdicts(result, wanted):
            verdicts.append(verdict)
            heard.judged(verdict)
        return []

    def write_report() -> list[Path]:
        from tocsin.report.html import write_report as write

        return [write(result, out / "report.html", verdicts=verdicts, name=wanted.name)]

    first: list[Path] = []
    page: list[Path] = []
    if wanted.maps:
        maps = _maps(result, out, wanted, painter)
        first = stage("first map", maps.first)
        # A reader looks at the first map while the rest is made.
        heard.first_map()
    definition = Definition.of(result.scenario)
    # Packing a table takes no turn at Python, so it goes on beside the page.
    with ThreadPoolExecutor(1) as beside:
        tables = beside.submit(write_tables)
        if wanted.draws and len(result.policies) > 1:
            stage("verdict", judge)
        if wanted.report:
            page = stage("report", write_report)
        # In an order of its own, whoever was first: equal runs tell the same.
        files = [*first, *tables.result(), *page]
    if wanted.maps:
        files += stage("other maps", maps.others)
    # Last of all: whoever finds run.json finds every file that it lists.
    record = write_run(
        out / RECORD,
        about=folder.about,
        definition=definition,
        cards=result.scenario.cards.model_dump(mode="json", exclude_none=True),
        started=started.astimezone(UTC),
        seconds=seconds,
        files=files,
    )
    folder.end()
    return [*files, record]


def _maps(result: "Result", out: Path, wanted: Wanted, painter: "Painter | None") -> "MapFiles":
    from tocsin.report.maps import MapFiles

    return MapFiles(
        result, out / "maps", formats=wanted.formats, per_arc=wanted.per_arc, painter=painter
    )


def _verdicts(result: "Result", wanted: Wanted) -> "tuple[Verdict, ...]":
    # Forests and draws are imported by who wants a verdict.
    from tocsin.answers.verdict.ask import steps

    return steps(result.scenario, result.policies, draws=wanted.draws)


def _written(writer: Writer, result: "Result", out: Path, *, definition: Definition) -> list[Path]:
    path = writer.write(result, out / writer.file, definition=definition)
    described = path.with_name(path.name + COMPANION)
    return [path, described] if described.exists() else [path]
