"""Where compiled kernels are kept between runs."""

import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from tocsin.kernels.machine import describe

_DIGEST = hashlib.sha256


def sources_digest() -> str:
    """Short hash of every kernel source file, of the compiler's versions and of the processor."""
    digest = _DIGEST(f"{version('numba')} {version('llvmlite')} {describe()}".encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def cache_folder() -> Path:
    """Return the first folder that can be written: the user's cache, else a temporary one.

    ``NUMBA_CACHE_DIR`` names another.
    """
    from platformdirs import user_cache_path

    name = f"kernels-{sources_digest()}"
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
        kept = file.read_bytes()
    except OSError:
        return None
    size = _DIGEST().digest_size
    seal, code = kept[:size], kept[size:]
    return code if seal == _DIGEST(code).digest() else None


def keep(file: Path, code: bytes) -> None:
    """Keep machine code in a file, which appears whole. A full disk costs a later build."""
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        beside.write_bytes(_DIGEST(code).digest() + code)
        beside.replace(file)
    except OSError:
        with suppress(OSError):
            beside.unlink()
