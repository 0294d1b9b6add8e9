"""What a map says of its size and of what lies beyond its edge: a scale bar, and arrows."""

from collections.abc import Iterable
from typing import NamedTuple

import matplotlib.patheffects as effects
import numpy as np
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.transforms import Bbox

from tocsin.geometry.earth import geodesics
from tocsin.geometry.projection import MapView
from tocsin.plot import style
from tocsin.words import quantity

HALO = [effects.withStroke(linewidth=2.0, foreground="white")]
# A bar is at most this share of the map's width; arrows stand this far inside the edge.
_BAR_SHARE = 0.22
_INSET = 0.035
_ROUND = (1, 2, 5)


class Beyond(NamedTuple):
    """Something that lies outside a map."""

    name: str
    lat: float
    lon: float
    color: str


def round_length_km(most_km: float) -> float:
    """Return the longest of 1, 2, 5, 10, 20, 50, ... km that is no longer than a length.

    Parameters
    ----------
    most_km : float
        Longest length that fits [km], above 0.

    Examples
    --------
    >>> [round_length_km(most) for most in (0.7, 430.0, 2100.0)]
    [0.5, 200.0, 2000.0]
    """
    power = 10.0 ** np.floor(np.log10(most_km))
    return float(power * max(each for each in _ROUND if each * power <= most_km * (1 + 1e-12)))


def draw_scale(ax: GeoAxes, view: MapView) -> list[Bbox]:
    """Draw a bar of a round length at the lower left; none on a map of the world.

    It is right at the map's centre. On an equal-area map of a region as wide as a continent,
    lengths at the edge are up to a tenth longer or shorter.

    Returns
    -------
    list of Bbox
        Where it stands [pixel], for labels to keep off.
    """
    if view.kind == "world":
        return []
    west, east, south, north = view.extent_m
    width_m, height_m = east - west, north - south
    length_km = round_length_km(1e-3 * _BAR_SHARE * width_m)
    x, y = west + 0.03 * width_m, south + 0.03 * height_m
    look = {"color": style.INK, "linewidth": 1.6, "zorder": 5.5, "path_effects": HALO}
    ax.plot([x, x + 1e3 * length_km], [y, y], solid_capstyle="butt", **look)
    text = ax.text(
        x + 500.0 * length_km,
        y + 0.008 * height_m,
        quantity(length_km, "km"),
        ha="center",
        va="bottom",
        fontsize=6.5,
        color=style.INK,
        zorder=5.5,
        path_effects=HALO,
    )
    box = text.get_window_extent(style.renderer_of(ax))
    (left, low), (right, _) = ax.transData.transform([[x, y], [x + 1e3 * length_km, y]])
    return [Bbox.from_extents(left, low - 3.0, right, box.y1)]


def is_outside(view: MapView, lat: float, lon: float) -> bool:
    """Whether a point [deg] lies outside a view."""
    east, north = view.project(lon, lat)
    west, right, south, top = view.extent_m
    return not (west <= east <= right and south <= north <= top)


def draw_beyond(ax: GeoAxes, view: MapView, items: Iterable[Beyond]) -> bool:
    """Draw an arrow at the edge towards each thing outside the view, with its name and distance.

    The distance is that along the ground from the map's edge.

    Returns
    -------
    bool
        Whether there was any.
    """
    west, east, south, north = view.extent_m
    middle = np.array([0.5 * (west + east), 0.5 * (south + north)])
    half = np.array([0.5 * (east - west), 0.5 * (north - south)])
    outside = [item for item in items if is_outside(view, item.lat, item.lon)]
    for item in outside:
        away = np.array([float(c) for c in view.project(item.lon, item.lat)]) - middle
        # To the nearer of the two edges that the line from the middle crosses.
        share = float(np.min(half / np.maximum(np.abs(away), 1e-9)))
        edge, tail = middle + share * away, middle + share * (1.0 - 2.0 * _INSET) * away
        lon, lat = view.unproject(*edge)
        away_km = 1e-3 * float(geodesics([lat], [lon], [item.lat], [item.lon])[1][0])
        ax.annotate(
            "",
            tuple(middle + share * (1.0 - 0.2 * _INSET) * away),
            tuple(tail),
            arrowprops={"arrowstyle": "-|>", "color": item.color, "linewidth": 1.2},
            zorder=5.6,
        )
        # Inward of its tail, so that the frame never cuts it.
        right, up = away / half
        ax.annotate(
            f"{item.name}\n{quantity(round(away_km, -1), 'km')} on",
            tuple(tail),
            xytext=(-4 * np.sign(right) * (abs(right) >= abs(up)), -4 * np.sign(up)),
            textcoords="offset points",
            ha="right" if right > 0.5 * abs(up) else "left" if right < -0.5 * abs(up) else "center",
            va="top" if up > 0 else "bottom",
            fontsize=7.0,
            color=item.color,
            zorder=6,
            path_effects=HALO,
        )
    return bool(outside)
