"""Kernels are built beside the program, or in it, and give the same bits either way."""

import numpy as np
import pytest

from tocsin.compile import Library
from tocsin.compile.build import build
from tocsin.compile.convention import function_at
from tocsin.compile.target import engine_of
from tocsin.errors import RunError
from tocsin.kernels import notices

NO_PROCESS = """
import subprocess
def refuse(*_, **__): raise OSError('no more processes')
subprocess.Popen = refuse
"""


def test_where_no_process_can_be_started_kernels_are_built_here(toy):
    folder, numba, said = toy.run(before=NO_PROCESS)
    assert numba
    assert not said
    assert (folder / "small").exists()
    assert toy.run() == (folder, False, "")


def test_the_same_code_with_and_without_a_process_of_its_own():
    """Where numba links and optimises by itself the kernels give equal bits."""
    engine = engine_of(build(["tocsin.kernels.notices"], []))
    rng = np.random.default_rng(4)
    rows, delays = rng.uniform(0, 900, (6, 1000)), rng.uniform(0, 300, (5, 6))
    out = np.empty((2, 5, 1000))
    notices.min_plus(rows, delays, out[0])
    entry = notices._min_plus
    here = function_at(entry, engine.get_function_address(entry.name))
    here(rows, delays, *notices._room(rows), out[1])
    assert out[0].tobytes() == out[1].tobytes()
    np.testing.assert_array_equal(out[0], (rows[None] + delays[:, :, None]).min(axis=1))


@pytest.mark.parametrize(
    "wrong",
    [np.zeros((3, 2), np.float32), np.zeros(6), np.zeros((2, 3)).T, np.zeros((3, 2), np.int64)],
)
def test_other_arrays_than_a_kernel_takes_are_refused(wrong):
    with pytest.raises(TypeError, match="_first_arrival takes C-contiguous arrays of float64"):
        notices.min_plus(wrong, np.zeros((2, 3)), np.zeros((2, 2)))


def test_a_part_that_cannot_be_compiled_at_all_is_an_error_of_the_run(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    library = Library("tocsin.kernels", {"absent": ("absent",)}, ("absent",))
    with pytest.raises(RunError, match=r"could not be compiled \(absent\): ModuleNotFoundError"):
        library.ready()
