"""Sensors as the kernels read them: views, tables of their elevation limits, needed times."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tocsin.constants import GEOSTATIONARY_RADIUS_M
from tocsin.engine.special import Layer, Masked, layer_of, masked_of
from tocsin.geometry.arcs import geodetic_to_ecef
from tocsin.geometry.refraction import LimitCurve, gaussian_radius_m, limit_curve
from tocsin.geometry.sampling import patrol_position
from tocsin.kernels import sight
from tocsin.scenario.specs import SensorSpec


@dataclass(frozen=True)
class Views:
    """All sensors of a scenario at one patrol position and one target size.

    Attributes
    ----------
    floats : ndarray, shape (v, N_VIEW_FLOATS)
    ints : ndarray of int, shape (v, N_VIEW_INTS)
    tables : ndarray, shape (t, TABLE_NODES - 1, 4)
        Elevation limits as cubics.
    runs : ndarray of int, shape (s + 1,)
        Views of sensor j are runs[j] .. runs[j + 1] - 1.
    needed_s : ndarray, shape (s, 2)
        Unbroken time for alert and track; inf where the sensor cannot.
    layers, masked : tuple
        Sensors that have no views because they take their own path: layers of satellites on
        orbits, radars behind a horizon mask.
    """

    floats: NDArray[np.float64]
    ints: NDArray[np.int64]
    tables: NDArray[np.float64]
    runs: NDArray[np.int64]
    needed_s: NDArray[np.float64]
    layers: tuple[Layer, ...] = ()
    masked: tuple[Masked, ...] = ()


def reach_km(sensor: SensorSpec, rcs_m2: float) -> float:
    """Range limit of a radar on a target: min(instrumented, R1 * (sigma / 1 m2)^(1/4)). [km]

    The fourth root follows from the radar equation (Skolnik, Introduction to Radar Systems).
    """
    limits = [sensor.instrumented_km] if sensor.instrumented_km is not None else []
    if sensor.r1_km is not None:
        limits.append(sensor.r1_km * rcs_m2**0.25)
    return min(limits)


def site_of(sensor: SensorSpec, position: int) -> tuple[float, float]:
    """Latitude and longitude of a sensor; a patrol stands at the position of that number."""
    if sensor.patrol is not None:
        return patrol_position(sensor.patrol, position)
    return sensor.lat, sensor.lon


def views_of(sensors: Sequence[SensorSpec], *, position: int, rcs_m2: float) -> Views:
    """Lay out sensors for the kernels.

    Parameters
    ----------
    sensors : sequence of SensorSpec
    position : int
        Number of the launch point within its area, which is that of the patrols' positions.
    rcs_m2 : float
        Radar cross-section of the target [m2].
    """
    floats: list[NDArray] = []
    ints: list[NDArray] = []
    tables = _Tables()
    runs = [0]
    for sensor in sensors:
        if is_special(sensor):
            made = []
        elif sensor.kind == "infrared":
            made = [_satellite(sensor)]
        else:
            made = _radar(sensor, position=position, rcs_m2=rcs_m2, tables=tables)
        floats += [each[0] for each in made]
        ints += [each[1] for each in made]
        runs.append(len(floats))
    needed = [[_or_inf(s.alert_s), _or_inf(s.track_s)] for s in sensors]
    return Views(
        np.array(floats).reshape(-1, sight.N_VIEW_FLOATS),
        np.array(ints, dtype=np.int64).reshape(-1, sight.N_VIEW_INTS),
        tables.stacked(),
        np.array(runs, dtype=np.int64),
        np.array(needed, dtype=np.float64).reshape(-1, 2),
        tuple(layer_of(s, sensor=i) for i, s in enumerate(sensors) if s.orbit is not None),
        tuple(
            _masked(s, sensor_at=i, position=position, rcs_m2=rcs_m2)
            for i, s in enumerate(sensors)
            if is_special(s) and s.orbit is None
        ),
    )


def is_special(sensor: SensorSpec) -> bool:
    """Tell whether a sensor takes its own path, outside the tuned kernels."""
    return sensor.orbit is not None or bool(sensor.mask and sensor.kind == "radar")


def _masked(sensor: SensorSpec, *, sensor_at: int, position: int, rcs_m2: float) -> Masked:
    lat, lon = site_of(sensor, position)
    return masked_of(
        sensor,
        sensor=sensor_at,
        unmasked=views_of([replace(sensor, mask=())], position=position, rcs_m2=rcs_m2),
        lat=lat,
        site_m=geodetic_to_ecef(lat, lon, sensor.height_m),
        axes=local_axes(lat, lon),
    )


def _or_inf(seconds: float | None) -> float:
    return np.inf if seconds is None else seconds


class _Tables:
    """Elevation limits in use, each once."""

    def __init__(self) -> None:
        self._index: dict[tuple, int] = {}
        self._cubics: list[NDArray] = []

    def add(self, key: tuple, cubics: NDArray) -> int:
        if key not in self._index:
            self._index[key] = len(self._cubics)
            self._cubics.append(cubics)
        return self._index[key]

    def stacked(self) -> NDArray[np.float64]:
        if not self._cubics:
            return np.zeros((1, sight.TABLE_NODES - 1, 4))
        return np.stack(self._cubics)


def _satellite(sensor: SensorSpec) -> tuple[NDArray, NDArray]:
    view = np.zeros(sight.N_VIEW_FLOATS)
    ints = np.zeros(sight.N_VIEW_INTS, dtype=np.int64)
    lon = np.radians(sensor.lon)
    view[sight.SITE : sight.SITE + 2] = GEOSTATIONARY_RADIUS_M * np.array(
        [np.cos(lon), np.sin(lon)]
    )
    view[sight.SAT_SIN] = np.sin(np.radians(sensor.min_elevation_deg or 0.0))
    view[sight.CLOUD_M] = 1e3 * (sensor.cloud_top_km or 0.0)
    view[sight.SAT_RADIUS] = GEOSTATIONARY_RADIUS_M
    ints[sight.KIND] = sight.GEOSTATIONARY
    return view, ints


def local_axes(lat: float, lon: float) -> tuple[NDArray, NDArray, NDArray]:
    """East, north and up (the ellipsoid's normal) at a point, as earth-fixed unit vectors."""
    phi, lam = np.radians(lat), np.radians(lon)
    east = np.array([-np.sin(lam), np.cos(lam), 0.0])
    up = np.array([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    return east, np.cross(up, east), up


def _radar(
    sensor: SensorSpec, *, position: int, rcs_m2: float, tables: _Tables
) -> list[tuple[NDArray, NDArray]]:
    lat, lon = site_of(sensor, position)
    common = np.zeros(sight.N_VIEW_FLOATS)
    ints = np.zeros(sight.N_VIEW_INTS, dtype=np.int64)
    east, north, up = local_axes(lat, lon)
    common[sight.SITE : sight.SITE + 3] = geodetic_to_ecef(lat, lon, sensor.height_m)
    common[sight.UP : sight.UP + 3] = up
    common[sight.RANGE_M] = 1e3 * reach_km(sensor, rcs_m2)
    _put_limits(common, ints, sensor, lat=lat, tables=tables)
    made = []
    for centre_deg, half_width_deg in sensor.sectors:
        view, kind = common.copy(), ints.copy()
        facing, half = np.radians(centre_deg), np.radians(half_width_deg)
        ahead = np.sin(facing) * east + np.cos(facing) * north
        right = np.cos(facing) * east - np.sin(facing) * north
        view[sight.NORMAL_1 : sight.NORMAL_1 + 3] = np.sin(half) * ahead + np.cos(half) * right
        view[sight.NORMAL_2 : sight.NORMAL_2 + 3] = np.sin(half) * ahead - np.cos(half) * right
        kind[sight.SECTOR] = _sector_kind(half_width_deg)
        made.append((view, kind))
    return made


def _sector_kind(half_width_deg: float) -> int:
    if half_width_deg >= 180.0:
        return sight.FULL_CIRCLE
    return sight.NARROW if half_width_deg <= 90.0 else sight.WIDE


@lru_cache(maxsize=4096)
def _limit(
    elevation_deg: float, height_m: float, lat: float, model: str, lower: bool
) -> tuple[LimitCurve, NDArray, tuple[float, float, float, float]]:
    curve = limit_curve(
        elevation_deg,
        site_height_m=height_m,
        radius_m=gaussian_radius_m(lat),
        model=model,
        lower=lower,
    )
    return curve, curve.cubics, (*curve.slopes, curve.steepest, curve.curvature)


def _put_limits(
    view: NDArray, ints: NDArray, sensor: SensorSpec, *, lat: float, tables: _Tables
) -> None:
    for lower, limit_deg in ((True, sensor.elevation_min_deg), (False, sensor.elevation_max_deg)):
        at = sight.LOW_COS if lower else sight.HIGH_COS
        table = sight.LOW_TABLE if lower else sight.HIGH_TABLE
        if not lower and (limit_deg is None or limit_deg >= 90.0):
            ints[table] = -1
            continue
        key = (float(limit_deg or 0.0), sensor.height_m, lat, sensor.refraction, lower)
        curve, cubics, bounds = _limit(*key)
        view[at] = np.cos(np.radians(curve.elevation_deg))
        view[at + 1 : at + 5] = bounds
        ints[table] = tables.add(key, cubics)
