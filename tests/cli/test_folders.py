"""Folders and signals: nothing of a user is lost, and nothing half done passes for whole."""

import json
import subprocess
import sys
import time

import tocsin


def test_run_writes_to_no_folder_of_somebody_and_over_no_input(call, small, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    scenario = mine / "run.json"
    # A scenario may be called so.
    scenario.write_text(json.dumps(tocsin.Scenario.load(small).to_dict()), "utf-8")
    for words in (("run", scenario, "-o", mine), ("demo", "-o", mine, "--replace")):
        done = call(*words)
        assert done.code == 2
        assert "no run of tocsin: it holds run.json" in done.err
    assert [path.name for path in mine.iterdir()] == ["run.json"]


def test_run_needs_leave_to_replace_a_run_of_another_scenario(call, small, tmp_path):
    folder, other = tmp_path / "o", tmp_path / "other.yaml"
    quick = ("-o", folder, "--no-report", "-q")
    assert call("run", small, *quick).code == 0
    other.write_text(small.read_text("utf-8").replace("Two shores", "Other shores"), "utf-8")
    assert "--replace" in call("run", other, *quick).err
    assert call("run", other, *quick, "--no-maps", "--replace").code == 0
    assert not (folder / "maps").exists()
    record = json.loads((folder / "run.json").read_text("utf-8"))
    assert record["about"] == "other (Other shores)"
    assert set(record["files"]) == {
        *("summary.csv", "summary.csv-metadata.json", "warning.parquet"),
    }


def test_what_is_refused_leaves_no_folder_behind(call, small, tmp_path):
    assert call("run", small, "-o", tmp_path / "o", "-p", "nosuch").code == 2
    assert not (tmp_path / "o").exists()


def test_no_output_is_lost_when_the_reader_goes_away(small, tmp_path):
    words = [sys.executable, "-m", "tocsin", "run", str(small), "-o", str(tmp_path / "o"), "-q"]
    words.append("--no-maps")
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read()
    assert process.returncode == 0, told
    assert (tmp_path / "o" / "run.json").exists()
    assert not told


def test_a_run_that_is_ended_says_that_it_is_not_complete(small, tmp_path):
    folder = tmp_path / "o"
    words = [sys.executable, "-m", "tocsin", "run", str(small), "-o", str(folder), "-q"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None and not (folder / "incomplete.json").exists():
            time.sleep(0.005)
        process.terminate()
    assert process.returncode in (0, 143)
    whole = (folder / "run.json").exists()
    assert (folder / "incomplete.json").exists() != whole
    assert not list(folder.rglob(".tmp-*"))
