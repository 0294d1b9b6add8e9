"""Gridded results come back equal, labelled, with their definition."""

import numpy as np
import pytest
import xarray as xr

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
        xr.testing.assert_equal(back, grid())
        assert back.warning_s.attrs["units"] == "s"
        assert back.lat.attrs["units"] == "degrees_north"
        assert back.attrs["tocsin_scenario"] == "tocsin: 1\n"
        assert back.attrs["tocsin_seed"] == "3"
        assert "Notional" in back.attrs["comment"]


def test_times_are_rounded_to_the_millisecond(tmp_path):
    fine = grid().assign(warning_s=grid().warning_s + 4e-4)
    with xr.open_dataset(write_netcdf(fine, tmp_path / "g.nc", definition=DEFINITION)) as back:
        xr.testing.assert_equal(back.warning_s, grid().warning_s)


def test_unknown_variable_writes_nothing(tmp_path):
    with pytest.raises(InputError, match="speed"):
        write_netcdf(grid().assign(speed=1.0), tmp_path / "grid.nc", definition=DEFINITION)
    assert list(tmp_path.iterdir()) == []
