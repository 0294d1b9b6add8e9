"""Tables of answers: kept as their rows, and made frames of when somebody asks for one.

To import pandas takes a verb as long as ten policies, and a printed answer needs none of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tocsin.attrs import unit_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Lines:
    """Rows of a table that is not a frame yet; called, it makes one.

    Attributes
    ----------
    rows : sequence of mapping
        One a row: values by column.
    columns : sequence of str, optional
        Which columns, in which order; by default those of the rows.

    Examples
    --------
    >>> Lines([{"nation": "A", "warning_s": 90.0}])().shape
    (1, 2)
    """

    rows: Sequence[Mapping[str, Any]]
    columns: Sequence[str] | None = None

    def __call__(self) -> "pd.DataFrame":
        """Make a frame of the rows."""
        import pandas as pd

        return pd.DataFrame(self.rows, columns=None if self.columns is None else list(self.columns))


class Table:
    """A field of an answer that is read as a DataFrame; it may be given as what makes one.

    Examples
    --------
    >>> @dataclass
    ... class Told:
    ...     table: Table = Table()
    >>> told = Told(Lines([{"nation": "A", "warning_s": 90.0}]))
    >>> rows_of(told, "table")
    [{'nation': 'A', 'warning_s': 90.0}]
    >>> told.table.attrs["units"], told.table is told.table
    ({'warning_s': 's'}, True)
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, answer: Any, owner: type | None = None) -> "pd.DataFrame":
        if answer is None:
            # A dataclass looks here for a default: there is none.
            raise AttributeError(self._name)
        kept = vars(answer)[self._name]
        if callable(kept):
            kept = vars(answer)[self._name] = kept()
            kept.attrs["units"] = units_of(kept)
        return kept

    def __set__(self, answer: Any, given: "pd.DataFrame | Callable[[], pd.DataFrame]") -> None:
        vars(answer)[self._name] = given


def rows_of(answer: Any, name: str) -> list[Mapping[str, Any]]:
    """Return the rows of a table of an answer, without making a frame where there is none."""
    kept = vars(answer)[name]
    if isinstance(kept, Lines):
        return list(kept.rows)
    frame: pd.DataFrame = getattr(answer, name)
    return frame.to_dict("records")


def units_of(table: "pd.DataFrame") -> dict[str, str]:
    """Return the unit of each column that has one.

    Examples
    --------
    >>> import pandas as pd
    >>> units_of(pd.DataFrame({"nation": ["A"], "warned_share": [0.5]}))
    {'warned_share': '1'}
    """
    units = {str(column): unit_of(str(column)) for column in table.columns}
    return {column: unit for column, unit in units.items() if unit}
