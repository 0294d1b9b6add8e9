"""The gallery's examples run from start to end, away from the tests, in one process."""

import os
import subprocess
import sys
from pathlib import Path

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("plot_*.py"))
# What these show takes more lines.
LONG = ("plot_founding_claim", "plot_two_promises")
# As a user would run them, one after the other; imports are paid once.
RUN = """
import runpy, sys
for path in sys.argv[1:]:
    print(path, file=sys.stderr)
    names = runpy.run_path(path, run_name="__main__")
    assert {"figure", "fig"} & names.keys() or "strip" in open(path).read()
"""


def test_there_are_enough():
    assert len(EXAMPLES) >= 10


def test_each_says_what_it_shows_and_is_short():
    for path in EXAMPLES:
        text = path.read_text("utf-8")
        assert text.startswith(('"""', 'r"""')), path
        assert path.stem in LONG or text.count("\n") < 60, path


def test_examples_run(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", RUN, *EXAMPLES],
        cwd=tmp_path,
        env=os.environ | {"MPLBACKEND": "Agg"},
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert run.returncode == 0, run.stderr[-3000:]
