"""Running, resuming, reusing: the same bytes whoever worked and whatever went wrong before."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tocsin.errors import InputError, RunError
from tocsin.study import Study, load_table, query, summary, sweep
from tocsin.study.executors import Pool, Serial, executor_for
from tocsin.study.store import Store

BAD = {"alert": {"path": "sensors.eye.alert_s", "values": [5, 10]}}


def chunks(folder):
    return sorted((folder / "chunks").glob("*.parquet"))


def test_a_finished_folder(finished, small):
    assert sorted(path.name for path in finished.iterdir()) == [
        "chunks",
        "lock",
        "manifest.json",
        "study.json",
    ]
    manifest = json.loads((finished / "manifest.json").read_text("utf-8"))
    assert list(manifest["files"]) == [f"chunks/{path.name}" for path in chunks(finished)]
    assert "Notional" in manifest["notional"]
    assert Store(finished).study().to_text() == small.to_text()
    assert len(load_table(finished)) == 12 * 9


def test_a_pool_gives_the_same_bytes(finished, small, tmp_path, bytes_of):
    told = []
    outcome = sweep(small, tmp_path, workers=2, progress=lambda *step: told.append(step))
    assert (outcome.kept, outcome.reused, outcome.ran) == (0, 0, 12)
    assert told[0] == (0, 12)
    assert told[-1] == (12, 12)
    assert bytes_of(tmp_path) == bytes_of(finished)


def test_the_study_file_gives_the_same_bytes(finished, small, tmp_path, bytes_of):
    again = Study.from_text(small.to_text())
    sweep(again, tmp_path / "o", workers=1)
    assert bytes_of(tmp_path / "o") == bytes_of(finished)


def test_a_second_sweep_has_nothing_to_do(finished, small, tmp_path, bytes_of):
    shutil.copytree(finished, tmp_path / "o")
    times = {path: path.stat().st_mtime_ns for path in chunks(tmp_path / "o")}
    outcome = sweep(small, tmp_path / "o")
    assert (outcome.kept, outcome.ran) == (12, 0)
    assert times == {path: path.stat().st_mtime_ns for path in chunks(tmp_path / "o")}
    assert bytes_of(tmp_path / "o") == bytes_of(finished)


def damage(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_a_damaged_chunk_is_named_and_worked_out_anew(finished, small, tmp_path, bytes_of):
    folder = tmp_path / "o"
    shutil.copytree(finished, folder)
    broken = chunks(folder)[1]
    damage(broken)
    for ask in (load_table, summary):
        with pytest.raises(RunError, match=broken.name):
            ask(folder)
    outcome = sweep(small, folder, workers=1)
    assert outcome.damaged == [broken.name]
    assert outcome.kept + outcome.ran == 12
    assert 0 < outcome.ran < 12
    assert bytes_of(folder) == bytes_of(finished)


def test_missing_and_cut_chunks_and_torn_journals_are_mended(finished, small, tmp_path, bytes_of):
    folder = tmp_path / "o"
    shutil.copytree(finished, folder)
    # As after kill -9 in the midst: no manifest, a journal whose last line is torn.
    files = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    lines = [json.dumps({"file": name, **entry}) for name, entry in files.items()]
    (folder / "journal.jsonl").write_text("\n".join(lines)[:-20], encoding="utf-8")
    (folder / "manifest.json").unlink()
    chunks(folder)[0].unlink()
    chunks(folder)[1].write_bytes(b"PAR1")
    (folder / "chunks" / ".tmp-1-aa-000000.parquet").write_bytes(b"half")
    outcome = sweep(small, folder, workers=1)
    assert 0 < outcome.kept < 12
    assert bytes_of(folder) == bytes_of(finished)


def test_a_damaged_manifest_vouches_for_nothing(finished, small, tmp_path, bytes_of):
    folder = tmp_path / "o"
    shutil.copytree(finished, folder)
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    outcome = sweep(small, folder, workers=1)
    assert (outcome.kept, outcome.ran) == (0, 12)
    assert bytes_of(folder) == bytes_of(finished)


def test_a_chunk_that_nothing_vouches_for_is_never_read(finished, tmp_path):
    folder = tmp_path / "o"
    shutil.copytree(finished, folder)
    (folder / "manifest.json").unlink()
    with pytest.raises(RunError, match="Damaged"):
        load_table(folder)


def test_only_what_changed_is_run(finished, study_of, tmp_path):
    folder = tmp_path / "o"
    shutil.copytree(finished, folder)
    wider = study_of(
        {
            "policy": {"policies": "all"},
            "alert": {"path": "sensors.eye.alert_s", "values": [10, 40, 5]},
        },
        title="Wider, and in another order",
    )
    outcome = sweep(wider, folder, workers=1)
    assert (outcome.kept, outcome.reused, outcome.ran) == (0, 8, 4)
    sweep(wider, tmp_path / "fresh", workers=1)
    left, right = load_table(folder), load_table(tmp_path / "fresh")
    assert left.equals(right)
    assert left["run"].is_monotonic_increasing
    assert {path.name for path in chunks(folder)} == {
        path.name for path in chunks(tmp_path / "fresh")
    }


def test_a_changed_study_gives_the_same_bytes_as_a_fresh_one(
    finished, study_of, tmp_path, bytes_of
):
    folder = tmp_path / "o"
    shutil.copytree(finished, folder)
    axes = {"policy": {"policies": ["now", "mesh"]}, "alert": {**BAD["alert"], "values": [20, 30]}}
    sweep(study_of(axes), folder, workers=1)
    sweep(study_of(axes), tmp_path / "fresh", workers=1)
    assert bytes_of(folder) == bytes_of(tmp_path / "fresh")


def test_other_measures_run_everything_again(finished, study_of, tmp_path):
    folder = tmp_path / "o"
    shutil.copytree(finished, folder)
    axes = {"policy": {"policies": "all"}}
    outcome = sweep(study_of(axes, measures=["never_share"]), folder, workers=1)
    assert (outcome.reused, outcome.ran) == (0, 4)
    assert "warned_share" not in load_table(folder)


# --- failures -------------------------------------------------------------------------------------


@pytest.fixture
def failing(study_of):
    """One of three values passes by itself, but not with the other axis."""
    return study_of(
        {
            "low": {"path": "sensors.eye.elevation_min_deg", "values": [0, 40]},
            "high": {"path": "sensors.eye.elevation_max_deg", "values": [30, 85]},
        },
        policy="now",
    )


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failure_is_recorded_and_the_rest_goes_on(failing, tmp_path, workers):
    outcome = sweep(failing, tmp_path / "o", workers=workers)
    assert outcome.exit_code == 1
    assert list(outcome.failures) == [2]
    assert "Must be less than elevation_max_deg 30" in outcome.failures[2]
    assert load_table(tmp_path / "o")["run"].unique().tolist() == [0, 1, 3]
    found = summary(tmp_path / "o")
    assert (found["finished"], found["failed"]) == (3, 1)
    assert found["failures"] == outcome.failures
    row = query(tmp_path / "o", "SELECT low, high, nation, error FROM runs WHERE run = 2")
    assert row.loc[0, ["low", "high"]].tolist() == [40, 30]
    assert row["nation"].isna().all()


def test_failures_are_tried_again_and_again_counted(failing, tmp_path, bytes_of):
    sweep(failing, tmp_path / "o", workers=1)
    before = bytes_of(tmp_path / "o")
    outcome = sweep(failing, tmp_path / "o", workers=1)
    assert (outcome.kept + outcome.reused, outcome.ran) == (3, 1)
    assert outcome.exit_code == 1
    assert bytes_of(tmp_path / "o") == before


def test_fail_fast_ends_at_the_first(failing, tmp_path):
    with pytest.raises(RunError, match=r"Run 2 failed: .*low=40, high=30"):
        sweep(failing, tmp_path / "o", workers=1, fail_fast=True)
    assert len(load_table(tmp_path / "o")) > 0


def test_an_unforeseen_error_is_the_runs_own(small, tmp_path, monkeypatch):
    from tocsin.study.batch import Batch

    measures = Batch.measures

    def sometimes(self, rulebook):
        if rulebook.name == "own":
            raise MemoryError("no room")
        return measures(self, rulebook)

    monkeypatch.setattr(Batch, "measures", sometimes)
    outcome = sweep(small, tmp_path / "o", workers=1)
    assert list(outcome.failures) == [2, 6, 10]
    assert outcome.failures[2] == "MemoryError: no room"


def test_cells_of_failed_runs(failing, tmp_path):
    data = json.loads(failing.to_text())
    data["study"]["keep_cells"] = True
    outcome = sweep(Study.from_text(json.dumps(data)), tmp_path / "o", workers=1)
    assert outcome.exit_code == 1
    found = query(tmp_path / "o", "SELECT DISTINCT run FROM cells ORDER BY run")
    assert found["run"].tolist() == [0, 1, 3]
    assert sweep(Study.from_text(json.dumps(data)), tmp_path / "o", workers=1).kept == 3


# --- alone ----------------------------------------------------------------------------------------


def test_a_second_run_on_a_folder_is_refused(small, tmp_path):
    folder = tmp_path / "o"
    with Store(folder).locked():
        with pytest.raises(RunError, match=rf"in use by another run \(process {os.getpid()} on "):
            sweep(small, folder)
        # From another process too.
        code = (
            "import sys; from tocsin.study.store import Store; from pathlib import Path\n"
            "with Store(Path(sys.argv[1])).locked(): pass"
        )
        other = subprocess.run(
            [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False
        )
    assert other.returncode == 1
    assert "in use by another run" in other.stderr
    with Store(folder).locked():
        pass


def test_a_lock_file_of_the_dead_does_not_block(small, tmp_path):
    (tmp_path / "lock").write_text("process 1 on elsewhere since 1999", encoding="utf-8")
    assert sweep(small, tmp_path, workers=1).exit_code == 0


def test_a_folder_that_cannot_be_made(small, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="Choose a folder that you may write to"):
        sweep(small, tmp_path / "file" / "o")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_told_when_the_journal_is_written(tmp_path):
    (tmp_path / "journal.jsonl").symlink_to("/dev/full")
    with pytest.raises(RunError, match=r"No space left on device\. Completed chunks are kept"):
        Store(tmp_path).put(tmp_path / "chunks" / "a.parquet", b"x", runs=1)
    assert not (tmp_path / "chunks").exists()


@pytest.mark.parametrize(
    ("content", "error", "told"),
    [
        (None, InputError, "No study in"),
        ("{", RunError, "is damaged"),
        ('{"tocsin_study_folder": 99}', InputError, "another format"),
    ],
)
def test_folders_that_hold_no_study(content, error, told, tmp_path):
    if content is not None:
        (tmp_path / "study.json").write_text(content, encoding="utf-8")
    with pytest.raises(error, match=told):
        load_table(tmp_path)


# --- who works ------------------------------------------------------------------------------------


def test_choice_of_executor():
    assert isinstance(executor_for(workers=1, scheduler=None, chunks=9), Serial)
    assert isinstance(executor_for(workers=4, scheduler=None, chunks=1), Serial)
    pool = executor_for(workers=4, scheduler=None, chunks=3)
    assert isinstance(pool, Pool)
    assert pool.workers == 3
    with pytest.raises(InputError, match="Invalid number of workers 0"):
        executor_for(workers=0, scheduler=None, chunks=3)
    with pytest.raises(InputError, match="give one of the two"):
        executor_for(workers=2, scheduler="tcp://127.0.0.1:1", chunks=3)


def test_without_dask_a_scheduler_is_refused(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"tocsin\[cluster\]"):
        executor_for(workers=None, scheduler="tcp://127.0.0.1:1", chunks=3)


def test_threads_are_divided():
    code = (
        "from tocsin.study.executors import start_worker, THREAD_VARIABLES\n"
        "import multiprocessing, os, sys\n"
        "assert 'numpy' not in sys.modules\n"
        "reader, writer = multiprocessing.Pipe(duplex=False)\n"
        "start_worker(reader)\n"
        "print({os.environ[n] for n in THREAD_VARIABLES})"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "{'1'}"


def test_what_is_no_study_is_never_touched(small, tmp_path):
    folder = tmp_path / "d"
    mine = [
        folder / "cells" / "photos.txt",
        folder / "chunks" / "my.parquet",
        folder / "study.json",
    ]
    for path in mine:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"holds no study: there is cells/photos\.txt, chunks/my"):
        sweep(small, folder, workers=1, replace=True)
    assert [path.read_text("utf-8") for path in mine] == ["mine"] * 3
    assert not (folder / "lock").exists()


def test_files_of_somebody_in_a_study_stay(finished, small, tmp_path):
    folder = tmp_path / "o"
    shutil.copytree(finished, folder)
    (folder / "chunks" / "my.parquet").write_text("mine", encoding="utf-8")
    (folder / "chunks" / "deeper").mkdir()
    sweep(small, folder, workers=1)
    assert (folder / "chunks" / "my.parquet").read_text("utf-8") == "mine"
    assert (folder / "chunks" / "deeper").is_dir()


def test_another_study_is_refused_unless_it_may_be_replaced(small, tmp_path, study_of):
    one, two = (replace(small, source=tmp_path / f"{name}.yaml") for name in ("one", "two"))
    folder = tmp_path / "o"
    sweep(one, folder, workers=1)
    before = {path.name: path.read_bytes() for path in chunks(folder)}
    with pytest.raises(InputError, match="is of the study 'one', and this one is 'two'"):
        sweep(two, folder, workers=1)
    assert {path.name: path.read_bytes() for path in chunks(folder)} == before
    assert sweep(two, folder, workers=1, replace=True).exit_code == 0


@pytest.mark.parametrize("text", ["[]", "null", "1", '{"files":[1]}', '{"files":{"a":"x","b":{}}}'])
@pytest.mark.parametrize("name", ["study.json", "manifest.json", "journal.jsonl"])
def test_what_comes_back_from_disk_is_not_believed(finished, small, tmp_path, bytes_of, name, text):
    folder = tmp_path / "o"
    shutil.copytree(finished, folder)
    (folder / name).write_text(text, encoding="utf-8")
    for ask in (load_table, summary):
        try:
            ask(folder)
        except (InputError, RunError) as error:
            assert "\n" not in str(error)  # noqa: PT017
    assert sweep(small, folder, workers=1).exit_code == 0
    assert bytes_of(folder) == bytes_of(finished)


@pytest.mark.parametrize("name", ["study.json", "manifest.json", "journal.jsonl"])
def test_a_folder_where_a_file_should_be_is_told(finished, small, tmp_path, name):
    folder = tmp_path / "o"
    shutil.copytree(finished, folder)
    (folder / name).unlink(missing_ok=True)
    (folder / name).mkdir()
    with pytest.raises((InputError, RunError), match=name):
        sweep(small, folder, workers=1)


def test_a_file_that_is_called_almost_like_the_lock_is_somebodys(small, tmp_path):
    note = tmp_path / "o" / "lock-of-the-shed.txt"
    note.parent.mkdir()
    note.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"holds no study: there is lock-of-the-shed\.txt"):
        sweep(small, note.parent, workers=1)
