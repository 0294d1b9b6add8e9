"""A file appears whole or not at all, and failures say what to do."""

import errno
import os

import pytest

from tocsin.errors import InputError, RunError
from tocsin.io.atomic import atomic_path, write_text


@pytest.fixture
def old(tmp_path):
    return write_text(tmp_path / "result.csv", "old")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_replaces_an_older_file(old):
    write_text(old, "new")
    assert old.read_text() == "new"
    assert names(old.parent) == ["result.csv"]


def test_temporary_name_is_in_the_same_folder_and_keeps_the_suffix(tmp_path):
    with atomic_path(tmp_path / "map.svg") as temporary:
        assert temporary.parent == tmp_path
        assert temporary.suffix == ".svg"
        temporary.touch()
        assert not (tmp_path / "map.svg").exists()


@pytest.mark.parametrize("failure", [KeyboardInterrupt, ValueError, SystemExit])
def test_failure_leaves_the_old_file_and_no_other(old, failure):
    with pytest.raises(failure), atomic_path(old) as temporary:
        temporary.write_text("half")
        raise failure
    assert old.read_text() == "old"
    assert names(old.parent) == ["result.csv"]


def test_makes_missing_folders(tmp_path):
    assert write_text(tmp_path / "a" / "b" / "c.txt", "x").read_text() == "x"


def test_two_writers_do_not_meet(tmp_path):
    target = tmp_path / "x.txt"
    with atomic_path(target) as first, atomic_path(target) as second:
        assert first != second
        first.write_text("1")
        second.write_text("2")
    assert target.read_text() == "1"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk_is_a_failed_run(old, code):
    with pytest.raises(RunError, match=r"result\.csv.*Free some space"), atomic_path(old) as path:
        path.write_text("half")
        raise OSError(code, os.strerror(code))
    assert old.read_text() == "old"
    assert names(old.parent) == ["result.csv"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")  # noqa: PTH110
def test_a_disk_that_is_really_full(tmp_path):
    with pytest.raises(RunError, match="No space left"), atomic_path(tmp_path / "x") as path:
        path.symlink_to("/dev/full")
        path.write_text("x" * 10_000)
    assert names(tmp_path) == []


def test_target_is_a_folder(tmp_path):
    with pytest.raises(InputError, match=r"Is a directory.*Choose a folder"):
        write_text(tmp_path, "x")


def test_parent_is_a_file(old):
    with pytest.raises(InputError, match="Choose a folder"):
        write_text(old / "x.txt", "x")
    with pytest.raises(InputError, match="Choose a folder"):
        write_text(old / "y" / "x.txt", "x")


def test_folder_without_permission(tmp_path, monkeypatch):
    # The tests may run as root, whom no permission stops.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(InputError, match=r"Permission denied.*Choose a folder"):
        write_text(tmp_path / "x.txt", "x")


def test_errors_about_other_files_pass_through(tmp_path):
    with pytest.raises(FileNotFoundError), atomic_path(tmp_path / "x.txt"):
        (tmp_path / "elsewhere" / "input.txt").read_text()
