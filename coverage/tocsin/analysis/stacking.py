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
        self._labels: dict[str, pd.CategoricalDtype] = {}

    def put(self, start: int, columns: Columns) -> None:
        """Fill the rows from `start` on."""
        for name, column in columns.items():
            values = self._codes(name, column) if isinstance(column, pd.Categorical) else column
            if name not in self._values:
                self._values[name] = np.empty(self.rows, dtype=values.dtype)
            self._values[name][start : start + len(values)] = values

    def _codes(self, name: str, column: pd.Categorical) -> NDArray[np.integer]:
        labels = self._labels.setdefault(name, column.dtype)
        codes: NDArray[np.integer] = column.codes
        if column.dtype is labels:
            return codes
        united = labels.categories.append(column.categories).unique()
        self._labels[name] = pd.CategoricalDtype(united)
        if name in self._values and len(united) > np.iinfo(self._values[name].dtype).max:
            self._values[name] = self._values[name].astype(np.int32)
        place = np.append(united.get_indexer(column.categories), -1)  # code -1 is null
        return place[codes]

    def frame(self) -> pd.DataFrame:
        """Return the table."""
        columns = {
            name: pd.Categorical.from_codes(values, dtype=self._labels[name], validate=False)
            if name in self._labels
            else values
            for name, values in self._values.items()
        }
        return pd.DataFrame(columns, copy=False)
