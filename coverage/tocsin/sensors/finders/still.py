"""Which limits keep still points out of view: the kernels' margins, for whole arrays of points.

What the kernels ask along an arc is asked here of points that stand, by numpy alone. Equal tables
and equal expressions make both agree to rounding.
"""

from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.geometry.arcs import geodetic_to_ecef
from tocsin.geometry.refraction import ray_height
from tocsin.kernels import horizon, orbit, sight
from tocsin.kernels.sight import TABLE_NODES, TABLE_STEP
from tocsin.sensors.finders import Layout
from tocsin.sensors.limits import Limit

Flags = NDArray[np.uint8]
Floats = NDArray[np.float64]

# Points that are worked at together: their arrays stay in the processor's cache.
_PIECE = 16_384


@dataclass(frozen=True)
class Still:
    """Points that stand, earth-fixed, each at a time.

    Attributes
    ----------
    place_m : ndarray, shape (3, n)
    height_m : ndarray, shape (n,)
        Above the ellipsoid.
    time_s : ndarray, shape (n,) or ()
        After launch.
    """

    place_m: Floats
    height_m: Floats
    time_s: Floats

    def __getitem__(self, some: NDArray[np.int64]) -> "Still":
        time_s = self.time_s[some] if self.time_s.ndim else self.time_s
        return Still(self.place_m[:, some], self.height_m[some], time_s)

    def along(self, site_m: Floats, *axes: Floats) -> tuple[Floats, ...]:
        """Offsets from a site along axes. [m]

        Examples
        --------
        >>> still = Still(np.array([[7.0], [2.0], [0.0]]), np.zeros(1), np.zeros(()))
        >>> still.along(np.array([4.0, 0.0, 0.0]), np.array([1.0, 0.0, 0.0]))[0].tolist()
        [3.0]
        """
        offset = self.place_m - site_m[:, None]
        return tuple(axis @ offset for axis in axes)


def limits_of(
    layout: Layout,
    lat: ArrayLike,
    lon: ArrayLike,
    altitude_km: ArrayLike,
    *,
    time_s: ArrayLike = 0.0,
) -> Flags:
    """Return the limits that keep points out of the view of a sensor that is laid out.

    Parameters
    ----------
    layout : Layout
    lat, lon, altitude_km : array_like
        Geodetic [deg, km above the ellipsoid]; they broadcast.
    time_s : array_like
        After launch [s], for what moves; it broadcasts too.

    Returns
    -------
    ndarray of uint8
        Bits of `Limit`.
    """
    shape = np.broadcast_shapes(*map(np.shape, (lat, lon, altitude_km, time_s)))
    where = [np.broadcast_to(each, shape).ravel() for each in (lat, lon, altitude_km)]
    # One time for all, as nearly always, is not multiplied into an array.
    time = np.asarray(time_s, dtype=np.float64)
    time = np.broadcast_to(time, shape).ravel() if time.ndim else time
    flags = np.empty(where[0].size, dtype=np.uint8)
    for start in range(0, flags.size, _PIECE):
        piece = slice(start, start + _PIECE)
        height_m = 1e3 * where[2][piece].astype(np.float64)
        place_m = geodetic_to_ecef(where[0][piece], where[1][piece], height_m).T
        still = Still(np.ascontiguousarray(place_m), height_m, time[piece] if time.ndim else time)
        flags[piece] = layout.limits(still)
    return flags.reshape(shape)


def limits_of_site(
    views: Floats, ints: NDArray[np.int64], tables: tuple[Floats, ...], still: Still
) -> Flags:
    """Limits of a sensor on the ground, which has a view a sector; see `tocsin.kernels.sight`."""
    view = views[0]
    site, zenith = view[sight.SITE : sight.SITE + 3], view[sight.UP : sight.UP + 3]
    offset = still.place_m - site[:, None]
    up, square = zenith @ offset, np.einsum("ij,ij->j", offset, offset)
    s = np.sqrt(np.maximum(square - up * up, 1e-6))
    flags = _flag(square > view[sight.RANGE_M] ** 2, Limit.RANGE)
    flags |= _flag(square < view[sight.RANGE_MIN_M] ** 2, Limit.NEAR)
    for column, limit in ((sight.LOW_TABLE, Limit.HORIZON), (sight.HIGH_TABLE, Limit.UPPER)):
        if ints[0, column] >= 0:
            above = up - ray_height(tables[ints[0, column]], s)[0]
            flags |= _flag(above < 0.0 if limit == Limit.HORIZON else above > 0.0, limit)
    # Edges of sectors stand alone among the limits: any one sector will do.
    if (ints[:, sight.SECTOR] != sight.FULL_CIRCLE).all():
        flags |= _flag(~_in_sectors(views, ints, offset), Limit.AZIMUTH)
    return flags


def limits_of_geostationary(view: Floats, still: Still) -> Flags:
    """Limits of a satellite that stands above the equator."""
    site = view[sight.SITE : sight.SITE + 3, None]
    low = ~_stands_above(site, view[sight.SAT_SIN], still.place_m)
    return _flag(low, Limit.HORIZON) | _flag(still.height_m < view[sight.CLOUD_M], Limit.CLOUD)


def limits_of_layer(satellites: Floats, cloud_m: float, still: Still) -> Flags:
    """Limits of a layer of satellites, which sees what any of them sees at the time."""
    unseen = np.arange(len(still.height_m))
    for satellite in satellites:
        some = still[unseen]
        place = np.stack(np.broadcast_arrays(*satellite_place(satellite, some.time_s)))
        place = place.reshape(3, -1)
        # Whoever was seen by one need not be asked of the others.
        unseen = unseen[~_stands_above(place, satellite[orbit.SIN_E], some.place_m)]
    flags = _flag(still.height_m < cloud_m, Limit.CLOUD)
    flags[unseen] |= np.uint8(Limit.HORIZON)
    return flags


def limits_of_mask(numbers: Floats, corners: Floats, bends: Floats, still: Still) -> Flags:
    """The limit of a horizon mask alone; see `tocsin.kernels.horizon.above_mask`."""
    site, *axes = (numbers[at : at + 3] for at in (horizon.SITE, *_AXES))
    east, north, up = still.along(site, *axes)
    s = np.maximum(np.hypot(east, north), 1e-3)
    mask = mask_elevation(corners, np.arctan2(east, north))
    # Below the least elevation a mask has nothing to add.
    asked = np.flatnonzero(mask > numbers[horizon.FLOOR])
    ray = mask[asked] + bend(numbers, bends, mask[asked], s[asked])
    flags = np.zeros(len(s), dtype=np.uint8)
    flags[asked] = _flag(np.arctan2(up[asked], s[asked]) < ray, Limit.MASK)
    return flags


_AXES = (horizon.EAST, horizon.NORTH, horizon.UP)


def _flag(out: NDArray[np.bool_], limit: Limit) -> Flags:
    return out.view(np.uint8) * np.uint8(limit)


def _in_sectors(views: Floats, ints: NDArray[np.int64], offset: Floats) -> NDArray[np.bool_]:
    inside = np.zeros(offset.shape[1], dtype=np.bool_)
    for view, kind in zip(views, ints[:, sight.SECTOR], strict=True):
        edges = (view[at : at + 3] @ offset >= 0.0 for at in (sight.NORMAL_1, sight.NORMAL_2))
        # A narrow sector is inside both of its edges, a wide one inside either.
        inside |= (np.logical_and if kind == sight.NARROW else np.logical_or)(*edges)
    return inside


def _stands_above(satellite_m: Floats, sine: float, place_m: Floats) -> NDArray[np.bool_]:
    """Whether a satellite (3, 1 or n) stands so high above the horizontal of each point (3, n)."""
    away = satellite_m - place_m
    r = np.sqrt(np.einsum("ij,ij->j", place_m, place_m))
    d = np.sqrt(np.einsum("ij,ij->j", away, away))
    # Multiplied out: no division, and no angle, for as many as there are.
    above: NDArray[np.bool_] = np.einsum("ij,ij->j", away, place_m) >= sine * d * r
    return above


def _in_plane(satellite: Floats, time_s: Floats) -> tuple[Floats, Floats]:
    """Position in the plane of the orbit [m], as `tocsin.kernels.orbit` has it."""
    u, ecc = satellite[orbit.PHASE] + satellite[orbit.RATE] * time_s, satellite[orbit.ECC]
    if ecc == 0.0:
        return satellite[orbit.RADIUS] * np.cos(u), satellite[orbit.RADIUS] * np.sin(u)
    turned = u - 2.0 * pi * np.floor(u / (2.0 * pi) + 0.5)
    m = np.abs(turned)
    e = np.minimum(m + ecc, pi)
    for _ in range(50):
        step = (e - ecc * np.sin(e) - m) / (1.0 - ecc * np.cos(e))
        e = e - step
        if np.max(step, initial=0.0) < 1e-13:
            break
    x = satellite[orbit.AXIS] * (np.cos(e) - ecc)
    y = satellite[orbit.AXIS] * np.sqrt(1.0 - ecc**2) * np.sin(e) * np.sign(turned)
    cos_w, sin_w = satellite[orbit.COS_W], satellite[orbit.SIN_W]
    return x * cos_w - y * sin_w, x * sin_w + y * cos_w


def satellite_place(satellite: Floats, time_s: Floats) -> tuple[Floats, ...]:
    """Earth-fixed position [m], as `tocsin.kernels.orbit.satellite_position`."""
    node = satellite[orbit.NODE] - orbit.OMEGA_EARTH * time_s
    along, across = _in_plane(satellite, time_s)
    level = across * satellite[orbit.COS_I]
    x = along * np.cos(node) - level * np.sin(node)
    y = along * np.sin(node) + level * np.cos(node)
    return x, y, across * satellite[orbit.SIN_I]


def mask_elevation(corners: Floats, azimuth: Floats) -> Floats:
    """Elevation of a mask at azimuths [rad]; corners as `tocsin.kernels.horizon` reads them.

    Examples
    --------
    >>> three_turns = np.array([[-3.0, 0.2], [0.0, 0.2], [1.0, 0.4], [7.0, 0.2]])
    >>> mask_elevation(three_turns, np.array([0.5])).round(3).tolist()
    [0.3]
    """
    return np.interp(azimuth % (2.0 * pi), corners[:, 0], corners[:, 1])


def bend(numbers: Floats, bends: Floats, elevation: Floats, s: Floats) -> Floats:
    """Geometric less apparent elevation [rad], as `tocsin.kernels.horizon.bend`."""
    x = (np.arcsinh(elevation / horizon.BEND_SCALE) - numbers[horizon.CENTRE]) / numbers[
        horizon.SPAN
    ]
    at = np.sqrt(s) / TABLE_STEP
    i = np.clip(at.astype(np.intp) - 1, 0, TABLE_NODES - 4)
    f = np.minimum(at, TABLE_NODES - 1.0) - i
    weights = (
        -(f - 1.0) * (f - 2.0) * (f - 3.0) / 6.0,
        f * (f - 2.0) * (f - 3.0) / 2.0,
        -f * (f - 1.0) * (f - 3.0) / 2.0,
        f * (f - 1.0) * (f - 2.0) / 6.0,
    )
    terms = sum(weight * bends[:, i + k] for k, weight in enumerate(weights))
    return np.polynomial.chebyshev.chebval(np.clip(x, -1.0, 1.0), terms, tensor=False)
