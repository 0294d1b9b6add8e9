import numpy as np
import pytest
import xarray

from tocsin.answers.run import run
from tocsin.io.definition import Definition
from tocsin.io.netcdf import write_netcdf
from tocsin.scenario import Scenario

WORLD = {
    "tocsin": 1,
    "nations": {
        "EAST": {"territory": {"box": {"west": 8, "south": -1, "east": 10, "north": 1}}},
        "HUB": {},
        "WEST": {},
    },
    "sensors": {"eye": {"class": "geo-infrared", "owner": "HUB", "lon": 10}},
    "launches": {
        "first": {"nation": "WEST", "lat": 0, "lon": 0, "spread_km": 20, "points": 2},
        "second": {"nation": "WEST", "lat": 3, "lon": 1},
    },
    "arcs": {"short": {"class": "short"}, "medium": {"class": "medium"}},
    "targets": {"h3_resolution": 3},
    "agreements": {"warn": {"kind": "sharing", "from": "HUB", "to": "EAST"}},
    "policies": {"none": {}, "some": {"agreements": ["warn"]}},
}


@pytest.fixture(scope="module", params=[None, ["some", "none"], ["some"]])
def result(request):
    return run(Scenario.from_dict(WORLD), policies=request.param)


def test_every_row_of_the_table_stands_in_its_place(result):
    grid = result.to_dataset()
    points = list(zip(grid.launch.values, grid.point.values, strict=True))
    for row in result.warning.itertuples():
        at = {"policy": row.policy, "arc": row.arc, "cell": row.cell}
        here = grid.sel(at).isel(launch_point=points.index((row.launch, row.point)))
        np.testing.assert_equal(float(here.warning_s), row.warning_s)
        np.testing.assert_equal(float(here.impact_s), row.impact_s)
        assert str(here.nation.values) == row.nation


def test_names_have_units_and_survive_the_file(result, tmp_path):
    grid = result.to_dataset()
    assert grid.warning_s.attrs["units"] == "s"
    path = write_netcdf(grid, tmp_path / "w.nc", definition=Definition.of(result.scenario))
    with xarray.open_dataset(path) as back:
        np.testing.assert_allclose(back.warning_s, grid.warning_s, rtol=0, atol=5.001e-4)
        assert "Notional" in back.attrs["comment"]


def test_effective_warning_is_nothing_where_nobody_tells(result):
    grid = result.to_dataset()
    if "none" in result.policies:
        assert (grid.effective_warning_s.sel(policy="none") == 0.0).all()
    assert (grid.effective_warning_s.sel(policy="some") > 0.0).any()
