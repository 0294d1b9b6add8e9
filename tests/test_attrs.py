"""The table of variables, and labels that do not lie."""

import numpy as np
import pytest
import xarray as xr

import tocsin.engine.measures  # noqa: F401  # defines its columns
from tocsin import attrs
from tocsin.errors import InputError

WARNING = (
    "policy launch point arc cell lat lon nation population area_km2 impact_s status notice_s "
    "public_s warning_s response_s sensor route"
)
WINDOWS = "launch point arc cell sensor window_in_s window_out_s alert_at_s track_at_s"
SUMMARY = (
    "policy launch launch_nation nation arc cells population warned_share late_share never_share "
    "warned_pop_share "
    "late_pop_share never_pop_share warning_p10_s warning_median_s warning_p90_s "
    "mean_warning_s mean_warning_pop_s response_share response_median_s "
    "mean_response_s"
)
UNIT_OF_SUFFIX = {"_s": "s", "_km": "km", "_km2": "km2", "_deg": "degree", "_share": "1"}


@pytest.mark.parametrize("columns", [WARNING, WINDOWS, SUMMARY])
def test_every_published_column_is_in_the_table(columns):
    assert list(attrs.variables(columns.split())) == columns.split()


@pytest.mark.parametrize(("name", "variable"), attrs.VARIABLES.items())
def test_unit_agrees_with_the_name(name, variable):
    suffix = next((s for s in UNIT_OF_SUFFIX if name.endswith(s)), None)
    if suffix:
        assert variable.units == UNIT_OF_SUFFIX[suffix]
    assert bool(variable.units) == (variable.kind != "text")
    assert variable.long_name


def test_all_unknown_names_are_reported_at_once():
    with pytest.raises(InputError) as caught:
        attrs.variables(["lat", "impact_m", "qqq"])
    assert len(caught.value.problems) == 2
    assert "'impact_s'" in caught.value.problems[0]
    assert "VARIABLES" in caught.value.problems[1]


def test_label_sets_attributes_anew_and_drops_old_ones():
    warning = attrs.label(xr.DataArray([90.0, -5.0], dims="cell"), "warning_s")
    share = attrs.label((warning > 0).mean(), "warned_share")
    assert share.name == "warned_share"
    assert share.attrs == {"units": "1", "long_name": "share of cases warned"}
    assert warning.attrs["units"] == "s"


def test_label_covers_coordinates_and_leaves_the_original_alone():
    lat = xr.DataArray([1.0, 2.0], dims="cell", attrs={"units": "furlong"})
    data = xr.Dataset({"impact_s": ("cell", [1.0, 2.0])}, {"lat": lat}, {"title": "kept"})
    labelled = attrs.label(data)
    assert labelled.lat.attrs["units"] == "degrees_north"
    assert labelled.impact_s.attrs["units"] == "s"
    assert labelled.attrs == {"title": "kept"}
    assert data.lat.attrs["units"] == "furlong"
    assert np.shares_memory(labelled.impact_s.values, data.impact_s.values)


def test_label_works_on_an_index_coordinate():
    table = xr.DataArray([1.0], dims="nation", coords={"nation": ["A"]}, name="warning_s")
    assert attrs.label(table).nation.attrs == {"long_name": "nation"}
    assert list(attrs.label(table.to_dataset()).nation.values) == ["A"]


def test_label_refuses_an_unknown_or_missing_name():
    with pytest.raises(InputError, match="Unknown variable 'speed'"):
        attrs.label(xr.DataArray([1.0]), "speed")
    with pytest.raises(InputError, match="Unknown variable 'None'"):
        attrs.label(xr.DataArray([1.0]))
