"""Who sees what when: tier times and windows of sensors on arcs."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.kernels.path import LANES
from tocsin.scenario.specs import ArcSpec
from tocsin.sensors.kind import SensorSpec
from tocsin.sensors.watch import Windows

# Arcs of one piece of work: a whole number of blocks, so that pieces never change results.
CHUNK = 256 * LANES

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
    windows : Windows or None
        ``arc sensor window_in_s window_out_s`` with positions of arc (within part) and sensor.
    """

    launch: int
    arc: int
    part: slice
    impact_s: NDArray[np.float64]
    tier_s: NDArray[np.float64]
    windows: Windows | None = None


def look(world: World, launch: int, arc: int, part: slice, *, with_windows: bool = False) -> Sight:
    """Work out one piece: one launch point, one arc class, some cells."""
    arcs = world.solve(launch, arc, part)
    watch = world.watch(launch, arc)
    # The kernels reject blocks of neighbours at once: the nearer they are, the more.
    order = world.neighbourly(part)
    windows = watch.windows(arcs, order=order) if with_windows else None
    times = watch.tier_times(arcs, order=order)
    return Sight(launch, arc, part, arcs.impact_s, times, windows)


class Memory:
    """What sensors saw of the arcs of one world, for worlds that differ from it in few numbers.

    A sensor whose numbers are the same sees the same of the same arcs: only the others are asked.

    Attributes
    ----------
    keeps : bool
        Whether it still takes in what it is asked.
    """

    def __init__(self) -> None:
        self.keeps = True
        self._held: dict[tuple[int, int, int], _Remembered] = {}

    def look(self, world: World, launch: int, arc: int, part: slice) -> Sight:
        """Work out one piece, as `look` does."""
        arcs, spec = world.solve(launch, arc, part), world.arcs[arc]
        place = (launch, arc, part.start)
        held = self._held.get(place)
        known = held.seen if held is not None and held.arc == spec else {}
        before = [known.get(sensor) for sensor in world.sensors]
        wanted = tuple(at for at, times in enumerate(before) if times is None)
        tier_s = np.empty((len(arcs), len(world.sensors), 2))
        for at, times in enumerate(before):
            if times is not None:
                tier_s[:, at] = times
        if wanted:
            watch = world.watch(launch, arc, among=wanted)
            tier_s[:, wanted] = watch.tier_times(arcs, order=world.neighbourly(part))
        if self.keeps:
            found = {sensor: tier_s[:, at] for at, sensor in enumerate(world.sensors)}
            self._held[place] = _Remembered(spec, found)
        return Sight(launch, arc, part, arcs.impact_s, tier_s)


class _Remembered(NamedTuple):
    """An arc class, and by sensor when it produced each tier on the arcs of a piece."""

    arc: ArcSpec
    seen: dict[SensorSpec, NDArray[np.float64]]


def pieces(world: World) -> list[tuple[int, int, slice]]:
    """All pieces of a world: launch point by launch point, arc by arc, run of cells by run.

    Examples
    --------
    >>> import tocsin
    >>> from tocsin.scenario import scaffold
    >>> len(pieces(World(tocsin.Scenario.from_text(scaffold("island")))))
    2
    """
    # Launch and arc outside, cells inside: each piece is one launch point and one class of arcs.
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

    Examples
    --------
    >>> default_threads() >= 1
    True
    """
    wanted = os.environ.get("TOCSIN_THREADS")
    if wanted is not None:
        if not wanted.isdecimal() or int(wanted) < 1:
            raise InputError(f"Invalid TOCSIN_THREADS {wanted!r}. Must be 1 or more.")
        return int(wanted)
    return available_cores()


def available_cores() -> int:
    """Count the cores that this process may use.

    Examples
    --------
    >>> available_cores() >= 1
    True
    """
    # A container or a batch system may allow fewer than there are.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(work: Callable[[T], R], items: Sequence[T], *, threads: int | None) -> Iterator[R]:
    """Map over threads, in order, with a bounded number of results held.

    Examples
    --------
    >>> list(in_order(lambda number: number**2, [3, 1, 2], threads=2))
    [9, 1, 4]
    """
    threads = threads or default_threads()
    if threads == 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(threads) as pool:
        # Two for each thread: nobody waits, and no more than that is ever held in memory.
        ahead = 2 * threads
        running = [pool.submit(work, item) for item in items[:ahead]]
        try:
            for position in range(len(items)):
                result = running.pop(0).result()
                if position + ahead < len(items):
                    running.append(pool.submit(work, items[position + ahead]))
                yield result
        finally:
            # An error, or a caller who stops early, must not leave work behind.
            for future in running:
                future.cancel()
