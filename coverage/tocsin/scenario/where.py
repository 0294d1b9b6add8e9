"""Where in its file an entry of a scenario stands: for what is told of one that is right."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.errors import InputError

from .brought import Brought, bring_in
from .problems import describe
from .read import Document, Path_, read_file

if TYPE_CHECKING:
    from .models import Scenario


def located(scenario: "Scenario", path: Path_, text: str) -> str:
    """Return a sentence of one entry with the file and line in front, as a problem has them.

    Where the scenario came from no file the dotted path stands at the end.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> located(island, ("sensors", "coast-radar"), "It sees nothing.")
    "It sees nothing. Named for sensor 'coast-radar' (sensors.coast-radar)."
    """
    place = None if scenario.source is None else _place(scenario.source, path)
    return f"{text} Named {describe(path)}." if place is None else f"{place}: {text}"


def _place(source: Path, path: Path_) -> str | None:
    # Read again, and only where there is something to say: a scenario does not keep its lines.
    try:
        document, brought = _read(source, source.stat().st_mtime_ns)
    except (InputError, OSError):
        return None
    elsewhere = brought.place_of(path)
    if elsewhere is not None:
        return elsewhere
    known = [path[:length] for length in range(len(path), 0, -1) if path[:length] in document.lines]
    return f"{source}:{document.lines[known[0]]}" if known else None


@lru_cache(maxsize=1)
def _read(source: Path, changed_ns: int) -> tuple[Document, Brought]:
    # Keyed by when it was written, so that a file that has changed is read anew.
    document = read_file(source)
    return document, bring_in(document.data, source.parent)
