"""The tables of a run: warning, summary, windows."""

from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.io.definition import Definition
from tocsin.io.tables import write_table
from tocsin.io.writers import writer

if TYPE_CHECKING:
    from tocsin.answers.run import Result


@writer("warning", file="warning.parquet", help="A row a policy, arc and cell.", is_usual=True)
def write_warning(result: "Result", path: Path, *, definition: Definition) -> Path:
    """Write what each policy makes of every arc to every cell."""
    return write_table(result.warning, path, definition=definition)


@writer("summary", file="summary.csv", help="Measures by policy, nation, arc.", is_usual=True)
def write_summary(result: "Result", path: Path, *, definition: Definition) -> Path:
    """Write the measures of each policy, by nation and arc."""
    return write_table(result.summary, path, definition=definition)


@writer(
    "windows",
    file="windows.parquet",
    help="Write every window of every sensor too.",
    needs="windows",
)
def write_windows(result: "Result", path: Path, *, definition: Definition) -> Path:
    """Write every window in view of every sensor on every arc."""
    assert result.windows is not None
    return write_table(result.windows, path, definition=definition)
