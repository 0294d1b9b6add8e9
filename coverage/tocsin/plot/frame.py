"""The frame all maps share: figure, layers in order, title, key, notional mark."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

import matplotlib.patheffects as effects
import numpy as np
import shapely
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from tocsin import words
from tocsin.geometry import territory
from tocsin.geometry.projection import MapView
from tocsin.plot import counts, layers, plane, style
from tocsin.plot.graticule import draw_graticule
from tocsin.plot.heading import height_of_titles_in, write_titles
from tocsin.plot.labels import Label, place_labels
from tocsin.plot.margins import Beyond, draw_beyond, draw_scale
from tocsin.plot.scene import Cells, Scene

# Inches: the longer side of the map, then the room about it.
MAP_IN, KEY_IN, LEFT_IN, FOOT_IN = 6.4, 2.5, 0.55, 0.55
KEY_GAP_IN, KEY_LINE_IN, KEY_EXTRA_LINES = 0.2, 0.175, 7
OWNERS_NAMED = 4
CASING = [effects.withStroke(linewidth=2.6, foreground="white")]


@dataclass(frozen=True)
class Class:
    """One colour of a map, the cells that have it, and its line in the key.

    A class without cells has no line, unless it is always told.
    """

    label: str
    color: str
    members: NDArray[np.bool_]
    hatch: str | None = None
    ink: str = style.FAINT
    is_always_told: bool = False

    @property
    def line(self) -> str:
        """The label with the share of cells."""
        share = self.members.mean() if self.members.size else 0.0
        return f"{self.label}   {words.percent(share)}"


def draw_map(
    cells: Cells,
    classes: Sequence[Class],
    *,
    scene: Scene,
    titles: tuple[str, str, str],
    ax: GeoAxes | None = None,
    filled: bool = False,
) -> tuple[Figure, GeoAxes]:
    """Draw a map.

    Parameters
    ----------
    cells : Cells
    classes : sequence of Class
        In the order of the key; each cell in at most one.
    scene : Scene
    titles : (str, str, str)
        Title, line under it, title of the key.
    ax : GeoAxes, optional
    filled : bool
        Whether the ground is shaded by how many footprints hold it, and the view holds them.

    Returns
    -------
    fig, ax
    """
    # The view first: everything after is projected into it once.
    view = scene.view_with(cells, footprints=filled)
    title, subtitle, key_title = titles
    shown = [each for each in classes if each.members.any() or each.is_always_told]
    if ax is None:
        owners = style.distinct_colors(scene.groups(), own=scene.colors)
        shades = len(counts.LABELS) + 3 if filled else len(shown)
        lines = shades + len({*owners.values()}) + KEY_EXTRA_LINES
        ax = _new_axes(view, key_lines=lines, titles=(title, subtitle))
    layers.check_projection(ax, view)
    everywhere, is_cut, labels = draw_panel(
        ax, view, cells, classes=shown, scene=scene, filled=filled
    )
    write_titles(ax, title, subtitle)
    patches = counts.key(scene.outlines) if filled else [_patch(each) for each in shown]
    _draw_keys(ax, patches, key_title, _symbols(scene, everywhere, is_cut=is_cut))
    style.mark(style.figure_of(ax))
    # Last of all, when the limits and everything that labels must not cover are there.
    place_labels(ax, labels, blocked=draw_scale(ax, view))
    return style.figure_of(ax), ax


def draw_panel(
    ax: GeoAxes,
    view: MapView,
    cells: Cells,
    *,
    classes: Sequence[Class],
    scene: Scene,
    filled: bool = False,
    graticule: bool = True,
) -> tuple[list[str], bool, list[Label]]:
    """Draw a map's layers, without its titles, keys and labels.

    Returns
    -------
    everywhere : list of str
        Sensors whose footprint holds the whole map.
    is_cut : bool
        Whether arrows point to what lies beyond.
    labels : list of Label
        To be placed, in order of weight.
    """
    if scene.lands:
        layers.draw_lands(ax, view, scene.lands)
    else:
        layers.draw_ground(ax, view)
    if graticule:
        draw_graticule(ax, view)
    else:
        # Cartopy's own ticks; the frame stays.
        ax.set_xticks([])
        ax.set_yticks([])
    _draw_classes(ax, view, cells, classes)
    everywhere = _draw_outlines(ax, view, scene, filled=filled)
    labels = _land_labels(view, scene) + _draw_launches(ax, view, scene)
    labels += _draw_sites(ax, view, scene) + _draw_places(ax, view, scene)
    return everywhere, draw_beyond(ax, view, _about(scene)), labels


def _about(scene: Scene) -> Iterator[Beyond]:
    """What a map need not hold: launch areas and sites."""
    for area in scene.launches:
        yield Beyond(area.name, area.lat, area.lon, style.LAUNCH)
    colors = style.distinct_colors(scene.groups(), own=scene.colors)
    for outline in scene.outlines:
        if outline.lat is not None and outline.lon is not None:
            yield Beyond(outline.name, outline.lat, outline.lon, colors[outline.group])


def _new_axes(view: MapView, *, key_lines: int, titles: tuple[str, str]) -> GeoAxes:
    """Return axes in a figure that fits the view's shape, with room for the key on the right."""
    west, east, south, north = view.extent_m
    width, height = east - west, north - south
    scale = MAP_IN / max(width, height)
    map_width, map_height = width * scale, height * scale
    # A wide map is lower than its key may be: the figure then ends below the key.
    foot = FOOT_IN + max(0.0, key_lines * KEY_LINE_IN - map_height)
    # Axes are placed in shares of the figure, so inches are divided by its size.
    width_in = LEFT_IN + map_width + KEY_IN
    top = height_of_titles_in(*titles, room_in=width_in - LEFT_IN)
    total = (width_in, foot + map_height + top)
    box = (LEFT_IN / total[0], foot / total[1], map_width / total[0], map_height / total[1])
    return layers.map_axes(style.new_figure(*total), view, box)


def _draw_classes(ax: GeoAxes, view: MapView, cells: Cells, classes: Sequence[Class]) -> None:
    rings = layers.cell_rings(cells, view)
    if rings is None:
        colors = np.full(len(cells.ids), "none", dtype=object)
        # Dots are drawn at once, with a colour each: few cells, many classes.
        for entry in classes:
            colors[entry.members] = entry.color
        layers.draw_points(ax, view, cells, c=colors.tolist(), edgecolors=style.INK)
        return
    for entry in classes:
        chosen = [rings[i] for i in np.flatnonzero(entry.members)]
        layers.draw_cells(ax, chosen, color=entry.color, hatch=entry.hatch, ink=entry.ink)


def _draw_outlines(ax: GeoAxes, view: MapView, scene: Scene, *, filled: bool) -> list[str]:
    """Draw footprints; return the names of those whose footprint holds the whole map."""
    everywhere = []
    if filled:
        # A fill each would turn to mud where many overlap.
        counts.draw_counts(ax, view, scene.outlines)
    colors = style.distinct_colors(scene.groups(), own=scene.colors)
    for outline in scene.outlines:
        if outline.shape.is_empty:
            continue
        color = colors[outline.group]
        look = {"colors": color, "linewidths": 0.7 if filled else 1.2, "zorder": 3.0}
        if not filled:
            look["path_effects"] = CASING
        seen = layers.draw_outline(ax, view, outline.shape, **look)
        # No edge in view means all or nothing; the map's centre tells which.
        if not seen and outline.shape.intersects(shapely.Point(view.lon, view.lat)):
            everywhere.append(outline.name)
    return everywhere


def _land_labels(view: MapView, scene: Scene) -> list[Label]:
    labels = []
    for land in scene.lands:
        shown = plane.in_view(land.shape, view)
        if not shown.is_empty:
            inside = shapely.get_coordinates(shown.representative_point())
            east, north = plane.to_plane(inside, view)[0]
            label = Label(land.name, float(east), float(north), style.FAINT, 8.5, is_area=True)
            labels.append(label)
    return labels


def _draw_launches(ax: GeoAxes, view: MapView, scene: Scene) -> list[Label]:
    labels = []
    for area in scene.launches:
        if area.radius_km > 0.0:
            shape = territory.disc(area.lat, area.lon, radius_km=area.radius_km)
            layers.draw_fill(ax, view, shape, facecolor=style.LAUNCH, alpha=0.25, zorder=2.8)
            layers.draw_outline(ax, view, shape, colors=style.LAUNCH, linewidths=1.0, zorder=3.3)
        east, north = view.project(area.lon, area.lat)
        ax.plot(east, north, marker="*", markersize=7, color=style.LAUNCH, zorder=4)
        labels.append(Label(area.name, float(east), float(north), style.LAUNCH))
    return labels


def _draw_sites(ax: GeoAxes, view: MapView, scene: Scene) -> list[Label]:
    labels = []
    colors = style.distinct_colors(scene.groups(), own=scene.colors)
    for outline in scene.outlines:
        if outline.lat is None or outline.lon is None:
            continue
        color = colors[outline.group]
        east, north = view.project(outline.lon, outline.lat)
        ax.plot(
            east,
            north,
            marker="^",
            markersize=7,
            color=color,
            markeredgecolor="white",
            markeredgewidth=0.7,
            zorder=4.2,
        )
        # The key does not tell who it is of: its label does.
        owner = f" ({outline.group})" if color == style.OTHERS and outline.group else ""
        # In the colour of its mark: the names of places are black.
        labels.append(Label(f"{outline.name}{owner}", float(east), float(north), color))
    return labels


def _draw_places(ax: GeoAxes, view: MapView, scene: Scene) -> list[Label]:
    labels = []
    for place in scene.places:
        east, north = view.project(place.lon, place.lat)
        ax.plot(
            east,
            north,
            marker="o",
            markersize=3.5,
            color="white",
            markeredgecolor=style.INK,
            markeredgewidth=0.8,
            zorder=3.1,
        )
        labels.append(Label(place.name, float(east), float(north), size=6.5))
    return labels


def _symbols(scene: Scene, everywhere: Sequence[str], *, is_cut: bool) -> list[Artist]:
    """Return the key's lines for what is not a cell."""
    handles: list[Artist] = [*owner_lines(scene)]
    if any(not outline.shape.is_empty for outline in scene.outlines):
        note = f"outlines: objects at {scene.altitude_km:g} km\nare in view"
        handles.append(Line2D([], [], linestyle="none", label=note))
    if everywhere:
        # A key line that runs on would push the map aside.
        names = shorten(", ".join(everywhere), 34, placeholder=" …")
        handles.append(Line2D([], [], linestyle="none", label=f"whole map in view of:\n{names}"))
    look: dict[str, Any]
    if scene.launches:
        look = {"color": style.LAUNCH, "linestyle": "none", "marker": "*", "markersize": 8}
        handles.append(Line2D([], [], label="launch area", **look))
    if scene.places:
        look = {"color": "white", "linestyle": "none", "marker": "o", "markersize": 4}
        handles.append(Line2D([], [], label="place", markeredgecolor=style.INK, **look))
    if is_cut:
        note = "arrow: beyond the map,\nkm on from its edge"
        handles.append(Line2D([], [], linestyle="none", label=note))
    return handles


def owner_lines(scene: Scene) -> list[Line2D]:
    """Return the key's line of each owner of a sensor.

    Examples
    --------
    >>> [line.get_label() for line in owner_lines(Scene())]
    []
    """
    lines = []
    by_color: dict[str, list[str]] = {}
    for group, color in style.distinct_colors(scene.groups(), own=scene.colors).items():
        by_color.setdefault(color, []).append(group)
    for color, groups in by_color.items():
        drawn = [o for o in scene.outlines if o.group in groups and not o.shape.is_empty]
        label = f"sensor of {_owners(groups)}" if groups[0] else "sensor"
        look: dict[str, Any] = {"marker": "^", "markersize": 6}
        look["linestyle"] = "-" if drawn else "none"
        lines.append(Line2D([], [], color=color, label=label, **look))
    return lines


def _owners(groups: Sequence[str]) -> str:
    """Name the owners that share a line of the key.

    >>> _owners(["A"]), _owners(["A", "B"]), _owners([*"ABCDE"])
    ('A', 'A, B', '5 other owners')
    """
    return ", ".join(groups) if len(groups) <= OWNERS_NAMED else f"{len(groups)} other owners"


def _patch(entry: Class) -> Patch:
    look: dict[str, Any] = {"facecolor": entry.color, "edgecolor": entry.ink, "hatch": entry.hatch}
    return Patch(linewidth=0.4, label=entry.line, **look)


def _draw_keys(
    ax: GeoAxes, patches: Sequence[Patch], key_title: str, symbols: Sequence[Artist]
) -> None:
    """Draw the key of colours at the upper right, and that of symbols below it."""
    top = 1.0
    if patches:
        key = _add_key(ax, patches, top, key_title)
        box = key.get_window_extent(style.renderer_of(ax))
        # Where the first key ends is known only once it is laid out.
        top = ax.transAxes.inverted().transform(box)[0][1] - 0.03
    if patches and symbols:
        ax.add_artist(key)  # an axes keeps only its last key otherwise
    if symbols:
        _add_key(ax, symbols, top, "")


def _add_key(ax: GeoAxes, handles: Sequence[Artist], top: float, title: str) -> Legend:
    key: Legend = ax.legend(
        handles=list(handles),
        title=title or None,
        loc="upper left",
        bbox_to_anchor=(1.0 + KEY_GAP_IN / _width_in(ax), top),
        borderaxespad=0.0,
        handlelength=1.8,
        handleheight=1.1,
        alignment="left",
    )
    return key


def _width_in(ax: GeoAxes) -> float:
    """Width of an axes [inch]."""
    return float(ax.get_position().width * style.figure_of(ax).get_figwidth())
