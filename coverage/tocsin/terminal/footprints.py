"""Footprints in a terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from tocsin.answers.section import PLACES
from tocsin.terminal.fit import Block
from tocsin.terminal.render import layout
from tocsin.terminal.sheet import Column, Row, Sheet
from tocsin.words import percent

if TYPE_CHECKING:
    from tocsin.answers.footprint import Footprints

_PLACES_SHOWN = 9
_ENDS = {"range": "range", "horizon": "horizon", "mask": "mask"}


@layout("footprint")
def footprint(answer: "Footprints") -> Iterator[Block]:
    """Say what each sensor sees, what ends its view, and how many see the same ground."""
    columns = (
        Column("sensor", "sensor"),
        Column("owner", "owner"),
        Column("altitude_km", "height\nkm", _plain),
        Column("area_km2", "area\nkm2", _whole),
        Column("ends", "far edge by"),
        Column("hole", "hole", wraps=True),
    )
    rows = [_row(row) for row in answer.table.to_dict("records")]
    yield Sheet("What each sensor sees (notional)", columns, rows)
    heights = list(answer.union["altitude_km"].unique())
    by_fold: dict[int, dict[str, Any]] = {}
    for row in answer.union.to_dict("records"):
        absent = {"fold": row["fold"], **{f"{height:g}": None for height in heights}}
        told = by_fold.setdefault(row["fold"], absent)
        told[f"{row['altitude_km']:g}"] = row["area_km2"]
    areas = [Column(f"{height:g}", f"at {height:g} km\nkm2", _whole) for height in heights]
    yield Sheet(
        "Seen by so many sensors or more (notional)",
        (Column("fold", "sensors", str), *areas),
        list(by_fold.values()),
    )
    yield "Far edge: what ends the view there, by its length."
    if answer.along is not None:
        yield from _section(answer)


def _section(answer: "Footprints") -> Iterator[Block]:
    """Say the lowest height that each sensor sees at some places of the section."""
    table = answer.section
    places = np.unique(table["ground_range_km"])[:: (PLACES - 1) // _PLACES_SHOWN]
    shown = table[table["ground_range_km"].isin(places)]
    rows = [
        {"sensor": name, **{f"{x:.0f}": h for x, h in zip(places, part["lowest_km"], strict=True)}}
        for name, part in shown.groupby("sensor", sort=False)
        if part["lowest_km"].notna().any()
    ]
    columns = [Column(f"{x:.0f}", f"{x:,.0f}", _height) for x in places]
    title = "Lowest height in view [km] by distance from the start [km] (notional)"
    yield Sheet(title, (Column("sensor", "sensor"), *columns), rows)


def _height(value: float) -> str:
    return f"{value:.1f}" if np.isfinite(value) else "–"


def _row(row: Row) -> dict[str, Any]:
    shares = {name: row[f"{limit}_share"] for limit, name in _ENDS.items()}
    met = [f"{name} {percent(share)}" for name, share in shares.items() if share > 0.0]
    # One reason needs no share.
    ends = ", ".join(met) if len(met) != 1 else met[0].partition(" ")[0]
    hole = f"{_whole(row['hole_area_km2'])} km2, {row['hole']}" if row["hole"] else ""
    return {**row, "ends": ends or "sees nothing", "hole": hole}


def _plain(value: float) -> str:
    return f"{value:g}"


def _whole(value: float | None) -> str:
    """Write an area; none where a height has not so many sensors."""
    return "–" if value is None else f"{value:,.0f}"
