"""Questions to a study's folder in SQL: read-only, of the study alone, bounded in time and size."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

from tocsin.engine.memory import SHARE, free_bytes
from tocsin.errors import InputError
from tocsin.extras import need

from .finished import VIEWS, files_of

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

MAX_ROWS = 1_000_000
# Of the database's own vectors of 2,048 rows at a time; what it needs to work at all, in bytes.
_PIECES, _LEAST = 32, 128e6
QUERY_S = 60.0
"""How much a question may answer, and how long it may take."""
# What a frame of numbers and texts holds as it is; of all else it would lose digits or form.
_SIMPLE = frozenset(
    {
        *("BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "FLOAT", "DOUBLE", "VARCHAR"),
        *("DATE", "TIMESTAMP", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"),
    }
)


def connected(files: dict[str, list[Path]]) -> "duckdb.DuckDBPyConnection":
    """Return a database in memory with views on the files, and no way to anything else."""
    need("duckdb")
    import duckdb

    database = duckdb.connect(":memory:")
    # Folders of the study alone: a query can read no other file of this machine.
    homes = sorted({paths[0].parent.resolve() for paths in files.values()})
    for kind, paths in files.items():
        names = ", ".join(_quoted(path.resolve()) for path in paths)
        # A folder called a=b would else become a column.
        sql = f"SELECT * FROM read_parquet([{names}], hive_partitioning = false)"
        database.execute(f"CREATE VIEW {VIEWS[kind]} AS {sql}")
    # In this order: what is allowed is fixed before everything else is shut for good.
    database.execute("SET allowed_directories = ?", [[*map(str, homes), *map(_literal, homes)]])
    database.execute("SET enable_external_access = false")
    # Nothing is put on disk instead: a question that needs more than this is told so.
    database.execute(f"SET memory_limit = '{max(SHARE * free_bytes(), _LEAST) / 1e6:.0f}MB'")
    database.execute("SET lock_configuration = true")
    return database


def _literal(path: Path) -> str:
    """Return a path as text in which nothing is a pattern to the database."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def _quoted(path: Path) -> str:
    return "'" + _literal(path).replace("'", "''") + "'"


def query(
    out: str | Path, sql: str, *, limit_s: float = QUERY_S, most: int | None = MAX_ROWS
) -> "pd.DataFrame":
    """Ask the results in SQL.

    Parameters
    ----------
    out : path-like
        Folder of a study, finished or not.
    sql : str
        One ``SELECT`` on the view ``runs`` (a row a run, launch, nation and arc) and, where cells
        are kept, ``cells``. It can read nothing else and write nothing.
    limit_s : float
        How long it may take [s].
    most : int, optional
        How many rows it may answer; None for any number.

    Raises
    ------
    InputError
        If it is no single ``SELECT``, or the database refuses it; or it takes longer than it may,
        more than half of the memory that is free, or answers more rows than it may.
    """
    need("duckdb")
    import duckdb

    with connected(files_of(out)[1]) as database, _stopped_after(database, limit_s):
        try:
            statements = database.extract_statements(sql)
            # The parser of the database decides what is a SELECT, not a pattern of ours.
            kinds = [str(one.type).rpartition(".")[2] for one in statements]
            if kinds != ["SELECT"]:
                raise InputError(
                    f"Only one SELECT may be asked, not {' and '.join(kinds) or 'nothing'}. "
                    "The results are read-only."
                )
            return _frame_of(database.execute(statements[0]), most)
        except duckdb.InterruptException as error:
            raise InputError(
                f"The query took longer than {limit_s:g} s. Ask for less, or give it more time "
                "(--limit-s)."
            ) from error
        except duckdb.Error as error:
            raise InputError(f"The query is refused: {error}") from error


@contextmanager
def _stopped_after(database: "duckdb.DuckDBPyConnection", limit_s: float) -> Iterator[None]:
    timer = Timer(limit_s, database.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _frame_of(found: "duckdb.DuckDBPyConnection", most: int | None) -> "pd.DataFrame":
    """Return what was found; values of unusual types as Python has them."""
    import pandas as pd

    description = found.description or []
    if all(str(kind) in _SIMPLE or str(kind).startswith("ENUM") for _, kind, *_ in description):
        return found.df() if most is None else _gathered(found, most)
    names = [name for name, *_ in description]
    rows = found.fetchall() if most is None else found.fetchmany(most + 1)
    _check_count(len(rows), most)
    return pd.DataFrame(rows, columns=names, dtype=object)


def _gathered(found: "duckdb.DuckDBPyConnection", most: int) -> "pd.DataFrame":
    """Put the answer together piece by piece, so that one without end is noticed."""
    import pandas as pd

    pieces = [found.fetch_df_chunk(_PIECES)]
    while len(pieces[-1]):
        _check_count(sum(map(len, pieces)), most)
        pieces.append(found.fetch_df_chunk(_PIECES))
    # The last one is empty; of none but it the columns are left.
    return pieces[0] if len(pieces) < 3 else pd.concat(pieces[:-1], ignore_index=True)


def _check_count(count: int, most: int | None) -> None:
    if most is not None and count > most:
        raise InputError(f"The query answers more than {most:,} rows. Sum them up, or add LIMIT.")
