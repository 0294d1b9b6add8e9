"""What every answer offers, whichever verb gave it: tables, sentences, plain data, a figure."""

import sys
from collections.abc import Callable
from dataclasses import asdict, fields, is_dataclass
from html import escape
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from tocsin.answers.tables import units_of
from tocsin.constants import NOTIONAL
from tocsin.words import plain, records

if TYPE_CHECKING:
    import pandas as pd

    from tocsin.answers.common import Question

Drawing = Callable[[Any], Any]

_DRAWINGS: dict[str, Drawing] = {}
# Where drawings of answers register. Named, not imported: figures and maps lie above answers.
_SAVED_BY = "tocsin.report.saved"
_DRAWN_BY = ("tocsin.plot.answers", "tocsin.report.answers")
# A page shows the head of a long table; `tables` has all of it.
_ROWS_SHOWN = 20


def draws(verb: str) -> Callable[[Drawing], Drawing]:
    """Register a function as the one that draws the answers of a verb."""

    def register(drawing: Drawing) -> Drawing:
        _DRAWINGS[verb] = drawing
        return drawing

    return register


def drawing_of(verb: str) -> Drawing | None:
    """Return the function that draws the answers of a verb; None where none does."""
    # Drawings register when they are imported, which only who draws has to pay for.
    for module in _DRAWN_BY:
        import_module(module)
    return _DRAWINGS.get(verb)


class Answer:
    """What a verb found. A dataclass that inherits it has all of this for nothing.

    Attributes
    ----------
    verb : str
        The verb that gave it.
    main_measures : tuple of str
        Columns of its first table that a reader looks for: shown with their bands.
    is_of_one_cell : bool
        Whether it is about one cell, which another grid does not have.
    question : Question
        From which launch and by which arcs; every answer has it.
    sentences : tuple of str
        What it says in words, where it says anything.
    """

    verb: ClassVar[str]
    main_measures: ClassVar[tuple[str, ...]] = ()
    is_of_one_cell: ClassVar[bool] = False
    question: "Question"
    sentences: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Write beside its tables which unit each column has."""
        # Without pandas there is no table: an explanation has none, and does not wait for it.
        pandas = sys.modules.get("pandas")
        if pandas is None:
            return
        # As they were given: what is not a frame yet says it when it becomes one.
        for value in vars(self).values():
            if isinstance(value, pandas.DataFrame):
                value.attrs["units"] = units_of(value)

    def __repr__(self) -> str:
        """One line: the verb, the tables with their rows, what the numbers hold for."""
        tables = ", ".join(f"{name} ({len(table):,} rows)" for name, table in self.tables.items())
        return f"<{type(self).__name__}: {tables}. {self.basis} {NOTIONAL}>"

    @property
    def basis(self) -> str:
        """What must stand beside every number: from which launch, by which arcs, how sure."""
        return self.question.sentence

    @property
    def tables(self) -> "dict[str, pd.DataFrame]":
        """Its tables by name; ``attrs["units"]`` of each has the unit of each column with one."""
        return {name: with_units(table) for name, table in self._frames().items()}

    @property
    def drawn_tables(self) -> "dict[str, pd.DataFrame]":
        """Tables as draws give them bands: a row says what it is about, whatever a reader sees."""
        return self.tables

    def _frames(self) -> "dict[str, pd.DataFrame]":
        """Fields that are tables, or tuples of rows."""
        import pandas as pd

        return {
            name: value if isinstance(value, pd.DataFrame) else pd.DataFrame(map(asdict, value))
            for name, value in _values(self).items()
            if isinstance(value, pd.DataFrame) or _is_rows(value)
        }

    def to_dict(self) -> Any:
        """Return plain data, which JSON can hold: what ``--json`` prints. No nan, no infinity."""
        import pandas as pd

        return self.head() | {
            name: records(value) if isinstance(value, pd.DataFrame) else plain(value)
            for name, value in _values(self).items()
        }

    def head(self) -> dict[str, Any]:
        """Return what plain data of it begins with: what it is about, and that it is notional."""
        return {"notional": NOTIONAL, "launch": self.question.launch, "basis": self.basis}

    def figure(self) -> Any:
        """Draw it, where its verb draws.

        Raises
        ------
        TypeError
            Answers of this kind are not drawn.
        """
        drawing = drawing_of(self.verb)
        if drawing is None:
            raise TypeError(f"{type(self).__name__} has no figure.")
        return drawing(self)

    def save(self, path: "str | Path") -> "Path":
        """Write it to a file, by the suffix: JSON, its first table, or its figure.

        Raises
        ------
        InputError
            The suffix is unknown, the file is somebody's, or it cannot be written.
        """
        saved: Path = import_module(_SAVED_BY).save(self, Path(path))
        return saved

    def _repr_html_(self) -> str:
        """Sentences and tables, for a notebook."""
        parts = [
            f"<p>{escape(sentence)}</p>" for sentence in (*self.sentences, self.basis, NOTIONAL)
        ]
        for name, table in self.tables.items():
            parts.append(f"<h4>{escape(name)}</h4>{table.to_html(max_rows=_ROWS_SHOWN)}")
        return "\n".join(parts)


def with_units(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return a table with the units of its columns beside it; the values are shared.

    Examples
    --------
    >>> import pandas as pd
    >>> with_units(pd.DataFrame({"nation": ["A"], "warning_s": [90.0]})).attrs["units"]
    {'warning_s': 's'}
    """
    # The values are not copied; only what is written beside them is.
    shared = table.copy(deep=False)
    shared.attrs["units"] = units_of(table)
    return shared


def _values(answer: Answer) -> dict[str, Any]:
    assert is_dataclass(answer)
    names = (field.name for field in fields(answer))
    return {name: getattr(answer, name) for name in names if name != "question"}


def _is_rows(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and all(map(is_dataclass, value))
