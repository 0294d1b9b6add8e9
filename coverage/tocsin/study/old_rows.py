"""Rows of equal runs that lie in a study's folder already: taken over, not worked out again."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .planning import Plan
from .store import Store

if TYPE_CHECKING:
    import pyarrow as pa


class OldRows:
    """Rows by run hash, in the files of a folder.

    Parameters
    ----------
    store : Store
    plan : Plan
        Of the study that is run now.
    """

    def __init__(self, store: Store, plan: Plan) -> None:
        self._store = store
        self._plan = plan
        self._where: dict[str, Path] = {}

    def look(self, vouched: Mapping[str, Mapping[str, Any]]) -> None:
        """Index the files that do not already stand for themselves.

        Cases by cell are not taken over: a study that keeps them is run anew where it changed.
        """
        import pyarrow.parquet as pq

        if self._plan.study.file.keep_cells:
            return
        own = {self._store.path(self._plan, chunk) for chunk in self._plan.chunks()}
        for path in sorted((self._store.folder / "chunks").glob("*.parquet")):
            name = f"chunks/{path.name}"
            known = vouched.get(name, {"failed": 0})
            if path in own and not known["failed"]:
                continue  # a chunk of this very study that is whole: nothing is to be run
            if self._store.state(path, vouched) == "whole":
                hashes = pq.read_table(path, columns=["run_hash", "error"]).to_pydict()
                pairs = zip(hashes["run_hash"], hashes["error"], strict=True)
                self._where |= {key: path for key, error in pairs if error is None and key}

    def rows(self, runs: Sequence[int]) -> "dict[int, pa.Table]":
        """Return the rows of those runs that are there."""
        if not self._where:
            return {}
        taken = {}
        for run in runs:
            key = self._hash(run)
            if key in self._where:
                taken[run] = self._taken(run, key)
        return taken

    def _hash(self, run: int) -> str | None:
        from .batch import run_hash

        try:
            return run_hash(self._plan, run)
        except Exception:  # the worker meets it again, and it becomes the run's failure there
            return None

    def _taken(self, run: int, key: str) -> "pa.Table":
        from .tables import taken_rows

        return taken_rows(_by_hash(self._where[key])[key], self._plan, run=run)


@lru_cache(maxsize=4)
def _by_hash(path: Path) -> "dict[str, pa.Table]":
    """Split a file by the hash of its runs; equal runs of one file have equal rows."""
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    hashes, runs = table["run_hash"].to_pylist(), table["run"].to_pylist()
    parts: dict[str, pa.Table] = {}
    # Rows of one run stand together, so that a run is a slice and nothing is copied.
    start = 0
    for stop in range(1, len(runs) + 1):
        if stop == len(runs) or runs[stop] != runs[start]:
            parts.setdefault(hashes[start], table.slice(start, stop - start))
            start = stop
    return parts
