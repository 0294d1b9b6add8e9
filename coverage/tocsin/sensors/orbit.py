"""Circular orbits of a satellite layer: as a file writes them, and as plain numbers."""

from dataclasses import dataclass
from typing import Annotated

from tocsin.fields import Azimuth, Model, Within


class OrbitModel(Model):
    """Circular orbits of an infrared layer, in a Walker pattern."""

    altitude_km: Annotated[float, Within(160, 36_000)]
    """Height above the equatorial radius, km."""
    inclination_deg: Annotated[float, Within(0, 180)]
    """Inclination, degrees."""
    node_deg: Azimuth = 0.0
    """Longitude of the first plane's ascending node at launch time, degrees east."""
    phase_deg: Azimuth = 0.0
    """Angle of the first satellite from the node at launch time, degrees."""
    planes: Annotated[int, Within(1, 100)] = 1
    """Number of orbital planes, spread evenly."""
    per_plane: Annotated[int, Within(1, 100)] = 1
    """Satellites in each plane, spread evenly."""
    phasing: Annotated[int, Within(0, 99)] = 0
    """Walker phasing: the step between neighbouring planes in units of 360 / satellites."""


@dataclass(frozen=True, slots=True)
class OrbitSpec:
    """Circular orbits of a satellite layer, ``planes * per_plane`` satellites (Walker pattern)."""

    altitude_km: float
    inclination_deg: float
    node_deg: float
    phase_deg: float
    planes: int
    per_plane: int
    phasing: int
