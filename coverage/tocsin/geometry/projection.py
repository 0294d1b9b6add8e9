"""Map projections: the one that suits a set of points, and the extent to show."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer

# Beyond this angular radius an azimuthal map distorts too much, and the whole world is shown.
REGIONAL_RADIUS_DEG = 65.0
MARGIN = 0.06
MIN_HALF_WIDTH_M = 50e3


@dataclass(frozen=True)
class MapView:
    """A projection and the part of its plane to show.

    Attributes
    ----------
    kind : str
        ``regional`` (Lambert azimuthal equal-area) or ``world`` (Equal Earth).
    lat, lon : float
        Centre [deg]; a world map is centred on the equator.
    extent_m : tuple of float
        West, east, south, north limits in the plane [m].
    """

    kind: str
    lat: float
    lon: float
    extent_m: tuple[float, float, float, float]

    @property
    def proj4(self) -> dict[str, str | float]:
        """PROJ parameters of the projection."""
        if self.kind == "world":
            return {"proj": "eqearth", "lon_0": self.lon, "datum": "WGS84"}
        return {"proj": "laea", "lat_0": self.lat, "lon_0": self.lon, "datum": "WGS84"}

    def project(
        self, lon: ArrayLike, lat: ArrayLike
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return plane coordinates [m] of points [deg].

        Examples
        --------
        >>> view = view_of([35.0, 38.0], [127.0, 140.0])
        >>> [bool(abs(c) < 1e-6) for c in view.project(view.lon, view.lat)]
        [True, True]
        """
        east, north = _transformer(self).transform(np.asarray(lon, float), np.asarray(lat, float))
        return np.asarray(east), np.asarray(north)

    def unproject(self, east_m: float, north_m: float) -> tuple[float, float]:
        """Return longitude and latitude [deg] of a point of the plane [m].

        Examples
        --------
        >>> view = view_of([35.0, 38.0], [127.0, 140.0])
        >>> [round(c, 6) for c in view.unproject(*view.project(130.0, 36.0))]
        [130.0, 36.0]
        """
        lon, lat = _transformer(self).transform(float(east_m), float(north_m), direction="INVERSE")
        return float(lon), float(lat)


@lru_cache(maxsize=32)
def _transformer(view: MapView) -> Transformer:
    return Transformer.from_crs("EPSG:4326", CRS.from_dict(view.proj4), always_xy=True)


def view_of(lat: ArrayLike, lon: ArrayLike, *, aspect: float | None = None) -> MapView:
    """Choose a projection and an extent that hold all points.

    Points within about 65 degrees of their middle get a Lambert azimuthal equal-area map centred
    there; others get an Equal Earth map of the whole world, centred on their mean meridian. Both
    keep areas, so that the shares a map shows are the shares that are meant.

    Parameters
    ----------
    lat, lon : array_like, shape (n,)
        Points [deg]; non-finite ones are left out.
    aspect : float, optional
        Least ratio of the extent's shorter to its longer side.

    Returns
    -------
    MapView

    Examples
    --------
    >>> view = view_of([35.0, 38.0], [127.0, 140.0])
    >>> view.kind, round(view.lat, 1), round(view.lon, 1)
    ('regional', 36.7, 133.4)
    >>> view_of([0.0, 0.0], [0.0, 170.0]).kind
    'world'
    """
    points = np.column_stack([np.ravel(lat), np.ravel(lon)]).astype(np.float64)
    north, east = points[np.isfinite(points).all(axis=1)].T
    centre_lat, centre_lon, radius_deg = middle_of(north, east)
    if radius_deg > REGIONAL_RADIUS_DEG:
        return _world_view(centre_lon)
    plane = MapView("regional", centre_lat, centre_lon, (0.0, 0.0, 0.0, 0.0))
    return MapView("regional", centre_lat, centre_lon, _extent(*plane.project(east, north), aspect))


def middle_of(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the middle (lat, lon) of points on the sphere and the angle to the farthest [deg].

    Examples
    --------
    >>> [round(c) for c in middle_of(np.array([0.0, 0.0]), np.array([170.0, -170.0]))]
    [0, 180, 10]
    """
    phi, theta = np.radians(lat), np.radians(lon)
    vectors = np.array([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)])
    # The middle of the bounding box of directions: many points on one side must not pull it.
    middle = 0.5 * (vectors.min(axis=1) + vectors.max(axis=1))
    length = np.linalg.norm(middle)
    # Points on opposite sides have no middle: the whole world is shown.
    if length < 1e-6:
        return 0.0, 0.0, 180.0
    middle /= length
    radius = np.degrees(np.arccos(np.clip(middle @ vectors, -1.0, 1.0)).max())
    north = np.degrees(np.arcsin(middle[2]))
    return float(north), float(np.degrees(np.arctan2(middle[1], middle[0]))), float(radius)


def _world_view(lon: float) -> MapView:
    world = MapView("world", 0.0, round(lon / 10.0) * 10.0, (0.0, 0.0, 0.0, 0.0))
    # Just short of the map's edge, where a point could fall on either side.
    east, _ = world.project(world.lon + 179.999999, 0.0)
    _, north = world.project(world.lon, 90.0)
    return MapView(
        "world", 0.0, world.lon, (-float(east), float(east), -float(north), float(north))
    )


def _extent(
    east: NDArray[np.float64], north: NDArray[np.float64], aspect: float | None
) -> tuple[float, float, float, float]:
    """Return the limits of points with a margin, not thinner than the aspect allows."""
    middle = 0.5 * np.array([east.min() + east.max(), north.min() + north.max()])
    half = np.array([np.ptp(east), np.ptp(north)]) * (0.5 + MARGIN)
    half = np.maximum(half, MIN_HALF_WIDTH_M)
    if aspect is not None:
        # The shorter side is widened; nothing is ever cut off.
        half = np.maximum(half, half[::-1] * aspect)
    (west, south), (right, top) = middle - half, middle + half
    return float(west), float(right), float(south), float(top)
