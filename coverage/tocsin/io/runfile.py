"""``run.json``: what was run, with what, when, and the fingerprints of the files it wrote."""

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from tocsin.io.atomic import write_text
from tocsin.io.definition import Definition

KEY_PACKAGES = (
    *("tocsin", "numba", "llvmlite", "numpy", "scipy", "pyproj", "shapely", "h3"),
    *("pandas", "pyarrow", "xarray", "duckdb", "pydantic"),
)
"""Packages whose versions may change a number."""


def write_run(
    path: str | os.PathLike[str],
    *,
    definition: Definition,
    about: str = "",
    cards: Mapping[str, Any],
    started: datetime,
    seconds: Mapping[str, float],
    files: Iterable[str | os.PathLike[str]],
) -> Path:
    """Write the record of a run, last of all its files.

    Parameters
    ----------
    path : path-like
        ``run.json`` of the run's folder.
    definition : Definition
        Scenario, seed and version.
    about : str
        By what name a user ran the scenario.
    cards : mapping
        The cards that the run used, after the scenario's overrides; plain data.
    started : datetime
        With a time zone.
    seconds : mapping of str to float
        Time spent, by stage.
    files : iterable of path-like
        What the run wrote, in the folder of `path` or below.

    Raises
    ------
    InputError
        If the folder cannot be written to.
    RunError
        If the disk is full.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> wrote = write_text(folder / "answer.txt", "notional")
    >>> record = write_run(folder / "run.json", definition=Definition("tocsin: 1"), cards={},
    ...     started=datetime(2026, 1, 1, tzinfo=UTC), seconds={"run": 0.25}, files=[wrote])
    >>> list(json.loads(record.read_text())["files"])
    ['answer.txt']
    """
    folder = Path(path).parent
    record = {
        "tocsin": definition.version,
        "notional": definition.notional,
        "about": about,
        "seed": definition.seed,
        "scenario": definition.scenario,
        "cards": cards,
        "versions": versions(),
        "platform": {"python": platform.python_version(), "system": platform.platform()},
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": {stage: round(spent, 3) for stage, spent in seconds.items()},
        "files": fingerprints(files, folder=folder),
    }
    # Not-a-number is no JSON: better no file than one that other programs refuse.
    return write_text(path, json.dumps(record, indent=1, default=str, allow_nan=False) + "\n")


def versions() -> dict[str, str]:
    """Versions of the packages that may change a number.

    Examples
    --------
    >>> "numba" in versions()
    True
    """
    versions_of = {}
    for package in KEY_PACKAGES:
        try:
            versions_of[package] = version(package)
        except PackageNotFoundError:
            versions_of[package] = "absent"
    return versions_of


def fingerprints(
    files: Iterable[str | os.PathLike[str]], *, folder: str | os.PathLike[str]
) -> dict[str, dict[str, Any]]:
    """SHA-256 and size of files, by their name relative to a folder, sorted.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = write_text(folder / "maps" / "a.txt", "notional")
    >>> fingerprints([folder / "maps" / "a.txt"], folder=folder)["maps/a.txt"]["bytes"]
    8
    """
    # Slashes on every system, so that a folder can be checked on another one.
    named = {Path(file).relative_to(folder).as_posix(): Path(file) for file in files}
    return {
        name: {"sha256": sha256(file), "bytes": file.stat().st_size}
        for name, file in sorted(named.items())
    }


def sha256(path: str | os.PathLike[str]) -> str:
    """Hexadecimal SHA-256 of a file, read piece by piece.

    Examples
    --------
    >>> import tempfile
    >>> note = write_text(Path(tempfile.mkdtemp()) / "note.txt", "abc")
    >>> sha256(note)[:16]  # the test vector of FIPS 180-4
    'ba7816bf8f01cfea'
    """
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
