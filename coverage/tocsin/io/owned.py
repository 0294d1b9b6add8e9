"""Whose files are: what tocsin did not write is never replaced and never removed.

A run's folder begins with a mark that says it is not complete, and ends with a record that lists
and hashes what belongs to it. Ours is what a record lists and nobody has changed since; in a
folder with the mark, what has a name that a run gives. All else is somebody's.
"""

import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any

from tocsin.constants import NOTIONAL
from tocsin.errors import InputError
from tocsin.io.atomic import LEFTOVER, write_text
from tocsin.io.csvw import COMPANION
from tocsin.io.runfile import sha256

RECORD, MARK = "run.json", "incomplete.json"
# A refusal names so many of the things that are in the way.
_TOLD = 3
# The mark of a figure stands in its head (PNG, SVG) or at its end (PDF).
_LOOKED_AT = 1 << 18


@dataclass
class RunFolder:
    """The folder of a run.

    Parameters
    ----------
    folder : Path
        Where it is, or shall be.
    about : str
        What the run is of: its scenario, by the name that a user gave.
    names : sequence of str
        Patterns of the names of all files that a run may write, with slashes.

    Examples
    --------
    >>> import tempfile
    >>> folder = RunFolder(Path(tempfile.mkdtemp()), "mine", names=["*.csv"])
    >>> folder.claim()
    >>> folder.begin()
    >>> [path.name for path in folder.folder.iterdir()]
    ['incomplete.json']
    >>> folder.end()
    """

    folder: Path
    about: str
    names: Sequence[str]
    _own: list[Path] = field(default_factory=list, repr=False)

    def claim(self, *, replace: bool = False) -> None:
        """Refuse a folder that is not ours to write to. Nothing is made or changed.

        Parameters
        ----------
        replace : bool
            Whether a run of something else may be removed.

        Raises
        ------
        InputError
            It holds what is not a run's, a file that the run would replace, or a run of something
            else; or it cannot be written to.
        """
        check_writable(self.folder)
        found = list(files_in(self.folder))
        if not found:
            return
        kept = self._mark if self._mark is not None else self._record
        if kept is None:
            raise InputError(
                f"Folder {str(self.folder)!r} is not empty, and no run of tocsin: it holds "
                f"{listed(found, self.folder)}. Name another with -o."
            )
        self._own = [path for path in found if self._is_own(path)]
        others = [path for path in found if path not in self._own and self._is_of_a_run(path)]
        if others:
            raise InputError(
                f"Folder {str(self.folder)!r} holds {listed(others, self.folder)}, which tocsin "
                "did not write or somebody has changed since. Move it away, or name another with "
                "-o."
            )
        if kept.get("about", self.about) != self.about and not replace:
            raise InputError(
                f"Folder {str(self.folder)!r} is of {kept['about']!r}, and this run of "
                f"{self.about!r}. Name another with -o; or give --replace, which removes what the "
                f"folder's {RECORD} lists and nothing else."
            )

    def begin(self) -> None:
        """Make the folder, mark it as not complete, and remove what an earlier run left in it.

        Raises
        ------
        InputError
            It cannot be written to.
        """
        mark = {"notional": NOTIONAL, "about": self.about, "complete": False}
        # The mark first: whatever happens from here on, the folder does not pass for a whole one.
        write_text(self.folder / MARK, json.dumps(mark, indent=1) + "\n")
        for path in [*self._own, *_leftovers(self.folder)]:
            if path.name != MARK:
                with suppress(FileNotFoundError):
                    path.unlink()
        for path in {path.parent for path in self._own} - {self.folder}:
            with suppress(OSError):  # somebody else's file may be in it
                path.rmdir()

    def end(self) -> None:
        """Take the mark away: the record is written."""
        (self.folder / MARK).unlink(missing_ok=True)

    @cached_property
    def _mark(self) -> dict[str, Any] | None:
        mark = _read(self.folder / MARK)
        return mark if mark is not None and mark.get("complete") is False else None

    @cached_property
    def _record(self) -> dict[str, Any] | None:
        record = _read(self.folder / RECORD)
        files = {} if record is None else record.get("files")
        if record is None or "tocsin" not in record or not isinstance(files, dict):
            return None
        return record

    def _is_own(self, path: Path) -> bool:
        name = path.relative_to(self.folder).as_posix()
        if name in (MARK, RECORD):
            return True
        belongs = {} if self._record is None else self._record["files"]
        known = belongs.get(name.removesuffix(COMPANION))
        if name in belongs:
            return _is_unchanged(path, belongs[name])
        if known is not None:
            return True
        # Its record is not written yet: what is named as a run names it is the run's.
        return self._mark is not None and self._is_of_a_run(path)

    def _is_of_a_run(self, path: Path) -> bool:
        name = path.relative_to(self.folder).as_posix()
        return any(fnmatchcase(name, each) for each in (*self.names, RECORD, MARK))


def check_writable(folder: Path) -> None:
    """Refuse a folder that cannot be made or written to; nothing is made.

    Raises
    ------
    InputError
        It is a file, below a file, or closed to us.

    Examples
    --------
    >>> import tempfile
    >>> file = write_text(Path(tempfile.mkdtemp()) / "a.txt", "")
    >>> check_writable(file / "out")
    Traceback (most recent call last):
    tocsin.errors.InputError: Cannot write to folder ...: ... is no folder. Choose a folder that ...
    """
    remedy = "Choose a folder that you may write to."
    try:
        above = next(each for each in (folder, *folder.absolute().parents) if each.exists())
        is_folder = above.is_dir()
    except OSError as error:
        raise InputError(
            f"Cannot write to folder {str(folder)!r}: {error.strerror}. {remedy}"
        ) from None
    if not is_folder:
        why = f"{str(above)!r} is no folder"
    elif not os.access(above, os.W_OK | os.X_OK):
        why = f"permission denied in {str(above)!r}"
    else:
        return
    raise InputError(f"Cannot write to folder {str(folder)!r}: {why}. {remedy}")


def check_own(path: Path) -> None:
    """Refuse to replace a file that does not say that tocsin wrote it.

    Raises
    ------
    InputError
        It is somebody's.

    Examples
    --------
    >>> import tempfile
    >>> note = write_text(Path(tempfile.mkdtemp()) / "note.svg", "mine")
    >>> check_own(note)
    Traceback (most recent call last):
    tocsin.errors.InputError: ... exists, and tocsin did not write it. Choose another name or ...
    """
    try:
        if not path.exists():
            return
        # A pipe or a device holds nothing that could be lost.
        if not stat.S_ISREG(path.stat().st_mode) or _bears_mark(path):
            return
    except OSError:
        return  # who writes will say why it cannot
    raise InputError(
        f"{str(path)!r} exists, and tocsin did not write it. Choose another name or remove it "
        "first."
    )


def _bears_mark(path: Path) -> bool:
    # A CSV file has nothing but its table: what made it stands beside it.
    described = path.with_name(path.name + COMPANION)
    with (described if described.is_file() else path).open("rb") as file:
        head = file.read(_LOOKED_AT)
        file.seek(max(0, os.fstat(file.fileno()).st_size - _LOOKED_AT))
        ends = head + file.read()
    return NOTIONAL.encode() in ends or not ends


def as_written(folder: Path, name: str) -> Path | None:
    """Return a file of a run's folder that is as the run wrote it; None where there is none.

    Examples
    --------
    >>> import tempfile
    >>> as_written(Path(tempfile.mkdtemp()), "report.html") is None
    True
    """
    record = _read(folder / RECORD)
    files = {} if record is None else record.get("files")
    known = files.get(name) if isinstance(files, dict) else None
    return folder / name if _is_unchanged(folder / name, known) else None


def files_in(folder: Path) -> Iterator[Path]:
    """Yield files below a folder; hidden ones are nobody's business.

    Examples
    --------
    >>> import tempfile
    >>> list(files_in(Path(tempfile.mkdtemp())))
    []
    """
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not path.is_dir() and not hidden:
            yield path


def listed(paths: Iterable[Path], folder: Path) -> str:
    """Name some files of a folder, and count the others.

    Examples
    --------
    >>> listed([Path("out") / name for name in "abcde"], Path("out"))
    'a, b, c and 2 more'
    """
    names = sorted(path.relative_to(folder).as_posix() for path in paths)
    rest = f" and {len(names) - _TOLD} more" if len(names) > _TOLD else ""
    return ", ".join(names[:_TOLD]) + rest


def _leftovers(folder: Path) -> Iterator[Path]:
    """Yield what writing left behind that was stopped; another process may still be writing."""
    for path in folder.rglob(".tmp-*"):
        found = LEFTOVER.match(path.name)
        if found and not _is_alive(int(found[1])):
            yield path


def _is_alive(process: int) -> bool:
    if process == os.getpid():
        return False
    if os.name == "nt":
        return True  # to ask would end it there
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _read(path: Path) -> dict[str, Any] | None:
    """Return what a JSON file holds, if it is an object."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _is_unchanged(path: Path, known: Any) -> bool:
    if not isinstance(known, Mapping):
        return False
    try:
        return path.stat().st_size == known.get("bytes") and sha256(path) == known.get("sha256")
    except OSError:
        return False
