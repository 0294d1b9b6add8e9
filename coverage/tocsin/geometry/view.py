"""Limits of a view from a site, and between which angles they let objects be seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import InputError
from tocsin.geometry.dome import Dome, Fan, Floats, Ray
from tocsin.geometry.refraction import gaussian_radius_m, limit_curve

FULL_CIRCLE = ((0.0, 180.0),)
# Names of limits, as `tocsin.sensors.limits.Limit` has them.
NAMES = ("range", "horizon", "mask", "near", "upper", "azimuth")
RANGE, HORIZON, MASK, NEAR, UPPER, AZIMUTH = range(6)


class Screen(Protocol):
    """A horizon mask; all angles in radians."""

    @property
    def corners(self) -> Floats:
        """Azimuths within [0, 2 pi] at which it turns."""
        ...

    def elevation(self, azimuth: Floats) -> Floats:
        """Apparent elevation that must be passed."""
        ...

    def ray(self, elevation: Floats, s: Floats) -> tuple[Floats, Floats]:
        """Height of the ray of that elevation above the tangent plane [m], and its slope."""
        ...


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What limits the view of a sensor on the ground.

    Attributes
    ----------
    reach_km, near_km : float
        Greatest and least slant range, for the object meant.
    elevation_deg : (float, float)
        Least and greatest apparent elevation; 90 or more is no upper limit.
    sectors : sequence of (centre_deg, half_width_deg)
        Azimuth sectors; a half-width of 180 is a full circle.
    refraction : str
        ``traced``, ``effective-earth`` or ``none``.
    screen : Screen or None
        Horizon mask.

    Raises
    ------
    InputError
        When a half-width is not within (0, 180].
    """

    reach_km: float
    near_km: float = 0.0
    elevation_deg: tuple[float, float] = (0.0, 90.0)
    sectors: Sequence[tuple[float, float]] = FULL_CIRCLE
    refraction: str = "traced"
    screen: Screen | None = None

    def __post_init__(self) -> None:
        wrong = [width for _, width in self.sectors if not 0.0 < width <= 180.0]
        if wrong:
            raise InputError(f"Invalid sector half-width {wrong[0]} deg. Must be within (0, 180].")

    @property
    def spans(self) -> Sequence[tuple[float, float]]:
        """Its sectors, one whole circle for any that is."""
        whole = any(width >= 180.0 for _, width in self.sectors)
        return FULL_CIRCLE if whole else self.sectors

    def view(self, lat: float, lon: float, *, site_height_m: float, altitude_km: float) -> "View":
        """Lay them out at a site [deg, m] for objects at an altitude [km].

        Examples
        --------
        >>> Limits(reach_km=400.0).view(0.0, 0.0, site_height_m=0.0, altitude_km=100.0).reach_m
        400000.0
        """
        curve = partial(
            limit_curve,
            site_height_m=site_height_m,
            radius_m=gaussian_radius_m(lat),
            model=self.refraction,
        )
        low, high = self.elevation_deg
        lowest = curve(low, lower=True)
        # The horizon may have raised it.
        low_ray = Limiting(float(np.radians(lowest.elevation_deg)), lowest.ray)
        high_ray = None
        if high < 90.0:
            high_ray = Limiting(float(np.radians(high)), curve(high, lower=False).ray)
        dome = Dome.of(lat, lon, site_height_m=site_height_m, altitude_km=altitude_km)
        return View(dome, 1e3 * self.reach_km, 1e3 * self.near_km, low_ray, high_ray, self.screen)


class Limiting(NamedTuple):
    """A limiting ray and the elevation at which it leaves [rad]."""

    elevation: float
    ray: Ray


@dataclass(frozen=True)
class View:
    """Limits of a site's view, in one place for all azimuths.

    Attributes
    ----------
    dome : Dome
    reach_m, near_m : float
        Greatest and least slant range.
    low : Limiting
    high : Limiting or None
    screen : Screen or None
    """

    dome: Dome
    reach_m: float
    near_m: float
    low: Limiting
    high: Limiting | None
    screen: Screen | None

    def runs(self, azimuth: Floats, fan: Fan) -> tuple[Floats, Floats, NDArray[np.int64]]:
        """Angles at the centre between which objects are in view, and what limits them.

        Parameters
        ----------
        azimuth : ndarray, shape (n,)
            [rad]
        fan : Fan
            Its half-planes.

        Returns
        -------
        inner, outer : ndarray, shape (2, n)
            Of two runs, of which the first is empty but for a site that looks down only.
        limits : ndarray of int, shape (4, n)
            Of inner and outer of the one, of inner and outer of the other.
        """
        first, last, from_mask = self._above_lowest(azimuth, fan)
        reach = fan.of_range(self.reach_m)
        # All limits fall or rise with the angle, so that each cuts the run at one end.
        outer = np.minimum(last, reach)
        outer_limit = np.where(reach < last, RANGE, np.where(from_mask, MASK, HORIZON))
        near = fan.of_range(self.near_m) if self.near_m > 0.0 else np.zeros_like(outer)
        inner = np.maximum(first, near)
        inner_limit = np.where(near >= first, NEAR, HORIZON)
        if self.high is None:
            start, end = np.full_like(outer, np.inf), np.zeros_like(outer)
        else:
            start, end = fan.above(self.high.ray, np.full_like(outer, self.high.elevation))
        # The greatest elevation takes a piece out of the run: its start, for what flies above the
        # site; the middle, for a site that looks down on it.
        far = np.maximum(inner, end)
        far_limit = np.where(end > inner, UPPER, inner_limit)
        nearer = np.where(end > 0.0, np.minimum(outer, start), 0.0)
        limits = np.array([inner_limit, np.full_like(far_limit, UPPER), far_limit, outer_limit])
        return np.array([inner, far]), np.array([nearer, outer]), limits

    def _above_lowest(self, azimuth: Floats, fan: Fan) -> tuple[Floats, Floats, NDArray[np.bool_]]:
        """Between which angles objects are above the lowest ray, and whether it is the mask's."""
        low = self.low
        if self.screen is None:
            first, last = fan.above(low.ray, np.full(len(azimuth), low.elevation))
            return first, last, np.zeros(len(azimuth), dtype=np.bool_)
        mask = self.screen.elevation(azimuth)
        # Where the mask is lower than the least elevation it has nothing to say.
        higher = mask > low.elevation
        elevation = np.where(higher, mask, low.elevation)
        first, last = fan.above(partial(_higher, low, self.screen, mask, higher), elevation)
        return first, last, higher


def _higher(
    low: Limiting, screen: Screen, mask: Floats, higher: NDArray[np.bool_], s: Floats
) -> tuple[Floats, Floats]:
    """The ray of a mask where it is higher than the lowest one."""
    above, below = screen.ray(mask, s), low.ray(s)
    return np.where(higher, above[0], below[0]), np.where(higher, above[1], below[1])
