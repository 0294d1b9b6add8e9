"""The files of a run."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.errors import InputError
from tocsin.io.definition import Definition
from tocsin.io.runfile import write_run
from tocsin.io.writers import Writer, writers
from tocsin.plot.formats import check_format

if TYPE_CHECKING:
    from tocsin.answers.run import Result


def prepare(out: Path) -> None:
    """Make the folder of a run, before the work is done.

    Raises
    ------
    InputError
        When it cannot be made or is a file.
    """
    try:
        # Before the work: a folder that cannot be made should not cost minutes first.
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"Cannot write to folder {str(out)!r}: {error.strerror}. Name another with -o."
        ) from None


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
    """

    maps: bool = True
    per_arc: bool = False
    report: bool = True
    formats: tuple[str, ...] = ("png",)
    data: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # Here and not when the maps are drawn, for the same reason.
        for each in self.formats:
            check_format(each)

    @property
    def writers(self) -> list[Writer]:
        """Writers of the usual data files, and of those that are asked for."""
        return [each for each in writers().values() if each.is_usual or each.name in self.data]

    @property
    def needs_windows(self) -> bool:
        """Whether a file is made of every window in view, which a run does not hold by itself."""
        return any(each.needs == "windows" for each in self.writers)


def write_folder(
    result: "Result",
    out: Path,
    *,
    wanted: Wanted,
    started: datetime,
    seconds: dict[str, float],
    tell: Callable[[str], None] = lambda _: None,
    first_map: Callable[[], None] = lambda: None,
) -> list[Path]:
    """Write every file of a run: maps, tables, report, and last of all ``run.json``.

    Parameters
    ----------
    result : Result
    out : Path
        Its folder, made by `prepare`.
    wanted : Wanted
        Which files.
    started : datetime
        When the run began, with a time zone.
    seconds : dict
        Time spent so far, by stage; completed here.
    tell : callable
        Told what is being written.
    first_map : callable
        Called when the first map is on disk.

    Returns
    -------
    list of Path
        The files, in the order of their writing.
    """
    definition = Definition.of(result.scenario)
    files: list[Path] = []

    def stage(name: str, work: Callable[[], list[Path]]) -> None:
        tell(name)
        begun = time.perf_counter()
        files.extend(work())
        seconds[name] = time.perf_counter() - begun

    def write_maps() -> list[Path]:
        from tocsin.report.maps import write_maps as draw

        def drawn(number: int, _: int) -> None:
            # A reader looks at the first map while the rest is drawn.
            if number == 1:
                first_map()

        return draw(
            result,
            out / "maps",
            formats=wanted.formats,
            per_arc=wanted.per_arc,
            progress=drawn,
        )

    def write_report() -> list[Path]:
        from tocsin.report.html import write_report as write

        return [write(result, out / "report.html", maps=files)]

    if wanted.maps:
        stage("maps", write_maps)
    for writer in wanted.writers:
        stage(writer.file, partial(_written, writer, result, out, definition=definition))
    if wanted.report:
        stage("report", write_report)
    # Last of all: whoever finds run.json finds every file that it lists.
    record = write_run(
        out / "run.json",
        definition=definition,
        cards=result.scenario.cards.model_dump(mode="json", exclude_none=True),
        started=started.astimezone(UTC),
        seconds=seconds,
        files=files,
    )
    return [*files, record]


def _written(writer: Writer, result: "Result", out: Path, *, definition: Definition) -> list[Path]:
    return [writer.write(result, out / writer.file, definition=definition)]
