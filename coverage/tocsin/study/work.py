"""What a worker does: the runs of a chunk, in order, each failure kept to its own run."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tocsin.errors import RunError

if TYPE_CHECKING:
    import pyarrow as pa

    from .planning import Plan

MAX_MESSAGE = 500


@dataclass(frozen=True)
class Task:
    """Some runs of a study, as text and numbers that any process can be sent.

    Attributes
    ----------
    chunk : int
        Number of the chunk that the runs belong to.
    study : str
        The study with its base.
    code : str
        `code_digest` of the process that gives the task.
    runs : range or tuple of int
        Which runs.
    """

    chunk: int
    study: str
    code: str
    runs: Sequence[int]


@dataclass(frozen=True)
class Done:
    """What came of a task: tables in Arrow's stream format.

    Attributes
    ----------
    chunk : int
    rows : bytes
        A row a run, launch, nation and arc: ``run run_hash launch nation arc``, the measures,
        ``error``.
    cells : bytes
        A row a run, launch point, arc and cell; empty unless asked for.
    """

    chunk: int
    rows: bytes
    cells: bytes = b""


def work(task: Task) -> Done:
    """Run a task. An exception in a run becomes its ``error``; the others go on.

    Raises
    ------
    RunError
        If this process has other code than the one that gave the task: a worker of a cluster
        after an upgrade, or one that was started after a source was edited.
    """
    from .batch import batch_of
    from .keys import code_digest
    from .tables import case_table, failed_row, run_rows, stream

    if task.code != code_digest():
        raise RunError(
            "A worker has other code than the sweep, and would mix its numbers in. Install the "
            "same version of tocsin for all workers, and run the same command again."
        )
    plan = plan_of(task.study)
    rows: list[pa.Table] = []
    cases: list[pa.Table] = []
    for run in task.runs:
        run_hash = None
        try:
            batch, rulebook = batch_of(plan, run)
            run_hash = batch.keys.of(rulebook)
            values, groups = batch.measures(rulebook), batch.names
            measures = plan.study.file.measures
            run_table = run_rows(values, groups, measures=measures, run=run, run_hash=run_hash)
            if plan.study.file.keep_cells:
                cases.append(case_table(batch.cases(rulebook), run=run))
            # Only now: a run whose cases fail has its failure and no other row.
            rows.append(run_table)
        except Exception as error:  # whatever it is, it is this run's and no other's
            rows.append(failed_row(plan, run=run, run_hash=run_hash, message=one_line(error)))
            if plan.study.file.keep_cells:
                cases.append(case_table(None, run=run))
    return Done(task.chunk, stream(rows), stream(cases) if cases else b"")


def one_line(error: BaseException) -> str:
    r"""Return an error as one line of text.

    Examples
    --------
    >>> one_line(ValueError("too\nlong"))
    'ValueError: too long'
    """
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:MAX_MESSAGE]


@lru_cache(maxsize=2)
def plan_of(study: str) -> "Plan":
    """Return the plan of a study's text; a worker gets the same text with every task."""
    from .file import Study
    from .planning import Plan

    return Plan(Study.from_text(study))


def stream_read(data: bytes) -> "pa.Table":
    """Read a table in Arrow's stream format."""
    import pyarrow as pa

    with pa.ipc.open_stream(io.BytesIO(data)) as reader:
        return reader.read_all()
