"""What a scenario brings in from files beside it, before anything is checked.

A file is replaced by what it says, so that the scenario that is checked, hashed, run and written
out again is whole: a file that changes makes another scenario, and none is needed any more.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import Field

from tocsin.errors import InputError
from tocsin.fields import or_else

from .agreement_table import COLUMNS, NEEDED, agreement_entries
from .beside import read_beside, table_lines
from .nodes import scalar
from .problems import Problem, describe
from .read import Path_
from .shape_files import shape_text

_PLACE: dict[str, Callable[[str], Any]] = {
    "name": str,
    "nation": str,
    "lat": scalar,
    "lon": scalar,
    "population": scalar,
}


@dataclass
class Brought:
    """From where what was brought in came, and what was wrong with it.

    Attributes
    ----------
    origins : dict of tuple to str
        File and line, as a message has them, of each path that came from another file.
    problems : list of (tuple, str)
        Where, and what.
    unread : set of str
        Sections of which not all could be read: what they would have said is not known.
    """

    origins: dict[Path_, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def place_of(self, path: Path_) -> str | None:
        """Return file and line that a path came from, where it was another file."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.origins:
                return self.origins[path[:length]]
        return None

    def refuse(self, path: Path_, error: InputError, file: Path) -> None:
        """Keep what is wrong with a file: each text begins with its line."""
        self.unread.add(str(path[0]))
        for text in error.problems:
            line, _, what = text.partition(": ")
            # A path of its own, since one file may have many problems.
            place = (*path, f"line {line}")
            self.origins[place] = f"{file}:{line}"
            self.problems.append((place, what))


Reader = Callable[[Brought, Path_, Path, bytes], Any]


def bring_in(data: Any, folder: Path | None) -> Brought:
    """Put what named files say into plain data, in the place of their names.

    Parameters
    ----------
    data : object
        Of a scenario; changed.
    folder : Path or None
        Where the scenario lies; None for a text, which may name no file.
    """
    brought = Brought()
    for section, read in _SECTIONS.items():
        given = data.get(section) if isinstance(data, dict) else None
        # An agreement may be called "file"; then it is a mapping.
        if isinstance(given, dict) and not isinstance(given.get("file", {}), dict):
            # Where the file is of no use the section is left out: nothing else is wrong with it.
            content = _content(brought, (section,), given, folder, read)
            data.pop(section)
            if content is not None:
                data[section] = content
    nations = data.get("nations") if isinstance(data, dict) else None
    for name, nation in nations.items() if isinstance(nations, dict) else ():
        given = nation.get("territory") if isinstance(nation, dict) else None
        if isinstance(given, dict) and "file" in given:
            path: Path_ = ("nations", name, "territory")
            nation["territory"] = _territory(brought, path, given, folder)
    return brought


# In the place of a file that is of no use, so that nothing else is wrong with its nation.
_SOMEWHERE = {"box": {"west": 0, "south": 0, "east": 1, "north": 1}}


def _file_of(
    brought: Brought,
    path: Path_,
    given: dict[str, Any],
    folder: Path | None,
    *,
    beside: tuple[str, ...] = (),
) -> tuple[Path, bytes] | None:
    """Return a named file and what it holds; None, and why, where it is of no use.

    beside: keys that may stand beside its name.
    """
    others = [str(key) for key in given if key not in ("file", *beside)]
    if others:
        may = f"; {' and '.join(beside)} may stand beside it" if beside else ""
        text = f"Has file and {', '.join(others)} {describe(path)}. Give one{may}."
        brought.problems.append((path, text))
        return None
    try:
        return read_beside(given["file"], folder)
    except InputError as error:
        brought.problems.append(((*path, "file"), f"Invalid file {describe(path)}. {error}"))
        return None


def _territory(
    brought: Brought, path: Path_, given: dict[str, Any], folder: Path | None
) -> dict[str, Any]:
    found = _file_of(brought, path, given, folder, beside=("where", "clip"))
    if found is None:
        return _SOMEWHERE
    file, raw = found
    try:
        text = shape_text(file, raw, given.get("where"))
    except InputError as error:
        texts = (f"Invalid file {file.name} {describe(path)}. {each}" for each in error.problems)
        brought.problems.extend(((*path, "file", str(n)), each) for n, each in enumerate(texts))
        return _SOMEWHERE
    clip = {"clip": given["clip"]} if "clip" in given else {}
    return {"polygon": text} | clip


def _content(
    brought: Brought, path: Path_, given: dict[str, Any], folder: Path | None, read: Reader
) -> Any:
    found = _file_of(brought, path, given, folder)
    if found is None:
        brought.unread.add(str(path[0]))
        return None
    file, raw = found
    try:
        return read(brought, path, file, raw)
    except InputError as error:
        brought.refuse(path, error, file)
        return None


def _places(brought: Brought, path: Path_, file: Path, raw: bytes) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for line in table_lines(raw, needed=tuple(_PLACE)):
        brought.origins[(*path, len(rows))] = f"{file}:{line.number}"
        row = {name: read(line.cells[name]) for name, read in _PLACE.items() if name in line.cells}
        # Whoever computes with a table writes 200000.0 for a count.
        people = row.get("population")
        if isinstance(people, float) and people.is_integer():
            row["population"] = int(people)
        rows.append(row)
    return rows


def _agreements(brought: Brought, path: Path_, file: Path, raw: bytes) -> dict[str, Any]:
    found, problems = agreement_entries(table_lines(raw, needed=NEEDED, known=COLUMNS))
    if problems:
        brought.refuse(path, InputError(problems), file)
    for name, (line, _) in found.items():
        brought.origins[(*path, name)] = f"{file}:{line}"
    return {name: entry for name, (_, entry) in found.items()}


_SECTIONS: dict[str, Reader] = {"places": _places, "agreements": _agreements}


_FILE = {
    "type": "object",
    "properties": {"file": {"type": "string"}},
    "required": ["file"],
    "additionalProperties": False,
}
OR_FILE: Any = Field(json_schema_extra=or_else(_FILE))
"""Metadata of a section that may be the name of a file."""
