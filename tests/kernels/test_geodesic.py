"""Geodesics against pyproj, an independent calculator, and paths at a height above them."""

import numpy as np
import pytest
from pyproj import Geod

from tocsin.geometry.arcs import geodetic_to_ecef, low_flyer
from tocsin.geometry.earth import geodesics
from tocsin.kernels.layout import NODES

GEOD = Geod(ellps="WGS84")
CLOSE_M = 1e-7  # of Karney's series, and of rounding over half the earth


def ends(count):
    """Points all over the globe, half of the pairs near one another; corners first."""
    rng = np.random.default_rng(20261127)
    lat = np.degrees(np.arcsin(rng.uniform(-1.0, 1.0, (2, count))))
    lon = rng.uniform(-180.0, 180.0, (2, count))
    near = slice(0, count // 2)
    lat[1, near] = np.clip(lat[0, near] + rng.normal(0.0, 3.0, count // 2), -90.0, 90.0)
    lon[1, near] = lon[0, near] + rng.normal(0.0, 5.0, count // 2)
    # Equator both ways, a meridian, over the pole, from and to poles, the antimeridian, antipodes.
    corners = np.array([
        (0, 0, 0, 90), (0, 10, 0, -90), (-30, 5, 40, 5), (80, 0, 75, 180), (90, 0, 45, 30),
        (45, 30, -90, 0), (10, 179.5, 12, -179.5), (20, 0, -19.9, 179.8), (0, 0, 0, 179.9),
        (-30, 0, 30, 180),
    ], dtype=float).T  # fmt: skip
    return np.concatenate([corners, [lat[0], lon[0], lat[1], lon[1]]], axis=1)


@pytest.mark.interpreted
def test_azimuth_and_length_are_those_of_pyproj():
    lat_0, lon_0, lat_1, lon_1 = ends(1000)
    azimuth_deg, length_m = geodesics(lat_0, lon_0, lat_1, lon_1)
    expected_deg, _, expected_m = GEOD.inv(lon_0, lat_0, lon_1, lat_1)
    np.testing.assert_allclose(length_m, expected_m, rtol=0, atol=CLOSE_M)
    # Seen from either point: where an azimuth is ill-conditioned, the path is not.
    turn = np.abs((azimuth_deg - expected_deg + 180.0) % 360.0 - 180.0)
    assert (np.radians(turn) * np.minimum(length_m, 6.4e6)).max() < CLOSE_M


def test_the_same_point_is_no_distance_away():
    assert geodesics([37.5, 90.0], 127.0, [37.5, 90.0], 127.0)[1].tolist() == [0.0, 0.0]


@pytest.mark.interpreted
@pytest.mark.parametrize("altitude_km", [0.0, 40.0])
def test_nodes_of_low_flyers_lie_above_the_geodesic(altitude_km):
    lat_0, lon_0, lat_1, lon_1 = ends(60)
    flyers = low_flyer(lat_0, lon_0, lat_1, lon_1, altitude_km=altitude_km, speed_m_s=250.0)
    azimuth_deg, _, length_m = GEOD.inv(lon_0, lat_0, lon_1, lat_1)
    for node in (0, NODES // 3, NODES - 1):
        share = node / (NODES - 1)
        lon, lat, _ = GEOD.fwd(lon_0, lat_0, azimuth_deg, share * length_m)
        expected_m = geodetic_to_ecef(lat, lon, 1e3 * altitude_km)
        away_m = np.linalg.norm(flyers.nodes[:, node, :3] - expected_m, axis=1)
        # The polynomial through a path over half the earth is right to less than a millimetre.
        assert away_m.max() < 1e-3
        assert away_m[length_m < 4e6].max() < 1e-4
