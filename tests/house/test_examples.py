"""The gallery's examples run from start to end, away from the tests: several in one process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("plot_*.py"))
# Longer ones have a process of their own, for the sake of two cores.
LONG = ("plot_founding_claim", "plot_two_promises")
# As a user would run them, one after the other; imports are paid once.
RUN = """
import runpy, sys
for path in sys.argv[1:]:
    print(path, file=sys.stderr)
    assert "figure" in runpy.run_path(path, run_name="__main__") or "strip" in open(path).read()
"""


def test_there_are_enough():
    assert len(EXAMPLES) >= 10


def test_each_says_what_it_shows_and_is_short():
    for path in EXAMPLES:
        text = path.read_text("utf-8")
        assert text.startswith(('"""', 'r"""')), path
        assert path.stem in LONG or text.count("\n") < 60, path


@pytest.mark.parametrize(
    "paths",
    [[path] for path in EXAMPLES if path.stem in LONG]
    + [[path for path in EXAMPLES if path.stem not in LONG]],
    ids=[*LONG, "short"],
)
def test_examples_run(paths, tmp_path):
    command = [RUN, *paths] if len(paths) > 1 else None
    run = subprocess.run(
        [sys.executable, *(["-c", *command] if command else map(str, paths))],
        cwd=tmp_path,
        env=os.environ | {"MPLBACKEND": "Agg"},
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert run.returncode == 0, run.stderr[-3000:]
