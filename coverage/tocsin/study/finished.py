"""What of a study is finished: the files that are whole, and whether their rows are today's."""

from pathlib import Path

from tocsin.errors import InputError, RunError

from .planning import Plan
from .store import Store
from .tables import ROW

VIEWS = {"chunks": "runs", "cells": "cells"}


def files_of(out: str | Path) -> tuple[Plan, dict[str, list[Path]]]:
    """Return the plan of a folder and its files that are there and whole, by kind.

    Raises
    ------
    InputError
        If the folder holds no study, or none of its runs.
    RunError
        If files are damaged.
    """
    store = Store(Path(out))
    plan = Plan(store.study())
    vouched = store.vouched()
    whole: dict[str, list[Path]] = {}
    damaged = []
    for kind in VIEWS:
        for path in store.paths(kind):
            state = store.state(path, vouched)
            if state == "whole":
                whole.setdefault(kind, []).append(path)
            elif state == "damaged":
                damaged.append(path)
    if damaged:
        names = ", ".join(str(path) for path in damaged[:5])
        raise RunError(
            f"Damaged: {names} (the checksum is not the one written down). Run the study again in "
            "this folder; only what is damaged is worked out anew."
        )
    if "chunks" not in whole:
        raise InputError(f"No run of the study in {str(out)!r} is finished yet. Run it first.")
    return plan, whole


def current_files_of(out: str | Path) -> tuple[Plan, dict[str, list[Path]]]:
    """Return what `files_of` does, of results whose rows are such as are written today.

    Raises
    ------
    InputError
        As `files_of`; or the rows are of a version that wrote others.
    """
    import pyarrow.parquet as pq

    plan, files = files_of(out)
    schema = pq.read_schema(files["chunks"][0])
    lacking = [name for name in columns_of(plan) if name not in schema.names]
    if lacking:
        version = (schema.metadata or {}).get(b"tocsin_version", b"another version").decode()
        raise InputError(
            f"The rows in {str(out)!r} were written by tocsin {version} and lack "
            f"{', '.join(lacking)}. Sweep the study again into this folder: every run is done "
            "anew. The old rows can still be read by 'tocsin study query'."
        )
    return plan, files


def columns_of(plan: Plan) -> list[str]:
    """Return the columns of the results: axes, what rows are about, measures."""
    axes = [column.name for column in plan.columns]
    measures = plan.study.file.measures
    return ["run", "run_hash", *axes, *ROW, *measures, "error"]
