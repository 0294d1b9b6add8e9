"""Compiled code is kept between runs, safely: start-up, edits, read-only homes, at once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tocsin

SOURCES = Path(tocsin.__file__).parents[1]
# A kernel that compiles in a moment; prints where its code is kept and its answer.
RUN = """
import tocsin.kernels
from tocsin.kernels import path
import numba
print(path.flight_time(200.0, 100.0), numba.config.CACHE_DIR)
"""


def run(home, sources=SOURCES, **environment):
    kept = {k: v for k, v in os.environ.items() if k not in {"NUMBA_CACHE_DIR", "XDG_CACHE_HOME"}}
    kept |= {"HOME": str(home), "PYTHONPATH": str(sources), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", RUN],
        env=kept | environment,
        cwd=home,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def answer(process):
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    time, folder = out.split()
    assert time == "250.0"
    return Path(folder)


def compiled(folder):
    return sorted(folder.rglob("*.nbc"))


def test_kept_in_the_users_cache_and_used_again(tmp_path):
    folder = answer(run(tmp_path))
    assert tmp_path in folder.parents
    first = {path: path.stat().st_mtime_ns for path in compiled(folder)}
    assert first
    assert answer(run(tmp_path)) == folder
    assert {path: path.stat().st_mtime_ns for path in compiled(folder)} == first


def test_the_users_own_choice_rules(tmp_path):
    chosen = tmp_path / "chosen"
    assert answer(run(tmp_path, NUMBA_CACHE_DIR=str(chosen))) == chosen
    assert compiled(chosen)


def test_edited_sources_never_meet_old_code(tmp_path):
    """Inlined functions of an edited module are compiled anew: another folder."""
    sources = tmp_path / "sources"
    shutil.copytree(SOURCES / "tocsin", sources / "tocsin", ignore=shutil.ignore_patterns("*.pyc"))
    before = answer(run(tmp_path, sources))
    with (sources / "tocsin" / "kernels" / "layout.py").open("a", encoding="utf-8") as source:
        source.write("# edited\n")
    after = answer(run(tmp_path, sources))
    assert before != after
    assert compiled(after)


def test_several_starts_at_once(tmp_path):
    processes = [run(tmp_path) for _ in range(3)]
    assert len({answer(process) for process in processes}) == 1


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
