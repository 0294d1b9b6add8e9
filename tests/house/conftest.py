"""The tree as the house tests look at it."""

import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def package(root):
    return root / "coverage" / "tocsin"


@pytest.fixture(scope="session")
def modules(package):
    """The package's Python files, and the names they are imported by."""
    named = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return named


@pytest.fixture(scope="session")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def tracked(root):
    """Files under version control, or about to be; skips where there is no git."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    paths = (root / name for name in listing.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


@pytest.fixture(scope="session")
def tracked_text(tracked):
    """Path and text of every tracked file that is text."""
    texts = {}
    for path in tracked:
        content = path.read_bytes()
        if b"\0" not in content:
            texts[path] = content.decode("utf-8")
    return texts
