"""Files that a scenario names: they lie beside it, are bounded, and are read into what it says.

Whoever opens a scenario trusts its folder and nothing else of the machine. So a named file lies in
that folder or below, links resolved; what was read over a wire or from standard input names none.
"""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from tocsin.errors import InputError
from tocsin.words import did_you_mean

MAX_BYTES = 50_000_000
MAX_ROWS = 100_000
_SEPARATORS = (",", ";", "\t")


def read_beside(named: object, folder: Path | None) -> tuple[Path, bytes]:
    """Read a file that a scenario names.

    Parameters
    ----------
    named : object
        What the scenario says: a path, from the scenario's folder on.
    folder : Path or None
        Where the scenario lies; None for a text, which may name no file.

    Returns
    -------
    file : Path
        For messages.
    raw : bytes
        What is in it.

    Raises
    ------
    InputError
        There is no such file, it lies elsewhere, is no ordinary file, or is too large.

    Examples
    --------
    >>> read_beside("cities.csv", None)
    Traceback (most recent call last):
    tocsin.errors.InputError: Names the file 'cities.csv', which only a scenario file may. ...
    """
    if not isinstance(named, str) or not named or "\0" in named:
        raise InputError("Must name a file: file: cities.csv.")
    if folder is None:
        raise InputError(
            f"Names the file {named!r}, which only a scenario file may. Save the scenario, or give "
            "the contents here."
        )
    try:
        home, file = folder.resolve(), (folder / named).resolve()
        # After links: one that leads elsewhere is no way out.
        if not file.is_relative_to(home):
            raise InputError(
                f"Names {named!r}, which is outside the scenario's folder. Put it there or below."
            )
        if file.exists() and not file.is_file():
            raise InputError(f"Names {named!r}, which is no ordinary file. Name a file.")
        with file.open("rb") as stream:
            # One byte more than is allowed tells whether it is too large, without reading it all.
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        near = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        hint = did_you_mean(named, near) or " Check the name."
        raise InputError(f"No file {named!r} in the scenario's folder.{hint}") from None
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its links go round"
        raise InputError(f"The file {named!r} cannot be read ({reason}).") from error
    if len(raw) > MAX_BYTES:
        raise InputError(
            f"The file {named!r} is larger than {MAX_BYTES // 1_000_000} MB. Take a part of it."
        )
    return folder / named, raw


class Line(NamedTuple):
    """One line of a table.

    Attributes
    ----------
    number : int
        On which line of the file it begins, from 1.
    cells : dict of str to str
        Text by column, as it stands there; columns that are empty are left out.
    """

    number: int
    cells: dict[str, str]


def table_lines(
    raw: bytes, *, needed: Sequence[str], known: Sequence[str] | None = None
) -> list[Line]:
    r"""Read a table with a header: commas, semicolons or tabs; UTF-8, with or without a mark.

    Parameters
    ----------
    raw : bytes
    needed : sequence of str
        Columns that it must have, in any order.
    known : sequence of str, optional
        All columns that count, so that a mistyped one is noticed; others are left out in silence
        by default.

    Raises
    ------
    InputError
        It is not such a table. Messages begin with the line, as ``3: ...``.

    Examples
    --------
    >>> table_lines(b"name;lat\nTam;1.5\n\n", needed=["name"])
    [Line(number=2, cells={'name': 'Tam', 'lat': '1.5'})]
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(f"{line}: Not UTF-8 text. Save the table as CSV, UTF-8.") from error
    header = text.partition("\n")[0]
    # A header has no text that could hold another's separator.
    separator = max(_SEPARATORS, key=header.count)
    return list(_lines(text, separator, needed, known))


def _lines(
    text: str, separator: str, needed: Sequence[str], known: Sequence[str] | None
) -> Iterator[Line]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    columns: list[str] = []
    last = 0
    try:
        for row in reader:
            # A quoted text may run over lines: the row begins after the one before.
            number, last = last + 1, reader.line_num
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if not columns:
                columns = _header(cells, needed, known)
                continue
            if len(cells) > len(columns):
                raise InputError(
                    f"{number}: Has {len(cells)} values for {len(columns)} columns. Put quotes "
                    "round a text that holds a separator."
                )
            if number > MAX_ROWS:
                raise InputError(f"{number}: More than {MAX_ROWS:,} rows. Take a part of them.")
            named = zip(columns, cells, strict=False)
            yield Line(number, {name: cell for name, cell in named if name and cell})
    except csv.Error as error:
        raise InputError(f"{last + 1}: Not a table that can be read: {error}.") from error
    if not columns:
        raise InputError(f"1: Empty. Its first line must name the columns {', '.join(needed)}.")


def _header(cells: list[str], needed: Sequence[str], known: Sequence[str] | None) -> list[str]:
    names = [cell.lower() for cell in cells]
    missing = [name for name in needed if name not in names]
    if missing:
        raise InputError(
            f"1: No column {', '.join(missing)}. Needs {', '.join(needed)} in its first line."
        )
    twice = {name for name in names if name and names.count(name) > 1}
    if twice:
        raise InputError(f"1: Column {', '.join(sorted(twice))} stands twice. Remove one.")
    for name in names if known is not None else ():
        if name and name not in (known or ()):
            raise InputError(f"1: Unknown column {name!r}.{did_you_mean(name, known or ())}")
    return names
