"""Who sees what when: tier times and windows of sensors on arcs."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tocsin.engine.special import Padded, with_room
from tocsin.engine.views import Views, views_of
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.geometry.arcs import Arcs
from tocsin.kernels import detect
from tocsin.kernels.path import LANES

# Arcs of one piece of work: a whole number of blocks, so that pieces never change results.
CHUNK = 256 * LANES
_CAPACITY = 12

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Sight:
    """What all sensors make of the arcs from one launch point, by one arc class, to some cells.

    Attributes
    ----------
    launch, arc : int
        Positions in the world's launches and arcs.
    part : slice
        Which cells.
    impact_s : ndarray, shape (n,)
        Time of flight [s].
    tier_s : ndarray, shape (n, s, 2)
        When each sensor produces alert and track [s]; inf where it never does.
    windows : DataFrame or None
        ``arc sensor window_in_s window_out_s`` with positions of arc (within part) and sensor.
    """

    launch: int
    arc: int
    part: slice
    impact_s: NDArray[np.float64]
    tier_s: NDArray[np.float64]
    windows: pd.DataFrame | None = None


def tier_times(
    arcs: Arcs, views: Views, *, order: NDArray[np.int64] | None = None
) -> NDArray[np.float64]:
    """First time of each tier for every arc and sensor.

    Parameters
    ----------
    arcs : Arcs
        n arcs.
    views : Views
        s sensors.
    order : ndarray of int, shape (n,), optional
        Arcs in an order in which neighbours stand together, which saves work; as they are by
        default.

    Returns
    -------
    ndarray, shape (n, s, 2)
        Alert and track [s after launch]; inf where never.
    """
    out = np.full((len(arcs), len(views.runs) - 1, 2), np.inf)
    capacity = _CAPACITY
    while True:
        met = detect.tier_times(
            arcs.rows, arcs.boost_s, arcs.nodes, views.floats, views.ints, views.tables,
            views.runs, views.needed_s, capacity, out, order,
        )  # fmt: skip
        if met <= capacity:
            break
        capacity = 2 * met
    for sensor, found in _special_windows(arcs, views):
        out[:, sensor] = found.tier_times(views.needed_s[sensor])
    return out


def windows(arcs: Arcs, views: Views, *, order: NDArray[np.int64] | None = None) -> pd.DataFrame:
    """Every interval in view of every arc and sensor; parameters as `tier_times`.

    Returns
    -------
    DataFrame
        ``arc sensor window_in_s window_out_s``: positions, seconds after launch; ordered by arc,
        sensor, time.
    """
    found, spans = _plain_windows(arcs, views, order)
    parts = [(found[:, 0], found[:, 1], spans)]
    for position, padded in _special_windows(arcs, views):
        arc, span = padded.flat()
        parts.append((arc, np.full(len(arc), position), span))
    arc, sensor, span = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((span[:, 0], sensor, arc))
    return pd.DataFrame(
        {
            "arc": arc[order],
            "sensor": sensor[order],
            "window_in_s": span[order, 0],
            "window_out_s": span[order, 1],
        }
    )


def _plain_windows(
    arcs: Arcs, views: Views, order: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Arc and sensor (m, 2), and in and out (m, 2), of the sensors on the tuned path."""
    capacity, room = _CAPACITY, 2 * len(arcs) * max(len(views.runs) - 1, 1)
    while True:
        found = np.empty((room, 2), dtype=np.int64)
        spans = np.empty((room, 2))
        met, total = detect.all_windows(
            arcs.rows, arcs.boost_s, arcs.nodes, views.floats, views.ints, views.tables,
            views.runs, capacity, found, spans, order,
        )  # fmt: skip
        if met <= capacity and total <= room:
            return found[:total], spans[:total]
        capacity, room = max(capacity, 2 * met), max(room, total)


def _special_windows(arcs: Arcs, views: Views) -> Iterator[tuple[int, Padded]]:
    """Position and windows of each sensor that takes its own path."""
    for layer in views.layers:
        yield layer.sensor, with_room(partial(layer.windows, arcs))
    for radar in views.masked:
        found, spans = _plain_windows(arcs, radar.unmasked)
        order = np.lexsort((spans[:, 0], found[:, 0]))
        unmasked = (found[order, 0], spans[order])
        yield radar.sensor, with_room(partial(radar.windows, arcs, unmasked=unmasked))


def look(world: World, launch: int, arc: int, part: slice, *, with_windows: bool = False) -> Sight:
    """Work out one piece: one launch point, one arc class, some cells."""
    arcs = world.solve(launch, arc, part)
    views = views_of(
        world.sensors,
        position=int(world.launches.point[launch]),
        rcs_m2=world.arcs[arc].rcs_m2,
    )
    order = world.neighbourly(part)
    found = windows(arcs, views, order=order) if with_windows else None
    times = tier_times(arcs, views, order=order)
    return Sight(launch, arc, part, arcs.impact_s, times, found)


def pieces(world: World) -> list[tuple[int, int, slice]]:
    """All pieces of a world: launch point by launch point, arc by arc, run of cells by run."""
    starts = range(0, len(world.cells), CHUNK)
    return [
        (launch, arc, slice(start, min(start + CHUNK, len(world.cells))))
        for launch in range(len(world.launches))
        for arc in range(len(world.arcs))
        for start in starts
    ]


def sights(
    world: World,
    *,
    with_windows: bool = False,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Sight]:
    """Work out all pieces of a world, in order, on several threads.

    Parameters
    ----------
    world : World
    with_windows : bool
        Whether to keep every window too.
    threads : int, optional
        All cores by default; the results do not depend on it.
    progress : callable, optional
        Told how many arcs are done, and of how many.
    """
    work = pieces(world)
    total = sum(part.stop - part.start for _, _, part in work)
    done = 0
    for sight in in_order(
        lambda piece: look(world, *piece, with_windows=with_windows), work, threads=threads
    ):
        done += sight.part.stop - sight.part.start
        yield sight
        if progress is not None:
            progress(done, total)


def default_threads() -> int:
    """Cores that this process may use, or what ``TOCSIN_THREADS`` says.

    Raises
    ------
    InputError
        ``TOCSIN_THREADS`` is not a number of threads.
    """
    wanted = os.environ.get("TOCSIN_THREADS")
    if wanted is not None:
        if not wanted.isdecimal() or int(wanted) < 1:
            raise InputError(f"Invalid TOCSIN_THREADS {wanted!r}. Must be 1 or more.")
        return int(wanted)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(work: Callable[[T], R], items: Sequence[T], *, threads: int | None) -> Iterator[R]:
    """Map over threads, in order, with a bounded number of results held."""
    threads = threads or default_threads()
    if threads == 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(threads) as pool:
        ahead = 2 * threads
        running = [pool.submit(work, item) for item in items[:ahead]]
        try:
            for position in range(len(items)):
                result = running.pop(0).result()
                if position + ahead < len(items):
                    running.append(pool.submit(work, items[position + ahead]))
                yield result
        finally:
            for future in running:
                future.cancel()
