"""The choice of a map's projection and extent."""

import numpy as np
import pytest

from tocsin.geometry.projection import view_of


def inside(view, lat, lon):
    east, north = view.project(lon, lat)
    west, right, south, top = view.extent_m
    return ((east >= west) & (east <= right) & (north >= south) & (north <= top)).all()


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ([24.0, 46.0, 33.0], [123.0, 146.0, 126.0]),
        ([-20.0, -12.0], [177.0, -179.0]),
        ([88.0, 80.0, 85.0], [0.0, 120.0, -120.0]),
        ([13.5, 21.3, 61.2, 35.7], [144.8, -157.9, -149.9, 139.7]),
    ],
)
def test_a_regional_map_holds_all_points(lat, lon):
    view = view_of(lat, lon)
    assert view.kind == "regional"
    assert inside(view, lat, lon)


def test_the_middle_is_right_over_the_antimeridian():
    view = view_of([-20.0, -12.0], [177.0, -179.0])
    assert abs(abs(view.lon) - 179.0) < 0.1
    assert view.lat == pytest.approx(-16.0, abs=0.1)


def test_a_world_map_for_points_all_over():
    lat, lon = [60.0, -50.0, 0.0, 10.0], [10.0, 100.0, -160.0, -60.0]
    view = view_of(lat, lon)
    assert view.kind == "world"
    assert inside(view, lat, lon)


def test_the_extent_keeps_the_aspect_asked_and_has_some_size():
    view = view_of([35.0, 45.0], [127.0, 127.0], aspect=1.0)
    west, east, south, north = view.extent_m
    assert (east - west) / (north - south) == pytest.approx(1.0)
    one = view_of([35.0], [127.0]).extent_m
    assert one[1] - one[0] >= 50e3
    assert one[3] - one[2] >= 50e3


def test_points_that_are_not_finite_are_left_out():
    assert view_of([35.0, np.nan], [127.0, 0.0]) == view_of([35.0], [127.0])
