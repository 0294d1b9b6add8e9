"""The map files of a run."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.io.atomic import write_text
from tocsin.plot.formats import check_format
from tocsin.report.atlas import Atlas, sheets
from tocsin.report.figures import save_figure
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
    # All formats before the first map: an unknown one is told at once.
    for name in formats:
        check_format(name)
    atlas = Atlas(result)
    listed = sheets(result, per_arc=per_arc)
    written = []
    for number, sheet in enumerate(listed, start=1):
        figure = atlas.draw(sheet)
        # One drawing serves all formats, and a format that is named twice is written once.
        for ending in dict.fromkeys(formats):
            written.append(save_figure(figure, Path(folder) / f"{sheet.name}.{ending}"))
        if progress is not None:
            progress(number, len(listed))
    words = {sheet.name: atlas.alt(sheet) for sheet in listed}
    text = json.dumps(words, indent=1, ensure_ascii=False)
    return [*written, write_text(Path(folder) / ALT_TEXTS, f"{text}\n")]
