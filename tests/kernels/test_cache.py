"""Machine code is kept between runs, safely: start-up, edits, damage, read-only homes, at once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import tocsin
from tocsin.errors import RunError
from tocsin.kernels import cache, jit, library, notices
from tocsin.kernels.build import build

SOURCES = Path(tocsin.__file__).parents[1]
# One small module as the only part, which is built in a moment; prints where its code is kept.
RUN = """
import sys
import numpy as np
from tocsin.kernels import cache, library, ray
library.PARTS, library.USUAL = {"small": ("ray",)}, ("small",)
table = np.column_stack([np.array([0.0, 3e4, 4e5]), np.empty((3, 2))])
ray.trace_ray(0.0, 6.371e6, 6.371e6, 0.0, 7350.0, 2e5, table)
assert abs(table[:, 1:]).max() == 0.0, table
assert "numba" not in sys.modules
print(cache.cache_folder())
"""


def run(home, sources=SOURCES, code=RUN, **environment):
    kept = {k: v for k, v in os.environ.items() if k not in {"NUMBA_CACHE_DIR", "XDG_CACHE_HOME"}}
    kept |= {"HOME": str(home), "PYTHONPATH": str(sources), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=kept | environment,
        cwd=home,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def answer(process):
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return Path(out.strip())


def kept(folder):
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_kept_in_the_users_cache_and_used_again(tmp_path):
    folder = answer(run(tmp_path))
    assert tmp_path in folder.parents
    first = kept(folder)
    assert list(first) == ["small"]
    assert answer(run(tmp_path)) == folder
    assert kept(folder) == first


def test_the_users_own_choice_rules(tmp_path):
    chosen = tmp_path / "chosen"
    folder = answer(run(tmp_path, NUMBA_CACHE_DIR=str(chosen)))
    assert folder.parent == chosen
    assert list(kept(folder)) == ["small"]


def test_edited_sources_never_meet_old_code(tmp_path):
    sources = tmp_path / "sources"
    shutil.copytree(SOURCES / "tocsin", sources / "tocsin", ignore=shutil.ignore_patterns("*.pyc"))
    before = answer(run(tmp_path, sources))
    with (sources / "tocsin" / "kernels" / "layout.py").open("a", encoding="utf-8") as source:
        source.write("# edited\n")
    after = answer(run(tmp_path, sources))
    assert before != after
    assert list(kept(after)) == ["small"]


def test_several_starts_at_once(tmp_path):
    processes = [run(tmp_path) for _ in range(3)]
    (folder,) = {answer(process) for process in processes}
    assert list(kept(folder)) == ["small"]


@pytest.mark.parametrize("harm", [lambda code: code[:-100], lambda code: code[:-1] + b"?"])
def test_a_damaged_file_is_built_again(tmp_path, harm):
    file = answer(run(tmp_path)) / "small"
    file.write_bytes(harm(file.read_bytes()))
    assert cache.load(file) is None
    answer(run(tmp_path))
    assert cache.load(file)


@pytest.mark.parametrize("home", ["/dev/null", "/proc"])
def test_where_the_home_cannot_be_written(tmp_path, home):
    """A temporary folder of the user's own is taken instead."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = run(tmp_path, HOME=home, XDG_CACHE_HOME=f"{home}/cache", TMPDIR=str(scratch))
    folder = answer(process)
    assert scratch in folder.parents
    assert folder.parent.stat().st_mode & 0o077 == 0


def test_a_temporary_folder_that_others_may_write_is_not_trusted(tmp_path):
    """What is cached is code that will run: a folder open to others gets a fresh one instead."""
    scratch = tmp_path / "scratch"
    planted = scratch / f"tocsin-{os.getuid()}"
    planted.mkdir(parents=True)
    planted.chmod(0o777)
    process = run(tmp_path, HOME="/dev/null", XDG_CACHE_HOME="/dev/null/cache", TMPDIR=str(scratch))
    folder = answer(process)
    assert scratch in folder.parents
    assert planted not in folder.parents


def test_where_no_process_can_be_started_kernels_are_built_here(tmp_path):
    code = RUN.replace("import sys\n", "import sys, subprocess\n", 1).replace(
        'assert "numba" not in', 'assert "numba" in'
    )
    refuse = "def refuse(*_, **__): raise OSError('no more processes')\nsubprocess.Popen = refuse\n"
    assert answer(run(tmp_path, code=code.replace("library.PARTS", refuse + "library.PARTS", 1)))


def test_what_cannot_be_compiled_is_told(tmp_path):
    code = RUN.replace('("ray",)', '("nowhere",)').replace(
        "ray.trace_ray(", 'library._engine_of("small") and (', 1
    )
    out, err = run(tmp_path, code=code).communicate(timeout=60)
    assert "RunError: The kernels could not be compiled (small): ModuleNotFoundError" in err
    assert not out


def test_the_same_code_with_and_without_a_process_of_its_own():
    """Where numba links and optimises by itself the kernels give equal bits."""
    import llvmlite.binding as llvm

    from tocsin.kernels.machine import target_machine

    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target_machine())
    code = build(("notices",), [])
    engine.add_object_file(llvm.object_file.ObjectFileRef.from_data(code))
    engine.finalize_object()
    rng = np.random.default_rng(4)
    rows, delays = rng.uniform(0, 900, (6, 1000)), rng.uniform(0, 300, (5, 6))
    out = np.empty((2, 5, 1000))
    notices.min_plus(rows, delays, out[0])
    one = notices._min_plus
    here = library._function(one, engine.get_function_address(one.name))
    here(rows, delays, *notices._room(rows), out[1])
    assert out[0].tobytes() == out[1].tobytes()
    np.testing.assert_array_equal(out[0], (rows[None] + delays[:, :, None]).min(axis=1))


@pytest.mark.parametrize(
    "wrong",
    [np.zeros((3, 2), np.float32), np.zeros(6), np.zeros((2, 3)).T, np.zeros((3, 2), np.int64)],
)
def test_other_arrays_than_a_kernel_takes_are_refused(wrong):
    with pytest.raises(TypeError, match=r"_min_plus takes C-contiguous arrays of float64 with 2"):
        notices.min_plus(wrong, np.zeros((1, 3)), np.zeros((1, 2)))


def test_interpreted_kernels_are_the_functions_as_written(monkeypatch):
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    seen = []
    jit.Entry(lambda value: seen.append(value), "i")(7)
    assert seen == [7]
    assert not library.prepare()


def test_a_part_that_fails_is_an_error_of_the_run(monkeypatch):
    monkeypatch.setitem(library.PARTS, "absent", ("absent",))
    with pytest.raises(RunError, match=r"could not be compiled \(absent\)"):
        library.ready(["absent"])
