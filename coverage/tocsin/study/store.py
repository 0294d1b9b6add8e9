"""The folder of a study: what is in it is whole, checked, and of one study at a time.

``study.json`` names the study; ``chunks/000123-<key>.parquet`` hold its rows; ``journal.jsonl``
gets a line with the checksum of each file *before* the file appears under its name, so that
whatever stands there is vouched for or worked out again.
"""

import errno
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin import __version__
from tocsin.constants import NOTIONAL
from tocsin.errors import InputError, RunError
from tocsin.io.atomic import atomic_path, write_text
from tocsin.io.lock import FileLock

from .file import Study
from .keys import code_digest
from .planning import Chunk, Plan

if TYPE_CHECKING:
    import pyarrow as pa

STUDY, JOURNAL, MANIFEST, LOCK = "study.json", "journal.jsonl", "manifest.json", "lock"
KINDS = ("chunks", "cells")
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
            record: dict[str, Any] = json.loads(path.read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            raise InputError(
                f"No study in {str(self.folder)!r}. Run one with: tocsin sweep STUDY -o "
                f"{self.folder}"
            ) from None
        except ValueError as error:
            raise RunError(f"{path} is damaged ({error}). Run the study again.") from error
        if record.get("tocsin_study_folder") != FORMAT:
            raise InputError(f"{path} is of another format. Run the study anew in a new folder.")
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
        with suppress(FileNotFoundError, ValueError, KeyError):
            entries |= json.loads((self.folder / MANIFEST).read_text("utf-8"))["files"]
        with suppress(FileNotFoundError):
            for line in (self.folder / JOURNAL).read_bytes().splitlines():
                # A line cut short by a crash or a full disk vouches for nothing.
                with suppress(ValueError, KeyError):
                    entry = json.loads(line)
                    entries[entry.pop("file")] = entry
        return entries

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
        return sorted(path for kind in KINDS for path in (self.folder / kind).glob("*"))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


def fingerprint(data: bytes) -> dict[str, Any]:
    """Return checksum and size.

    Examples
    --------
    >>> fingerprint(b"notional")["bytes"]
    8
    """
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


class OldRows:
    """Rows by run hash, in the files of a folder.

    Parameters
    ----------
    store : Store
    plan : Plan
        Of the study that is run now.
    """

    def __init__(self, store: Store, plan: Plan) -> None:
        self._store = store
        self._plan = plan
        self._where: dict[str, Path] = {}

    def look(self, vouched: Mapping[str, Mapping[str, Any]]) -> None:
        """Index the files that do not already stand for themselves.

        Cases by cell are not taken over: a study that keeps them is run anew where it changed.
        """
        import pyarrow.parquet as pq

        if self._plan.study.file.keep_cells:
            return
        own = {self._store.path(self._plan, chunk) for chunk in self._plan.chunks()}
        for path in sorted((self._store.folder / "chunks").glob("*.parquet")):
            name = f"chunks/{path.name}"
            known = vouched.get(name, {"failed": 0})
            if path in own and not known["failed"]:
                continue  # a chunk of this very study that is whole: nothing is to be run
            if self._store.state(path, vouched) == "whole":
                hashes = pq.read_table(path, columns=["run_hash", "error"]).to_pydict()
                pairs = zip(hashes["run_hash"], hashes["error"], strict=True)
                self._where |= {key: path for key, error in pairs if error is None and key}

    def rows(self, runs: Sequence[int]) -> "dict[int, pa.Table]":
        """Return the rows of those runs that are there."""
        if not self._where:
            return {}
        taken = {}
        for run in runs:
            key = self._hash(run)
            if key in self._where:
                taken[run] = self._taken(run, key)
        return taken

    def _hash(self, run: int) -> str | None:
        from .batch import run_hash

        try:
            return run_hash(self._plan, run)
        except Exception:  # the worker meets it again, and it becomes the run's failure there
            return None

    def _taken(self, run: int, key: str) -> "pa.Table":
        from .tables import taken_rows

        return taken_rows(_by_hash(self._where[key])[key], self._plan, run=run)


@lru_cache(maxsize=4)
def _by_hash(path: Path) -> "dict[str, pa.Table]":
    """Split a file by the hash of its runs; equal runs of one file have equal rows."""
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    hashes, runs = table["run_hash"].to_pylist(), table["run"].to_pylist()
    parts: dict[str, pa.Table] = {}
    # Rows of one run stand together, so that a run is a slice and nothing is copied.
    start = 0
    for stop in range(1, len(runs) + 1):
        if stop == len(runs) or runs[stop] != runs[start]:
            parts.setdefault(hashes[start], table.slice(start, stop - start))
            start = stop
    return parts
