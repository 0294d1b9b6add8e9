"""A film of one arc: the object on its way, who sees it, and the notice from hand to hand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from numpy.typing import NDArray
from PIL import Image

from tocsin.geometry.projection import MapView
from tocsin.plot import layers, style
from tocsin.plot.explanation import Passage
from tocsin.plot.frame import draw_panel
from tocsin.plot.heading import height_of_titles_in, write_titles
from tocsin.plot.labels import place_labels
from tocsin.plot.margins import draw_scale
from tocsin.plot.scene import Cells, Scene
from tocsin.plot.waterfall import LANE_IN, route_sequence

# Inches: the map's width, the most that it is high, and the room about map and lanes.
WIDE_IN, TALL_IN, LEFT_IN, GAP_IN, FOOT_IN, SAID_IN = 6.6, 4.6, 1.3, 0.75, 0.75, 0.35
DPI = 100.0
# So many sensors are named in the line above the map.
NAMED = 4
# Frames between events; how long a frame stands, and one in which something happens [ms].
EVEN_FRAMES, FRAME_MS, EVENT_MS, LAST_MS = 48, 120, 700, 3000


@dataclass(frozen=True)
class Flight:
    """One arc as a film shows it.

    Attributes
    ----------
    time_s : ndarray, shape (n,)
        Since launch, from 0 to impact [s].
    lon, lat : ndarray, shape (n,)
        Point below the object [deg].
    height_km : ndarray, shape (n,)
    seen : mapping of str to sequence of (float, float)
        Windows in view of each sensor [s].
    passage : Passage
        The route of the notice; empty where nobody is ever told.
    """

    time_s: NDArray[np.float64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    height_km: NDArray[np.float64]
    seen: Mapping[str, Sequence[tuple[float, float]]]
    passage: Passage

    @property
    def impact_s(self) -> float:
        """Time of flight [s]."""
        return float(self.time_s[-1])

    @property
    def events_s(self) -> NDArray[np.float64]:
        """Times at which something happens, launch and impact among them, rising [s]."""
        first = [windows[0][0] for windows in self.seen.values() if windows]
        times = np.array([0.0, *first, *self.passage.times_s, self.impact_s])
        return np.unique(times[(times >= 0.0) & (times <= self.impact_s)])

    def at(self, time_s: float) -> tuple[float, float, float]:
        """Longitude, latitude [deg] and height [km] at a time."""
        values = (np.interp(time_s, self.time_s, v) for v in (self.lon, self.lat, self.height_km))
        lon, lat, height_km = map(float, values)
        return lon, lat, height_km

    def seeing(self, time_s: float) -> list[str]:
        """Sensors that have it in view at a time."""
        return [
            name
            for name, windows in self.seen.items()
            if any(start <= time_s <= end for start, end in windows)
        ]


@style.styled
def film_of(flight: Flight, *, scene: Scene, title: str, subtitle: str = "") -> "Film":
    """Draw a film of one arc.

    Parameters
    ----------
    flight : Flight
    scene : Scene
        Sensors, launch area and place, without footprints; its view is chosen to hold the arc.
    title, subtitle : str

    Returns
    -------
    Film

    Examples
    --------
    >>> time_s = np.array([0.0, 60.0])
    >>> flight = Flight(time_s, np.array([10.0, 12.0]), np.array([0.0, 0.0]), np.array([0.0, 9.0]),
    ...     {"north": [(20.0, 40.0)]}, Passage(["north", "ISLE"], [30.0, 35.0], ["sees it"]))
    >>> film = film_of(flight, scene=Scene(), title="One arc")
    >>> len(film.frames) == len(film.durations_ms) > 48
    True
    """
    stage = _Stage.of(flight, scene, titles=(title, subtitle))
    times = np.unique(
        np.concatenate([np.linspace(0.0, flight.impact_s, EVEN_FRAMES), flight.events_s])
    )
    frames = [stage.frame(float(time_s)) for time_s in times]
    lasts = np.where(np.isin(times, flight.events_s), EVENT_MS, FRAME_MS)
    lasts[-1] = LAST_MS
    return Film(tuple(frames), tuple(int(each) for each in lasts))


@dataclass(frozen=True)
class Film:
    """Frames of a film, and how long each stands [ms]."""

    frames: tuple[Image.Image, ...]
    durations_ms: tuple[int, ...]


@dataclass(frozen=True)
class _Stage:
    """What stands still, drawn once, and what moves."""

    flight: Flight
    view: MapView
    map: GeoAxes
    lanes: Axes | None
    still: Any
    canvas: FigureCanvasAgg
    trail: Line2D
    object: Line2D
    sights: dict[str, Line2D]
    sites: dict[str, tuple[float, float]]
    cursor: Line2D | None
    said: Text

    @classmethod
    def of(cls, flight: Flight, scene: Scene, *, titles: tuple[str, str]) -> "_Stage":
        path = Cells.of([f"p{i}" for i in range(len(flight.lon))], flight.lat, flight.lon)
        view = scene.view_with(path)
        figure, ax, lanes = _axes(view, flight, titles)
        none = Cells.of([], [], [])
        _, _, labels = draw_panel(ax, view, none, classes=(), scene=scene, graticule=False)
        write_titles(ax, *titles, above_pt=72.0 * SAID_IN)
        place_labels(ax, labels, blocked=draw_scale(ax, view))
        if lanes is not None:
            route_sequence(
                **flight.passage._asdict(),
                impact_s=flight.impact_s,
                title="The notice, from hand to hand",
                ax=lanes,
            )
        style.mark(figure)
        canvas = figure.canvas
        assert isinstance(canvas, FigureCanvasAgg)
        canvas.draw()
        look: dict[str, Any] = {"zorder": 7, "animated": True}
        sites: dict[str, tuple[float, float]] = {}
        for outline in scene.outlines:
            if outline.lat is not None and outline.lon is not None:
                east, north = view.project(outline.lon, outline.lat)
                sites[outline.name] = float(east), float(north)
        colors = style.distinct_colors(scene.groups(), own=scene.colors)
        ink = {o.name: colors[o.group] for o in scene.outlines}
        return cls(
            flight=flight,
            view=view,
            map=ax,
            lanes=lanes,
            still=canvas.copy_from_bbox(figure.bbox),
            canvas=canvas,
            trail=ax.plot([], [], color=style.LAUNCH, linewidth=1.6, **look)[0],
            object=ax.plot([], [], "o", color=style.LAUNCH, markersize=6, **look)[0],
            sights={
                name: ax.plot([], [], color=ink[name], linewidth=1.3, alpha=0.8, **look)[0]
                for name in sites
            },
            sites=sites,
            cursor=lanes.axvline(0.0, color=style.INK, linewidth=1.2, **look) if lanes else None,
            said=ax.annotate(
                "",
                (0.0, 1.0),
                xycoords="axes fraction",
                xytext=(0, 6),
                textcoords="offset points",
                fontsize=9.0,
                animated=True,
            ),
        )

    def frame(self, time_s: float) -> Image.Image:
        """Draw what moves over what stands still."""
        lon, lat, height_km = self.flight.at(time_s)
        past = self.flight.time_s <= time_s
        east, north = self.view.project(
            [*self.flight.lon[past], lon], [*self.flight.lat[past], lat]
        )
        self.trail.set_data(east, north)
        self.object.set_data(east[-1:], north[-1:])
        seeing = self.flight.seeing(time_s)
        for name, line in self.sights.items():
            x, y = self.sites[name]
            line.set_data(*(([x, east[-1]], [y, north[-1]]) if name in seeing else ([], [])))
        more = f" and {len(seeing) - NAMED} more" if len(seeing) > NAMED else ""
        who = f"{', '.join(seeing[:NAMED])}{more}" if seeing else "no sensor"
        at = f"{style.minutes(time_s)} after launch, {height_km:,.0f} km high"
        self.said.set_text(f"{at}, in view of {who}")
        self.canvas.restore_region(self.still)
        for artist in self._moving():
            if artist.axes is not None:
                artist.axes.draw_artist(artist)
        if self.lanes is not None and self.cursor is not None:
            self.cursor.set_xdata([time_s, time_s])
            self.lanes.draw_artist(self.cursor)
        return Image.fromarray(np.asarray(self.canvas.buffer_rgba())).convert("RGB")

    def _moving(self) -> Iterator[Artist]:
        yield from self.sights.values()
        yield from (self.trail, self.object, self.said)


def _axes(
    view: MapView, flight: Flight, titles: tuple[str, str]
) -> tuple[Figure, GeoAxes, Axes | None]:
    """Return a figure with a map above, and lanes below it where anybody is told."""
    west, east, south, north = view.extent_m
    scale = min(WIDE_IN / (east - west), TALL_IN / (north - south))
    wide, tall = (east - west) * scale, (north - south) * scale
    lanes = LANE_IN * len(flight.passage.holders)
    width = LEFT_IN + WIDE_IN + 0.3
    above = height_of_titles_in(*titles, room_in=width - LEFT_IN) + SAID_IN
    below = FOOT_IN + lanes + GAP_IN if lanes else 0.4
    height = above + tall + below
    figure = style.new_figure(width, height)
    figure.set_dpi(DPI)
    box = (LEFT_IN / width, below / height, wide / width, tall / height)
    ax = layers.map_axes(figure, view, box)
    if not lanes:
        return figure, ax, None
    box = (LEFT_IN / width, FOOT_IN / height, WIDE_IN / width, lanes / height)
    return figure, ax, figure.add_axes(box)
