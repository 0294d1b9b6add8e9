"""What each sensor sees of objects at a height, and how many see the same ground. Notional."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd

from tocsin.answers.altitudes import altitudes_of
from tocsin.answers.answer import Answer
from tocsin.answers.common import Changes, Question, names_of
from tocsin.answers.registry import verb
from tocsin.answers.section import Section, section_table
from tocsin.checks import check_names
from tocsin.errors import InputError
from tocsin.geometry.footprint import Footprint
from tocsin.geometry.overlap import folds
from tocsin.geometry.wrap import area_km2

if TYPE_CHECKING:
    from shapely import Geometry

    from tocsin.scenario import Scenario
    from tocsin.sensors.kind import SensorSpec

DEFAULT_KM = 100.0
# Limits of the far edge that share it, in the order of the columns.
_OUTER = ("range", "horizon", "mask")
HOLES = {"upper": "too high above it", "near": "too close to it", "horizon": "too far below it"}


@dataclass(frozen=True)
class Seen:
    """What one sensor sees of objects at one height."""

    sensor: "SensorSpec"
    altitude_km: float
    ground: Footprint


@dataclass(frozen=True, repr=False)
class Footprints(Answer):
    """The ground below objects at some heights that sensors see. Notional.

    Attributes
    ----------
    question : Question
    table : DataFrame
        A row per sensor and height: ``sensor owner altitude_km area_km2``; ``range_share``,
        ``horizon_share`` and ``mask_share``, of the length of the far edge by what ends the view
        there; ``hole_area_km2`` and ``hole``, the ground about the sensor that it does not see, and
        why.
    union : DataFrame
        A row per height and ``fold``: ``area_km2`` that so many sensors see or more, and
        ``area_error_km2``.
    section : DataFrame
        A row per sensor and place of a section, where one is asked for: ``ground_range_km`` from
        its start, ``lat lon``, ``lowest_km`` and ``highest_km`` that the sensor sees there, up to
        the greatest height asked.
    rcs_m2, time_s : float
        Radar cross-section of the objects [m2]; when satellites on orbits stand so [s].
    seen : list of Seen
        The shapes.
    scenario : Scenario
    along : Section or None
        The line of the section.
    """

    verb = "footprint"

    question: Question
    table: pd.DataFrame
    union: pd.DataFrame
    section: pd.DataFrame
    rcs_m2: float
    time_s: float
    seen: list[Seen] = field(repr=False)
    scenario: "Scenario" = field(repr=False)
    along: Section | None = field(default=None, repr=False)

    @property
    def basis(self) -> str:
        """What must stand beside every number; no launch has a part in it."""
        when = f", {self.time_s:g} s after launch" if self.time_s else ""
        return f"Objects of {self.rcs_m2:g} m2 that stand still{when}. {self.question.basis}"

    @property
    def altitudes_km(self) -> list[float]:
        """The heights, as they were asked."""
        return list(dict.fromkeys(each.altitude_km for each in self.seen))

    def at(self, altitude_km: float) -> list[Seen]:
        """Return what is seen at one of the heights, a sensor each."""
        return [each for each in self.seen if each.altitude_km == altitude_km]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data; shapes go into a file of their own."""
        told: dict[str, Any] = super().to_dict()
        for key in ("seen", "scenario", "along", "launch"):
            told.pop(key, None)
        return told

    def shapes(self) -> "Iterator[tuple[Geometry, dict[str, Any]]]":
        """Yield each footprint with what its row of the table says of it."""
        rows = self.table.to_dict("records")
        for each, row in zip(self.seen, rows, strict=True):
            yield each.ground.shape, row


@verb(
    example="tocsin footprint configs/scenarios/northeast-asia.yaml --altitude-km 10,100,300",
    draws=True,
    shapes=True,
    leads=False,
)
def footprint(
    scenario: "Scenario",
    *,
    sensor: str | Sequence[str] | None = None,
    altitude_km: float | str | Sequence[float | str] | None = None,
    rcs_m2: float = 1.0,
    time_s: float = 0.0,
    section: str | None = None,
    **changes: Unpack[Changes],
) -> Footprints:
    """Tell what each sensor sees of objects at a height, and how many see the same ground.

    Parameters
    ----------
    scenario : Scenario
    sensor : str or sequence of str, optional
        Only this sensor. Repeatable.
    altitude_km : float or sequence of float, optional
        Height of the objects above the ellipsoid, km; 100 if absent. Repeatable.
    rcs_m2 : float
        Radar cross-section of the objects, square metres.
    time_s : float
        Seconds after launch at which satellites on orbits are taken.
    section : str, optional
        LAT,LON:LAT,LON: lowest and highest height that each sensor sees along that line, too, up
        to the greatest height asked; the figure is of the section then.

    Raises
    ------
    InputError
        A sensor is unknown, a number is out of its bounds, or a section is not so written.
    """
    names = names_of(sensor) or tuple(scenario.sensors)
    check_names(names, scenario.sensors, kind="sensor")
    if not rcs_m2 > 0.0:
        raise InputError(f"Invalid rcs_m2 {rcs_m2:g}. Must be greater than 0.")
    sensors = [scenario.sensor_spec(name) for name in names]
    heights = altitudes_of(DEFAULT_KM if altitude_km is None else altitude_km)
    along = None if section is None else Section.of(section, top_km=max(heights))
    # Height by height, as they are mapped.
    seen = [
        Seen(each, height, each.ground(altitude_km=height, rcs_m2=rcs_m2, time_s=time_s))
        for height in heights
        for each in sensors
    ]
    table, union = pd.DataFrame(map(_row, seen)), pd.DataFrame(_union_rows(seen))
    limits = section_table(along, sensors, rcs_m2=rcs_m2, time_s=time_s)
    question = Question.of(scenario)
    return Footprints(question, table, union, limits, rcs_m2, time_s, seen, scenario, along)


def _row(seen: Seen) -> dict[str, Any]:
    shares, ground = seen.ground.shares(), seen.ground
    limits = [HOLES[limit] for limit in ground.hole_limits if limit in HOLES]
    return {
        "sensor": seen.sensor.id,
        "owner": seen.sensor.owner,
        "altitude_km": seen.altitude_km,
        "area_km2": area_km2(ground.shape),
        **{f"{limit}_share": shares.get(limit, 0.0) for limit in _OUTER},
        "hole_area_km2": area_km2(ground.hole),
        "hole": ", ".join(limits),
    }


def _union_rows(seen: list[Seen]) -> Iterator[dict[str, Any]]:
    for height in dict.fromkeys(each.altitude_km for each in seen):
        found = folds([each.ground.shape for each in seen if each.altitude_km == height])
        # A height that nobody looks at has a row, too.
        areas = list(zip(found.area_km2, found.error_km2, strict=True)) or [(0.0, 0.0)]
        for fold, (area, error) in enumerate(areas, start=1):
            yield {
                "altitude_km": height,
                "fold": fold,
                "area_km2": float(area),
                "area_error_km2": float(error),
            }
