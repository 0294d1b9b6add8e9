"""What every format writes: layers of shapes, each with a table of properties.

A layer is made once and read by every format, so that two files of one export never differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from tocsin.answers.median_cells import cell_values
from tocsin.answers.run import Result
from tocsin.constants import NOTIONAL
from tocsin.geometry.cells import cell_boundaries
from tocsin.geometry.territory import disc
from tocsin.geometry.wrap import area_km2, split_ring
from tocsin.io.geojson import right_handed
from tocsin.scenario.launching import launch_title

if TYPE_CHECKING:
    from tocsin.engine.world import World

SHAPED = ("cells", "footprints", "arcs", "sensors", "launches")
"""Layers that have a place on the globe, from below to above."""
GRAPH = "graph"
LAYERS = (*SHAPED, GRAPH)
SMALLEST_KM = 10.0
"""Radius of what stands for a launch area without spread, so that it can be seen [km]."""


@dataclass(frozen=True)
class Layer:
    """Things of one kind, each with a shape and properties.

    Attributes
    ----------
    name : str
        One of `LAYERS`.
    sentence : str
        What a thing of it is, and what its numbers hold for.
    table : DataFrame
        A row a thing. Units are said by the columns' names and by `tocsin.attrs`; ``notional`` is
        true in every row, so that a row which is passed on still says it.
    shapes : ndarray of shapely.Geometry, shape (n,)
        Longitude, latitude [deg] and, of arcs, height above the ellipsoid [m]; cut at the
        antimeridian, outer rings counter-clockwise. None where a thing has no fixed place.
    """

    name: str
    sentence: str
    table: pd.DataFrame
    shapes: NDArray[Any]

    def __len__(self) -> int:
        """Count the things."""
        return len(self.table)

    @property
    def about(self) -> str:
        """What a reader of the layer alone must be told.

        Examples
        --------
        >>> Layer("sensors", "A sensor.", pd.DataFrame(), np.array([])).about.split(":")[0]
        'A sensor. Notional'
        """
        return f"{self.sentence} {NOTIONAL}"


def cells_layer(result: Result, policy: str) -> Layer:
    """Return the cells, with the median case of each under a policy.

    Parameters
    ----------
    result : Result
        Cases of its launch alone (`Result.question`) count.
    policy : str

    Examples
    --------
    >>> import tocsin
    >>> layer = cells_layer(tocsin.run("hosted-veto"), "alliance")
    >>> layer.table["status"].unique().tolist(), set(shapely.get_type_id(layer.shapes).tolist())
    (['warned'], {3})
    """
    world, values = result.world, cell_values(result, policy)
    cells = world.cells
    table = {
        "cell": cells.id.astype(object),
        "nation": np.array(world.nations, dtype=object)[cells.nation],
        "policy": policy,
        "launch": result.question.launch,
        "cases": values.cases,
        "status": values.status.astype(object),
        "effective_warning_s": values.value_s.round(3),
        "population": cells.population,
        "area_km2": cells.area_km2.round(6),
        "lat": cells.lat.round(6),
        "lon": cells.lon.round(6),
    }
    sentence = (
        f"A cell and its median case under {policy}; effective warning is 0 where late or never. "
        f"{result.question.sentence}"
    )
    return laid_out("cells", sentence, table, right_handed(_cell_shapes(world)))


def _cell_shapes(world: "World") -> NDArray[Any]:
    """Return areas of H3 and grid cells, points of targets and places."""
    targets, cells = world.scenario.targets, world.cells
    if targets.h3_resolution is not None:
        return _rings(cell_boundaries(cells.id))
    if targets.grid is not None:
        half = 0.5 * targets.grid.spacing_deg
        lon, lat = cells.lon, cells.lat
        # Grids have their corners at whole multiples from the antimeridian: no cell crosses it.
        return shapely.box(lon - half, lat - half, lon + half, lat + half)
    return shapely.points(cells.lon, cells.lat)


def _rings(rings: list[NDArray[np.float64]]) -> NDArray[Any]:
    """Return polygons of rings that run on over the antimeridian, cut where they do."""
    # All corners in one call: ring by ring takes five times as long.
    owner = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    corners = np.concatenate(rings)
    shapes: NDArray[Any] = shapely.polygons(shapely.linearrings(corners, indices=owner))
    west, _, east, _ = shapely.bounds(shapes).T
    # Only these few need to be cut, or hold a pole.
    for i in np.flatnonzero((west < -180.0) | (east > 180.0) | (east - west > 90.0)):
        shapes[i] = split_ring(rings[i])
    return shapes


def footprints_layer(world: "World", altitudes_km: tuple[float, ...]) -> Layer:
    """Return the ground below the objects at some altitudes that each sensor sees.

    Examples
    --------
    >>> from tocsin.engine.world import World
    >>> from tocsin.scenario.source import scenario_of
    >>> layer = footprints_layer(World(scenario_of("hosted-veto")), (100.0,))
    >>> layer.table[["sensor", "altitude_km"]].values.tolist()[0]
    ['guest', 100.0]
    """
    # Height by height: a program then shows one height as a run of rows.
    seen = [
        (sensor, altitude, sensor.footprint(altitude_km=altitude))
        for altitude in altitudes_km
        for sensor in world.sensors
    ]
    table = {
        "sensor": [sensor.id for sensor, *_ in seen],
        "owner": [sensor.owner for sensor, *_ in seen],
        "altitude_km": [altitude for _, altitude, _ in seen],
        "area_km2": [round(area_km2(shape), 1) for *_, shape in seen],
    }
    sentence = (
        "The ground below the objects at an altitude that a sensor sees; not coverage of arcs."
    )
    return laid_out("footprints", sentence, table, right_handed([shape for *_, shape in seen]))


def sensors_layer(world: "World") -> Layer:
    """Return the sensors; what moves or stands in orbit has no shape.

    Examples
    --------
    >>> from tocsin.engine.world import World
    >>> from tocsin.scenario.source import scenario_of
    >>> sensors_layer(World(scenario_of("hosted-veto"))).table["host"].tolist()
    ['ALDER', 'SORREL', 'LINDEN']
    """
    # In words, as the tables of the report have them: numbers without their limits mislead.
    specs = world.sensors
    said = [spec.words() for spec in specs]
    sites = [spec.site or (np.nan, np.nan) for spec in specs]
    table = {
        "sensor": [spec.id for spec in specs],
        "sensor_class": [spec.class_name for spec in specs],
        "kind": [spec.kind for spec in specs],
        "owner": [spec.owner for spec in specs],
        "host": [spec.host for spec in specs],
        "not_to": ["; ".join(spec.not_to) for spec in specs],
        **{key: [getattr(words, key) for words in said] for key in _SAID},
        "alert_s": np.array([spec.alert_s for spec in specs], dtype=float),
        "track_s": np.array([spec.track_s for spec in specs], dtype=float),
        "availability": np.array([spec.availability for spec in specs], dtype=float),
        "lat": [lat for lat, _ in sites],
        "lon": [lon for _, lon in sites],
    }
    places = [None if np.isnan(lat) else shapely.Point(lon, lat) for lat, lon in sites]
    sentence = (
        "A sensor of a generic class at a site of whole degrees; patrols stand in their middle."
    )
    return laid_out("sensors", sentence, table, places)


_SAID = ("where", "sectors", "reach", "elevation")


def launches_layer(world: "World") -> Layer:
    """Return the launch areas as discs; one without spread is drawn with `SMALLEST_KM`.

    Examples
    --------
    >>> from tocsin.engine.world import World
    >>> from tocsin.scenario.source import scenario_of
    >>> layer = launches_layer(World(scenario_of("northeast-asia")))
    >>> layer.table["launch"].tolist(), layer.table["leads"].tolist()
    (['west-area', 'inland-area'], [True, False])
    """
    scenario = world.scenario
    areas = scenario.launches
    table = {
        "launch": list(areas),
        "title": [launch_title(scenario, name) for name in areas],
        "launch_nation": [area.nation for area in areas.values()],
        "leads": [area.nation == scenario.threat_nation for area in areas.values()],
        "spread_km": [float(area.spread_km) for area in areas.values()],
        "points": [area.points for area in areas.values()],
        "lat": [float(area.lat) for area in areas.values()],
        "lon": [float(area.lon) for area in areas.values()],
    }
    shapes = [
        disc(area.lat, area.lon, radius_km=max(area.spread_km, SMALLEST_KM))
        for area in areas.values()
    ]
    return laid_out(
        "launches", "An area that arcs start from, never a site.", table, right_handed(shapes)
    )


def laid_out(name: str, sentence: str, columns: dict[str, Any], shapes: Any) -> Layer:
    """Make a layer of columns and shapes.

    Examples
    --------
    >>> laid_out("sensors", "A sensor.", {"sensor": ["east"]}, [None]).table.to_dict("records")
    [{'sensor': 'east', 'notional': True}]
    """
    # Filled, not made of the list: numpy would look for numbers inside the shapes.
    placed = np.empty(len(shapes), dtype=object)
    placed[:] = shapes
    table = pd.DataFrame({**columns, "notional": True}, index=range(len(placed)))
    return Layer(name, sentence, table, placed)


def rows_of(layer: Layer) -> Iterator[tuple[dict[str, Any], shapely.Geometry | None]]:
    """Yield the properties of each thing, with none for what is absent, and its shape.

    Examples
    --------
    >>> layer = Layer("sensors", "", pd.DataFrame({"alert_s": [np.nan]}), np.array([None]))
    >>> next(rows_of(layer))
    ({'alert_s': None}, None)
    """
    names = list(layer.table)
    for row, shape in zip(plain_rows(layer.table), layer.shapes, strict=True):
        yield dict(zip(names, row, strict=True)), shape


def plain_rows(table: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table as plain values, none for what is absent.

    Examples
    --------
    >>> list(plain_rows(pd.DataFrame({"sensor": ["a", None], "alert_s": [np.nan, 20.0]})))
    [('a', None), (None, 20.0)]
    """
    columns = [
        # As objects, else nothing would become not-a-number again.
        table[name].astype(object).where(table[name].notna(), None).tolist()
        for name in table
    ]
    return zip(*columns, strict=True)


def parts_of(shape: shapely.Geometry | None) -> list[shapely.Geometry]:
    """Return the parts of a shape: itself where it is of one piece.

    Examples
    --------
    >>> len(parts_of(shapely.MultiPoint([(0, 0), (1, 1)]))), parts_of(None)
    (2, [])
    """
    if shape is None:
        return []
    return list(shape.geoms) if hasattr(shape, "geoms") else [shape]
