"""Checks of numbers and names that a caller hands over: the only place that raises for them.

Each check of a number returns it as a float, so that it can stand inside an expression.
"""

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime
from math import isfinite

from tocsin.errors import InputError
from tocsin.words import did_you_mean

# 1949 or 1949-08: the first day of either.
_YEAR_OR_MONTH = re.compile(r"[0-9]{4}(?:-[0-9]{2})?\Z")


def check_names(names: Iterable[str], known: Collection[str], *, kind: str) -> None:
    """Raise if some names are not known.

    Parameters
    ----------
    names : iterable of str
    known : collection of str
        In the order in which they are offered.
    kind : str
        What they are names of, for the message.

    Raises
    ------
    InputError
        Naming every unknown name once; near names are offered.

    Examples
    --------
    >>> check_names(["mediun", "mediun"], ["short", "medium"], kind="arc")
    Traceback (most recent call last):
    tocsin.errors.InputError: Unknown arc 'mediun'. Did you mean 'medium'?
    """
    problems = [
        f"Unknown {kind} {name!r}.{did_you_mean(name, known)}"
        for name in dict.fromkeys(names)
        if name not in known
    ]
    if problems:
        raise InputError(problems)


def check_finite(value: float, *, name: str, place: str = "") -> float:
    """Return `value` as a float, or raise if it is no finite number.

    Parameters
    ----------
    value : float
        The number. Booleans and text are refused.
    name : str
        What it is called, unit included.
    place : str
        Where it stands, for the message (``sensor 'north-1'``).

    Raises
    ------
    InputError
        Naming the value, the place and the remedy.

    Examples
    --------
    >>> check_finite(3, name="range_km")
    3.0
    """
    try:
        number = float("nan") if isinstance(value, (bool, str)) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = float("nan")
    if not isfinite(number):
        raise _invalid(value, name, place, "Must be a finite number.")
    return number


def check_within(value: float, *, name: str, low: float, high: float, place: str = "") -> float:
    """Return `value` as a float if it lies in ``[low, high]``.

    Examples
    --------
    >>> check_within(91.0, name="latitude_deg", low=-90, high=90, place="sensor 'a'")
    Traceback (most recent call last):
        ...
    tocsin.errors.InputError: Invalid latitude_deg 91.0 for sensor 'a'. Must be within [-90, 90].
    """
    number = check_finite(value, name=name, place=place)
    if not low <= number <= high:
        raise _invalid(value, name, place, f"Must be within [{low:g}, {high:g}].")
    return number


def check_positive(value: float, *, name: str, place: str = "") -> float:
    """Return `value` as a float if it is above 0."""
    number = check_finite(value, name=name, place=place)
    if number <= 0.0:
        raise _invalid(value, name, place, "Must be greater than 0.")
    return number


def check_latitude(value: float, *, place: str = "") -> float:
    """Return a latitude in degrees within [-90, 90]."""
    return check_within(value, name="latitude_deg", low=-90.0, high=90.0, place=place)


def check_longitude(value: float, *, place: str = "") -> float:
    """Return a longitude in degrees within [-180, 180]; to 360 may be given.

    Examples
    --------
    >>> check_longitude(190)
    -170.0
    """
    return wrapped(check_within(value, name="longitude_deg", low=-180.0, high=360.0, place=place))


def wrapped(lon: float) -> float:
    """Bring a longitude within [-180, 360] into [-180, 180]; what lies there stays to the bit.

    Examples
    --------
    >>> wrapped(181.0), wrapped(180.0), wrapped(-180.0)
    (-179.0, 180.0, -180.0)
    """
    return lon - 360.0 if lon > 180.0 else lon


def check_box(
    *, west: float, south: float, east: float, north: float, place: str = ""
) -> tuple[float, float, float, float]:
    """Return the edges of a box in degrees; ``west > east`` wraps through the antimeridian.

    Examples
    --------
    >>> check_box(west=170, south=-10, east=-170, north=10)
    (170.0, -10.0, -170.0, 10.0)
    """
    west, east = check_longitude(west, place=place), check_longitude(east, place=place)
    south, north = check_latitude(south, place=place), check_latitude(north, place=place)
    if south >= north:
        raise _invalid(south, "south", place, f"Must be less than north ({north:g}).")
    if west == east:
        raise _invalid(west, "west", place, "Must differ from east; use -180 and 180 for all.")
    return west, south, east, north


def _invalid(value: object, name: str, place: str, remedy: str) -> InputError:
    where = f" for {place}" if place else ""
    return InputError(f"Invalid {name} {value!r}{where}. {remedy}")


def as_day(value: object) -> date | None:
    """Return a day as a file writes it; a month or a year stands for its first day.

    Examples
    --------
    >>> [str(as_day(each)) for each in ("2016-11-23", "1949-08", 1949, "2016-02-30", True)]
    ['2016-11-23', '1949-08-01', '1949-01-01', 'None', 'None']
    """
    # A flag is a whole number too, and no year.
    if type(value) is int:
        value = str(value)
    if isinstance(value, str):
        if _YEAR_OR_MONTH.match(value):
            value = f"{value}-01-01"[:10]
        try:
            # fromisoformat takes weeks and ordinal days too; a file writes 2016-11-23.
            return date.fromisoformat(value) if len(value) == 10 else None
        except ValueError:
            return None
    # A date with a time of day is no day.
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
