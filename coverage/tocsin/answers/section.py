"""A vertical section: which heights sensors see along a geodesic, and how many see each point."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tocsin.checks import check_latitude, check_longitude
from tocsin.errors import InputError
from tocsin.geometry.earth import geod

if TYPE_CHECKING:
    from tocsin.sensors.kind import SensorSpec

Floats = NDArray[np.float64]

PLACES, HEIGHTS, HALVINGS = 181, 161, 16
COLUMNS = ("sensor", "ground_range_km", "lat", "lon", "lowest_km", "highest_km")


@dataclass(frozen=True)
class Section:
    """Points along a line and above it.

    Attributes
    ----------
    lat, lon, ground_range_km : ndarray, shape (n,)
        Of the line, from its start.
    height_km : ndarray, shape (m,)
        From the ground up, closer together below.
    """

    lat: Floats
    lon: Floats
    ground_range_km: Floats
    height_km: Floats

    @classmethod
    def of(cls, text: str, *, top_km: float) -> "Section":
        """Read ``LAT,LON:LAT,LON``, and lay out the geodesic between the two.

        Raises
        ------
        InputError
            It is not written so, a number is out of its bounds, or both ends are one place.

        Examples
        --------
        A degree of the equator:

        >>> section = Section.of("0,0:0,1", top_km=100.0)
        >>> round(float(section.ground_range_km[-1]), 1), len(section.height_km)
        (111.3, 161)
        """
        (lat_0, lon_0), (lat_1, lon_1) = _ends(text)
        azimuth, _, length_m = geod().inv(lon_0, lat_0, lon_1, lat_1)
        if length_m < 1e3:
            raise InputError(f"Invalid section {text!r}. Its ends must be a kilometre apart.")
        away_m = np.linspace(0.0, length_m, PLACES)
        start = np.full((2, PLACES), [[lon_0], [lat_0]])
        lon, lat, _ = geod().fwd(*start, np.full(PLACES, azimuth), away_m)
        # Rays are crowded near the ground, where horizons are.
        height_km = top_km * np.linspace(0.0, 1.0, HEIGHTS) ** 2
        return cls(lat, lon, away_m / 1e3, height_km)

    def seen(self, sensor: "SensorSpec", *, rcs_m2: float, time_s: float) -> NDArray[np.bool_]:
        """Whether a sensor sees each point, shape (m, n)."""
        heights = self.height_km[:, None]
        return sensor.in_view(self.lat, self.lon, heights, rcs_m2=rcs_m2, time_s=time_s)

    def limits(self, sensor: "SensorSpec", *, rcs_m2: float, time_s: float) -> pd.DataFrame:
        """Lowest and highest height that a sensor sees at each place; a row a place."""
        seen = self.seen(sensor, rcs_m2=rcs_m2, time_s=time_s)

        def edge(inside: NDArray[np.int64], outside: NDArray[np.int64]) -> Floats:
            a, b = self.height_km[inside], self.height_km[outside]
            for _ in range(HALVINGS):
                middle = 0.5 * (a + b)
                sees = sensor.in_view(self.lat, self.lon, middle, rcs_m2=rcs_m2, time_s=time_s)
                a, b = np.where(sees, middle, a), np.where(sees, b, middle)
            return np.where(seen.any(axis=0), a, np.nan)

        # argmax finds the first that is seen, from below and from above.
        first = np.argmax(seen, axis=0)
        last = HEIGHTS - 1 - np.argmax(seen[::-1], axis=0)
        values = (
            sensor.id,
            *(self.ground_range_km, self.lat, self.lon),
            edge(first, np.maximum(first - 1, 0)),
            edge(last, np.minimum(last + 1, HEIGHTS - 1)),
        )
        return pd.DataFrame(dict(zip(COLUMNS, values, strict=True)))


def section_table(
    section: Section | None, sensors: "Sequence[SensorSpec]", *, rcs_m2: float, time_s: float
) -> pd.DataFrame:
    """Return the limits of several sensors, one after another; no rows without a section.

    Examples
    --------
    >>> section_table(None, [], rcs_m2=1.0, time_s=0.0).columns.tolist()[:2]
    ['sensor', 'ground_range_km']
    """
    if section is None or not sensors:
        return pd.DataFrame({name: [] for name in COLUMNS}).astype({"sensor": str})
    tables = [section.limits(each, rcs_m2=rcs_m2, time_s=time_s) for each in sensors]
    return pd.concat(tables, ignore_index=True)


def _ends(text: str) -> list[tuple[float, float]]:
    try:
        ends = [tuple(map(float, end.split(","))) for end in text.split(":")]
        (lat_0, lon_0), (lat_1, lon_1) = ends
    except ValueError as error:
        raise InputError(f"Invalid section {text!r}. Write LAT,LON:LAT,LON.") from error
    for lat, lon in ((lat_0, lon_0), (lat_1, lon_1)):
        check_latitude(lat, place="the section")
        check_longitude(lon, place="the section")
    return [(lat_0, lon_0), (lat_1, lon_1)]
