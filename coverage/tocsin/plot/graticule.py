"""Meridians and parallels of a map, projected once, with degrees at the left and the lower edge."""

import numpy as np
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from tocsin.geometry.projection import MapView
from tocsin.plot import style

STEPS_DEG = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0)
MOST_STEPS = 8.0
# Points a line, and points a side of the net that looks where a view reaches.
LINE, NET = 121, 25


def draw_graticule(ax: GeoAxes, view: MapView) -> None:
    """Draw meridians and parallels, labelled at the left and the lower edge."""
    meridians, parallels = values_of(view)
    # A little inside the poles and the seam, where a projection has no or two places for a point.
    up, along = np.linspace(-89.9, 89.9, LINE), view.lon + np.linspace(-179.9, 179.9, 3 * LINE)
    upright = [_in_plane(view, np.full_like(up, lon), up) for lon in meridians]
    level = [_in_plane(view, along, np.full_like(along, lat)) for lat in parallels]
    lines = LineCollection(
        upright + level, colors=style.FAINT, linewidths=0.4, alpha=0.4, zorder=1.2
    )
    # As an artist: the limits of a map are its view's, not those of its lines.
    ax.add_artist(lines)
    # Labels along the curved edge of a world map would lie on each other.
    if view.kind == "world":
        return
    west, east, south, north = view.extent_m
    for lon, line in zip(meridians, upright, strict=True):
        at = _crossing(line[:, 1], line[:, 0], south)
        if west <= at <= east:
            _label(ax, _degrees(lon, "EW"), (at, south), offset=(0.0, -3.0))
    for lat, line in zip(parallels, level, strict=True):
        at = _crossing(line[:, 0], line[:, 1], west)
        if south <= at <= north:
            _label(ax, _degrees(lat, "NS"), (west, at), offset=(-3.0, 0.0))


def values_of(view: MapView) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the meridians (from the view's middle on) and parallels [deg] that a view shows.

    Examples
    --------
    >>> from tocsin.geometry.projection import view_of
    >>> meridians, parallels = values_of(view_of([30.0, 40.0], [125.0, 145.0]))
    >>> meridians.tolist()
    [125.0, 130.0, 135.0, 140.0, 145.0]
    >>> parallels.tolist()
    [30.0, 32.0, 34.0, 36.0, 38.0, 40.0]
    """
    if view.kind == "world":
        return view.lon + np.arange(-150.0, 180.0, 30.0), np.arange(-60.0, 90.0, 30.0)
    west, east, south, north = view.extent_m
    net = np.meshgrid(np.linspace(west, east, NET), np.linspace(south, north, NET))
    seen = np.array([view.unproject(*point) for point in zip(*map(np.ravel, net), strict=True)])
    # Corners of a wide view lie beyond the earth's rim.
    seen = seen[np.isfinite(seen).all(axis=1)]
    lon = view.lon + (seen[:, 0] - view.lon + 180.0) % 360.0 - 180.0
    return _round_values(lon), _round_values(seen[:, 1])


def _round_values(seen: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = seen.min(), seen.max()
    step = next((step for step in STEPS_DEG if high - low <= step * MOST_STEPS), STEPS_DEG[-1])
    return np.arange(np.ceil(low / step), np.floor(high / step) + 1.0) * step


def _in_plane(
    view: MapView, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Project a line [m], without what is far outside."""
    points = np.column_stack(view.project(lon, lat))
    west, east, south, north = view.extent_m
    corner = np.hypot(max(-west, east), max(-south, north))
    # There lies the antipode, which is a whole circle: a line past it would cross the map.
    points[np.hypot(*points.T) > 1.5 * corner] = np.nan
    return points


def _degrees(value: float, signs: str) -> str:
    """Write a longitude or a latitude as on the edge of a map.

    >>> _degrees(190.0, "EW"), _degrees(-35.5, "NS"), _degrees(0.0, "NS")
    ('170°W', '35.5°S', '0°')
    """
    value = (value + 180.0) % 360.0 - 180.0 if signs == "EW" else value
    sign = "" if value in (0.0, -180.0) else signs[int(value < 0.0)]
    return f"{abs(round(value, 6)):g}°{sign}"


def _crossing(x: NDArray[np.float64], y: NDArray[np.float64], edge: float) -> float:
    """Return y where a line first has an x; nan where it never has.

    >>> _crossing(np.array([0.0, 2.0]), np.array([0.0, 4.0]), 1.0)
    2.0
    """
    beyond = x - edge
    with np.errstate(invalid="ignore"):
        (found,) = np.nonzero(beyond[:-1] * beyond[1:] < 0.0)
    if not len(found):
        return float("nan")
    at = slice(found[0], found[0] + 2)
    # Rising or falling: the two of them in the order that interpolation takes.
    order = np.argsort(beyond[at])
    return float(np.interp(0.0, beyond[at][order], y[at][order]))


def _label(ax: GeoAxes, text: str, at: tuple[float, float], *, offset: tuple[float, float]) -> None:
    ax.annotate(
        text, at, xytext=offset, textcoords="offset points", fontsize=7, color=style.FAINT,
        ha="right" if offset[0] else "center", va="center" if offset[0] else "top",
    )  # fmt: skip
