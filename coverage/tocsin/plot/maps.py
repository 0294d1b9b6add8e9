"""Maps: warning, difference of two policies, footprints."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from tocsin.errors import InputError
from tocsin.plot import style
from tocsin.plot.frame import Class, draw_map
from tocsin.plot.scene import Cells, Outline, Scene
from tocsin.sharing import notice
from tocsin.sharing.notice import NO_CHANGE_S

# The best first, as in a legend.
STATUSES = tuple(reversed(notice.STATUSES))


@style.styled
def warning_map(
    cells: Cells,
    *,
    value_s: ArrayLike,
    status: ArrayLike,
    title: str = "Warning time",
    subtitle: str = "",
    scene: Scene | None = None,
    levels_s: Sequence[float] | None = None,
    ax: GeoAxes | None = None,
) -> tuple[Figure, GeoAxes]:
    """Draw the warning time of every cell under one policy.

    Parameters
    ----------
    cells : Cells
        ``Cells.of(ids, lat, lon)``.
    value_s : array_like, shape (n,)
        Warning time [s], used where the status is ``warned``; a median over arcs, say.
    status : array_like of str, shape (n,)
        ``warned``, ``late`` or ``never``.
    title, subtitle : str
        Policy and arc, say.
    scene : Scene, optional
        Sensors, launch areas, places, and the view.
    levels_s : sequence of float, optional
        Limits of the colours [s]; give the same ones to maps that are compared.
    ax : GeoAxes, optional
        Made by ``layers.map_axes`` with the scene's view; a new figure by default.

    Returns
    -------
    fig, ax

    Raises
    ------
    InputError
        On an unknown status, or arrays that have not one value a cell.

    Examples
    --------
    >>> cells = Cells.of(["+0.5,+10.5", "+0.5,+11.5"], [0.5, 0.5], [10.5, 11.5])
    >>> fig, ax = warning_map(cells, value_s=[95.0, np.nan], status=["warned", "never"])
    >>> [text.get_text() for text in ax.get_legend().get_texts()][-2:]
    ['1:30 – 1:45   50 %', 'never   50 %']
    """
    cells.check(value_s, status)
    return draw_map(
        cells,
        warning_classes(value_s, status, levels_s=levels_s),
        scene=scene or Scene(),
        titles=(title, subtitle, "Warning time [m:ss]\nand share of cells"),
        ax=ax,
    )


def warning_classes(
    value_s: ArrayLike, status: ArrayLike, *, levels_s: Sequence[float] | None = None
) -> list[Class]:
    """Return the classes of a map of warning; parameters as for `warning_map`."""
    value, state = np.ravel(value_s).astype(float), _checked_status(status)
    warned = state == "warned"
    # Levels of the warned cells alone: late and never have no time to colour.
    levels = list(levels_s) if levels_s is not None else style.time_levels(value[warned])
    classes = time_classes(np.where(warned, value, np.nan), levels)
    for name, color, hatch in (("late", style.LATE, "////"), ("never", style.NEVER, "xxxx")):
        classes.append(Class(name, color, state == name, hatch))
    return classes


@style.styled
def difference_map(
    cells: Cells,
    *,
    before: tuple[ArrayLike, ArrayLike],
    after: tuple[ArrayLike, ArrayLike],
    title: str = "Change of warning time",
    subtitle: str = "",
    scene: Scene | None = None,
    step_s: float | None = None,
    ax: GeoAxes | None = None,
) -> tuple[Figure, GeoAxes]:
    """Draw how warning time changes from one policy to another.

    Cells warned under both have a diverging scale of after minus before; cells newly warned, no
    longer warned, and warned under neither have colours and hatches of their own.

    Parameters
    ----------
    cells : Cells
    before, after : (value_s, status)
        Warning times [s] and statuses under the two policies, each of shape (n,).
    step_s : float, optional
        Width of a class of the scale [s].
    title, subtitle, scene, ax
        As for ``warning_map``.

    Returns
    -------
    fig, ax

    Raises
    ------
    InputError
        On an unknown status, or arrays that have not one value a cell.

    Examples
    --------
    >>> cells = Cells.of(["+0.5,+10.5", "+0.5,+11.5"], [0.5, 0.5], [10.5, 11.5])
    >>> before, after = ([95.0, np.nan], ["warned", "never"]), ([95.0, 20.0], ["warned", "warned"])
    >>> fig, ax = difference_map(cells, before=before, after=after)
    >>> [text.get_text() for text in ax.get_legend().get_texts()][:2]
    ['no change   50 %', 'newly warned   50 %']
    """
    cells.check(*before, *after)
    old, new = (_checked_status(status) == "warned" for _, status in (before, after))
    # Only where there is a time before and after is there a change; the rest is told in words.
    change = np.ravel(after[0]).astype(float) - np.ravel(before[0]).astype(float)
    classes = change_classes(np.where(old & new, change, np.nan), step_s)
    classes += [
        Class("newly warned", style.GAINED, new & ~old, "\\\\\\\\", "white"),
        Class("no longer warned", style.LOST, old & ~new, "xxxx", "white"),
        Class("warned under neither", style.NEITHER, ~old & ~new, "....", style.FAINT),
    ]
    return draw_map(
        cells,
        classes,
        scene=scene or Scene(),
        titles=(title, subtitle, "Change [m:ss]\nand share of cells"),
        ax=ax,
    )


@style.styled
def footprint_map(
    outlines: Sequence[Outline],
    *,
    altitude_km: float,
    title: str = "Footprints",
    subtitle: str = "",
    scene: Scene | None = None,
    ax: GeoAxes | None = None,
) -> tuple[Figure, GeoAxes]:
    """Draw how many sensors see objects at one altitude above the ground, and their footprints.

    Parameters
    ----------
    outlines : sequence of Outline
        Sensors with their footprints at ``altitude_km``; outlines are coloured by group.
    altitude_km : float
        The altitude the footprints hold for [km]; it is written under the title.
    scene : Scene, optional
        Launch areas, places, and the view; its own outlines are not drawn.
    title, subtitle, ax
        As for ``warning_map``.

    Returns
    -------
    fig, ax
    """
    given = scene or Scene()
    whole = replace(given, outlines=outlines, altitude_km=altitude_km)
    altitude = f"for objects at {altitude_km:g} km altitude"
    return draw_map(
        Cells.of([], [], []),
        [],
        scene=whole,
        titles=(title, f"{subtitle}, {altitude}" if subtitle else altitude, "Seen by"),
        ax=ax,
        filled=True,
    )


def _checked_status(status: ArrayLike) -> NDArray[np.str_]:
    state = np.ravel(status).astype(str)
    wrong = sorted(set(state.tolist()) - set(STATUSES))
    if wrong:
        raise InputError(f"Invalid status {wrong[0]!r}. Must be one of {', '.join(STATUSES)}.")
    return state


def time_classes(value_s: NDArray[np.float64], levels_s: list[float]) -> list[Class]:
    """Classes of warning time, longest first; values past the last limit go to the last class."""
    colors = style.sequence_colors(len(levels_s) - 1)
    # A class has its lower limit and not its upper one; what lies past the last goes to the last.
    index = np.clip(np.searchsorted(levels_s, value_s, side="right") - 1, 0, len(colors) - 1)
    index[~np.isfinite(value_s)] = -1
    beyond = bool(np.nanmax(value_s, initial=-np.inf) >= levels_s[-1])
    classes = []
    for i, color in enumerate(colors):
        low, high = (style.minutes(limit) for limit in levels_s[i : i + 2])
        open_end = beyond and i == len(colors) - 1
        label = f"{low} and more" if open_end else f"{low} – {high}"
        classes.append(Class(label, color, index == i))
    return classes[::-1]


def change_classes(change_s: NDArray[np.float64], step_s: float | None) -> list[Class]:
    """Classes of change about an own class for none, most gained first."""
    size = np.abs(change_s)
    step = step_s or style.time_levels(size, classes=style.CHANGE_CLASSES)[1]
    # Rank 1 is up to one step, rank 2 up to two: the sign says gained or lost.
    rank = np.minimum(np.ceil(size / step), style.CHANGE_CLASSES) * np.sign(change_s)
    rank = np.where(size < NO_CHANGE_S, 0.0, rank)
    classes = []
    for i, color in zip(
        range(style.CHANGE_CLASSES, -style.CHANGE_CLASSES - 1, -1),
        style.change_colors(style.CHANGE_CLASSES),
        strict=True,
    ):
        label = _change_label(i, step, size)
        classes.append(Class(label, color, rank == i, is_always_told=i == 0))
    return classes


def _change_label(rank: int, step_s: float, size_s: NDArray[np.float64]) -> str:
    if rank == 0:
        return "no change"
    sign, number = ("+" if rank > 0 else "−"), abs(rank)
    low, high = style.minutes((number - 1) * step_s), style.minutes(number * step_s)
    most = style.CHANGE_CLASSES
    if number == most and np.nanmax(size_s, initial=0.0) > most * step_s:
        return f"{sign}{low} and more"
    return f"{sign if number > 1 else ''}{low} – {sign}{high}"
