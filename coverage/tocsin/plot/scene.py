"""What stands on a map: cells, and the scene about them (sensors, launch areas, places, land)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from tocsin.errors import InputError
from tocsin.geometry import territory
from tocsin.geometry.cells import cell_boundaries
from tocsin.geometry.places import unit_vectors
from tocsin.geometry.projection import MapView, middle_of, view_of

# What is no cell and no place widens the view no farther than this from its middle.
_WIDEN, _WIDEN_DEG = 1.6, 8.0


@dataclass(frozen=True)
class Cells:
    """Cells to colour.

    Attributes
    ----------
    ids : ndarray of str, shape (n,)
        H3 or grid cells are drawn as areas; under any other names cells are dots.
    lat, lon : ndarray, shape (n,)
        Centres [deg].
    rings : dict
        Outlines in the plane by view, once they have been drawn.
    """

    ids: NDArray[np.str_]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    # Not part of what the cells are: a store of work done, shared by the maps of a run.
    rings: dict[MapView, list[NDArray[np.float64]] | None] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def of(cls, ids: ArrayLike, lat: ArrayLike, lon: ArrayLike) -> "Cells":
        """Make cells of any arrays of one length.

        Raises
        ------
        InputError
            When the lengths differ.

        Examples
        --------
        >>> Cells.of(["a", "b"], [35.0, 36.0], [139.0, 140.0]).lat.tolist()
        [35.0, 36.0]
        """
        cells = cls(
            np.ravel(ids).astype(str), np.ravel(lat).astype(float), np.ravel(lon).astype(float)
        )
        cells.check(cells.lat, cells.lon)
        return cells

    @cached_property
    def corners(self) -> list[NDArray[np.float64]] | None:
        """Corners of each cell: longitude, latitude [deg]; None where the cells are points.

        H3 cells are hexagons; cells of a grid (ids such as ``+0.5,+10.5``) are as wide as the least
        distance between their centres. Longitudes may run on over the antimeridian.

        Examples
        --------
        >>> Cells.of(["+0.5,+10.5", "+0.5,+11.5"], [0.5, 0.5], [10.5, 11.5]).corners[0].tolist()
        [[10.0, 0.0], [11.0, 0.0], [11.0, 1.0], [10.0, 1.0]]
        >>> Cells.of(["Seoul"], [37.6], [127.0]).corners is None
        True
        """
        return self._hexagons() or self._squares()

    def _hexagons(self) -> list[NDArray[np.float64]] | None:
        import h3

        if not len(self.ids) or not h3.is_valid_cell(str(self.ids[0])):
            return None
        return cell_boundaries(self.ids)

    def _squares(self) -> list[NDArray[np.float64]] | None:
        if not len(self.ids) or "," not in self.ids[0] or self.ids[0][0] not in "+-":
            return None
        steps = np.concatenate([np.diff(np.unique(self.lat)), np.diff(np.unique(self.lon))])
        # Centres tell the spacing; one row or column alone tells nothing, and a degree is taken.
        half = 0.5 * (steps[steps > 1e-6].min() if (steps > 1e-6).any() else 1.0)
        corners = np.array([[-half, -half], [half, -half], [half, half], [-half, half]])
        return list(corners + np.column_stack([self.lon, self.lat])[:, None, :])

    def points(self) -> NDArray[np.float64]:
        """Return all that a map of them must hold: longitude, latitude [deg] of corners or dots."""
        rings = self.corners
        return np.column_stack([self.lon, self.lat]) if rings is None else np.vstack(rings)

    def check(self, *arrays: ArrayLike) -> None:
        """Raise InputError when an array has not one value a cell.

        Examples
        --------
        >>> Cells.of(["a"], [35.0], [139.0]).check([1.0, 2.0])
        Traceback (most recent call last):
        ...
        tocsin.errors.InputError: Invalid arrays of lengths [2] for 1 cells. Must have one ...
        """
        sizes = [np.size(array) for array in arrays]
        if any(size != len(self.ids) for size in sizes):
            raise InputError(
                f"Invalid arrays of lengths {sizes} for {len(self.ids)} cells. "
                "Must have one value a cell."
            )


@dataclass(frozen=True)
class Outline:
    """A sensor on a map: its site and the outline of its footprint.

    Attributes
    ----------
    name : str
    shape : shapely.Geometry
        Longitude, latitude [deg], cut at the antimeridian; may be empty.
    lat, lon : float or None
        Site [deg]; None draws no mark (a satellite).
    group : str
        Owner, say: outlines of one group share a colour.
    hole : shapely.Geometry
        Ground about its site that the footprint leaves out.
    """

    name: str
    shape: shapely.Geometry
    lat: float | None = None
    lon: float | None = None
    group: str = ""
    hole: shapely.Geometry = field(default_factory=shapely.Polygon)


@dataclass(frozen=True)
class Area:
    """A launch area: a disc of ``radius_km`` about a point [deg]."""

    name: str
    lat: float
    lon: float
    radius_km: float = 0.0


@dataclass(frozen=True)
class Mark:
    """A place of interest [deg]."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Land:
    """The ground of a nation of a fictional world: longitude, latitude [deg]."""

    name: str
    shape: shapely.Geometry


@dataclass(frozen=True)
class Scene:
    """What a map shows beside its cells.

    Attributes
    ----------
    outlines : sequence of Outline
    altitude_km : float or None
        Altitude of the objects the footprints hold for; needed with footprints.
    launches : sequence of Area
    places : sequence of Mark
    lands : sequence of Land
        The ground of a fictional world, in place of the real one; empty draws the real one.
    view : MapView or None
        None takes one that holds cells and places, and launch areas and sites that are not far
        from them; to the others an arrow points.
    colors : mapping of str to str
        Of groups that have a colour of their own; groups without one get it by
        `tocsin.plot.style.distinct_colors`.
    """

    outlines: Sequence[Outline] = ()
    altitude_km: float | None = None
    launches: Sequence[Area] = ()
    places: Sequence[Mark] = ()
    lands: Sequence[Land] = ()
    view: MapView | None = None
    colors: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # A footprint without its altitude looks like coverage of everything.
        drawn = [outline.name for outline in self.outlines if not outline.shape.is_empty]
        if drawn and self.altitude_km is None:
            raise InputError(
                f"Footprints of {', '.join(drawn)} without altitude_km. A footprint holds for one "
                "altitude, which the map must state."
            )

    def groups(self) -> list[str]:
        """Groups of outlines in order of appearance.

        Examples
        --------
        >>> nothing = shapely.Polygon()
        >>> Scene([Outline("a", nothing, group="USA"), Outline("b", nothing, group="JPN")]).groups()
        ['USA', 'JPN']
        """
        return list(dict.fromkeys(outline.group for outline in self.outlines))

    def view_with(self, cells: Cells, *, footprints: bool = False) -> MapView:
        """Return the scene's view, or choose one; with ``footprints`` it holds those too.

        Examples
        --------
        >>> Scene(places=[Mark("Tokyo", 35.7, 139.7)]).view_with(Cells.of([], [], [])).kind
        'regional'
        """
        if self.view is not None:
            return self.view
        subject = [cells.points(), *(np.array([[mark.lon, mark.lat]]) for mark in self.places)]
        about = [shapely.get_coordinates(_ground(area)) for area in self.launches]
        sites = [np.array([[o.lon, o.lat]]) for o in self.outlines if o.lat is not None]
        # Not on a map of warning: satellites' footprints would pull the view out to the globe.
        if footprints:
            subject += [shapely.get_coordinates(outline.shape) for outline in self.outlines]
            subject += sites
        else:
            about += sites
        points = np.vstack(subject)
        points = np.vstack([points, *_near(points, about)])
        if not len(points):
            raise InputError("Nothing to map: no cell, no launch area, no sensor. Give one.")
        return view_of(points[:, 1], points[:, 0], aspect=0.72)


def _near(
    subject: NDArray[np.float64], about: Sequence[NDArray[np.float64]]
) -> list[NDArray[np.float64]]:
    """Return what is about a subject, as far as a map of it can hold; all where there is none."""
    if not len(subject):
        return list(about)
    lat, lon, radius_deg = middle_of(subject[:, 1], subject[:, 0])
    reach_deg = max(_WIDEN * radius_deg, radius_deg + _WIDEN_DEG)
    centre = unit_vectors([lat], [lon])[0]
    return [
        points
        for points in about
        if (unit_vectors(points[:, 1], points[:, 0]) @ centre).min()
        >= np.cos(np.radians(reach_deg))
    ]


def _ground(area: Area) -> shapely.Geometry:
    """Return the ground a launch area covers; a point when it has no radius."""
    if area.radius_km <= 0.0:
        return shapely.Point(area.lon, area.lat)
    return territory.disc(area.lat, area.lon, radius_km=area.radius_km)
