"""Launch points and patrol positions."""

import numpy as np
import pytest
from pyproj import Geod

from tocsin.errors import InputError
from tocsin.geometry.sampling import disc_points, patrol_position

GEOD = Geod(ellps="WGS84")


def test_the_first_point_is_the_centre_to_the_bit():
    for points in (1, 5):
        lat, lon = disc_points(39.123456789, -179.987654321, 80.0, points)
        assert (lat[0], lon[0]) == (39.123456789, -179.987654321)
        assert len(lat) == len(lon) == points


def test_points_fill_the_disc_evenly():
    lat, lon = disc_points(60.0, 179.5, 300.0, 4001)
    _, _, away_m = GEOD.inv(np.full(4001, 179.5), np.full(4001, 60.0), lon, lat)
    assert away_m.max() == pytest.approx(300e3, abs=1.0)
    assert np.mean(away_m < 150e3) == pytest.approx(0.25, abs=0.001)
    assert np.abs(lon).max() <= 180.0
    east = np.mean((lon - 179.5 + 180.0) % 360.0 - 180.0 > 0.0)
    assert east == pytest.approx(0.5, abs=0.005)


@pytest.mark.parametrize(("spread_km", "points"), [(-1.0, 3), (10.0, 0)])
def test_wrong_areas_are_refused(spread_km, points):
    with pytest.raises(InputError, match="Invalid launch area"):
        disc_points(0.0, 0.0, spread_km, points)


def test_patrol_positions_stay_in_the_box_and_cover_it():
    box = (129.0, 36.0, 131.0, 39.0)
    found = np.array([patrol_position(box, i) for i in range(200)])
    assert (found[:, 0] >= 36.0).all()
    assert (found[:, 0] < 39.0).all()
    assert (found[:, 1] >= 129.0).all()
    assert (found[:, 1] < 131.0).all()
    counts, *_ = np.histogram2d(found[:, 0], found[:, 1], bins=[4, 4])
    assert counts.min() >= 9
    assert tuple(found[0]) == (37.5, 130.0)


def test_patrol_steps_are_those_of_the_r2_sequence():
    lat, lon = patrol_position((0.0, 0.0, 1.0, 1.0), 3)
    assert lon == pytest.approx((0.5 + 3 * 0.7548776662466927) % 1.0, abs=1e-15)
    assert lat == pytest.approx((0.5 + 3 * 0.5698402909980532) % 1.0, abs=1e-15)


def test_a_patrol_box_over_the_antimeridian():
    assert patrol_position((170.0, 0.0, -170.0, 10.0), 0) == (5.0, 180.0)
    lons = [patrol_position((170.0, 0.0, -170.0, 10.0), i)[1] for i in range(50)]
    assert all(lon >= 170.0 or lon <= -170.0 for lon in lons)
