"""A small package with kernels of its own, used in fresh processes whose home is empty."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import tocsin

SOURCES = Path(tocsin.__file__).parents[1]
TOY = {
    "__init__": "",
    "parts": """
from tocsin.compile import Library
TOY = Library("toy", parts={"small": ("sums",)}, usual=("small",))
entry = TOY.entry
""",
    "sums": '''
import numpy as np
from tocsin.compile import (
    copy, floats, inner_kernel, lane_kernel, lowest_bit, pointer, put, shifted
)
from toy.parts import entry

@lane_kernel
def scaled(value, factor):
    return value * factor if value < np.inf else value

@inner_kernel
def total(row, factor):
    result = 0.0
    for i in range(row.shape[0]):
        result += scaled(row[i], factor)
    return result

@inner_kernel
def last_two(where, n):
    """Sum of the last two numbers, by way of all that `memory` has."""
    copy(where, 0, n - 2, 2)
    put(where, 2, float(lowest_bit(np.uint64(40))))
    tail = floats(shifted(where, 1), 0, (1, 3))
    return tail[0, 0] + tail[0, 1] + tail[0, 2]

@entry("f2 f f1 i1 -> i")
def totals(rows, factor, out, count):
    """Total of each row times a factor, into out; count: how many there were before."""
    for i in range(rows.shape[0]):
        out[i] = min(total(rows[i], factor), 100.0)
    count[0] += max(rows.shape[0], 1)
    return rows.shape[0]

@entry("f1 f1")
def tails(numbers, out):
    out[0] = last_two(pointer(numbers), numbers.shape[0])
''',
}
# Runs both kernels; prints where their code is kept and whether numba was needed.
RUN = """
import sys
{before}
import numpy as np
from toy import sums
from toy.parts import TOY
out, count = np.zeros(3), np.array([4])
assert sums.totals(np.array([[0, 1], [2, 3], [4, np.inf]]), 2.0, out, count) == 3
assert out.tolist() == [2.0, 10.0, {limit}], out
assert count[0] == 7, count
sums.tails(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), out)
assert out[0] == 12.0, out
print({folder})
print("numba" in sys.modules)
"""


class Toy:
    """The package in a folder, and what comes of using it in a process."""

    def __init__(self, home):
        self.home, self.sources = home, home / "sources"
        (self.sources / "toy").mkdir(parents=True)
        for name, text in TOY.items():
            (self.sources / "toy" / f"{name}.py").write_text(text, encoding="utf-8")

    def start(self, *, before="", limit=100.0, folder="TOY.folder", **environment):
        code = RUN.replace("{before}", before)
        code = code.replace("{limit}", str(limit)).replace("{folder}", folder)
        own = {"NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "NUMBA_DISABLE_JIT"}
        usual = {name: text for name, text in os.environ.items() if name not in own}
        usual |= {
            "HOME": str(self.home),
            "PYTHONPATH": f"{self.sources}{os.pathsep}{SOURCES}",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return subprocess.Popen(
            [sys.executable, "-c", code],
            env=usual | environment,
            cwd=self.home,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, **given):
        """Folder of the code, whether numba was imported, and what was said on standard error."""
        return self.result(self.start(**given))

    @staticmethod
    def result(process):
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        folder, numba = out.split("\n")[:2]
        return Path(folder), numba == "True", err


@pytest.fixture
def toy(tmp_path):
    return Toy(tmp_path)
