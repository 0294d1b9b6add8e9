"""Whole files or none: write under a temporary name in the same folder, then rename."""

import errno
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tocsin.errors import InputError, RunError

LEFTOVER = re.compile(r"\.tmp-(\d+)-[0-9a-f]+(?=[.-]|$)")
"""A temporary name, and the process whose it is: what stays of one is nobody's any more."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_ENTRY = {
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST),
    *(errno.ENOENT, errno.ENAMETOOLONG, errno.EINVAL),
}


@contextmanager
def atomic_path(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Lend a temporary name that becomes `path` when the block ends well.

    The temporary file lies in the same folder, so that the rename is atomic, and keeps the suffix,
    so that writers which look at it work. It is removed when the block fails or is interrupted; a
    file that stood at `path` before is then untouched.

    Parameters
    ----------
    path : path-like
        Where the file shall be. Missing folders are made.

    Yields
    ------
    pathlib.Path
        The name to write to.

    Raises
    ------
    InputError
        If the folder cannot be made or written to, or `path` is a folder.
    RunError
        If the disk is full.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with atomic_path(folder / "note.txt") as temporary:
    ...     _ = temporary.write_text("notional")
    >>> [file.name for file in folder.iterdir()]
    ['note.txt']
    """
    target = Path(path)
    # Process and chance in the name: two processes may write the same file, and the last one wins.
    # The name itself is left out: it may be as long as a system allows.
    temporary = target.with_name(f".tmp-{os.getpid()}-{uuid.uuid4().hex[:8]}{target.suffix}")
    try:
        _prepare(target)
        yield temporary
        _sync(temporary)
        temporary.replace(target)
    except OSError as error:
        _explain(error, target=target, temporary=temporary)
        raise
    finally:
        with suppress(OSError):  # a failed removal must not hide why we are here
            temporary.unlink()


def write_text(path: str | os.PathLike[str], text: str) -> Path:
    r"""Write a UTF-8 text file, whole or not at all, with ``\n`` line ends on every system.

    Examples
    --------
    >>> import tempfile
    >>> write_text(Path(tempfile.mkdtemp()) / "a" / "b.txt", "notional").read_text()
    'notional'
    """
    with atomic_path(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
    return Path(path)


def _prepare(target: Path) -> None:
    """Make the folder, refuse a target that is one, and fail early where we may not write."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "Is a folder", str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    # Asked before hours of work, not found out at their end.
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, "Permission denied", str(target.parent))


def _sync(temporary: Path) -> None:
    """Force the bytes to the disk: after a crash a renamed file must not be an empty one."""
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())


def _explain(error: OSError, *, target: Path, temporary: Path) -> None:
    """Turn what we can tell the user about into one sentence; leave other errors as they are."""
    if error.errno in _FULL:
        raise RunError(
            f"Cannot write {str(target)!r}: {os.strerror(error.errno)}. "
            "Free some space, or write to another disk; the unfinished file was removed."
        ) from error
    # An error about some other file (a font, a map) is not about where we write.
    ours = {str(target), str(temporary), str(target.parent)} | {str(p) for p in target.parents}
    if error.errno in _NO_ENTRY and str(error.filename) in ours:
        raise InputError(
            f"Cannot write {str(target)!r}: {os.strerror(error.errno)} "
            f"({str(error.filename)!r}). Choose a folder that you may write to."
        ) from error
