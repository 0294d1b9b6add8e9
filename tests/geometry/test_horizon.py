"""The lowest height in view over smooth ground: reference ranges, and how a reader is told."""

import pytest

from tocsin.geometry.refraction import first_visible_m


@pytest.mark.parametrize(
    ("model", "at_3_deg_km", "at_half_deg_km"),
    [("none", 1612, 305), ("traced", 1637, 337), ("effective-earth", 1823, 344)],
)
def test_first_visible_height_is_that_of_the_reference_ranges(model, at_3_deg_km, at_half_deg_km):
    """Ranges at which limits of 3 and 0.5 degrees reach 300 and 10 km, from sea level."""
    for elevation_deg, range_km, height_km in (
        (3.0, at_3_deg_km, 300.0),
        (0.5, at_half_deg_km, 10.0),
    ):
        low, high = first_visible_m(
            [1e3 * (range_km - 0.6), 1e3 * (range_km + 0.6)],
            elevation_deg=elevation_deg, radius_m=6371e3, model=model,
        )  # fmt: skip
        assert low <= 1e3 * height_km <= high


def test_nearer_than_the_horizon_the_ground_is_in_view():
    """A straight line from 100 m meets the ground at sqrt(2 R h), 35.7 km."""
    near, far = first_visible_m([35.7e3, 36.5e3], site_height_m=100.0, elevation_deg=-5.0,
                                model="none")  # fmt: skip
    assert near == pytest.approx(0.0, abs=0.1)
    assert 0.01 < far < 1.0
