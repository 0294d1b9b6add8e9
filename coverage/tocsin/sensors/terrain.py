"""The horizon that terrain makes at a site: a mask of apparent elevations, from heights on a grid.

Each azimuth is one ray over the ground. Of the heights along it the one counts under which the sky
begins: the greatest apparent elevation, with the ellipsoid's curvature and the refraction of the
model, so that a mask hides just what the terrain does.
"""

from dataclasses import dataclass
from math import radians

import numpy as np
from numpy.typing import NDArray

from tocsin.geometry.arcs import geodetic_to_ecef, local_axes
from tocsin.geometry.earth import geod
from tocsin.geometry.refraction import gaussian_radius_m
from tocsin.kernels import horizon
from tocsin.sensors.finders.masked import bends_over
from tocsin.sensors.finders.still import bend

Floats = NDArray[np.float64]

# Mountains that fill more of the sky than this are no horizon.
_STEEPEST_DEG = 89.9
# Each step takes a tenth of the error or less: far below what any model of heights is right to.
_STEPS = 12


@dataclass(frozen=True)
class Heights:
    """Heights on a grid of longitudes and latitudes.

    Attributes
    ----------
    values_m : ndarray, shape (rows, columns)
        Rows from north to south, columns from west to east; nan where nothing is known.
    north_deg, west_deg : float
        Place of the first value; longitudes run on from there without a wrap.
    row_deg, column_deg : float
        Distance of neighbouring rows and columns.
    """

    values_m: NDArray[np.float32]
    north_deg: float
    west_deg: float
    row_deg: float
    column_deg: float

    def at(self, lat: Floats, lon: Floats) -> Floats:
        """Heights between the values around, bilinear; nan outside and where one is unknown. [m]

        Examples
        --------
        >>> heights = Heights(np.array([[0.0, 10.0], [20.0, 30.0]]), 46.0, 8.0, 1.0, 1.0)
        >>> heights.at(np.array([45.5, 44.0]), np.array([8.5, 8.5])).tolist()
        [15.0, nan]
        """
        row = (self.north_deg - lat) / self.row_deg
        column = (lon - self.west_deg) / self.column_deg
        rows, columns = self.values_m.shape
        outside = ~((row >= 0) & (row <= rows - 1) & (column >= 0) & (column <= columns - 1))
        i = np.clip(np.nan_to_num(row), 0, rows - 2).astype(np.intp)
        j = np.clip(np.nan_to_num(column), 0, columns - 2).astype(np.intp)
        down, along = row - i, column - j
        found = np.zeros(row.shape)
        for k, share in ((0, 1.0 - down), (1, down)):
            found += share * (1.0 - along) * self.values_m[i + k, j]
            found += share * along * self.values_m[i + k, j + 1]
        return np.where(outside, np.nan, found)

    @property
    def spacing_m(self) -> float:
        """About the shorter distance of neighbouring values in the middle of the grid.

        Columns that run together near a pole count as no closer than a quarter of the rows.
        """
        middle = self.north_deg - 0.5 * self.row_deg * len(self.values_m)
        down = 110_574.0 * self.row_deg
        across = 111_320.0 * self.column_deg * float(np.cos(np.radians(middle)))
        return min(down, max(across, 0.25 * down))


@dataclass(frozen=True)
class Horizon:
    """A site's horizon by azimuth.

    Attributes
    ----------
    lat, lon, height_m : float
        The antenna [deg, m].
    refraction : str
    reach_km : float
        How far terrain was looked at.
    azimuth_deg, elevation_deg, distance_km : tuple of float
        Of each ray its apparent elevation and where the height that makes it stands; a distance of
        0 says that it is the ellipsoid's own horizon.
    unknown_share : float
        Share of the places along all rays whose height is not known, which hide nothing.
    """

    lat: float
    lon: float
    height_m: float
    refraction: str
    reach_km: float
    azimuth_deg: tuple[float, ...]
    elevation_deg: tuple[float, ...]
    distance_km: tuple[float, ...]
    unknown_share: float

    @property
    def mask(self) -> tuple[tuple[float, float], ...]:
        """Azimuth and elevation of each ray, as a sensor's ``mask`` [deg]."""
        return tuple(zip(self.azimuth_deg, self.elevation_deg, strict=True))

    def to_yaml(self) -> str:
        """Return the lines to paste beneath a sensor.

        Examples
        --------
        >>> print(Horizon(46.5, 8.0, 900.0, "traced", 50.0, (0.0, 180.0), (1.25, -0.82), (9.0, 0.0),
        ...               0.0).to_yaml())
        # Horizon of 46.5, 8 by terrain within 50 km, refraction traced; the highest is 1.25 deg.
        height_m: 900
        mask: [
          [0, 1.25], [180, -0.82],
          ]
        """
        head = (
            f"# Horizon of {self.lat:g}, {self.lon:g} by terrain within {self.reach_km:g} km, "
            f"refraction {self.refraction}; the highest is {max(self.elevation_deg):g} deg."
        )
        lines = [head]
        if self.unknown_share > 0.0:
            lines.append(f"# No height is known of {self.unknown_share:.1%} of it: hides nothing.")
        corners = [f"[{azimuth:g}, {elevation:g}]," for azimuth, elevation in self.mask]
        rows = [corners[start : start + 6] for start in range(0, len(corners), 6)]
        lines += [f"height_m: {self.height_m:g}", "mask: ["]
        return "\n".join([*lines, *("  " + " ".join(row) for row in rows), "  ]"])

    def to_csv(self) -> str:
        """Return it as a table, a row a ray."""
        rows = zip(self.azimuth_deg, self.elevation_deg, self.distance_km, strict=True)
        lines = [",".join(f"{number:g}" for number in row) for row in rows]
        return "\n".join(["azimuth_deg,elevation_deg,distance_km", *lines]) + "\n"


def horizon_of(
    heights: Heights,
    lat: float,
    lon: float,
    height_m: float,
    *,
    step_deg: float,
    reach_km: float,
    refraction: str,
) -> Horizon:
    """Work out the horizon of an antenna amid heights.

    Parameters
    ----------
    heights : Heights
        Above the same level as `height_m`, which is taken for the ellipsoid's.
    lat, lon, height_m : float
        The antenna [deg, m].
    step_deg : float
        From ray to ray.
    reach_km : float
        Length of a ray.
    refraction : str
        ``traced``, ``effective-earth`` or ``none``.

    Notes
    -----
    A ray is looked at in steps of the grid's own spacing, the first of them one step away. What
    rises between two rays alone is missed.
    """
    spacing_m = heights.spacing_m
    along_m: Floats = spacing_m * np.arange(1.0, int(1e3 * reach_km / spacing_m) + 1.0)
    azimuths = step_deg * np.arange(int(np.ceil(360.0 / step_deg - 1e-9)))
    rays = [_ray(heights, lat, lon, height_m, azimuth, along_m) for azimuth in azimuths]
    highest_deg = max(float(np.degrees(np.nanmax(each[0], initial=0.0))) for each in rays)
    floor_deg, centre, span, bends = bends_over(
        *(-90.0, min(highest_deg + 2.0, _STEEPEST_DEG)),
        height_m=height_m,
        radius_m=gaussian_radius_m(lat),
        model=refraction,
    )
    numbers = np.zeros(horizon.N_MASKED)
    numbers[horizon.CENTRE], numbers[horizon.SPAN] = centre, span
    found = [_highest(each, numbers, bends, radians(floor_deg)) for each in rays]
    unknown = sum(int(np.isnan(each[0]).sum()) for each in rays)
    return Horizon(
        *(lat, lon, height_m, refraction, reach_km),
        azimuth_deg=tuple(round(float(each), 6) for each in azimuths),
        elevation_deg=tuple(round(float(np.degrees(elevation)), 2) for elevation, _ in found),
        distance_km=tuple(
            0.0 if at < 0 else round(float(1e-3 * along_m[at]), 2) for _, at in found
        ),
        unknown_share=unknown / max(1, len(rays) * len(along_m)),
    )


def _ray(
    heights: Heights, lat: float, lon: float, height_m: float, azimuth: float, along_m: Floats
) -> tuple[Floats, Floats]:
    """Elevation of what stands along a ray, without refraction [rad], and its distance [m]."""
    site = np.full((3, len(along_m)), [[lon], [lat], [azimuth]])
    east, north, _ = geod().fwd(*site, along_m)
    # Longitudes run on from the grid's west, whatever turn they came with.
    height = heights.at(north, lon + (east - lon + 180.0) % 360.0 - 180.0)
    offset = geodetic_to_ecef(north, east, height) - geodetic_to_ecef(lat, lon, height_m)
    across = [offset @ axis for axis in local_axes(lat, lon)]
    s = np.hypot(across[0], across[1])
    return np.arctan2(across[2], s), s


def _highest(
    ray: tuple[Floats, Floats], numbers: Floats, bends: Floats, floor: float
) -> tuple[float, int]:
    """Greatest apparent elevation along a ray [rad], and its place; the floor and -1 if none."""
    known = np.flatnonzero(~np.isnan(ray[0]))
    if not known.size:
        return floor, -1
    geometric, s = ray[0][known], ray[1][known]
    apparent = geometric
    for _ in range(_STEPS):
        apparent = geometric - bend(numbers, bends, apparent, s)
    at = int(np.argmax(apparent))
    return (float(apparent[at]), int(known[at])) if apparent[at] > floor else (floor, -1)
