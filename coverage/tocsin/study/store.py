"""The folder of a study: what is in it is whole, checked, and of one study at a time.

``study.json`` names the study; ``chunks/000123-<key>.parquet`` hold its rows; ``journal.jsonl``
gets a line with the checksum of each file *before* the file appears under its name, so that
whatever stands there is vouched for or worked out again.
"""

import errno
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin import __version__
from tocsin.constants import NOTIONAL
from tocsin.errors import InputError, RunError
from tocsin.io.atomic import LEFTOVER, atomic_path, write_text
from tocsin.io.lock import FileLock
from tocsin.io.owned import check_writable, files_in, listed

from .file import Study
from .keys import code_digest
from .planning import Chunk, Plan

if TYPE_CHECKING:
    pass

STUDY, JOURNAL, MANIFEST, LOCK = "study.json", "journal.jsonl", "manifest.json", "lock"
KINDS = ("chunks", "cells")
# Every file of a chunk is called so; what is not is not ours.
_CHUNK = re.compile(r"\d{6,}-[0-9a-f]{16}\.parquet")
FORMAT = 1


@dataclass(frozen=True)
class Store:
    """A study's folder.

    Attributes
    ----------
    folder : Path
    """

    folder: Path

    def path(self, plan: Plan, chunk: Chunk, kind: str = "chunks") -> Path:
        """Return the file of a chunk; its name says which plan it is of."""
        return self._path(kind, chunk.number, plan.key)

    def _path(self, kind: str, number: int, key: str) -> Path:
        # Sixteen hexadecimal digits tell plans apart; the whole key stands in study.json.
        return self.folder / kind / f"{number:06d}-{key[:16]}.parquet"

    def paths(self, kind: str = "chunks") -> list[Path]:
        """Return where the files of the study that was begun here stand, or will, in order.

        What was written down counts, not what the plan would be now: results stay readable when
        the code has changed since.

        Examples
        --------
        >>> import tempfile
        >>> Store(Path(tempfile.mkdtemp()) / "none").paths()
        Traceback (most recent call last):
        ...
        tocsin.errors.InputError: No study in ...
        """
        record = self.record()
        return [self._path(kind, number, record["key"]) for number in range(record["chunks"])]

    # --- whose it is ---

    def claim(self, plan: Plan, *, replace: bool = False) -> None:
        """Refuse a folder that is somebody's, or another study's. Nothing is made or changed.

        Parameters
        ----------
        plan : Plan
        replace : bool
            Whether the results of another study may go.

        Raises
        ------
        InputError
            It holds what is no study, or another one; or it cannot be written to.
        """
        check_writable(self.folder)
        for name in (STUDY, JOURNAL, MANIFEST, LOCK, *KINDS):
            path = self.folder / name
            if path.exists() and path.is_dir() != (name in KINDS):
                kinds = ("a folder", "a file") if path.is_dir() else ("a file", "a folder")
                raise InputError(
                    f"{str(path)!r} is {kinds[0]}, where a study has {kinds[1]}. Move it away."
                )
        lock = FileLock(self.folder / LOCK)
        found = [path for path in files_in(self.folder) if path not in (lock.path, lock.marker)]
        if not found:
            return
        about = None
        # Damaged: whose it was it does not say, but that it was a study's.
        with suppress(InputError, RunError):
            about = self.record().get("about")
        ours = about is not None or self.vouched() or _is_json_of(self.folder / STUDY)
        if not ours:
            raise InputError(
                f"Folder {str(self.folder)!r} is not empty, and holds no study: there is "
                f"{listed(found, self.folder)}. Name another with -o."
            )
        if about and plan.study.about and about != plan.study.about and not replace:
            raise InputError(
                f"Folder {str(self.folder)!r} is of the study {about!r}, and this one is "
                f"{plan.study.about!r}. Name another with -o; or give --replace, which takes over "
                "equal runs and removes the other results."
            )

    # --- being alone -----------------------------------------------------------------------------

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other runs out of the folder. The system lets go when this process ends, however.

        Raises
        ------
        RunError
            If another run is in it.
        InputError
            If the folder cannot be made or written to.
        """
        lock = FileLock(self.folder / LOCK)
        with ExitStack() as held:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                held.enter_context(lock)
            except BlockingIOError:
                raise RunError(
                    f"Folder {str(self.folder)!r} is in use by another run ({lock.holder()}). Wait "
                    "until it ends, or choose another folder."
                ) from None
            except OSError as error:
                raise InputError(
                    f"Cannot write to {str(self.folder)!r}: {error.strerror}. Choose a folder that "
                    "you may write to."
                ) from error
            yield

    # --- the study -------------------------------------------------------------------------------

    def begin(self, plan: Plan) -> None:
        """Write down the study. Chunks of another one stay for their rows until the end."""
        record = {
            "tocsin_study_folder": FORMAT,
            "notional": NOTIONAL,
            "version": __version__,
            "code": code_digest(),
            "title": plan.study.title,
            "about": plan.study.about,
            "runs": len(plan),
            "chunks": plan.n_chunks,
            "chunk_runs": plan.chunk_runs,
            "key": plan.key,
            "columns": [list(column) for column in plan.columns],
            **json.loads(plan.study.to_text()),
        }
        text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
        path = self.folder / STUDY
        # An equal study is not written again: its time of writing tells when it began.
        if not path.exists() or path.read_text("utf-8") != text:
            write_text(path, text)

    def record(self) -> dict[str, Any]:
        """Return what `begin` wrote.

        Raises
        ------
        InputError
            If the folder holds no study.
        """
        path = self.folder / STUDY
        try:
            record = json.loads(path.read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            raise InputError(
                f"No study in {str(self.folder)!r}. Run one with: tocsin sweep STUDY -o "
                f"{self.folder}"
            ) from None
        except ValueError as error:
            raise RunError(f"{path} is damaged ({error}). Run the study again.") from error
        except OSError as error:
            raise RunError(f"Cannot read {path}: {error.strerror}.") from error
        known = record.get("tocsin_study_folder") if isinstance(record, dict) else None
        if type(known) is int and known != FORMAT:
            raise InputError(f"{path} is of another format. Run the study anew in a new folder.")
        if known is None or not _is_valid(record, _RECORD):
            raise RunError(f"{path} is damaged. Run the study again.")
        return record

    def study(self) -> Study:
        """Return the study that the folder is of."""
        return Study.from_text(json.dumps(self.record()))

    def is_of_other_code(self) -> bool:
        """Whether a study was begun here by sources that make numbers otherwise than these."""
        # No record: nobody was here. A damaged one tells nothing; what it vouched for is run anew.
        with suppress(InputError, RunError):
            return bool(self.record().get("code") != code_digest())
        return False

    # --- files -----------------------------------------------------------------------------------

    def vouched(self) -> dict[str, dict[str, Any]]:
        """Return checksum, size, runs and failures of every file that was ever finished."""
        entries: dict[str, dict[str, Any]] = {}
        # What a damaged manifest vouched for is worked out again.
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            entries |= json.loads((self.folder / MANIFEST).read_text("utf-8"))["files"].items()
        with suppress(OSError):
            for line in (self.folder / JOURNAL).read_bytes().splitlines():
                # A line cut short by a crash or a full disk vouches for nothing.
                with suppress(ValueError, KeyError, TypeError, AttributeError):
                    entry = json.loads(line)
                    entries[entry.pop("file")] = entry
        # Parsed is not yet what was written: an entry of another shape vouches for nothing either.
        return {
            name: entry
            for name, entry in entries.items()
            if isinstance(entry, dict) and _is_valid({"failed": 0, **entry}, _ENTRY)
        }

    def put(self, path: Path, data: bytes, *, runs: int, failed: int = 0) -> None:
        """Write a file: first its line in the journal, then the file, whole.

        Raises
        ------
        RunError
            If the disk is full.

        Examples
        --------
        >>> import tempfile
        >>> store = Store(Path(tempfile.mkdtemp()))
        >>> path = store.folder / "chunks" / "000000-abc.parquet"
        >>> store.put(path, b"rows", runs=3)
        >>> store.state(path, store.vouched())
        'whole'
        >>> _ = path.write_bytes(b"rowz")
        >>> store.state(path, store.vouched())
        'damaged'
        """
        name = path.relative_to(self.folder).as_posix()
        # The line first: a file without a line is worked out again, a line without a file costs
        # nothing.
        entry = {"file": name, **fingerprint(data), "runs": runs, "failed": failed}
        self._note(json.dumps(entry))
        with atomic_path(path) as temporary:
            temporary.write_bytes(data)

    def _note(self, line: str) -> None:
        try:
            with (self.folder / JOURNAL).open("ab+") as journal:
                journal.seek(0, os.SEEK_END)
                if journal.tell():
                    # The last line may have been cut short by a crash: a new one must not be glued
                    # to it.
                    journal.seek(-1, os.SEEK_END)
                    line = line if journal.read(1) == b"\n" else "\n" + line
                journal.write(line.encode() + b"\n")
                journal.flush()
                # Down to the disk before the file appears, or a power cut could leave it unvouched.
                os.fsync(journal.fileno())
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise RunError(
                    f"Cannot write to {str(self.folder)!r}: {error.strerror}. Completed chunks are "
                    "kept: free some space, and run the same command again."
                ) from error
            raise

    def state(self, path: Path, vouched: Mapping[str, Mapping[str, Any]]) -> str:
        """Return ``whole``, ``absent`` or ``damaged``."""
        entry = vouched.get(path.relative_to(self.folder).as_posix())
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return "absent"
        if entry is None or fingerprint(data) != {key: entry[key] for key in ("sha256", "bytes")}:
            return "damaged"
        return "whole"

    def finish(self, plan: Plan) -> None:
        """Write the manifest of a finished study and remove what is not of it."""
        vouched = self.vouched()
        own = {self._name(self.path(plan, c, kind)) for c in plan.chunks() for kind in KINDS}
        files = {name: vouched[name] for name in sorted(own & vouched.keys())}
        record = {"notional": NOTIONAL, "version": __version__, "key": plan.key, "files": files}
        write_text(self.folder / MANIFEST, json.dumps(record, indent=1) + "\n")
        # The manifest has all that the journal said.
        (self.folder / JOURNAL).unlink(missing_ok=True)
        for path in self.files():
            if self._name(path) not in files:
                path.unlink()

    def files(self) -> list[Path]:
        """Return all files of chunks, of this study or another, and what a crash left.

        Examples
        --------
        >>> import tempfile
        >>> Store(Path(tempfile.mkdtemp())).files()
        []
        """
        found = (path for kind in KINDS for path in (self.folder / kind).glob("*"))
        return sorted(
            path
            for path in found
            if path.is_file() and (_CHUNK.fullmatch(path.name) or LEFTOVER.match(path.name))
        )

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


# What is read back, and the type of each part of it.
_RECORD = {"tocsin_study_folder": int, "key": str, "chunks": int, "runs": int, "base": dict}
_ENTRY = {"sha256": str, "bytes": int, "runs": int, "failed": int}


def _is_valid(found: Mapping[str, Any], parts: Mapping[str, type]) -> bool:
    return all(type(found.get(name)) is kind for name, kind in parts.items())


def _is_json_of(path: Path) -> bool:
    """Whether a file that should be a study's record at least begins like one."""
    try:
        return b'"tocsin_study_folder"' in path.read_bytes()[:200]
    except OSError:
        return False


def fingerprint(data: bytes) -> dict[str, Any]:
    """Return checksum and size.

    Examples
    --------
    >>> fingerprint(b"notional")["bytes"]
    8
    """
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
