"""Gridded results come back equal, labelled, with their definition."""

import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest
import xarray as xr

import tocsin
from tocsin.errors import InputError
from tocsin.io.definition import Definition
from tocsin.io.netcdf import write_netcdf

DEFINITION = Definition(scenario="tocsin: 1\n", seed=3)


def grid():
    return xr.Dataset(
        {"warning_s": (("nation", "cell"), [[90.0, np.nan]], {"units": "furlong"})},
        {"nation": ["A"], "cell": ["x", "y"], "lat": ("cell", [1.0, 2.0])},
    )


def test_round_trip(tmp_path):
    path = write_netcdf(grid(), tmp_path / "grid.nc", definition=DEFINITION)
    with xr.open_dataset(path) as back:
        xr.testing.assert_equal(back.swap_dims(nation_number="nation", cell_number="cell"), grid())
        assert back.warning_s.attrs["units"] == "s"
        assert back.lat.attrs["units"] == "degrees_north"
        assert back.attrs["tocsin_scenario"] == "tocsin: 1\n"
        assert back.attrs["tocsin_seed"] == "3"
        assert "Notional" in back.attrs["comment"]


def test_times_are_rounded_to_the_millisecond(tmp_path):
    fine = grid().assign(warning_s=grid().warning_s + 4e-4)
    with xr.open_dataset(write_netcdf(fine, tmp_path / "g.nc", definition=DEFINITION)) as back:
        np.testing.assert_array_equal(back.warning_s, grid().warning_s)


def test_unknown_variable_writes_nothing(tmp_path):
    with pytest.raises(InputError, match="speed"):
        write_netcdf(grid().assign(speed=1.0), tmp_path / "grid.nc", definition=DEFINITION)
    assert list(tmp_path.iterdir()) == []


WORLD = {
    "tocsin": 1,
    "nations": {"A": {}, "B": {}, "C": {}},
    "sensors": {
        "east": {"class": "national-warning", "owner": "B", "lat": 0, "lon": 8, "facing_deg": 270}
    },
    "launches": {"west": {"nation": "A", "lat": 0, "lon": 0}},
    "arcs": {"short": {"class": "short"}},
    "targets": {
        "points": {
            "port": {"lat": 0, "lon": 9, "nation": "B"},
            "isle": {"lat": 1, "lon": 9, "nation": "C"},
        }
    },
    "agreements": {"pact": {"kind": "sharing", "from": "B", "to": "C", "anonymous": True}},
}


@pytest.fixture(scope="module")
def result():
    return tocsin.run(tocsin.Scenario.from_dict(WORLD), policies=["isolated", "all"])


@pytest.fixture(scope="module")
def written(result, tmp_path_factory):
    path = tmp_path_factory.mktemp("grid") / "warning.nc"
    return write_netcdf(result.to_dataset(), path, definition=Definition.of(result.scenario))


def test_every_column_of_the_table_stands_in_the_file(result, written):
    with xr.open_dataset(written) as grid:
        assert set(result.warning) <= set(grid.variables)
        assert grid.warning_s.encoding["dtype"] == "f8"
        for name in ("status", "sensor", "route"):
            values, words = (grid[name].attrs[key] for key in ("flag_values", "flag_meanings"))
            meaning = dict(zip(np.atleast_1d(values).tolist(), words.split(), strict=True))
            told = [meaning[code] for code in grid[name].values.ravel().tolist()]
            table = result.warning[name].astype(object).fillna("none")
            assert told == [
                text.replace(">", ".").replace("?", "unnamed") for text in table.tolist()
            ]


@pytest.mark.skipif(find_spec("compliance_checker") is None, reason="needs compliance-checker")
def test_a_checker_of_the_conventions_finds_nothing(written):
    """Of the conventions that the file names, and of those before."""
    checker = "from compliance_checker.runner import ComplianceChecker as C, CheckSuite as S\n"
    checker += (
        "import sys; S.load_all_available_checkers()\n"
        "sys.exit(not C.run_checker(sys.argv[1], ['cf:1.11', 'cf:1.8'], 2, 'strict')[0])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", checker, str(written)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "exceptions occurred" not in done.stderr
    told = [line for line in done.stdout.splitlines() if line.startswith("*")]
    assert told == ['* §2.6.1 Conventions global attribute does not contain "CF-1.8"'], done.stdout
