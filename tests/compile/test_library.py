"""Kernels are built beside the program, or in it, and give the same bits either way."""

import numpy as np
import pytest

from tocsin.compile import Library
from tocsin.compile.build import build
from tocsin.compile.convention import function_at
from tocsin.compile.target import engine_of
from tocsin.errors import RunError
from tocsin.kernels import notices

# Two parts, of which the first calls seams of the second.
SEAMED = {
    "parts": """
from tocsin.compile import Library
TOY = Library(
    "toy", parts={"small": ("sums",), "other": ("far",)}, usual=("small",),
    needs={"small": ("other",)},
)
entry = TOY.entry
""",
    "far": """
from tocsin.compile import floats, seam_kernel

@seam_kernel("p u f i i1 -> i")
def weighed(where, mask, factor, twice, counts):
    return int(floats(where, 0, (2,))[1] * factor) + int(mask) * (2 if twice else 1) + counts[0]

@seam_kernel("p")
def doubled(where):
    floats(where, 0, (1,))[0] *= 2.0
""",
    "more": """
import numpy as np
from tocsin.compile import pointer
from toy.far import doubled, weighed

@entry("f1 i1 -> i")
def beyond(numbers, counts):
    doubled(pointer(numbers))
    # A truth value, where an integer is asked for.
    return weighed(pointer(numbers), np.uint64(5), 2.0, counts[0] > 0, counts)
""",
}
CALL_BEYOND = """
import numpy as np
from toy import sums
numbers = np.array([1.0, 2.0])
assert sums.beyond(numbers, np.array([100])) == 114
assert numbers.tolist() == [2.0, 2.0]
"""

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


def test_a_part_comes_with_those_whose_seams_it_calls(toy):
    for name in ("parts", "far"):
        (toy.sources / "toy" / f"{name}.py").write_text(SEAMED[name], "utf-8")
    with (toy.sources / "toy" / "sums.py").open("a", encoding="utf-8") as sums:
        sums.write(SEAMED["more"])
    folder, numba, said = toy.run(before=CALL_BEYOND)
    assert not numba
    assert not said
    # The one names what is in the other, which knows nothing of it.
    small, other = ((folder / part).read_bytes() for part in ("small", "other"))
    assert b"far.weighed" in small
    assert b"sums.beyond" in small
    assert b"far.weighed" in other
    assert b"sums" not in other
    (folder / "other").unlink()
    assert toy.run(before=CALL_BEYOND) == (folder, False, "")
    assert (folder / "other").exists()
    # As they are written, and as numba alone compiles them, seams are kernels like others.
    toy.run(before=CALL_BEYOND, NUMBA_DISABLE_JIT="1")
    (folder / "small.refused").write_text("tried in vain", "utf-8")
    assert toy.run(before=CALL_BEYOND)[1]
