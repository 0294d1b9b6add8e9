"""Arcs in the air: one representative cell a nation, by every arc class, sampled in time."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from tocsin.answers.common import ONE_CASE
from tocsin.answers.median_cells import Example, largest_places
from tocsin.answers.run import Result
from tocsin.engine.table import outcome_columns
from tocsin.exports.layers import Layer, laid_out
from tocsin.geometry.wrap import unwrap, wrap
from tocsin.scenario.launching import launch_areas

if TYPE_CHECKING:
    from pyproj import Transformer

    from tocsin.engine.world import World

STEP_S = 5.0
"""Time between two points of a track [s]: a straight piece leaves the arc by under 0.15 km."""
_TOLD = ("status", "notice_s", "public_s", "warning_s", "sensor", "route")


@dataclass(frozen=True)
class Track:
    """One arc, sampled in time.

    Attributes
    ----------
    launch, cell : int
        Positions of the launch point and of the cell that it comes down on.
    arc : int
        Position of the arc class.
    place : str
        Largest place of the cell's nation; the cell where no place is known.
    apogee_km : float
        Above the mean radius; nan for low-flyers [km].
    boost_s : float
    time_s : ndarray, shape (n,)
        Since launch, ends included [s].
    lon, lat, height_m : ndarray, shape (n,)
        Longitudes run on over the antimeridian [deg]; height above the ellipsoid [m].
    """

    launch: int
    arc: int
    cell: int
    place: str
    apogee_km: float
    boost_s: float
    time_s: NDArray[np.float64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    height_m: NDArray[np.float64]

    @property
    def impact_s(self) -> float:
        """Time of flight [s]."""
        return float(self.time_s[-1])

    def line(self) -> shapely.Geometry:
        """Return it as a line with heights, cut at the antimeridian."""
        return _cut(np.column_stack([self.lon, self.lat, self.height_m]))


def tracks_of(world: "World", launch: str) -> list[Track]:
    """Return the arcs from the middle of each area of a launch to the largest place a nation.

    Points stand `STEP_S` apart. The acceleration a over the ground is at most some 40 m/s2 (in the
    boost of a short arc), and a chord leaves a curve by a/8 times the square of the step.

    Parameters
    ----------
    world : World
    launch : str
        Launch area, or a nation with all of its areas.

    Examples
    --------
    >>> from tocsin.engine.world import World
    >>> from tocsin.scenario.source import scenario_of
    >>> tracks = tracks_of(World(scenario_of("hosted-veto")), "thorn-area")
    >>> len(tracks), bool(abs(tracks[0].height_m[[0, -1]]).max() < 1e-3)
    (2, True)
    """
    areas = launch_areas(world.scenario, launch)
    return [
        _track(world, world.launches.area.index(area), arc, example)
        for area in areas
        for example in largest_places(world)
        for arc in range(len(world.arcs))
    ]


def _track(world: "World", launch: int, arc: int, example: Example) -> Track:
    # One cell alone: a run does not keep the arcs that it has solved.
    solved = world.solve(launch, arc, slice(example.cell, example.cell + 1))
    impact_s = float(solved.impact_s[0])
    time_s = np.linspace(0.0, impact_s, max(2, int(np.ceil(impact_s / STEP_S)) + 1))
    lon, lat, height_m = _geodetic().transform(*solved.position_m(time_s)[0].T)
    return Track(
        launch,
        arc,
        example.cell,
        example.name,
        float(solved.apogee_km[0]),
        float(solved.boost_s[0]),
        time_s,
        unwrap(lon),
        lat,
        height_m,
    )


@lru_cache(maxsize=1)
def _geodetic() -> "Transformer":
    """Return the way from earth-fixed positions to longitude, latitude, height on WGS84."""
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:4978", "EPSG:4979", always_xy=True)


def _cut(points: NDArray[np.float64]) -> shapely.Geometry:
    """Cut a line whose longitudes run on wherever it crosses the antimeridian.

    >>> _cut(np.array([[170.0, 0.0, 0.0], [190.0, 0.0, 100.0]])).wkt
    'MULTILINESTRING Z ((170 0 0, 180 0 50), (-180 0 50, -170 0 100))'
    """
    # The number of turns from the middle world changes where the line meets a seam.
    turn = np.floor((points[:, 0] + 180.0) / 360.0)
    pieces, first = [], points[:1]
    start = 1
    for i in np.flatnonzero(np.diff(turn)).tolist():
        seam = 360.0 * max(turn[i], turn[i + 1]) - 180.0
        share = (seam - points[i, 0]) / (points[i + 1, 0] - points[i, 0])
        there = points[i : i + 1] + share * (points[i + 1] - points[i])
        pieces.append((turn[i], np.vstack([first, points[start : i + 1], there])))
        first, start = there, i + 1
    pieces.append((turn[-1], np.vstack([first, points[start:]])))
    moved = [piece - np.array([360.0 * turns, 0.0, 0.0]) for turns, piece in pieces]
    lines = [shapely.LineString(piece) for piece in moved]
    return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)


def arcs_layer(result: Result, policy: str, tracks: list[Track]) -> Layer:
    """Return tracks as lines, with what a policy makes of each.

    Examples
    --------
    >>> import tocsin
    >>> result = tocsin.run("hosted-veto")
    >>> layer = arcs_layer(result, "alliance", tracks_of(result.world, "thorn-area"))
    >>> layer.table[["arc", "nation", "status"]].values.tolist()
    [['medium', 'SORREL', 'warned'], ['medium', 'LINDEN', 'warned']]
    """
    world = result.world
    launches, cells = world.launches, world.cells
    # All cases in the order of the tables; those of the tracks are picked by their place there.
    of_cases = outcome_columns(world, result.outcomes[policy])
    cases = [(t.launch * len(world.arcs) + t.arc) * len(cells) + t.cell for t in tracks]
    table: dict[str, Any] = {
        "arc": [world.arcs[t.arc].id for t in tracks],
        "launch": [launches.area[t.launch] for t in tracks],
        "point": [int(launches.point[t.launch]) for t in tracks],
        "nation": [world.nations[cells.nation[t.cell]] for t in tracks],
        "place": [t.place for t in tracks],
        "cell": [str(cells.id[t.cell]) for t in tracks],
        "policy": policy,
        "impact_s": [round(t.impact_s, 3) for t in tracks],
        "apogee_km": [round(t.apogee_km, 3) for t in tracks],
        "boost_s": [t.boost_s for t in tracks],
        **{name: _of_cases(of_cases[name], cases) for name in _TOLD},
    }
    sentence = (
        "An arc from the middle of a launch area to the largest place of a nation, "
        f"under {policy}. {ONE_CASE}"
    )
    return laid_out("arcs", sentence, table, [track.line() for track in tracks])


def _of_cases(column: Any, cases: list[int]) -> list[Any]:
    """Return a column of the table of all cases at some of them, none for none."""
    if isinstance(column, pd.Categorical):
        return [None if code < 0 else str(column.categories[code]) for code in column.codes[cases]]
    return np.asarray(column, dtype=float)[cases].round(3).tolist()


def points_of(world: "World", tracks: list[Track]) -> pd.DataFrame:
    """Return the points of all tracks as a table, for programs without lines in the air.

    Examples
    --------
    >>> from tocsin.engine.world import World
    >>> from tocsin.scenario.source import scenario_of
    >>> world = World(scenario_of("hosted-veto"))
    >>> points_of(world, tracks_of(world, "thorn-area")).columns.tolist()
    ['arc', 'launch', 'nation', 'time_s', 'lat', 'lon', 'height_km']
    """
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "arc": world.arcs[track.arc].id,
                    "launch": world.launches.area[track.launch],
                    "nation": world.nations[world.cells.nation[track.cell]],
                    "time_s": track.time_s.round(3),
                    "lat": track.lat.round(6),
                    "lon": wrap(track.lon).round(6),
                    "height_km": (1e-3 * track.height_m).round(4),
                }
            )
            for track in tracks
        ],
        ignore_index=True,
    )
