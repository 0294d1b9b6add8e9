"""Columns of a study's table: what each is called, its unit, and the measures there are."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from tocsin.attrs import VARIABLES

RESPONSE = ("response_share", "response_median_s", "effective_response_s")
MEASURES = (
    *("warned_share", "late_share", "never_share"),
    *("warned_pop_share", "late_pop_share", "never_pop_share"),
    *("warning_p10_s", "warning_median_s", "warning_p90_s"),
    *("effective_warning_s", "effective_warning_pop_s"),
    *RESPONSE,
)
KEYS = ("run", "run_hash", "nation", "arc", "error")
RESERVED = frozenset({*KEYS, "sample", "cells", "cases", "population", "runs"})
CELL_COLUMNS = (
    *("launch", "point", "arc", "cell", "nation", "impact_s", "status", "notice_s", "public_s"),
    *("warning_s", "response_s", "sensor"),
)
_UNITS = {
    "run": ("1", "number of the run in its plan"),
    "run_hash": ("", "hash of everything that determines the run"),
    "error": ("", "why the run failed"),
    "response_share": ("1", "share of cases with a response time"),
    "response_median_s": ("s", "response time, median of the cases that have one"),
    "effective_response_s": ("s", "response time, mean with 0 where there is none"),
}


class Column(NamedTuple):
    """A column of a study's table.

    Attributes
    ----------
    name : str
    kind : {'text', 'real', 'whole', 'flag', 'day'}
    """

    name: str
    kind: str


def attrs_of(name: str) -> dict[str, str]:
    """Return unit and long name of a column.

    Examples
    --------
    >>> attrs_of("effective_warning_s")["units"]
    's'
    >>> attrs_of("my_axis")
    {'long_name': 'my_axis'}
    """
    if name in VARIABLES:
        return VARIABLES[name].attrs
    units, long_name = _UNITS.get(name, ("", name))
    return ({"units": units} if units else {}) | {"long_name": long_name}


def identifier(text: str) -> str:
    """Return a name that SQL takes without quotes.

    Examples
    --------
    >>> identifier("sensors.forward-x-band.r1_km"), identifier("2023-pact")
    ('sensors_forward_x_band_r1_km', 'a_2023_pact')
    """
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return plain if plain[:1].isalpha() else f"a_{plain}"


def kind_of(values: Iterable[object]) -> str:
    """Return the kind of a column that holds some values.

    Examples
    --------
    >>> kind_of([1, 2]), kind_of([1, 2.5]), kind_of([True]), kind_of([1, "x"])
    ('whole', 'real', 'flag', 'text')
    """
    from datetime import date

    kinds = {type(value) for value in values}
    if kinds <= {bool}:
        return "flag"
    if kinds <= {int}:
        return "whole"
    if kinds <= {int, float}:
        return "real"
    return "day" if all(issubclass(kind, date) for kind in kinds) else "text"
