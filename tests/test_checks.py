"""Checks of numbers: what passes comes back as a float, what does not is named."""

import math

import pytest

from tocsin import checks
from tocsin.errors import InputError


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, True, "3", None, [1], 10**400])
def test_what_is_no_finite_number(value):
    with pytest.raises(InputError, match=r"Invalid range_km .* for sensor 'a'\. Must be a finite"):
        checks.check_finite(value, name="range_km", place="sensor 'a'")


def test_limits_are_included():
    assert checks.check_latitude(-90) == -90.0
    assert checks.check_latitude(90) == 90.0
    assert checks.check_longitude(180) == 180.0
    assert isinstance(checks.check_positive(3, name="range_km"), float)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: checks.check_latitude(90.1), r"latitude_deg 90\.1\. Must be within \[-90, 90\]"),
        (lambda: checks.check_longitude(-181), r"longitude_deg -181\. Must be within"),
        (lambda: checks.check_positive(0, name="range_km"), "range_km 0. Must be greater than 0"),
        (
            lambda: checks.check_box(west=0, south=5, east=1, north=5),
            r"south 5.0. Must be less than north \(5\)",
        ),
        (lambda: checks.check_box(west=7, south=0, east=7, north=5), "Must differ from east"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_box_may_wrap():
    assert checks.check_box(west=170, south=-1, east=-170, north=1) == (170.0, -1.0, -170.0, 1.0)
