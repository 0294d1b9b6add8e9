"""What a page must know to draw a map of a world by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from tocsin.geometry.projection import MapView
from tocsin.plot import style
from tocsin.plot.scene import Cells, Scene
from tocsin.plot.world_scene import scene_of
from tocsin.report.canvas import raster
from tocsin.report.canvas.ground import TOLERANCE_PX, Ground, ground_of
from tocsin.report.canvas.names import Name, names_of
from tocsin.report.canvas.rings import Frame, Rings, rings_of, shared_sides
from tocsin.scenario.launching import launch_title
from tocsin.sharing.notice import NO_CHANGE_S

if TYPE_CHECKING:
    from tocsin.engine.world import World

WIDTH_PX = 1600
# Classes of time that a map may have: what `style.time_levels` makes of any times.
MOST_CLASSES = 8
# Height over width: a map higher than that leaves the screen, a lower one is a strip.
_LOWEST, _HIGHEST = 0.5, 0.75
# The key takes this part of the width and of the height.
_KEY_WIDTH, _KEY_HEIGHT = 0.3, 0.45
# A launch area or a sensor under it counts as this share of all pixels.
_LAUNCH_WEIGHT, _SENSOR_WEIGHT = 0.01, 0.002


@dataclass(frozen=True)
class Canvas:
    """A map in pixels.

    Attributes
    ----------
    frame : Frame
        The projection, and how it is cut into pixels.
    cells : ndarray of uint16 or uint32, shape (height, width)
        Number of the cell that holds the centre of each pixel, from the south up; the largest
        number of the type where there is none.
    count : int
        Cells of the world.
    vanished : int
        Cells without a pixel.
    dots : bool
        Whether cells are points, which have dots in place of areas.
    ground : Ground
    borders : shapely.Geometry
        Lines between cells of two nations.
    scene : Scene
        Launch areas, places and sensors.
    names : tuple of Name
        In order of weight.
    launch_words : tuple of dict
        ``id`` of each launch area, and its ``title`` with its nation.
    """

    frame: Frame
    cells: NDArray[np.unsignedinteger]
    count: int
    vanished: int
    dots: bool
    ground: Ground
    borders: shapely.Geometry
    scene: Scene
    names: tuple[Name, ...]
    launch_words: tuple[dict[str, str], ...]

    @classmethod
    def of(cls, world: "World", *, width: int = WIDTH_PX) -> "Canvas":
        """Draw the cells of a world into pixels.

        Parameters
        ----------
        world : World
        width : int
            Pixels; at 800 one cell in twenty of 15,000 has none.

        Examples
        --------
        >>> from tocsin.engine.world import World
        >>> from tocsin.scenario import Scenario, scaffold
        >>> scenario = Scenario.from_text(scaffold("island"))
        >>> canvas = Canvas.of(World(scenario), width=400)
        >>> canvas.cells.shape == (canvas.frame.height, 400), canvas.vanished
        (True, 0)
        """
        scene = scene_of(world, footprints=False)
        cells = Cells.of(world.cells.id, world.cells.lat, world.cells.lon)
        frame = framed(scene.view_with(cells), width)
        rings = rings_of(cells, frame)
        ground = ground_of(frame, scene.lands)
        pixels = _pixels(cells, frame, rings)
        return cls(
            frame=frame,
            cells=pixels,
            count=len(cells.ids),
            vanished=raster.count_vanished(pixels, len(cells.ids)),
            dots=rings is None,
            ground=ground,
            borders=_borders(rings, world.cells.nation),
            scene=scene,
            names=names_of(world, frame, ground, scene),
            launch_words=tuple(
                {"id": area.name, "title": launch_title(world.scenario, area.name)}
                for area in scene.launches
            ),
        )

    @property
    def about(self) -> dict[str, Any]:
        """What the page's script must know beside the pixels, as plain data."""
        view, (west, _, south, _) = self.frame.view, self.frame.view.extent_m
        return {
            "width": self.frame.width,
            "height": self.frame.height,
            "count": self.count,
            "vanished": self.vanished,
            "dots": self.dots,
            "none": int(np.iinfo(self.cells.dtype).max),
            "view": {"kind": view.kind, "lat": view.lat, "lon": view.lon},
            "west_m": west,
            "south_m": south,
            "pixel_m": self.frame.pixel_m,
            "key": self.key_corner,
            "names": [name.plain for name in self.names],
            "launches": [
                {"lat": area.lat, "lon": area.lon, "radius_km": area.radius_km, **words}
                for area, words in zip(self.scene.launches, self.launch_words, strict=True)
            ],
            "sequences": [style.sequence_colors(count) for count in range(1, MOST_CLASSES + 1)],
            "no_change_s": NO_CHANGE_S,
            "owners": style.distinct_colors(self.scene.groups(), own=self.scene.colors),
        }

    @property
    def key_corner(self) -> str:
        """The corner in which a key hides the least: ``ne``, ``nw``, ``se`` or ``sw``."""
        is_cell = self.cells != np.iinfo(self.cells.dtype).max
        up, right = np.nonzero(is_cell)
        things = [
            (right, up, 1.0 / is_cell.size),
            (*self._at(self.scene.launches).T, _LAUNCH_WEIGHT),
        ]
        sites = [each for each in self.scene.outlines if each.lat is not None]
        things.append((*self._at(sites).T, _SENSOR_WEIGHT))
        width, height = self.frame.width, self.frame.height
        wide, high = _KEY_WIDTH * width, _KEY_HEIGHT * height

        def hidden(corner: str) -> float:
            total = 0.0
            for x, y, weight in things:
                beside = x < wide if "w" in corner else x > width - wide
                under = y < high if "s" in corner else y > height - high
                total += weight * float(np.sum(beside & under))
            return total

        return min(("nw", "ne", "sw", "se"), key=hidden)

    def _at(self, things: Sequence[Any]) -> NDArray[np.float64]:
        """Where things stand, in pixels."""
        places = np.array([[each.lon, each.lat] for each in things], dtype=float).reshape(-1, 2)
        return self.frame.pixels_of(places[:, 0], places[:, 1])


def framed(view: MapView, width: int) -> Frame:
    """Cut a view into pixels; a regional one is widened where it is too high or too low.

    Examples
    --------
    >>> from tocsin.geometry.projection import view_of
    >>> frame = framed(view_of([30.0, 45.0], [129.0, 131.0]), 1600)
    >>> frame.height
    1200
    """
    west, east, south, north = view.extent_m
    wide, high = east - west, north - south
    if view.kind != "world":
        middle, level = 0.5 * (west + east), 0.5 * (south + north)
        wide, high = max(wide, high / _HIGHEST), max(high, wide * _LOWEST)
        half, up = 0.5 * wide, 0.5 * high
        extent = middle - half, middle + half, level - up, level + up
        view = replace(view, extent_m=extent)
    return Frame(view, width, max(1, round(width * high / wide)))


def _pixels(cells: Cells, frame: Frame, rings: Rings | None) -> NDArray[np.unsignedinteger]:
    pixels = raster.blank(len(cells.ids), width=frame.width, height=frame.height)
    if rings is None:
        raster.fill_dots(pixels, frame.pixels_of(cells.lon, cells.lat))
        return pixels
    raster.fill_rings(pixels, rings.points, sizes=rings.sizes, numbers=rings.numbers)
    is_globe = frame.is_globe()
    if is_globe is not None:
        pixels[~is_globe] = np.iinfo(pixels.dtype).max
    return pixels


def _borders(rings: Rings | None, nation: NDArray[np.int64]) -> shapely.Geometry:
    if rings is None:
        return shapely.MultiLineString()
    borders, _ = shared_sides(rings.points, rings.sizes, nation[rings.numbers])
    return shapely.simplify(borders, TOLERANCE_PX)
