"""A scenario laid out as arrays: launch points, cells, arcs, nations."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.laid_out import Cells, Launches
from tocsin.engine.memory import check_fits
from tocsin.engine.solved import Solved
from tocsin.errors import ArcError, InputError
from tocsin.geometry import cells, places, territory
from tocsin.geometry.order import morton
from tocsin.geometry.places import Places
from tocsin.geometry.sampling import disc_points
from tocsin.geometry.wrap import area_km2
from tocsin.scenario.launching import launch_areas, launch_names
from tocsin.scenario.territory import clipped, outline_of

if TYPE_CHECKING:
    from shapely.geometry import MultiPolygon

    from tocsin.engine.agreement_book import AgreementBook
    from tocsin.geometry.arcs import Arcs
    from tocsin.scenario import Scenario
    from tocsin.scenario.specs import ArcSpec
    from tocsin.sensors.kind import SensorSpec
    from tocsin.sensors.watch import Watch


# What a cell takes while cells are found, and then.
_CELL_BYTES = 400
# To list more takes longer than whoever checks a file, or is refused, wants to wait.
_MANY_CELLS = 300_000
# Ids, latitudes, longitudes, areas of cells (none of H3's, which know their own).
_Found = tuple[NDArray[Any], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64] | None]


# Layouts that a world remembers: some kilobytes a sensor each.
_MAX_WATCHES = 64


@dataclass(frozen=True)
class World:
    """What one scenario asks: every launch point to every cell by every arc.

    Attributes
    ----------
    scenario : Scenario
    known_cells : Cells, optional
        The targets, where they have been found for a scenario with the same.
    solved : Solved, optional
        Arcs of scenarios with the same launch points and cells.
    known_launches : Launches, optional
        The launch points, where only some of the scenario's are asked about.
    """

    scenario: "Scenario"
    known_cells: Cells | None = None
    solved: Solved | None = None
    known_launches: Launches | None = None

    @cached_property
    def nations(self) -> tuple[str, ...]:
        """Ids of the nations in file order; everything else refers to them by position."""
        return tuple(self.scenario.nations)

    @cached_property
    def sensors(self) -> "tuple[SensorSpec, ...]":
        """Sensors in file order."""
        return tuple(self.scenario.sensor_spec(name) for name in self.scenario.sensors)

    @cached_property
    def arcs(self) -> "tuple[ArcSpec, ...]":
        """Arc classes in file order."""
        return tuple(self.scenario.arc_spec(name) for name in self.scenario.arcs)

    @cached_property
    def book(self) -> "AgreementBook":
        """The scenario's agreements, expanded once for all rulebooks."""
        # A check lays out no agreements and solves no arcs, and does not wait for their modules.
        from tocsin.engine.agreement_book import AgreementBook

        return AgreementBook(self.scenario)

    @cached_property
    def launches(self) -> Launches:
        """Launch points in file order of their areas."""
        if self.known_launches is not None:
            return self.known_launches
        area: list[str] = []
        point: list[int] = []
        nation: list[int] = []
        lat: list[float] = []
        lon: list[float] = []
        for name, launch in self.scenario.launches.items():
            # Point 0 is the centre of its area, whatever the spread.
            north, east = disc_points(launch.lat, launch.lon, launch.spread_km, launch.points)
            area += [name] * launch.points
            point += range(launch.points)
            nation += [self.nations.index(launch.nation)] * launch.points
            lat += north.tolist()
            lon += east.tolist()
        return Launches(tuple(area), *map(np.array, (point, nation, lat, lon)))

    @cached_property
    def launch_names(self) -> tuple[str, ...]:
        """What tables tell apart by who launches: see `tocsin.scenario.launching`."""
        return launch_names(self.scenario)

    def launch_points(self, name: str) -> NDArray[np.int64]:
        """Positions of the launch points of an area, or of a launch nation.

        Raises
        ------
        InputError
            There is no such area or launch nation.
        """
        areas = launch_areas(self.scenario, name)
        return np.flatnonzero([area in areas for area in self.launches.area])

    @cached_property
    def places(self) -> Places:
        """The scenario's places, or the shipped ones of target nations."""
        own = self.scenario.places
        if not own:
            codes = self.scenario.place_codes
            return places.shipped_as(tuple((n, codes[n]) for n in self.scenario.target_nations))
        # Its own table replaces the shipped one whole: a fictional world has no real towns.
        return Places.of([(p.name, p.nation, p.lat, p.lon, p.population) for p in own])

    @cached_property
    def cells(self) -> Cells:
        """The targets.

        Raises
        ------
        InputError
            When there are none.
        """
        if self.known_cells is not None:
            return self.known_cells
        targets = self.scenario.targets
        if targets.are_areas:
            cells = self._area_cells()
        elif targets.points is not None:
            cells = self._point_cells()
        else:
            cells = self._place_cells()
        if not len(cells):
            raise InputError(
                "No target cells: the targets' nations hold none. Name nations with a territory, "
                "or use a finer h3_resolution or spacing_deg."
            )
        return cells

    @property
    def has_cells(self) -> bool:
        """Whether its cells have been found already."""
        return self.known_cells is not None or "cells" in vars(self)

    def neighbourly(self, part: slice) -> NDArray[np.int64]:
        """Positions within a run of cells, in an order in which neighbours stand together."""
        # Slices are no keys of a dict before Python 3.12.
        key = (part.start or 0, len(self.cells) if part.stop is None else part.stop)
        if key not in self._orders:
            self._orders[key] = np.argsort(self._places[part], kind="stable")
        return self._orders[key]

    @cached_property
    def _orders(self) -> dict[tuple[int, int], NDArray[np.int64]]:
        return {}

    @cached_property
    def _places(self) -> NDArray[np.uint32]:
        return morton(self.cells.lat, self.cells.lon)

    def territory_of(self, nation: str) -> "MultiPolygon":
        """Return a nation's territory as a shape of longitude, latitude [deg]."""
        if nation not in self._territories:
            self._territories[nation] = self._territory_of(nation)
        return self._territories[nation]

    @cached_property
    def _territories(self) -> "dict[str, MultiPolygon]":
        return {}

    def _territory_of(self, nation: str) -> "MultiPolygon":
        given = self.scenario.nations[nation].territory
        if given is None:
            raise InputError(f"Nation {nation!r} has no territory. Give it one.")
        if given.places is None:
            return outline_of(given)
        known = self.places if self.scenario.places else None
        chosen = places.find(given.places, places=known, nation=nation)
        return clipped(territory.around_places(chosen.lat, chosen.lon), given.clip)

    def watch(self, launch: int, arc: int, *, among: tuple[int, ...] | None = None) -> "Watch":
        """Return its sensors, laid out for what comes from a launch point by a class of arcs.

        among: only those at these positions; all by default.
        """
        from tocsin.sensors.watch import watch_of  # finds windows, which a check does not need

        # Classes mostly have one cross-section, and patrols as many positions as an area points.
        key = int(self.launches.point[launch]), self.arcs[arc].rcs_m2, among
        if key not in self._watches:
            if len(self._watches) >= _MAX_WATCHES:
                self._watches.clear()
            chosen = self.sensors if among is None else [self.sensors[at] for at in among]
            self._watches[key] = watch_of(chosen, position=key[0], rcs_m2=key[1])
        return self._watches[key]

    @cached_property
    def _watches(self) -> "dict[tuple[int, float, tuple[int, ...] | None], Watch]":
        return {}

    def solve(self, launch: int, arc: int, part: slice = slice(None)) -> "Arcs":
        """Solve the arcs from one launch point, by one class, to (some of) the cells.

        Raises
        ------
        ArcError
            Naming launch area, arc and cell.
        """
        spec = self.arcs[arc]
        if self.solved is None:
            return self._solve(launch, spec, part)
        place = (launch, arc, part.start, part.stop)
        return self.solved.get(place, spec, lambda: self._solve(launch, spec, part))

    def _solve(self, launch: int, spec: "ArcSpec", part: slice) -> "Arcs":
        from tocsin.geometry.arcs import ballistic, low_flyer

        ends = (
            self.launches.lat[launch],
            self.launches.lon[launch],
            self.cells.lat[part],
            self.cells.lon[part],
        )
        try:
            if spec.kind == "cruise":
                return low_flyer(*ends, altitude_km=spec.altitude_km, speed_m_s=spec.speed_m_s)
            return ballistic(*ends, boost_s=spec.boost_s, profile=spec.profile, value=spec.value)
        except ArcError as error:
            # The kernel knows the arc by number; a reader needs area, class and cell.
            cell = str(self.cells.id[part][error.index or 0])
            area, point = self.launches.area[launch], self.launches.point[launch]
            raise ArcError(
                f"launches.{area}, arcs.{spec.id}: point {point} to cell {cell!r}: {error}",
                index=error.index,
            ) from None

    def _point_cells(self) -> Cells:
        given = self.scenario.targets.points or {}
        nation = [self.nations.index(target.nation) for target in given.values()]
        return Cells(
            np.array(list(given), dtype=np.str_),
            np.array([target.lat for target in given.values()]),
            np.array([target.lon for target in given.values()]),
            np.array(nation, dtype=np.int64),
            # Named points have neither people nor area: nobody said.
            np.zeros(len(given)),
            np.zeros(len(given)),
        )

    def _place_cells(self) -> Cells:
        wanted = self.scenario.targets.places
        assert wanted is not None
        # First by nation, so that a place of another one is unknown and not silently left out.
        table = self.places
        table = table.take(np.isin(table.nation, list(self.scenario.target_nations)))
        if wanted.names is not None:
            table = places.find(wanted.names, places=table)
        table = table.take(table.population >= wanted.min_population)
        nation = np.array([self.nations.index(each) for each in table.nation], dtype=np.int64)
        # The file says the order of nations, not the table of places.
        order = np.argsort(nation, kind="stable")
        table, nation = table.take(order), nation[order]
        return Cells(
            places.distinct_names(table),
            table.lat,
            table.lon,
            nation,
            table.population,
            np.zeros(len(table.name)),
        )

    def _area_cells(self) -> Cells:
        count = sum(self.expected_cells.values())
        remedy = "Take a coarser h3_resolution or spacing_deg, or fewer target nations."
        check_fits(count * _CELL_BYTES, what=f"some {count:,.0f} cells", remedy=remedy)
        # So that there is something to put together when no nation has a cell.
        nobody: _Found = (np.empty(0, "U15"), *np.empty((3, 0)))
        parts = [nobody, *(self.cells_of(nation) for nation in self.scenario.target_nations)]
        index = [0, *(self.nations.index(name) for name in self.scenario.target_nations)]
        nation = np.repeat(np.array(index, dtype=np.int64), [len(part[0]) for part in parts])
        ids, lat, lon, areas = zip(*parts, strict=True)
        ids, lat, lon = map(np.concatenate, (ids, lat, lon))
        first = self.kept(ids, nation)
        names = np.array(self.nations)[nation[first]]
        where = ids[first], lat[first], lon[first]
        population = places.population_in_cells(*where, names, places=self.places)
        is_grid = self.scenario.targets.grid is not None
        area = np.concatenate(areas)[first] if is_grid else None
        return Cells(*where, nation[first], population, area)

    def kept(self, ids: NDArray[np.str_], nation: NDArray[np.int64]) -> NDArray[np.int64]:
        """Positions of the cells that count: of one that several claim, that of the smallest."""
        if len(set(ids.tolist())) == len(ids):
            return np.arange(len(ids))
        order_of = {name: place for place, name in enumerate(self.claim_order)}
        rank = np.array([order_of.get(name, 0) for name in self.nations])
        order = np.lexsort((rank[nation], ids))
        is_first = np.append(True, ids[order][1:] != ids[order][:-1])
        return np.sort(order[is_first])

    @cached_property
    def claim_order(self) -> tuple[str, ...]:
        """Target nations in the order in which they take cells that several claim."""
        # The smaller first, so that an enclave stays on the map; the file's order decides nothing.
        areas = {name: area_km2(self.territory_of(name)) for name in self.scenario.target_nations}
        return tuple(sorted(areas, key=lambda name: (areas[name], name)))

    @cached_property
    def expected_cells(self) -> dict[str, float]:
        """About how many cells each target nation has, from areas: nothing is listed."""
        return {name: self._expected(name) for name in self.scenario.target_nations}

    @cached_property
    def has_many_cells(self) -> bool:
        """Whether there are more cells than can be listed in some seconds."""
        if self.known_cells is not None or not self.scenario.targets.are_areas:
            return False
        return sum(self.expected_cells.values()) > _MANY_CELLS

    @property
    def cell_count(self) -> int:
        """How many targets there are: about, where there are very many."""
        if self.has_many_cells:
            return round(sum(self.expected_cells.values()))
        return len(self.cells)

    def _expected(self, nation: str) -> float:
        targets, shape = self.scenario.targets, self.territory_of(nation)
        if targets.grid is not None:
            return float(shape.area) / targets.grid.spacing_deg**2
        assert targets.h3_resolution is not None
        return cells.expected_h3_cells(shape, targets.h3_resolution)

    def cells_of(self, nation: str) -> _Found:
        """Cells of its territory: ids, latitudes, longitudes, areas; others may claim them too."""
        targets, shape = self.scenario.targets, self.territory_of(nation)
        if targets.grid is not None:
            if targets.grid.region is not None:
                # The region cuts the territory, it does not replace it: the sea has no nation.
                shape = shape.intersection(territory.box(**targets.grid.region.model_dump()))
            if shape.is_empty:
                return np.empty(0, "U15"), *np.empty((3, 0))
            return cells.grid_cells(shape, spacing_deg=targets.grid.spacing_deg)
        assert targets.h3_resolution is not None
        return *cells.h3_cells(shape, targets.h3_resolution), None
