"""Where machine code is kept between runs."""

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from tocsin.compile.target import describe

_DIGEST = hashlib.sha256


def sources_digest(folders: Iterable[Path]) -> str:
    """Short hash of all source files in some folders, of the compiler and of the processor."""
    digest = _DIGEST(f"{version('numba')} {version('llvmlite')} {describe()}".encode())
    for folder in folders:
        for path in sorted(folder.glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def cache_folder(digest: str) -> Path:
    """Return the first folder that can be written: the user's cache, else a temporary one.

    Its name says what the code was made from: an edit, an upgrade or another processor never meets
    foreign code. ``NUMBA_CACHE_DIR`` names another place.

    Raises
    ------
    OSError
        Nothing can be written, not even a temporary folder.
    """
    from platformdirs import user_cache_path

    name = f"kernels-{digest}"
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    wanted = (Path(chosen) if chosen else user_cache_path("tocsin")) / name
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=wanted):
            return wanted
    except OSError:
        fallback = _private_folder() / name
        fallback.mkdir(exist_ok=True)
        return fallback


def _private_folder() -> Path:
    """Temporary folder that nobody else could have filled: what is cached is code that will run."""
    user = os.getuid() if hasattr(os, "getuid") else "user"
    folder = Path(tempfile.gettempdir()) / f"tocsin-{user}"
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        about = folder.lstat()
        mine = stat.S_ISDIR(about.st_mode) and about.st_uid == user
        if mine and not about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            return folder
    return Path(tempfile.mkdtemp(prefix="tocsin-"))


def load(file: Path) -> bytes | None:
    """Machine code from a file; None where there is none, or where it is damaged."""
    try:
        sealed = file.read_bytes()
    except OSError:
        return None
    size = _DIGEST().digest_size
    seal, code = sealed[:size], sealed[size:]
    return code if seal == _DIGEST(code).digest() else None


def keep(file: Path, code: bytes) -> None:
    """Keep machine code in a file, which appears whole. A full disk costs a later build."""
    _write(file, _DIGEST(code).digest() + code)


def refusal(file: Path) -> str | None:
    """Why a part's machine code is not to be built or used; None where nothing speaks against."""
    try:
        return _note(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def refuse(file: Path, why: str) -> None:
    """Note why, so that the next run does not try what is known to fail."""
    _write(_note(file), why.encode())


def _note(file: Path) -> Path:
    return file.with_name(f"{file.name}.refused")


def _write(file: Path, content: bytes) -> None:
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(file)
    except OSError:
        with suppress(OSError):
            beside.unlink()
