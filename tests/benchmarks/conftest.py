"""What is measured at length lives with the benchmarks, and asks the slow model."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = [str(ROOT / "benchmarks"), str(ROOT / "tests" / "model")]


@pytest.fixture(scope="session", autouse=True)
def _benchmarks_on_path():
    sys.path[:0] = FOLDERS
    yield
    for folder in FOLDERS:
        sys.path.remove(folder)
