"""How long a study will take, and how much room: from a short probe and from constants."""

import time
from dataclasses import dataclass

from .executors import available_cores
from .planning import Plan

PROBED_RUNS = 5
ROW_BYTES, MEASURE_BYTES = 6.0, 3.5
"""Of a row, and of each measure in it, after compression: as found in finished studies."""
CELL_ROW_BYTES = 30.0
SPREAD_S = 4.0
"""For worker processes to start."""


@dataclass(frozen=True)
class Estimate:
    """What a study will cost.

    Attributes
    ----------
    runs, scenarios, chunks : int
    worlds : int or None
        Distinct geometries; None where counting them would take long (at most `scenarios`).
    geometry_s, run_s : float
        Of one world and of one run, as timed on this machine just now.
    seconds : float
        In all, on `workers` processes.
    workers : int
    size_bytes : float
        Of the results, from constants.
    memory_bytes : float
        That one worker holds of a world.
    """

    runs: int
    scenarios: int
    worlds: int | None
    chunks: int
    geometry_s: float
    run_s: float
    seconds: float
    workers: int
    size_bytes: float
    memory_bytes: float


def estimate(plan: Plan, *, workers: int | None = None) -> Estimate:
    """Time one world and a few runs, in this process.

    Raises
    ------
    TocsinError
        If the first run fails: so would the study's.
    """
    from .evaluate import Bench
    from .geometry import GEOMETRIES, Geometry
    from .work import bench_of

    bench, setting = bench_of(plan, 0)
    assert isinstance(bench, Bench)
    bench.measures(setting)  # compiles, and holds the geometry for the runs that are timed
    # A scenario that was not met yet: much of what the first one needed is remembered by now.
    fresh = bench_of(plan, plan.n_scenarios // 2 * plan.n_riding)[0]
    start = time.perf_counter()
    geometry = Geometry.of(fresh.world)
    geometry_s = time.perf_counter() - start
    stride = max(1, plan.n_riding // PROBED_RUNS)
    probed = list(range(0, plan.n_riding, stride))[:PROBED_RUNS]
    start = time.perf_counter()
    for run in probed:
        bench.remembered.clear()
        bench.measures(bench_of(plan, run)[1])
    run_s = (time.perf_counter() - start) / len(probed)
    worlds = plan.n_worlds()
    count = min(workers or available_cores(), plan.n_chunks)
    work_s = (worlds or plan.n_scenarios) * geometry_s + len(plan) * run_s
    rows = len(plan) * len(bench.groups)
    size = rows * (ROW_BYTES + MEASURE_BYTES * len(plan.study.file.measures))
    if plan.study.file.keep_cells:
        size += CELL_ROW_BYTES * len(plan) * len(geometry.impact_s)
    return Estimate(
        runs=len(plan),
        scenarios=plan.n_scenarios,
        worlds=worlds,
        chunks=plan.n_chunks,
        geometry_s=geometry_s,
        run_s=run_s,
        seconds=work_s / count + (SPREAD_S if count > 1 else 0.0),
        workers=count,
        size_bytes=size,
        memory_bytes=float(geometry.tier_s.nbytes * GEOMETRIES.size),
    )
