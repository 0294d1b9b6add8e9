"""One table of what every published variable is: its kind, its unit, its long name.

xarray keeps ``units`` through ``a**2`` and ``a > 0``, so a unit that is not set anew on each
derived variable soon lies. :func:`label` sets it anew from this table; tables on disk take their
column types and units from here too.
"""

from collections.abc import Hashable, Iterable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from tocsin.errors import InputError

if TYPE_CHECKING:
    import xarray

    Labelled = TypeVar("Labelled", xarray.DataArray, xarray.Dataset)


class Variable(NamedTuple):
    """What a name stands for.

    Attributes
    ----------
    kind : {'text', 'real', 'whole'}
        Text, a real number (absent = not a number) or a whole number.
    units : str
        UDUNITS symbol, ``1`` for shares and counts, empty for text.
    long_name : str
        Axis label.
    """

    kind: Literal["text", "real", "whole"]
    units: str
    long_name: str

    @property
    def attrs(self) -> dict[str, str]:
        """Attributes of an array or a column; text has no unit."""
        # An empty unit would be written into files as if it meant something.
        units = {"units": self.units} if self.units else {}
        return units | {"long_name": self.long_name}


def _text(long_name: str) -> Variable:
    return Variable("text", "", long_name)


def _whole(long_name: str) -> Variable:
    return Variable("whole", "1", long_name)


def _share(long_name: str) -> Variable:
    return Variable("real", "1", long_name)


def _seconds(long_name: str) -> Variable:
    return Variable("real", "s", long_name)


def _degrees(long_name: str) -> Variable:
    return Variable("real", "degree", long_name)


def _km(long_name: str) -> Variable:
    return Variable("real", "km", long_name)


VARIABLES: dict[str, Variable] = {
    # What a row or a coordinate is about
    "policy": _text("policy"),
    "baseline": _text("policy compared with"),
    "agreement": _text("agreement"),
    "falls_with": _text("agreements that it rests on"),
    "shock": _text("shock"),
    "launch": _text("launch area"),
    "point": _whole("point of the launch area, 0 = its centre"),
    "arc": _text("arc"),
    "cell": _text("cell or place that the arc comes down on"),
    "launch_nation": _text("nation that launches"),
    "nation": _text("nation"),
    "owner": _text("owner of the sensor, originator of its items"),
    "host": _text("nation on whose soil the sensor stands"),
    "sensor": _text("sensor behind the notice"),
    "tier": _text("tier"),
    "route": _text("route of the item"),
    "status": _text("warned, late or never"),
    "responder": _text("responder"),
    "place": _text("place that the arc comes down on"),
    "sensor_class": _text("class of the sensor, a card"),
    "source": _text("source"),
    # Where
    "lat": Variable("real", "degrees_north", "latitude"),
    "lon": Variable("real", "degrees_east", "longitude"),
    "azimuth_deg": _degrees("azimuth, clockwise from north"),
    "elevation_deg": _degrees("elevation above the local level"),
    "altitude_km": _km("altitude of the objects meant"),
    "spread_km": _km("radius of the launch area"),
    "range_km": _km("slant range"),
    "ground_range_km": _km("range along the ground"),
    "height_km": _km("height above the ellipsoid"),
    "apogee_km": _km("apogee height above the mean radius"),
    "area_km2": Variable("real", "km2", "area"),
    "area_error_km2": Variable("real", "km2", "bound of the error of the area"),
    "lowest_km": _km("lowest height in view"),
    "highest_km": _km("highest height in view"),
    "hole_area_km2": Variable("real", "km2", "ground about a sensor that it does not see"),
    "population": Variable("real", "1", "people"),
    "fold": _whole("sensors that cover the place"),
    # When, in seconds after launch unless the long name says otherwise
    "time_s": _seconds("time after launch"),
    "impact_s": _seconds("impact after launch"),
    "boost_s": _seconds("length of boost"),
    "window_in_s": _seconds("coming into view, after launch"),
    "window_out_s": _seconds("going out of view, after launch"),
    "alert_at_s": _seconds("alert produced, after launch"),
    "track_at_s": _seconds("track produced, after launch"),
    "know_s": _seconds("first usable item held, after launch"),
    "notice_s": _seconds("notice, after launch"),
    "decision_s": _seconds("notice assessed, after launch"),
    "public_s": _seconds("public notice, after launch"),
    "warning_s": _seconds("warning time before impact"),
    "response_s": _seconds("response time before impact"),
    "effective_warning_s": _seconds("effective warning (0 for late and never)"),
    "delay_s": _seconds("delay of sharing"),
    # The waterfall: parts of the flight time
    "unseen_s": _seconds("unseen"),
    "confirm_s": _seconds("sensor confirms"),
    "release_s": _seconds("release"),
    "relay_s": _seconds("relay"),
    "confirmation_wait_s": _seconds("wait for confirmation"),
    "assess_s": _seconds("assess"),
    "disseminate_s": _seconds("disseminate"),
    "left_s": _seconds("left before impact"),
    # Summaries
    "cells": _whole("distinct cells"),
    "cases": _whole("cases (launch point, arc, cell)"),
    # Coverage at a height
    "covered_share": _share("share of the area in view of any sensor"),
    "satisfied_share": _share("share of the area in view of k or more sensors"),
    "satisfied_pop_share": _share("share of people below points in view of k or more sensors"),
    "gap_cells": Variable("real", "1", "points that no sensor covers"),
    "gap_area_km2": Variable("real", "km2", "area below points that no sensor covers"),
    "mean_fold": Variable("real", "1", "mean count of sensors that cover a place"),
    "mean_fold_change": Variable("real", "1", "change of the mean count of sensors"),
    "first_mean_fold": Variable("real", "1", "mean count that an agreement adds by itself"),
    "last_mean_fold": Variable("real", "1", "mean count that is lost without an agreement"),
    "gap_people": Variable("real", "1", "people below points that no sensor covers"),
    "gap_people_change": Variable("real", "1", "change of the people below gaps"),
    # Comparison and attribution
    "warned_share_a": _share("share of cases warned, before"),
    "warned_share_b": _share("share of cases warned, after"),
    "unwarned_at_worst": _share("greatest probability of no warning in time"),
    "change_s": _seconds("change of mean warning"),
    "response_change_s": _seconds("change of mean response"),
    "newly_warned_people": Variable("real", "1", "people newly warned, mean of cases"),
    "no_longer_warned_people": Variable("real", "1", "people no longer warned, mean of cases"),
    "shapley_s": _seconds("Shapley value in mean warning"),
    "probability": _share("probability"),
}


def define(variables: Mapping[str, Variable]) -> None:
    """Add names whose home is a table of their own, further up (the measures)."""
    VARIABLES.update(variables)


def variable(name: str) -> Variable:
    """Look a name up.

    Raises
    ------
    InputError
        If the table does not know the name.

    Examples
    --------
    >>> variable("warning_s").units
    's'
    >>> variable("warning_m")
    Traceback (most recent call last):
    tocsin.errors.InputError: Unknown variable 'warning_m'. Did you mean 'warning_s'?
    """
    if name in VARIABLES:
        return VARIABLES[name]
    close = get_close_matches(name, VARIABLES, n=1)
    remedy = f"Did you mean {close[0]!r}?" if close else "Give it a line in tocsin.attrs.VARIABLES."
    raise InputError(f"Unknown variable {name!r}. {remedy}")


def unit_of(name: str) -> str:
    """Return the unit of a column: from the table, or else as its name says; empty for none.

    Examples
    --------
    >>> unit_of("warning_s"), unit_of("worst_warning_s"), unit_of("first_share"), unit_of("date")
    ('s', 's', '1', '')
    >>> unit_of("warning_s_p95")
    's'
    """
    if name in VARIABLES:
        return VARIABLES[name].units
    stem, _, ending = name.rpartition("_")
    if ending in (AT_CARDS, *QUANTILES):
        return unit_of(stem)
    return _UNITS_OF_ENDINGS.get(ending, "")


FLAGS = ("flag_values", "flag_meanings")
"""Attributes of an array of codes that stand for names (CF conventions, section 3.5)."""
MILLISECOND = 3
"""Decimals of times in files."""


def is_time(name: str) -> bool:
    """Tell whether a column holds seconds, which files round to the millisecond.

    Examples
    --------
    >>> is_time("notice_s"), is_time("warned_share"), is_time("cell")
    (True, False, False)
    """
    return unit_of(name) == "s"


AT_CARDS = "card"
"""Ending of the column of a band that has the value at the cards."""
QUANTILES = {"p5": 0.05, "p50": 0.5, "p95": 0.95}
"""Endings of the columns of a band, and the share of draws below each."""

_UNITS_OF_ENDINGS = {
    **{"s": "s", "deg": "degree", "km": "km", "km2": "km2"},
    **dict.fromkeys(("share", "probability"), "1"),
}


def variables(names: Iterable[str]) -> dict[str, Variable]:
    """Look many names up, all problems reported at once.

    Examples
    --------
    >>> list(variables(["lat", "lon"]))
    ['lat', 'lon']
    """
    known: dict[str, Variable] = {}
    problems: list[str] = []
    for name in names:
        try:
            known[name] = variable(name)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return known


def label(data: "Labelled", name: str | None = None) -> "Labelled":
    """Set unit and long name anew, on an array or on every variable of a dataset.

    Parameters
    ----------
    data : xarray.DataArray or xarray.Dataset
        Attributes that its variables had before are dropped; those of the dataset itself stay.
    name : str, optional
        New name of an array. Default is the name that it has.

    Returns
    -------
    xarray.DataArray or xarray.Dataset
        A shallow copy: the values are shared.

    Raises
    ------
    InputError
        If a variable is not in the table.

    Examples
    --------
    >>> import xarray
    >>> warning = label(xarray.DataArray([90.0, 30.0], dims="cell"), "warning_s")
    >>> warning.attrs["units"], (warning > 60).attrs["units"]  # the second one lies
    ('s', 's')
    >>> label((warning > 60).mean(), "warned_share").attrs["units"]
    '1'
    """
    import xarray

    if isinstance(data, xarray.Dataset):
        return _label_dataset(data)
    array = data.rename(name or data.name)
    array = array.assign_coords(_labelled(array.coords))
    array.attrs = _attrs_of(variable(str(array.name)), array.variable)
    return array


def _label_dataset(dataset: "xarray.Dataset") -> "xarray.Dataset":
    """Set the attributes of every variable and coordinate."""
    return dataset.assign_coords(_labelled(dataset.coords)).assign(_labelled(dataset.data_vars))


def _labelled(arrays: Mapping[Hashable, "xarray.DataArray"]) -> "dict[str, xarray.Variable]":
    """Return copies of named arrays, with attributes from the table."""
    known = variables(str(name) for name in arrays)
    copies: dict[str, xarray.Variable] = {}
    for name, array in arrays.items():
        copies[str(name)] = array.variable.copy(deep=False)
        copies[str(name)].attrs = _attrs_of(known[str(name)], array.variable)
    return copies


def _attrs_of(known: Variable, array: "xarray.Variable") -> dict[str, Any]:
    """Attributes from the table; codes of names keep what they mean, which no table can know."""
    is_coded = known.kind == "text" and array.dtype.kind == "i"
    kept = {name: value for name, value in array.attrs.items() if name in FLAGS and is_coded}
    return known.attrs | kept
