"""Where compiled kernels are kept between runs."""

import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path


def sources_digest() -> str:
    """Short hash of every kernel source file and of the compiler's version."""
    digest = hashlib.sha256(version("numba").encode())
    digest.update(version("llvmlite").encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def cache_folder() -> Path:
    """Return the first folder that can be written: the user's cache, else a temporary one."""
    from platformdirs import user_cache_path

    name = f"kernels-{sources_digest()}"
    wanted = user_cache_path("tocsin") / name
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


def prepare_cache() -> None:
    """Point numba at our cache folder unless the user has chosen one (``NUMBA_CACHE_DIR``)."""
    if "NUMBA_CACHE_DIR" in os.environ:
        return
    import numba

    numba.config.CACHE_DIR = str(cache_folder())
