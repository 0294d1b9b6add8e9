"""Faults, really made: processes killed, a disk filled, a scheduler lost. Only own children die.

The small ones run with all tests; the full ones with ``make fault-test``.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from types import SimpleNamespace

import psutil
import pytest

from tocsin.errors import RunError
from tocsin.study import Study, sweep
from tocsin.study.executors import Cluster

PARENT = """
import json, sys
from pathlib import Path
from tocsin.errors import TocsinError
from tocsin.study import Study, sweep
if __name__ == "__main__":
    study = Study.from_text(Path(sys.argv[1]).read_text("utf-8"))
    try:
        done = sweep(study, sys.argv[2], **json.loads(sys.argv[3]))
    except TocsinError as error:
        sys.exit(f"{type(error).__name__}: {error}")
    print(json.dumps({"kept": done.kept, "ran": done.ran, "failed": len(done.failures)}))
"""
PATIENCE_S = 90.0


@pytest.fixture(scope="session")
def slow(base) -> Study:
    """Forty runs on forty geometries, some seconds of work."""
    points = {
        f"c{n}": {"lat": 33 + n % 20 / 4, "lon": 130 + n // 20 / 4, "nation": "AAA"}
        for n in range(120)
    }
    world = base.updated({"targets.points": points, "launches.west.points": 16})
    values = [5 + n / 4 for n in range(40)]
    axes = {"alert": {"path": "sensors.eye.alert_s", "values": values}}
    data = {"tocsin_study": 1, "base": "world", "policy": "now", "axes": axes}
    return Study.from_dict(data, base=world)


@pytest.fixture(scope="session")
def undisturbed(slow, tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed") / "o"
    sweep(slow, folder, workers=1)
    return folder


@pytest.fixture(scope="session")
def text_file(slow, tmp_path_factory):
    path = tmp_path_factory.mktemp("text") / "study.json"
    path.write_text(slow.to_text(), encoding="utf-8")
    return path


@contextmanager
def parent(text_file, folder, **options):
    """Start a sweep in a process of its own; whatever is left of it is killed at the end."""
    command = [sys.executable, "-c", PARENT, str(text_file), str(folder), json.dumps(options)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    family = []
    try:
        yield process
    finally:
        if process.poll() is None:
            family = psutil.Process(process.pid).children(recursive=True)
            process.kill()
        process.communicate()
        for child in family:
            if child.is_running():
                child.kill()


def chunks(folder):
    return len(list((folder / "chunks").glob("[0-9]*.parquet")))


def wait_for(happened, *, what):
    end = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)


def wait_for_chunks(folder, process, count):
    wait_for(lambda: chunks(folder) >= count or process.poll() is not None, what="chunks")
    assert process.poll() is None, process.communicate()


def workers_of(process):
    """Pool workers of a sweep, not multiprocessing's own helper."""
    children = psutil.Process(process.pid).children()
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


def finish(process):
    out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, err
    return json.loads(out)


# --- on one machine -------------------------------------------------------------------------------


def test_a_killed_worker_is_replaced(slow, text_file, undisturbed, tmp_path, bytes_of):
    folder = tmp_path / "o"
    with parent(text_file, folder, workers=2) as process:
        wait_for_chunks(folder, process, 2)
        victim = workers_of(process)[0]
        victim.kill()
        done = finish(process)
    assert done == {"kept": 0, "ran": 40, "failed": 0}
    assert bytes_of(folder) == bytes_of(undisturbed)


def test_after_kill_9_of_the_parent_the_rest_is_run(
    slow, text_file, undisturbed, tmp_path, bytes_of, is_alive
):
    folder = tmp_path / "o"
    with parent(text_file, folder, workers=2) as process:
        wait_for_chunks(folder, process, 4)
        orphans = [child.pid for child in workers_of(process)]
        assert len(orphans) == 2
        process.kill()
        process.wait()
        wait_for(lambda: not any(map(is_alive, orphans)), what="orphans to end")
    assert not (folder / "manifest.json").exists()
    outcome = sweep(slow, folder, workers=1)
    assert outcome.kept >= 4
    assert outcome.kept + outcome.ran == 40
    assert not outcome.damaged
    assert bytes_of(folder) == bytes_of(undisturbed)


@contextmanager
def small_disk(folder, *, size):
    """Mount a small tmpfs; skips where that is not permitted."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting a tmpfs is not permitted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_keeps_what_is_finished(slow, undisturbed, tmp_path, bytes_of):
    disk = tmp_path / "disk"
    with small_disk(disk, size="192k"):
        folder = disk / "o"
        with pytest.raises(RunError, match="No space left on device"):
            sweep(slow, folder, workers=1)
        kept = chunks(folder)
        assert 0 < kept < 40
        # Still full: refused again, nothing lost.
        with pytest.raises(RunError, match="No space left on device"):
            sweep(slow, folder, workers=1)
        assert chunks(folder) >= kept
        subprocess.run(["mount", "-o", "remount,size=16m", str(disk)], check=True)
        outcome = sweep(slow, folder, workers=1)
        assert outcome.kept >= kept
        assert bytes_of(folder) == bytes_of(undisturbed)


@pytest.mark.faults
def test_interrupted_by_the_keyboard(slow, text_file, undisturbed, tmp_path, bytes_of, is_alive):
    folder = tmp_path / "o"
    with parent(text_file, folder, workers=2) as process:
        wait_for_chunks(folder, process, 4)
        children = [child.pid for child in workers_of(process)]
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=20)
        assert process.returncode != 0
        assert err.count("KeyboardInterrupt") == 1
        wait_for(lambda: not any(map(is_alive, children)), what="workers to end")
    assert sweep(slow, folder, workers=1).kept >= 4
    assert bytes_of(folder) == bytes_of(undisturbed)


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(3))
def test_killed_again_and_again_until_it_is_done(
    slow, text_file, undisturbed, tmp_path, bytes_of, seed
):
    folder, dice = tmp_path / "o", random.Random(seed)
    for _attempt in range(40):
        with parent(text_file, folder, workers=2) as process:
            before = chunks(folder)
            wait_for(
                lambda before=before, process=process: (
                    chunks(folder) > before or process.poll() is not None
                ),
                what="progress",
            )
            time.sleep(dice.random() * 0.6)
            if process.poll() is not None:
                break
            process.kill()
    outcome = sweep(slow, folder, workers=1)
    assert not outcome.damaged
    assert bytes_of(folder) == bytes_of(undisturbed)


@pytest.mark.faults
def test_workers_that_are_always_lost_end_the_run(slow, text_file, tmp_path):
    folder = tmp_path / "o"
    with parent(text_file, folder, workers=2) as process:
        end = time.monotonic() + PATIENCE_S
        while process.poll() is None and time.monotonic() < end:
            for child in workers_of(process) if process.poll() is None else ():
                child.kill()
            time.sleep(0.05)
        _, err = process.communicate(timeout=10)
    assert process.returncode == 1
    assert "lost 3 times" in err
    assert "run the same command again" in err


# --- on a cluster ---------------------------------------------------------------------------------


@contextmanager
def cluster(folder, *, n_workers=2):
    """A scheduler and workers on loopback, each a process of its own."""
    pytest.importorskip("distributed")
    place = folder / "scheduler.json"
    common = ["--scheduler-file", str(place), "--host", "127.0.0.1", "--no-dashboard"]
    started = [_dask("scheduler", *common, "--port", "0")]
    try:
        wait_for(place.exists, what="the scheduler")
        wait_for(lambda: place.read_text().endswith("}"), what="its address")
        one = ["--no-nanny", "--nthreads", "1", "--local-directory", str(folder)]
        started += [_dask("worker", *common, *one) for _ in range(n_workers)]
        yield json.loads(place.read_text())["address"], started[0], started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()


def _dask(*words):
    command = [sys.executable, "-m", "dask", *words]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, **quiet)


def test_a_killed_cluster_worker_costs_nothing(text_file, undisturbed, tmp_path, bytes_of):
    folder = tmp_path / "o"
    with (
        cluster(tmp_path) as (address, _, workers),
        parent(text_file, folder, scheduler=address) as process,
    ):
        wait_for_chunks(folder, process, 4)
        workers[0].kill()
        done = finish(process)
    assert done == {"kept": 0, "ran": 40, "failed": 0}
    assert bytes_of(folder) == bytes_of(undisturbed)


class Heard:
    """A future of which the scheduler told these states, one after another."""

    def __init__(self, *told):
        self.told = list(told)

    @property
    def status(self):
        return self.told.pop(0) if len(self.told) > 1 else self.told[0]


def test_a_result_that_died_with_its_worker_is_waited_for():
    waiting = Cluster("tcp://127.0.0.1:1")
    client = SimpleNamespace(status="running")
    again = Heard("lost", "lost", "pending", "pending", "finished")
    assert waiting._finished(client, {again: None}) == [again]
    with pytest.raises(RunError, match="Lost the scheduler"):
        waiting._finished(client, {Heard("pending", "cancelled"): None})


@pytest.mark.faults
def test_a_lost_scheduler_keeps_what_is_finished(slow, text_file, undisturbed, tmp_path, bytes_of):
    folder = tmp_path / "o"
    with (
        cluster(tmp_path) as (address, scheduler, _),
        parent(text_file, folder, scheduler=address) as process,
    ):
        wait_for_chunks(folder, process, 4)
        scheduler.kill()
        _, err = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 1
    assert f"RunError: Lost the scheduler at {address}" in err
    assert sweep(slow, folder, workers=1).kept >= 4
    assert bytes_of(folder) == bytes_of(undisturbed)


@pytest.mark.faults
def test_a_scheduler_that_is_not_there(text_file, tmp_path):
    with parent(text_file, tmp_path / "o", scheduler="tcp://127.0.0.1:9") as process:
        _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 1
    assert "Cannot reach a scheduler at 'tcp://127.0.0.1:9'" in err
