"""Limits of apparent elevation against published and independently integrated values."""

import numpy as np
import pytest

from tocsin.constants import WGS84_A, WGS84_E2
from tocsin.errors import InputError
from tocsin.geometry.refraction import gaussian_radius_m, horizon_deg, limit_curve

RADIUS_KM = 6371.0
# Ground distance km, least visible height km at elevation 0: no air, 4/3, exponential atmosphere
# (domain table B.5, which uses N(h) = 313 exp(-0.1439 h)).
LEAST_HEIGHT = [
    (100, 0.8, 0.6, 0.6), (200, 3.1, 2.4, 2.3), (300, 7.1, 5.3, 5.3), (500, 19.7, 14.7, 15.4),
    (800, 50.6, 37.8, 42.1), (1000, 79.3, 59.2, 68.0), (1200, 114.7, 85.5, 100.5),
    (1500, 180.8, 134.2, 162.1), (2000, 327.4, 241.0, 300.6), (3000, 778.0, 558.7, 731.7),
]  # fmt: skip


def ground_range_km(elevation_deg, height_km, model):
    """Ground range at which a limit from sea level reaches a height."""
    curve = limit_curve(elevation_deg, radius_m=1e3 * RADIUS_KM, model=model)
    el = np.radians(curve.elevation_at_deg(1e3 * height_km))
    return RADIUS_KM * (np.arccos(RADIUS_KM / (RADIUS_KM + height_km) * np.cos(el)) - el)


def height_at_km(elevation_deg, range_km, model):
    curve = limit_curve(elevation_deg, radius_m=1e3 * RADIUS_KM, model=model)
    low, high = 1e-3, 2e3
    for _ in range(60):
        middle = 0.5 * (low + high)
        short = ground_range_km(elevation_deg, middle, model) < range_km
        low, high = (middle, high) if short else (low, middle)
    assert curve.elevation_deg == elevation_deg
    return low


@pytest.mark.parametrize(
    ("elevation", "height", "expected"),
    [(3.0, 300.0, (1612, 1637, 1823)), (0.5, 10.0, (305, 337, 344))],
)
def test_reference_ranges(elevation, height, expected):
    models = ("none", "traced", "effective-earth")
    found = tuple(round(float(ground_range_km(elevation, height, m))) for m in models)
    assert found == expected


@pytest.mark.parametrize(("range_km", "straight", "effective", "traced"), LEAST_HEIGHT)
def test_least_visible_heights(range_km, straight, effective, traced):
    assert height_at_km(0.0, range_km, "none") == pytest.approx(straight, abs=0.06)
    assert height_at_km(0.0, range_km, "effective-earth") == pytest.approx(effective, abs=0.06)
    # Bending at the horizon goes as N(0) / sqrt(scale height): 2.2 % apart in the two atmospheres.
    other = 0.033 * (straight - traced) + 0.06
    assert height_at_km(0.0, range_km, "traced") == pytest.approx(traced, abs=other)


@pytest.mark.parametrize("radius_m", [6.34e6, 6.4e6])
@pytest.mark.parametrize(
    ("elevation", "site_m"), [(0.0, 0.0), (0.5, 0.0), (3.0, 2000.0), (30.0, 0.0), (-1.5, 9000.0)]
)
def test_traced_limit_to_1e_7_rad(elevation, site_m, radius_m):
    """Bouguer's quadrature against the integrated ray, all heights from 1 m above the site."""
    from reference import _ray

    curve = limit_curve(elevation, site_height_m=site_m, radius_m=radius_m)
    ray = _ray(elevation, site_m, radius_m)
    s = (5.0 * np.arange(len(curve.table))[1:]) ** 2
    up = curve.table[1:, 0]
    base = radius_m + site_m
    r, psi = np.hypot(s, base + up), np.arctan2(s, base + up)
    near = r < radius_m + 2e7
    error = np.abs(r - ray(psi))[near] / np.hypot(s, up)[near]
    assert error.max() < 1e-7


def test_models_between_the_table_nodes():
    """The cubics between nodes: the ray's height at any distance, to a hundredth of 1e-7 rad."""
    from reference import _ray

    from tocsin.kernels.sight import ray_height

    curve = limit_curve(0.5, radius_m=6.371e6)
    cubics = curve.cubics
    ray = _ray(0.5, 0.0, 6.371e6)
    for s in np.geomspace(100.0, 4e6, 300):
        up, slope = ray_height(cubics, s)
        r, psi = np.hypot(s, 6.371e6 + up), np.arctan2(s, 6.371e6 + up)
        assert abs(r - ray(psi)) < 1e-9 * s + 1e-6
        ahead, _slope = ray_height(cubics, s + 1.0)
        behind, _slope = ray_height(cubics, s - 1.0)
        assert slope == pytest.approx(0.5 * (ahead - behind), abs=1e-7)


def test_bounds_of_a_curve_hold():
    cases = (
        (0.0, 0.0, "traced"),
        (-2.0, 9e3, "traced"),
        (3.0, 0.0, "effective-earth"),
        (45.0, 0.0, "traced"),
    )
    for elevation, site, model in cases:
        curve = limit_curve(elevation, site_height_m=site, model=model)
        s = (5.0 * np.arange(len(curve.table))[1:]) ** 2
        low, high = curve.slopes
        ratio = curve.table[1:, 0] / s
        assert low <= ratio.min()
        assert ratio.max() <= high
        assert np.abs(curve.table[:, 1]).max() <= curve.steepest


def test_gaussian_radius_is_root_of_both_curvatures():
    lat = np.radians(50.0)
    w = np.sqrt(1.0 - WGS84_E2 * np.sin(lat) ** 2)
    across, along = WGS84_A / w, WGS84_A * (1.0 - WGS84_E2) / w**3
    assert gaussian_radius_m(50.0) == pytest.approx(np.sqrt(across * along), rel=1e-14)


def test_horizon():
    assert horizon_deg(0.0, radius_m=6.371e6) == 0.0
    straight = horizon_deg(9000.0, radius_m=6.371e6, model="none")
    assert straight == pytest.approx(-np.degrees(np.arccos(6371 / 6380)))
    assert straight < horizon_deg(9000.0, radius_m=6.371e6, model="traced") < 0.0
    assert limit_curve(-30.0, site_height_m=9000.0, radius_m=6.371e6).elevation_deg > -4.0


def test_unknown_model_and_unreachable_height_are_told():
    with pytest.raises(InputError, match="Invalid refraction 'mirage'"):
        limit_curve(0.0, model="mirage")
    with pytest.raises(InputError, match="does not reach"):
        limit_curve(3.0, site_height_m=500.0).elevation_at_deg(100.0)
