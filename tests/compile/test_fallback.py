"""Each thing that may fail on the way to machine code, broken on purpose.

The kernels give the same numbers, by way of ``numba.njit``, and one sentence says that starting is
slower, and why. Nothing crashes.
"""

import numpy as np
import pytest

from tocsin.compile import canary, convention
from tocsin.compile.build import build
from tocsin.compile.target import engine_of

SLOWER = "Kernels are compiled by numba alone, so that starting is slower: "
# Breaks the building process alone: Python runs a sitecustomize.py that is on its path.
BREAK_BUILDING = """
import os
os.environ["PYTHONPATH"] = {folder!r} + os.pathsep + os.environ["PYTHONPATH"]
"""
OTHER_ORDER = """
from tocsin.compile import convention
usual = convention._flat
def swapped(array):
    flat = usual(array)
    return flat[:5] + flat[5 + array.ndim:] + flat[5:5 + array.ndim]
convention._flat = swapped
"""
# In a building process, what numba keeps to itself is gone, or something else happens.
BROKEN = {
    "a private name is gone": (
        "from numba.core import cgutils\ndel cgutils.raw_memcpy",
        "has no attribute 'raw_memcpy'",
    ),
    "a private option is gone": (
        "from numba.core import cpu\ndel cpu._options_mixin._nrt",
        "Unrecognized options: {'_nrt'}",
    ),
    "another function comes out": (
        "from tocsin.compile import convention\nconvention._slots_of = lambda kind: []",
        "ConventionError: sums.totals takes ptr, ptr, ptr, ptr, i64",
    ),
    "other arguments are read": (
        OTHER_ORDER,
        "ConventionError: a kernel reads an array otherwise than it is handed over",
    ),
    "the process ends": (
        "from tocsin.compile import canary\nimport os\ncanary.check = lambda _: os.abort()",
        "what was compiled ended a process (exit code -6)",
    ),
}


def said_once(text, why):
    assert text.count("\n") == 1, text
    assert text.startswith(SLOWER)
    assert why in text


def break_building(toy, code):
    breaker = toy.home / "breaker"
    breaker.mkdir()
    (breaker / "sitecustomize.py").write_text(code, encoding="utf-8")
    return toy.run(before=BREAK_BUILDING.format(folder=str(breaker)))


@pytest.mark.parametrize("name", BROKEN)
def test_a_build_that_fails(toy, name):
    code, why = BROKEN[name]
    folder, numba, said = break_building(toy, code)
    assert numba
    said_once(said, why)
    assert why in (folder / "small.refused").read_text("utf-8")


def test_what_is_known_to_fail_is_not_tried_again(toy):
    """And what numba has kept is used again."""
    folder, _, said = break_building(toy, BROKEN["the process ends"][0])
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.nbc")}
    assert len(before) == 2
    assert toy.run() == (folder, True, said)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.nbc")} == before


def test_a_canary_that_differs_when_code_is_loaded(toy):
    folder, _, _ = toy.run()
    _, numba, said = toy.run(before=OTHER_ORDER)
    assert numba
    said_once(said, "ConventionError: a kernel reads an array otherwise than it is handed over")
    assert (folder / "small.refused").exists()


def test_a_process_that_is_killed_is_tried_again(toy):
    """That says nothing about the code: too little memory, perhaps."""
    folder, numba, said = break_building(toy, "import os\nos.kill(os.getpid(), 9)\n")
    assert numba
    said_once(said, "exit code -9")
    assert toy.run() == (folder, False, "")


def test_where_no_code_can_be_kept(toy):
    code = """
from tocsin.compile import library
def refuse(*_): raise OSError("no place to write to")
library.cache_folder = refuse
"""
    _, numba, said = toy.run(before=code, folder="None")
    assert numba
    said_once(said, "OSError: no place to write to")


def test_a_file_that_can_neither_be_read_nor_replaced(toy):
    folder, _, _ = toy.run()
    (folder / "small").unlink()
    (folder / "small").mkdir()
    again, numba, said = toy.run()
    assert again == folder
    assert numba
    assert said == f"Compiled kernels cannot be kept in {folder}: every start compiles anew\n"


def test_an_edit_is_never_answered_by_what_numba_has_kept(toy):
    first, _, _ = toy.run(before=OTHER_ORDER)
    source = toy.sources / "toy" / "sums.py"
    source.write_text(source.read_text("utf-8").replace("100.0", "101.0"), "utf-8")
    second, numba, _ = toy.run(before=OTHER_ORDER, limit=101.0)
    assert first != second
    assert numba


def test_the_canary_reads_all_of_an_array(monkeypatch):
    """Whatever of the parts of an array is handed over otherwise, the number is another."""
    engine = engine_of(build([], []))
    canary.check(engine)
    usual = convention._flat
    for position in range(2, len(usual(np.zeros((2, 3))))):

        def flat(array, position=position):
            parts = usual(array)
            if array.ndim == 2:
                parts[position] += 8
            return parts

        monkeypatch.setattr(convention, "_flat", flat)
        with pytest.raises(convention.ConventionError, match="otherwise than it is handed over"):
            canary.check(engine)
