"""A vertical section: lowest and highest heights in view, against in_view and the design."""

import numpy as np
import pytest

import tocsin
from tocsin.errors import InputError
from tocsin.scenario import Scenario, scaffold

RADAR = {"class": "ship-s-band", "lat": 0, "lon": 20, "height_m": 0, "elevation_min_deg": 3,
         "elevation_max_deg": 60, "r1_km": 9000, "instrumented_km": 9000}  # fmt: skip


@pytest.fixture(scope="module")
def scenario():
    island = Scenario.from_text(scaffold("island"))
    return island.updated({"sensors.r": {**RADAR, "owner": next(iter(island.nations))}})


def section(scenario, **options):
    return tocsin.footprint(
        scenario, sensor="r", altitude_km=[100, 400], section="0,20:0,40", **options
    )


@pytest.mark.parametrize(
    ("refraction", "ground_km"), [("none", 1612.0), ("traced", 1637.0), ("effective-earth", 1823.0)]
)
def test_the_lowest_height_is_300_km_where_the_design_prints_it(scenario, refraction, ground_km):
    rows = section(scenario, set={"sensors.r.refraction": refraction}).section
    lowest_km = np.interp(ground_km, rows["ground_range_km"], rows["lowest_km"])
    assert lowest_km == pytest.approx(300.0, abs=1.5)


def test_limits_are_those_of_who_is_in_view(scenario):
    answer = section(scenario)
    rows = answer.section.dropna()
    spec = scenario.sensor_spec("r")
    where = rows["lat"], rows["lon"]
    for column, inward in (("lowest_km", 1.0), ("highest_km", -1.0)):
        # The top of the section is no limit of the sensor.
        free = (rows[column] < 400.0) & (rows[column] > 0.0)
        for way in (1.0, -1.0):
            seen = spec.in_view(*where, rows[column] + way * inward * 1e-3)
            assert (seen == (way > 0))[free].all()
    assert (rows["lowest_km"] <= rows["highest_km"]).all()
    assert answer.figure().axes[0].get_ylim() == (0.0, 400.0)


def test_without_a_section_there_are_no_rows(scenario):
    assert len(tocsin.footprint(scenario, sensor="r").section) == 0


@pytest.mark.parametrize("text", ["0,20", "0,20:a,b", "0,20:99,20", "0,20:0,20", "0,20:1,2,3"])
def test_a_section_is_written_as_two_places(scenario, text):
    with pytest.raises(InputError):
        tocsin.footprint(scenario, sensor="r", section=text)
