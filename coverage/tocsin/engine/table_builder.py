"""Tables put below one another while they are made."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Columns = Mapping[str, NDArray | pd.Categorical]


class Stack:
    """A table of a known length that is filled piece by piece.

    Text columns are categories; where pieces have different ones they are united, in order of
    appearance.

    Parameters
    ----------
    rows : int
        Length of the whole table.

    Examples
    --------
    >>> stack = Stack(3)
    >>> stack.put(0, {"who": pd.Categorical(["A"]), "time_s": np.array([1.0])})
    >>> stack.put(1, {"who": pd.Categorical(["B", "A"]), "time_s": np.array([2.0, 3.0])})
    >>> stack.frame().to_numpy().tolist()
    [['A', 1.0], ['B', 2.0], ['A', 3.0]]
    """

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self._values: dict[str, NDArray] = {}
        # The type that all pieces share, or the categories of pieces that differ, by their codes.
        self._shared: dict[str, pd.CategoricalDtype] = {}
        self._united: dict[str, dict[str, int]] = {}

    def put(self, start: int, columns: Columns) -> None:
        """Fill the rows from `start` on."""
        for name, column in columns.items():
            values = self._codes(name, column) if isinstance(column, pd.Categorical) else column
            if name not in self._values:
                self._values[name] = np.empty(self.rows, dtype=values.dtype)
            self._values[name][start : start + len(values)] = values

    def _codes(self, name: str, column: pd.Categorical) -> NDArray[np.integer]:
        shared = self._shared.setdefault(name, column.dtype)
        codes: NDArray[np.integer] = column.codes
        if column.dtype is shared:
            return codes
        if name not in self._united:
            self._united[name] = {each: code for code, each in enumerate(shared.categories)}
            # Room for categories to come.
            self._values[name] = self._values[name].astype(np.int32)
        known = self._united[name]
        place = [known.setdefault(each, len(known)) for each in column.categories]
        return np.array([*place, -1])[codes]  # code -1 is null

    def frame(self) -> pd.DataFrame:
        """Return the table."""
        columns = {
            name: self._categorical(name, values) if name in self._shared else values
            for name, values in self._values.items()
        }
        return pd.DataFrame(columns, copy=False)

    def _categorical(self, name: str, codes: NDArray[np.integer]) -> pd.Categorical:
        dtype = self._shared[name]
        if name in self._united:
            kind = dtype.categories.dtype
            dtype = pd.CategoricalDtype(pd.Index(list(self._united[name]), dtype=kind))
        return pd.Categorical.from_codes(codes, dtype=dtype, validate=False)
