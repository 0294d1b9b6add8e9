"""The map files of a run."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.io.atomic import write_text
from tocsin.plot.formats import check_format
from tocsin.report.atlas import Atlas, Sheet, sheets
from tocsin.report.drawing import Here, Painter
from tocsin.report.figures import write_figure
from tocsin.report.names import ALT_TEXTS

if TYPE_CHECKING:
    from tocsin.answers.run import Result


def write_maps(
    result: "Result",
    folder: Path,
    *,
    formats: Sequence[str] = ("png",),
    per_arc: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Write a warning map a policy, its change against the first policy, and the footprints.

    The first policy's map is on disk before anything else is drawn.

    Parameters
    ----------
    result : Result
    folder : Path
        Made if missing.
    formats : sequence of str
        ``png``, ``svg``, ``pdf``.
    per_arc : bool
        Whether to draw the same maps for each arc alone, too.
    progress : callable, optional
        Told how many maps are done, and of how many.

    Returns
    -------
    list of Path
        ``warning-POLICY``, ``change-FIRST-to-POLICY`` and ``footprints``, each with the format as
        its ending; before it ``.from-LAUNCH`` for a launch nation other than the one that leads,
        and ``.ARC`` for a map of one arc; with `per_arc` ``warning-by-arc``, small multiples by
        policy and arc. Last ``alt-texts.json``: what
        each map shows in words, by its name without the ending.

    Raises
    ------
    InputError
        When a format is unknown, or the folder cannot be written to.
    """
    maps = MapFiles(result, folder, formats=formats, per_arc=per_arc, progress=progress)
    return [*maps.first(), *maps.others()]


class MapFiles:
    """The map files of a run, of which the first is wanted soon and the others in the end.

    Parameters are those of `write_maps`, and `painter`: who draws, this process if absent.
    """

    def __init__(
        self,
        result: "Result",
        folder: Path,
        *,
        formats: Sequence[str] = ("png",),
        per_arc: bool = False,
        progress: Callable[[int, int], None] | None = None,
        painter: Painter | None = None,
    ) -> None:
        # All formats before the first map: an unknown one is told at once.
        for name in formats:
            check_format(name)
        self._atlas, self._folder, self._progress = Atlas(result), Path(folder), progress
        self._sheets = sheets(result, per_arc=per_arc)
        # One drawing serves all formats, and a format that is named twice is written once.
        self._endings = list(dict.fromkeys(formats))
        self._painter = painter or Here()

    def first(self) -> list[Path]:
        """Write the first map, once all are asked for."""
        first, *others = self._sheets
        self._painter.ask([self._atlas.drawing(first)], self._endings)
        # While the first is drawn the others are laid out, if it is somebody else who draws.
        self._painter.ask([self._atlas.drawing(sheet) for sheet in others], self._endings)
        return self._write(first, number=1)

    def others(self) -> list[Path]:
        """Write what is left, and last what each map shows in words."""
        written: list[Path] = []
        for number, sheet in enumerate(self._sheets[1:], start=2):
            written += self._write(sheet, number=number)
        words = {sheet.name: self._atlas.alt(sheet) for sheet in self._sheets}
        text = json.dumps(words, indent=1, ensure_ascii=False)
        return [*written, write_text(self._folder / ALT_TEXTS, f"{text}\n")]

    def _write(self, sheet: Sheet, *, number: int) -> list[Path]:
        paths = [self._folder / f"{sheet.name}.{ending}" for ending in self._endings]
        for path, written in zip(paths, self._painter.next(), strict=True):
            write_figure(written, path)
        if self._progress is not None:
            self._progress(number, len(self._sheets))
        return paths
