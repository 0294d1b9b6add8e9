"""Tables on disk: parquet, streamed by chunks, and CSV; columns carry units, files a definition.

Column types come from :mod:`tocsin.attrs`, never from the data, so that a chunk of nothing but
nulls, or an empty table, has the same schema as any other.

Times are rounded to the millisecond, which is as far as they mean anything. They stay seconds of 64
bits: pandas, duckdb and polars read them alike, and 471.2 is printed as 471.2. (Whole milliseconds
would take as much room, but be no seconds; decimals are slow objects in pandas; 32 bits print
471.20001.)
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.attrs import MILLISECOND, is_time, variables
from tocsin.errors import InputError
from tocsin.io.atomic import atomic_path
from tocsin.io.csvw import Column, about_table, write_csv
from tocsin.io.definition import Definition

if TYPE_CHECKING:
    import pandas
    import pyarrow
    import pyarrow.parquet

ROW_GROUP = 524_288
"""Rows of a parquet row group: enough for the encodings, little enough to hold a few."""
ZSTD_LEVEL = 5
"""Level of compression: of levels 1 to 12, the least that finds what rounded times repeat."""


def schema(names: Iterable[str], *, definition: Definition) -> "pyarrow.Schema":
    """Arrow schema of a table: text dictionary-encoded, units by column, definition by file.

    Raises
    ------
    InputError
        If a column is not in the table of variables.

    Examples
    --------
    >>> made = schema(["cell", "warning_s"], definition=Definition(scenario="tocsin: 1"))
    >>> made.field("warning_s").metadata[b"units"]
    b's'
    >>> str(made.field("cell").type)
    'dictionary<values=string, indices=int32, ordered=0>'
    """
    import pyarrow as pa

    types = {
        # A table repeats a few names a million times: numbers and one list of names take a tenth.
        "text": pa.dictionary(pa.int32(), pa.string()),
        "real": pa.float64(),
        "whole": pa.int64(),
    }
    fields = [
        pa.field(name, types[variable.kind], metadata=variable.attrs)
        for name, variable in variables(names).items()
    ]
    return pa.schema(fields, metadata=definition.metadata())


class TableWriter:
    """Takes the rows of a parquet table, chunk by chunk; made by :func:`open_table`.

    Attributes
    ----------
    rows : int
        Rows taken so far.
    """

    def __init__(self, file: "pyarrow.parquet.ParquetWriter", *, schema: "pyarrow.Schema") -> None:
        self.rows = 0
        self._file = file
        self._schema = schema
        self._held: list[pyarrow.Table] = []

    def write(self, chunk: "pandas.DataFrame | pyarrow.Table") -> None:
        """Add the rows of a chunk; columns that the table does not have are left out.

        Raises
        ------
        InputError
            If the chunk lacks a column, or holds what its column cannot.
        """
        table = conform(chunk, schema=self._schema)
        self._held.append(table)
        self.rows += table.num_rows
        # Held until there is a row group's worth: many small groups make a file slow to read.
        if sum(held.num_rows for held in self._held) >= ROW_GROUP:
            self.flush()

    def flush(self) -> None:
        """Write what is held as a row group."""
        import pyarrow as pa

        if self._held:
            self._file.write_table(pa.concat_tables(self._held), row_group_size=ROW_GROUP)
            self._held.clear()


@contextmanager
def open_table(
    path: str | os.PathLike[str], *, columns: Iterable[str], definition: Definition
) -> Iterator[TableWriter]:
    """Write a parquet table chunk by chunk; the file appears when the block ends well.

    Parameters
    ----------
    path : path-like
        The file.
    columns : iterable of str
        Its columns, in order.
    definition : Definition
        What made it.

    Yields
    ------
    TableWriter
        Its ``write`` takes the chunks.

    Raises
    ------
    InputError
        If a column is unknown, or the folder cannot be written to.
    RunError
        If the disk is full.

    Examples
    --------
    >>> import tempfile, pandas
    >>> path = Path(tempfile.mkdtemp()) / "t.parquet"
    >>> with open_table(path, columns=["cell"], definition=Definition(scenario="")) as table:
    ...     table.write(pandas.DataFrame({"cell": ["a"]}))
    ...     table.write(pandas.DataFrame({"cell": ["b", None]}))
    >>> pandas.read_parquet(path)["cell"].isna().tolist()
    [False, False, True]
    """
    import pyarrow.parquet as pq

    table_schema = schema(columns, definition=definition)
    with (
        atomic_path(path) as temporary,
        pq.ParquetWriter(temporary, table_schema, **_packing(table_schema)) as file,
    ):
        writer = TableWriter(file, schema=table_schema)
        yield writer
        writer.flush()


def write_table(
    frame: "pandas.DataFrame", path: str | os.PathLike[str], *, definition: Definition
) -> Path:
    """Write a table as ``.parquet`` or ``.csv``, by the suffix.

    A CSV file has one header line and no comments, so that any program reads it; units, long names
    and the definition stand beside it in ``<name>.csv-metadata.json`` (W3C *CSV on the Web*).

    Raises
    ------
    InputError
        If the suffix or a column is unknown, or the folder cannot be written to.
    RunError
        If the disk is full.

    Examples
    --------
    >>> import tempfile, pandas
    >>> frame = pandas.DataFrame({"nation": ["A", "B"], "warning_median_s": [90.0, None]})
    >>> path = Path(tempfile.mkdtemp()) / "summary.csv"
    >>> print(write_table(frame, path, definition=Definition(scenario="")).read_text())
    nation,warning_median_s
    A,90.0
    B,
    """
    path = Path(path)
    if path.suffix == ".csv":
        _write_csv(frame, path, definition=definition)
    elif path.suffix == ".parquet":
        with open_table(path, columns=frame.columns, definition=definition) as table:
            table.write(frame)
    else:
        raise InputError(f"Unknown table format {path.name!r}. Must end with .parquet or .csv.")
    return path


def read_definition(path: str | os.PathLike[str]) -> Definition:
    """Read back what made a parquet table.

    Raises
    ------
    InputError
        If the file carries no definition.

    Examples
    --------
    >>> import tempfile, pandas
    >>> path = Path(tempfile.mkdtemp()) / "cells.parquet"
    >>> frame = pandas.DataFrame({"cell": ["a"]})
    >>> made = write_table(frame, path, definition=Definition("tocsin: 1"))
    >>> read_definition(made).scenario
    'tocsin: 1'
    """
    import pyarrow.parquet as pq

    stored = pq.read_schema(path).metadata or {}
    # That key is Arrow's own copy of the schema.
    text = {key.decode(): value.decode() for key, value in stored.items() if key != b"ARROW:schema"}
    if "tocsin_scenario" not in text:
        raise InputError(f"No definition in {str(path)!r}. Was it written by tocsin?")
    return Definition(
        scenario=text["tocsin_scenario"],
        seed=int(text["tocsin_seed"]),
        # Files of 0.1 have none.
        title=text.get("title", ""),
        version=text["tocsin_version"],
        notional=text["comment"],
    )


def conform(
    chunk: "pandas.DataFrame | pyarrow.Table", *, schema: "pyarrow.Schema"
) -> "pyarrow.Table":
    """Bring a chunk to a schema: columns, order, types; nulls for not-a-number; times rounded.

    Raises
    ------
    InputError
        With every column that is missing or of the wrong kind.

    Examples
    --------
    Columns come in the order of the schema, and not-a-number becomes null:

    >>> import pandas
    >>> wanted = schema(["cell", "warning_s"], definition=Definition(scenario=""))
    >>> chunk = pandas.DataFrame({"warning_s": [float("nan"), 471.2004], "cell": ["a", "b"]})
    >>> conform(chunk, schema=wanted).to_pylist()
    [{'cell': 'a', 'warning_s': None}, {'cell': 'b', 'warning_s': 471.2}]
    """
    import pyarrow as pa

    arrays, problems = [], []
    for field in schema:
        try:
            arrays.append(_column(chunk[field.name], field))
        except KeyError:
            problems.append(f"Missing column {field.name!r}.")
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
            problems.append(f"Column {field.name!r} cannot be {field.type}: {error}")
    if problems:
        raise InputError(problems)
    return pa.Table.from_arrays(arrays, schema=schema)


def _column(values: Any, field: "pyarrow.Field") -> "pyarrow.ChunkedArray | pyarrow.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(values, pa.ChunkedArray):
        column = values.cast(field.type)
    else:
        # pandas writes "none" as not-a-number; on disk it is null.
        column = pa.array(values, type=field.type, from_pandas=True)
    return pc.round(column, MILLISECOND) if is_time(field.name) else column


def _packing(schema: "pyarrow.Schema") -> dict[str, Any]:
    """Options of a parquet file that make tables of times small."""
    from inspect import signature

    import pyarrow.parquet as pq

    options = {
        "compression": "zstd",
        "compression_level": ZSTD_LEVEL,
        # Hardly two times are alike: a list of them would be longer than they are.
        "use_dictionary": [name for name in schema.names if not is_time(name)],
    }
    # Newer Arrows end a page after 20,000 rows, before the same cells come round once more. Older
    # ones know neither the end nor the option.
    if "max_rows_per_page" in signature(pq.ParquetWriter).parameters:
        options["max_rows_per_page"] = ROW_GROUP
    return options


def _write_csv(frame: "pandas.DataFrame", path: Path, *, definition: Definition) -> None:
    rounded = frame.round({name: MILLISECOND for name in frame.columns if is_time(name)})
    columns = [
        Column(name, kind=each.kind, units=each.units, description=each.long_name)
        for name, each in variables(frame.columns).items()
    ]
    about = about_table(
        definition.notional,
        version=definition.version,
        title=definition.title,
        source=definition.scenario,
        seed=definition.seed,
    )
    write_csv(rounded, path, about=about, columns=columns)
