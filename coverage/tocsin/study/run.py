"""Running a study: what is there is kept, what is missing is run, what failed is listed."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.errors import RunError

from .executors import executor_for
from .file import Study
from .keys import code_digest
from .old_rows import OldRows
from .planning import Chunk, Plan
from .planning import plan as plan_of_study
from .store import Store
from .work import Done, Task, stream_read

if TYPE_CHECKING:
    import pyarrow as pa

    from tocsin.engine.bank import Bank

Progress = Callable[[int, int], None]
PROBED_RUNS = 5
ROW_BYTES, MEASURE_BYTES = 6.0, 3.5
"""Of a row, and of each measure in it, after compression: as found in finished studies."""
CELL_ROW_BYTES = 30.0
SPREAD_S = 4.0
"""For worker processes to start."""


@dataclass
class Outcome:
    """What a sweep did.

    Attributes
    ----------
    plan : Plan
    folder : Path
    kept, reused, ran : int
        Runs that were there, that were taken over from a study before, and that were run.
    failures : dict of int to str
        Message of each run that failed.
    damaged : list of str
        Files whose checksum was wrong, worked out anew.
    other_code : bool
        Whether the folder held a study that other code had run, none of which could be kept.
    """

    plan: Plan
    folder: Path
    kept: int = 0
    reused: int = 0
    ran: int = 0
    failures: dict[int, str] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)
    other_code: bool = False

    @property
    def exit_code(self) -> int:
        """0, or 1 if a run failed."""
        return 1 if self.failures else 0


def sweep(
    study: Study | str | Path,
    out: str | Path,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    fail_fast: bool = False,
    progress: Progress | None = None,
    dry_run: bool = False,
    replace: bool = False,
) -> Outcome:
    """Run a study, or what is missing of it.

    Parameters
    ----------
    study : Study or path-like
        A study, or its file.
    out : path-like
        Folder of the results. Results of an earlier version of the study that lie there are taken
        over where nothing that determines them has changed. Runs that failed are tried again.
    workers : int, optional
        Processes; as many as there are cores by default, 1 stays in this process.
    scheduler : str, optional
        Address of a dask scheduler, instead of processes here.
    fail_fast : bool
        Whether the first run that fails ends the sweep.
    progress : callable, optional
        Told how many runs are done, and of how many.
    dry_run : bool
        Whether only to find out what is there already: nothing is run, written or locked. What the
        rest would take, `estimate` tells.
    replace : bool
        Whether the folder may be another study's, whose results then go.

    Returns
    -------
    Outcome
        The files are the same bytes whoever worked and however often the sweep was interrupted.

    Raises
    ------
    InputError
        If the plan cannot be made, or the folder is not written to, somebody's or another study's.
    RunError
        If the folder is in use, the disk is full, workers or the scheduler are lost, or a run
        fails under `fail_fast`. Completed chunks are kept.
    """
    # Before the folder is touched: a plan that cannot be made leaves no trace.
    plan = plan_of_study(study if isinstance(study, Study) else Study.load(study))
    store = Store(Path(out))
    if dry_run:
        job = _Job(plan, store, progress=progress)
        job.look()
        return job.outcome
    store.claim(plan, replace=replace)
    with store.locked():
        job = _Job(plan, store, progress=progress)
        job.look()
        store.begin(plan)
        if job.missing:
            executor = executor_for(workers=workers, scheduler=scheduler, chunks=len(job.missing))
            # Closed in any case: an interrupted sweep must not leave its workers running.
            with closing(executor.run(job.tasks())) as results:
                for done in results:
                    job.take(done, fail_fast=fail_fast)
        store.finish(plan)
    return job.outcome


class _Job:
    """A sweep under way."""

    def __init__(self, plan: Plan, store: Store, *, progress: Progress | None) -> None:
        self.plan = plan
        self.store = store
        self.progress = progress or (lambda done, total: None)
        self.outcome = Outcome(plan, store.folder, other_code=store.is_of_other_code())
        self.missing: list[Chunk] = []
        # The whole study as text, once: each task carries it to a worker that knows nothing yet.
        self._text = plan.study.to_text()
        self._finished = 0
        self._taken: dict[int, list[pa.Table]] = {}
        self._chunks: dict[int, Chunk] = {}
        self._old = OldRows(store, plan)

    def look(self) -> None:
        """Find out what is there, what is missing, and what is damaged."""
        # Checksums, not times of change: a copied or restored folder counts as it is.
        vouched = self.store.vouched()
        kinds = ("chunks", "cells") if self.plan.study.file.keep_cells else ("chunks",)
        for chunk in self.plan.chunks():
            paths = [self.store.path(self.plan, chunk, kind) for kind in kinds]
            states = [self.store.state(path, vouched) for path in paths]
            # Told by name, since a damaged disk is something to know about.
            pairs = zip(paths, states, strict=True)
            self.outcome.damaged += [path.name for path, state in pairs if state == "damaged"]
            entry = vouched.get(f"chunks/{paths[0].name}", {})
            # Chunks with failed runs are tried again; what failed may have been the machine.
            if set(states) == {"whole"} and not entry["failed"]:
                self.outcome.kept += chunk.stop - chunk.start
            else:
                self.missing.append(chunk)
        # Only now: what stands for itself need not be looked through.
        self._old.look(vouched)
        self.progress(self.outcome.kept, len(self.plan))

    def tasks(self) -> Iterator[Task]:
        """Yield what has to be run; a chunk whose rows are all there already is written at once."""
        for chunk in self.missing:
            runs = range(chunk.start, chunk.stop)
            taken = self._old.rows(runs)
            self._chunks[chunk.number] = chunk
            self._taken[chunk.number] = list(taken.values())
            self.outcome.reused += len(taken)
            # A range where nothing was taken over: a million runs are then no list.
            left = tuple(run for run in runs if run not in taken) if taken else runs
            if left:
                yield Task(chunk.number, self._text, code_digest(), left)
            else:
                self._write(chunk, self._taken.pop(chunk.number))

    def take(self, done: Done, *, fail_fast: bool) -> None:
        """Store what came of a task."""
        from .tables import cells_parquet, failures

        chunk = self._chunks.pop(done.chunk)
        rows = stream_read(done.rows)
        failed = failures(rows)
        # Nothing of this chunk is stored, so that the next sweep meets it again.
        if failed and fail_fast:
            run, message = next(iter(failed.items()))
            raise RunError(f"Run {run} failed: {message} ({self.description(run)})")
        # A failed run is a row that says why, not the end of the sweep.
        self.outcome.failures |= failed
        taken = self._taken.pop(done.chunk)
        self.outcome.ran += chunk.stop - chunk.start - len(taken)
        if done.cells:
            data = cells_parquet(stream_read(done.cells))
            path = self.store.path(self.plan, chunk, "cells")
            self.store.put(path, data, runs=chunk.stop - chunk.start)
        self._write(chunk, [*taken, rows])

    def description(self, run: int) -> str:
        """Return what distinguishes a run, for a reader."""
        values = zip(self.plan.columns, self.plan.values(run), strict=True)
        return ", ".join(f"{column.name}={value}" for column, value in values)

    def _write(self, chunk: Chunk, parts: "list[pa.Table]") -> None:
        import pyarrow as pa

        from .tables import failures, parquet, with_axes

        # Rows taken over and rows just run are alike from here on.
        rows = pa.concat_tables(parts)
        # Rows that were taken over came first; the file is the same as that of a fresh sweep.
        # Sorting is stable: rows of one run stay in their order.
        rows = rows.take(pa.compute.sort_indices(rows["run"]))
        data = parquet(with_axes(rows, self.plan))
        path = self.store.path(self.plan, chunk)
        self.store.put(path, data, runs=chunk.stop - chunk.start, failed=len(failures(rows)))
        self._finished += chunk.stop - chunk.start
        self.progress(self.outcome.kept + self._finished, len(self.plan))


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
        That one worker holds of geometry.
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
    from tocsin.engine.visibility import available_cores

    from .batch import batch_of

    batch, rulebook = batch_of(plan, 0)
    batch.measures(rulebook)  # compiles, and holds the geometry for the runs that are timed
    # A scenario that was not met yet: much of what the first one needed is remembered by now.
    fresh, rules = batch_of(plan, plan.n_scenarios // 2 * plan.n_riding)
    start = time.perf_counter()
    bank = fresh.new_bank() if fresh.needs_bank else None
    if bank is None:
        fresh.measures(rules)
    geometry_s = time.perf_counter() - start
    stride = max(1, plan.n_riding // PROBED_RUNS)
    probed = list(range(0, plan.n_riding, stride))[:PROBED_RUNS]
    start = time.perf_counter()
    for run in probed:
        batch.remembered.clear()
        batch.measures(batch_of(plan, run)[1])
    run_s = (time.perf_counter() - start) / len(probed)
    worlds = plan.n_worlds()
    count = min(workers or available_cores(), plan.n_chunks)
    work_s = (worlds or plan.n_scenarios) * geometry_s + len(plan) * run_s
    rows = len(plan) * len(batch.names)
    size = rows * (ROW_BYTES + MEASURE_BYTES * len(plan.study.file.measures))
    if bank is not None and plan.study.file.keep_cells:
        size += CELL_ROW_BYTES * len(plan) * len(bank.impact_s)
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
        memory_bytes=0.0 if bank is None else _geometry_bytes(bank, with_sights=plan.shares_sights),
    )


def _geometry_bytes(bank: "Bank", *, with_sights: bool) -> float:
    """Memory of the geometries that a worker holds."""
    from .batch import BANKS, SIGHTS

    held = float(sum(group.nbytes for group in bank.groups) * BANKS.size)
    if with_sights:  # alert and track of every sensor, eight bytes each
        held += 16.0 * len(bank.impact_s) * len(bank.world.sensors) * SIGHTS.size
    return held
