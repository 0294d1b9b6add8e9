"""One process at a time, by whatever the system has."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tocsin.io.lock import FileLock

SYSTEMS = {
    "as it is": {},
    "Windows": {"fcntl": None},
    "neither": {"fcntl": None, "msvcrt": None},
}


def windows():
    """A stand-in for msvcrt: one byte range of one file, as `locking` sees it."""
    locked = {}

    def locking(descriptor, mode, size):
        key = (os.fstat(descriptor).st_ino, os.lseek(descriptor, 0, os.SEEK_CUR), size)
        if mode == 0:
            del locked[key]
        elif key in locked:
            raise PermissionError(13, "Permission denied")
        else:
            locked[key] = True

    return SimpleNamespace(locking=locking, LK_NBLCK=2, LK_UNLCK=0)


@pytest.fixture(params=SYSTEMS)
def system(request, monkeypatch):
    """Modules hidden as they are missing elsewhere."""
    hidden = SYSTEMS[request.param]
    for name in hidden:
        monkeypatch.setitem(sys.modules, name, None)
    if request.param == "Windows":
        monkeypatch.setitem(sys.modules, "msvcrt", windows())
    return request.param


def test_one_at_a_time(system, tmp_path):
    path = tmp_path / "lock"
    with FileLock(path) as lock:
        assert lock.holder().startswith(f"process {os.getpid()} on ")
        second = FileLock(path)
        for _ in range(2):
            with pytest.raises(BlockingIOError), second:
                pass
        assert second.holder().startswith(f"process {os.getpid()} on ")
    with FileLock(path):
        pass
    assert path.read_text() == ""
    assert [file.name for file in tmp_path.iterdir()] == ["lock"]


def test_a_failure_inside_lets_go(system, tmp_path):
    with pytest.raises(ZeroDivisionError), FileLock(tmp_path / "lock"):
        _ = 1 / 0
    with FileLock(tmp_path / "lock"):
        pass


def test_a_marker_of_the_dead_says_what_to_remove(monkeypatch, tmp_path):
    for name in ("fcntl", "msvcrt"):
        monkeypatch.setitem(sys.modules, name, None)
    (tmp_path / "lock.held").touch()
    lock = FileLock(tmp_path / "lock")
    with pytest.raises(BlockingIOError), lock:
        pass
    assert f"remove {tmp_path / 'lock.held'}" in lock.holder()


def test_a_killed_process_lets_go(tmp_path):
    pytest.importorskip("fcntl")
    code = (
        "import os, signal, sys; from pathlib import Path; from tocsin.io.lock import FileLock\n"
        "with FileLock(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    path = tmp_path / "lock"
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert done.returncode < 0
    assert path.read_text().startswith("process ")
    with FileLock(path):
        pass


def test_studies_are_imported_without_fcntl():
    code = (
        "import sys; sys.modules['fcntl'] = None\n"
        "import tocsin.study.store, tocsin.study.run, tocsin.study.results"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
