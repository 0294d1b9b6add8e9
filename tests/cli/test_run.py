import hashlib
import json

import pandas as pd
import pytest

from tocsin.answers.run import WINDOW_COLUMNS
from tocsin.cli import common
from tocsin.engine.measures import SUMMARY_COLUMNS
from tocsin.engine.table import WARNING_COLUMNS


def test_run_writes_every_file_with_its_columns(call, small, tmp_path):
    out = tmp_path / "out"
    done = call("run", small, "-o", out, "--windows", "--netcdf", "-q")
    assert done.code == 0, done.err
    warning = pd.read_parquet(out / "warning.parquet")
    assert tuple(warning.columns) == WARNING_COLUMNS
    assert tuple(pd.read_parquet(out / "windows.parquet").columns) == WINDOW_COLUMNS
    assert tuple(pd.read_csv(out / "summary.csv").columns) == SUMMARY_COLUMNS
    assert len(warning) == 2 * 2 * 2 * warning["cell"].nunique()
    assert (out / "report.html").stat().st_size > 10_000
    assert (out / "warning.nc").stat().st_size > 1_000
    # Tables are written beside the page, and listed before it whichever was first.
    listed = [word.strip(",") for word in done.out.split("Written to")[1].split()]
    assert listed[1] == "maps/warning-before.png"
    tables = {"warning.nc", "warning.parquet", "windows.parquet", "summary.csv"}
    assert max(map(listed.index, tables)) < listed.index("report.html")
    assert {path.name for path in (out / "maps").iterdir()} >= {
        "warning-before.png",
        "warning-after.png",
        "change-before-to-after.png",
    }


def test_run_json_fingerprints_what_was_written(call, small, tmp_path):
    out = tmp_path / "out"
    assert call("run", small, "-o", out, "--no-maps", "--no-report", "-q").code == 0
    record = json.loads((out / "run.json").read_text())
    assert "notional" in json.dumps(record).lower()
    assert record["files"]
    for name, print_ in record["files"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == print_["sha256"]


def test_what_is_written_is_what_the_library_returns(call, small, tmp_path):
    import tocsin

    assert call("run", small, "-o", tmp_path / "o", "--no-maps", "--no-report", "-q").code == 0
    written = pd.read_parquet(tmp_path / "o" / "warning.parquet")
    result = tocsin.run(tocsin.Scenario.load(small))
    for name in WARNING_COLUMNS:
        left, right = written[name], result.warning[name]
        if left.dtype == "category":
            left, right = left.astype(object), right.astype(object)
        pd.testing.assert_series_equal(left, right, check_names=False, check_dtype=False)


def test_sharing_warns_sooner(call, small, tmp_path):
    done = call("run", small, "-o", tmp_path / "o", "--no-maps", "--no-report", "--json")
    rows = {(r["policy"], r["nation"], r["arc"]): r for r in done.json()["summary"]}
    before, after = rows["before", "EAST", "short"], rows["after", "EAST", "short"]
    assert after["mean_warning_s"] > before["mean_warning_s"] + 1.0


def test_json_output_is_nothing_but_json(call, small, tmp_path):
    done = call("run", small, "-o", tmp_path / "o", "--no-maps", "--no-report", "--json")
    assert done.code == 0
    assert "Notional" in done.json()["notional"]
    assert done.err == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-p", "aftr"), "Did you mean 'after'?"),
        (("--format", "bmp"), "Choose from png, svg, pdf."),
    ],
)
def test_a_wrong_option_is_named_and_nothing_is_written(call, small, tmp_path, words, said):
    out = tmp_path / "out"
    done = call("run", small, "-o", out, "-q", *words)
    assert done.code == 2
    assert said in done.err
    assert not list(out.glob("*")) if out.exists() else True


def test_a_file_in_the_way_of_the_folder_is_told(call, small, tmp_path):
    (tmp_path / "out").write_text("here already")
    done = call("run", small, "-o", tmp_path / "out", "-q")
    assert done.code == 2
    assert "Cannot write to folder" in done.err
    assert (tmp_path / "out").read_text() == "here already"


def test_a_launch_on_top_of_a_cell_names_both(call, small, tmp_path):
    text = small.read_text().replace(
        "targets: {h3_resolution: 3, nations: [EAST]}",
        "targets: {points: {port: {lat: 0, lon: 0, nation: EAST}}}",
    )
    small.write_text(text)
    done = call("run", small, "-o", tmp_path / "o", "-q")
    assert done.code == 2
    assert "launches.area" in done.err
    assert "port" in done.err
    assert "1 km" in done.err


def test_per_arc_maps_and_vector_formats(call, small, tmp_path):
    out = tmp_path / "out"
    done = call("run", small, "-o", out, "--per-arc", "--format", "svg", "--no-report", "-q")
    assert done.code == 0, done.err
    names = {path.name for path in (out / "maps").iterdir()}
    assert "warning-after.svg" in names
    assert any("low" in name for name in names)


def test_the_first_use_is_told_unless_quiet(monkeypatch, capsys):
    monkeypatch.setattr("tocsin.kernels.parts.KERNELS.prepare", lambda: True)
    common.compile_early()
    assert "Compiling for this machine, once" in capsys.readouterr().err
    common.compile_early(quiet=True)
    assert capsys.readouterr().err == ""
