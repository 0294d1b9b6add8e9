"""One process at a time: a file lock that works on every system."""

import errno
import os
import socket
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

# Windows lets nobody read bytes that are locked: one far behind the text that names the holder.
_FAR = 1 << 30


class FileLock:
    """Hold a file, so that no other process can until the block ends.

    The operating system lets go when the process ends, however it ends: by ``flock``, on Windows
    by ``msvcrt.locking``. A system that has neither gets a marker, a second file that only one
    process can create; if that process is killed, somebody has to remove it.

    Parameters
    ----------
    path : Path
        The file. It is created where it is missing, and stays: another process may wait on it.

    Raises
    ------
    BlockingIOError
        On entering, if another process holds the file; `holder` says which.
    OSError
        On entering, if the file cannot be opened or the disk has no locks.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "lock"
    >>> with FileLock(path) as lock:
    ...     lock.holder().startswith(f"process {os.getpid()} on ")
    True
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.marker = path.with_name(f"{path.name}.held")
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        """Take the lock, at once or not at all."""
        file = self.path.open("a+", encoding="utf-8")
        try:
            _take(file, self.marker)
        except BaseException:
            file.close()
            raise
        self._file = file
        _write(file, f"process {os.getpid()} on {socket.gethostname()} since {_now()}")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go."""
        assert self._file is not None
        # Emptied, not removed: another process may already wait on this very file.
        _write(self._file, "")
        _release(self._file, self.marker)
        self._file.close()

    def holder(self) -> str:
        """Return who holds the file: process, machine, since when, and what to do if it is gone."""
        name = ""
        with suppress(OSError):
            name = self.path.read_text("utf-8")
        remedy = f"; if it is gone, remove {self.marker}" if self.marker.exists() else ""
        return (name or "unknown") + remedy


def _take(file: IO[str], marker: Path) -> None:
    if (fcntl := _module("fcntl")) is not None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    elif (msvcrt := _module("msvcrt")) is not None:
        os.lseek(file.fileno(), _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(errno.EAGAIN, "Locked", file.name) from error
    else:
        try:
            marker.touch(exist_ok=False)
        except FileExistsError as error:
            raise BlockingIOError(errno.EAGAIN, "Locked", str(marker)) from error


def _release(file: IO[str], marker: Path) -> None:
    if _module("fcntl") is not None:
        return  # it ends when the file is closed
    if (msvcrt := _module("msvcrt")) is not None:
        os.lseek(file.fileno(), _FAR, os.SEEK_SET)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        marker.unlink(missing_ok=True)


def _module(name: str) -> Any:
    """Return a module of the standard library that not every system has, else None."""
    try:
        return import_module(name)
    except ImportError:
        return None


def _write(file: IO[str], text: str) -> None:
    # A full disk must not keep anyone from reading on; the lock itself needs no space.
    with suppress(OSError):
        file.truncate(0)
        file.write(text)
        file.flush()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
