"""What holds for every writer: whoever registers one gets these tests for nothing."""

import pandas as pd
import pytest
import xarray

import tocsin
from tocsin.cli import app
from tocsin.io.definition import Definition
from tocsin.io.writers import writers

WORLD = {
    "tocsin": 1,
    "nations": {"A": {}, "B": {}},
    "sensors": {
        "east": {"class": "national-warning", "owner": "B", "lat": 0, "lon": 8, "facing_deg": 270}
    },
    "launches": {"west": {"nation": "A", "lat": 0, "lon": 0}},
    "arcs": {"short": {"class": "short"}},
    "targets": {"points": {"port": {"lat": 0, "lon": 9, "nation": "B"}}},
}


def read_grid(path):
    with xarray.open_dataset(path) as grid:
        return grid.load()


# By ending: how a file of this format is read back.
READERS = {".parquet": pd.read_parquet, ".csv": pd.read_csv, ".nc": read_grid}


@pytest.fixture(scope="module")
def result():
    return tocsin.run(tocsin.Scenario.from_dict(WORLD), policies=["isolated"], windows=True)


@pytest.fixture(scope="module")
def definition(result):
    return Definition.of(result.scenario)


every_writer = pytest.mark.parametrize("writer", writers().values(), ids=list(writers()))


@every_writer
def test_what_is_written_can_be_read_back(writer, result, definition, tmp_path):
    path = writer.write(result, tmp_path / writer.file, definition=definition)
    assert path == tmp_path / writer.file
    back = READERS[path.suffix](path)
    assert len(back) > 0
    whole = "".join(file.read_bytes().decode("latin-1") for file in tmp_path.iterdir())
    assert "Notional" in whole


@every_writer
def test_equal_results_give_equal_bytes(writer, result, definition, tmp_path):
    first, second = (
        writer.write(result, tmp_path / name / writer.file, definition=definition)
        for name in ("one", "two")
    )
    assert first.read_bytes() == second.read_bytes()


@every_writer
def test_a_file_is_there_whole_or_not_at_all(writer, result, definition, tmp_path, monkeypatch):
    """Where the last step fails, what was there before is still there, and nothing else."""
    path = tmp_path / writer.file
    path.write_text("of before")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(tocsin.TocsinError, match="No space left"):
        writer.write(result, path, definition=definition)
    assert [file.name for file in tmp_path.iterdir()] == [writer.file]
    assert path.read_text() == "of before"


@every_writer
def test_a_run_writes_it_where_it_is_usual_or_asked_for(writer):
    import typer

    options = {
        parameter.name: parameter
        for parameter in typer.main.get_command(app).commands["run"].params
    }
    assert (writer.name in options) == (not writer.is_usual)
    assert writer.help.endswith(".")
    if not writer.is_usual:
        assert options[writer.name].help == writer.help
        assert options[writer.name].opts == [f"--{writer.name}"]


def test_no_two_writers_write_one_file():
    files = [writer.file for writer in writers().values()]
    assert len(set(files)) == len(files)
