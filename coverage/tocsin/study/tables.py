"""Tables of a study: their columns and types, rows of a run, chunks as parquet bytes.

Types come from the plan, never from the data, and texts are dictionary-encoded in order of
appearance, so that the same runs give the same bytes.
"""

import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from tocsin import __version__
from tocsin.attrs import VARIABLES
from tocsin.constants import NOTIONAL
from tocsin.engine.measures import MEASURES, Row

from .axes import Column

if TYPE_CHECKING:
    import pandas as pd

    from .planning import Plan

# What a row of a run is about.
ROW = Row._fields
CELL_COLUMNS = (
    *("launch", "point", "arc", "cell", "nation", "impact_s", "status", "notice_s", "public_s"),
    *("warning_s", "response_s", "sensor"),
)
_UNITS = {
    "run": ("1", "number of the run in its plan"),
    "run_hash": ("", "hash of everything that determines the run"),
    "error": ("", "why the run failed"),
}
TEXT = pa.dictionary(pa.int32(), pa.string())
TYPES = {
    "text": TEXT,
    "real": pa.float64(),
    "whole": pa.int64(),
    "flag": pa.bool_(),
    "day": pa.date32(),
}
_CELL_REALS = ("impact_s", "notice_s", "public_s", "warning_s", "response_s")


def attrs_of(name: str) -> dict[str, str]:
    """Return unit and long name of a column.

    Examples
    --------
    >>> attrs_of("mean_warning_s")["units"]
    's'
    >>> attrs_of("my_axis")
    {'long_name': 'my_axis'}
    """
    known = MEASURES[name].variable if name in MEASURES else VARIABLES.get(name)
    if known is not None:
        return known.attrs
    units, long_name = _UNITS.get(name, ("", name))
    return ({"units": units} if units else {}) | {"long_name": long_name}


def field(name: str, kind: str) -> pa.Field:
    """Return a column with its type, unit and long name.

    Examples
    --------
    >>> field("warning_median_s", "real").metadata[b"units"]
    b's'
    """
    return pa.field(name, TYPES[kind], metadata=attrs_of(name))


@lru_cache(maxsize=8)
def row_schema(measures: tuple[str, ...]) -> pa.Schema:
    """Return the columns of what a worker finds.

    Examples
    --------
    >>> row_schema(("warned_share",)).names
    ['run', 'run_hash', 'launch', 'nation', 'arc', 'warned_share', 'error']
    """
    texts = ("run_hash", *ROW)
    keys = [field("run", "whole"), *(field(name, "text") for name in texts)]
    return pa.schema([*keys, *(field(name, "real") for name in measures), field("error", "text")])


def run_rows(
    values: NDArray[np.float64],
    groups: Sequence[Row],
    *,
    measures: tuple[str, ...],
    run: int,
    run_hash: str,
) -> pa.Table:
    """Return the rows of one run.

    Parameters
    ----------
    values : ndarray, shape (groups, measures)
        In the units of the measures; nan where there is none.
    groups : sequence of Row
        Launch, nation and arc of each row.
    measures : tuple of str
    run : int
    run_hash : str
    """
    count = len(groups)
    schema = row_schema(measures)
    arrays: list[Any] = [
        pa.array(np.full(count, run)),
        pa.array([run_hash] * count),
        *(pa.array(names) for names in zip(*groups, strict=True)),
        *(pa.array(column, from_pandas=True) for column in values.T),
        # The column of errors: a run that gave rows has none.
        pa.nulls(count, pa.string()),
    ]
    return pa.Table.from_arrays(arrays, schema=_flat_schema(schema))


def taken_rows(rows: pa.Table, plan: "Plan", *, run: int) -> pa.Table:
    """Return the rows of an equal run under the number that the run has now."""
    schema = row_schema(plan.study.file.measures)
    # All columns but the first, the number that the run had before.
    flat = [rows[column.name].cast(_flat(column.type)).combine_chunks() for column in schema][1:]
    return _flat_table([np.full(len(rows), run), *flat], schema)


def failed_row(plan: "Plan", *, run: int, run_hash: str | None, message: str) -> pa.Table:
    """Return the one row of a run that failed."""
    schema = row_schema(plan.study.file.measures)
    # One row, null in everything else, so that a failed run is seen in any table of runs.
    known = {"run": run, "run_hash": run_hash, "error": message}
    arrays = [pa.array([known.get(column.name)], _flat(column.type)) for column in schema]
    return _flat_table(arrays, schema)


def _flat_table(arrays: Sequence[Any], schema: pa.Schema) -> pa.Table:
    """Build a table whose texts are not encoded yet, so that tables of runs concatenate."""
    return pa.Table.from_arrays([pa.array(a) for a in arrays], schema=_flat_schema(schema))


@lru_cache(maxsize=8)
def _flat_schema(schema: pa.Schema) -> pa.Schema:
    return pa.schema([column.with_type(_flat(column.type)) for column in schema])


def _flat(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_dictionary(kind) else kind


def case_table(frame: "pd.DataFrame | None", *, run: int) -> pa.Table:
    """Return the cases of one run; none, but the same columns, without a frame."""
    kinds = {"point": "whole"} | dict.fromkeys(_CELL_REALS, "real")
    fields = [pa.field("run", pa.int64())]
    fields += [field(name, kinds.get(name, "text")) for name in CELL_COLUMNS]
    schema = pa.schema(fields)
    if frame is None:
        return _flat_schema(schema).empty_table()
    arrays = [np.full(len(frame), run)]
    arrays += [
        pa.array(frame[column.name], _flat(column.type), from_pandas=True) for column in fields[1:]
    ]
    return _flat_table(arrays, schema)


def stream(tables: Sequence[pa.Table]) -> bytes:
    """Write tables below one another in Arrow's stream format.

    Examples
    --------
    >>> from .work import stream_read
    >>> stream_read(stream([pa.table({"run": [0]}), pa.table({"run": [1]})]))["run"].to_pylist()
    [0, 1]
    """
    whole = pa.concat_tables(tables)
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, whole.schema) as writer:
        writer.write_table(whole)
    return sink.getvalue()


def with_axes(rows: pa.Table, plan: "Plan") -> pa.Table:
    """Put the columns of what is varied behind the number of the run."""
    runs = rows["run"].to_numpy()
    # A run has many rows: its values are looked up once and repeated.
    distinct, at = np.unique(runs, return_inverse=True)
    values = [plan.values(int(run)) for run in distinct]
    arrays = [rows["run"], rows["run_hash"]]
    fields = [field("run", "whole"), field("run_hash", "text")]
    for number, column in enumerate(plan.columns):
        small = _column([row[number] for row in values], column)
        arrays.append(small.take(pa.array(at)))
        fields.append(field(column.name, column.kind))
    rest = rows.schema.names[2:]
    arrays += [rows[name] for name in rest]
    fields += [field(name, _kind(rows.schema.field(name).type)) for name in rest]
    return _encoded(arrays, fields)


def _column(values: Sequence[Any], column: Column) -> pa.Array:
    kind = _flat(TYPES[column.kind])
    if column.kind == "real":
        # A level may be written 1 and another 2.5; the column is real.
        values = [float(value) for value in values]
    return pa.array(values, kind)


def _kind(kind: pa.DataType) -> str:
    return next(name for name, type_ in TYPES.items() if _flat(type_) == kind)


def _encoded(arrays: Sequence[Any], fields: Sequence[pa.Field]) -> pa.Table:
    # The dictionary of a whole column at once: joined parts would each keep their own.
    done = []
    for array, wanted in zip(arrays, fields, strict=True):
        whole = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
        done.append(pc.dictionary_encode(whole) if wanted.type == TEXT else whole)
    return pa.Table.from_arrays(done, schema=pa.schema(fields))


def parquet(table: pa.Table) -> bytes:
    """Write a table as the bytes of a parquet file, which depend on its content alone.

    Examples
    --------
    >>> table = pa.table({"run": [0, 1]})
    >>> parquet(table) == parquet(table.slice(0))
    True
    """
    marks = {"tocsin_version": __version__, "comment": NOTIONAL}
    sink = io.BytesIO()
    # No date and no machine in it, so that equal rows are equal files.
    pq.write_table(table.replace_schema_metadata(marks), sink, compression="zstd")
    return sink.getvalue()


def cells_parquet(table: pa.Table) -> bytes:
    """Write cases as the bytes of a parquet file."""
    fields = [field(column.name, _kind(column.type)) for column in table.schema]
    return parquet(_encoded(table.columns, fields))


def failures(rows: pa.Table) -> Mapping[int, str]:
    """Return the message of each run that failed.

    Examples
    --------
    >>> rows = pa.table({"run": [0, 1], "error": [None, "No arc."]})
    >>> failures(rows)
    {1: 'No arc.'}
    """
    failed = rows.filter(pc.is_valid(rows["error"])).select(["run", "error"])
    return dict(zip(failed["run"].to_pylist(), failed["error"].to_pylist(), strict=True))
