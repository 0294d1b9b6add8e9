"""Machine code is kept between runs, safely: start-up, edits, damage, read-only homes, at once."""

import os

import pytest

from tocsin.compile import cache


def kept(folder):
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_kept_in_the_users_cache_and_used_again(toy):
    folder, numba, said = toy.run()
    assert toy.home in folder.parents
    assert not numba
    assert not said
    first = kept(folder)
    assert list(first) == ["small"]
    assert toy.run() == (folder, False, "")
    assert kept(folder) == first


def test_the_users_own_choice_rules(toy):
    chosen = toy.home / "chosen"
    folder, _, _ = toy.run(NUMBA_CACHE_DIR=str(chosen))
    assert folder.parent == chosen
    assert list(kept(folder)) == ["small"]


def test_edited_sources_never_meet_old_code(toy):
    before, _, _ = toy.run()
    with (toy.sources / "toy" / "parts.py").open("a", encoding="utf-8") as source:
        source.write("# edited\n")
    after, _, _ = toy.run()
    assert before != after
    assert list(kept(after)) == ["small"]


def test_several_starts_at_once(toy):
    processes = [toy.start() for _ in range(3)]
    results = {toy.result(process) for process in processes}
    ((folder, _, _),) = results
    assert list(kept(folder)) == ["small"]


@pytest.mark.parametrize("harm", [lambda code: code[:-100], lambda code: code[:-1] + b"?"])
def test_a_damaged_file_is_built_again(toy, harm):
    file = toy.run()[0] / "small"
    file.write_bytes(harm(file.read_bytes()))
    assert cache.load(file) is None
    toy.run()
    assert cache.load(file)


def test_only_what_is_sealed_is_loaded(tmp_path):
    file = tmp_path / "part"
    cache.keep(file, b"machine code")
    assert cache.load(file) == b"machine code"
    for position in range(file.stat().st_size):
        sealed = bytearray(file.read_bytes())
        sealed[position] ^= 1
        (tmp_path / "other").write_bytes(sealed)
        assert cache.load(tmp_path / "other") is None
    assert [path.name for path in tmp_path.iterdir()] == ["part", "other"]


@pytest.mark.parametrize("home", ["/dev/null", "/proc"])
def test_where_the_home_cannot_be_written(toy, home):
    """A temporary folder of the user's own is taken instead."""
    scratch = toy.home / "scratch"
    scratch.mkdir()
    folder, _, _ = toy.run(HOME=home, XDG_CACHE_HOME=f"{home}/cache", TMPDIR=str(scratch))
    assert scratch in folder.parents
    assert folder.parent.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="needs users as POSIX has them")
def test_a_temporary_folder_that_others_may_write_is_not_trusted(toy):
    """What is cached is code that will run: a folder open to others gets a fresh one instead."""
    scratch = toy.home / "scratch"
    planted = scratch / f"tocsin-{os.getuid()}"
    planted.mkdir(parents=True)
    planted.chmod(0o777)
    folder, _, _ = toy.run(HOME="/dev/null", XDG_CACHE_HOME="/dev/null/cache", TMPDIR=str(scratch))
    assert scratch in folder.parents
    assert planted not in folder.parents
