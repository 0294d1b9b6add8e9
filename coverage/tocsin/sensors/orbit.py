"""Orbits of infrared satellites: as a file writes them, and as plain numbers."""

from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import model_validator

from tocsin.fields import Model, Within, problem

# Where satellites are at launch is rarely known: a file may give a range of it.
_Angle = Annotated[float, Within(-360, 360, drawn=True)]


class OrbitModel(Model):
    """Orbits of an infrared satellite or layer, in a Walker pattern: circles or equal ellipses."""

    altitude_km: Annotated[float, Within(160, 36_000, drawn=True)] | None = None
    """Height of a circular orbit above the equatorial radius, km."""
    perigee_km: Annotated[float, Within(160, 36_000, drawn=True)] | None = None
    """Least height of an elliptical orbit above the equatorial radius, km; instead of a circle."""
    apogee_km: Annotated[float, Within(160, 100_000, drawn=True)] | None = None
    """Greatest height of an elliptical orbit above the equatorial radius, km."""
    inclination_deg: Annotated[float, Within(0, 180, drawn=True)]
    """Inclination, degrees."""
    argument_of_perigee_deg: _Angle = 0.0
    """Angle of an ellipse's perigee from the ascending node, degrees; 270 puts apogee north."""
    node_deg: _Angle = 0.0
    """Longitude of the first plane's ascending node at launch time, degrees east."""
    phase_deg: _Angle = 0.0
    """Mean anomaly of the first satellite at launch time, degrees; on a circle from the node."""
    planes: Annotated[int, Within(1, 100)] = 1
    """Number of orbital planes, spread evenly."""
    per_plane: Annotated[int, Within(1, 100)] = 1
    """Satellites in each plane, spread evenly."""
    phasing: Annotated[int, Within(0, 99)] = 0
    """Walker phasing: the step between neighbouring planes in units of 360 / satellites."""

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        low, high = self.perigee_km, self.apogee_km
        if self.altitude_km is not None:
            if low is not None or high is not None:
                raise problem("Has altitude_km and perigee_km or apogee_km. Remove one or other.")
            if self.argument_of_perigee_deg != 0.0:
                raise problem("A circle has no perigee. Remove argument_of_perigee_deg.")
        elif low is None or high is None:
            raise problem("Give altitude_km, or perigee_km and apogee_km.")
        elif low > high:
            raise problem(f"perigee_km {low:g} must not be above apogee_km {high:g}.")
        return self


@dataclass(frozen=True, slots=True)
class OrbitSpec:
    """Orbits of satellites, ``planes * per_plane`` of them (Walker pattern).

    A circle has equal heights of perigee and apogee, above the equatorial radius.
    """

    perigee_km: float
    apogee_km: float
    inclination_deg: float
    argument_of_perigee_deg: float
    node_deg: float
    phase_deg: float
    planes: int
    per_plane: int
    phasing: int

    @property
    def height(self) -> str:
        """Its height, or its least and greatest, in words.

        Examples
        --------
        >>> OrbitSpec(1000.0, 39400.0, 63.4, 270.0, 0.0, 0.0, 1, 1, 0).height
        '1000–39400 km'
        """
        low, high = f"{self.perigee_km:g}", f"{self.apogee_km:g}"
        return f"{low} km" if low == high else f"{low}–{high} km"


def orbit_spec(orbit: OrbitModel) -> OrbitSpec:
    """Return the orbits of an entry as plain numbers.

    Examples
    --------
    >>> orbit_spec(OrbitModel(altitude_km=1200.0, inclination_deg=60.0)).height
    '1200 km'
    """
    low = orbit.perigee_km if orbit.altitude_km is None else orbit.altitude_km
    high = orbit.apogee_km if orbit.altitude_km is None else orbit.altitude_km
    assert low is not None  # either shape is complete, or it would not have been read
    assert high is not None
    return OrbitSpec(
        *(float(low), float(high)),
        *(float(orbit.inclination_deg), float(orbit.argument_of_perigee_deg)),
        *(float(orbit.node_deg), float(orbit.phase_deg)),
        *(orbit.planes, orbit.per_plane, orbit.phasing),
    )
