"""The data files of a run: one writer each, registered where it lives.

A writer takes a result and writes one file of a run's folder, whole or not at all. Those that a
run always uses aside, each becomes an option of ``tocsin run`` under its name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from tocsin.answers.run import Result
    from tocsin.io.definition import Definition

# Modules that hold writers, in the order in which a run writes. They import nothing heavy.
_MODULES = ("run_tables", "netcdf")


class Write(Protocol):
    """A function that writes a result to a file and returns the path."""

    def __call__(self, result: "Result", path: Path, *, definition: "Definition") -> Path:
        """Write it."""


@dataclass(frozen=True)
class Writer:
    """One kind of file that a run may write.

    Attributes
    ----------
    name : str
        Of the option of ``tocsin run``.
    file : str
        In the run's folder; its ending says the format.
    help : str
        What the file is, for a reader of the option.
    needs : {"result", "windows"}
        What it is made of: what every run works out, or every window in view, too.
    is_usual : bool
        Whether every run writes it; otherwise only one that is asked to.
    libraries : tuple of str
        Of extras (`tocsin.extras`) that it needs.
    write : callable
    """

    name: str
    file: str
    help: str
    needs: Literal["result", "windows"]
    is_usual: bool
    libraries: tuple[str, ...]
    write: Write


_WRITERS: dict[str, Writer] = {}


def writer(
    name: str,
    *,
    file: str,
    help: str,
    needs: Literal["result", "windows"] = "result",
    is_usual: bool = False,
    libraries: tuple[str, ...] = (),
) -> Callable[[Write], Write]:
    """Register a function as the writer of a file."""

    def register(write: Write) -> Write:
        _WRITERS[name] = Writer(name, file, help, needs, is_usual, libraries, write)
        return write

    return register


def writers() -> dict[str, Writer]:
    """Return every writer by name.

    Examples
    --------
    >>> {name: writer.file for name, writer in writers().items() if writer.is_usual}
    {'warning': 'warning.parquet', 'summary': 'summary.csv'}
    """
    for module in _MODULES:
        import_module(f"tocsin.io.{module}")
    return dict(_WRITERS)
