"""A tiny kernel that shows whether compiled code is called as it expects to be.

It stands in every file of machine code and is called before any other kernel there. Of an array it
reads all that the convention hands over (place, sizes, shape, steps), first without touching what
the array holds: were the parts handed over in another order, touching it would end the process.
"""

from typing import Any

import numpy as np

from tocsin.compile.convention import ConventionError, function_at
from tocsin.compile.marks import Entry


def _as_written(entry: Entry[..., Any]) -> Any:
    return entry.function


def _described(array, counts, factor, numbers):
    """All that belongs to an array, as one number; numbers: whether what it holds does too."""
    # A prime, so that no two parts of an array weigh alike by chance.
    result = array.ctypes.data % 65521 + int(factor)
    for axis in range(2):
        result = 31 * result + 7 * array.shape[axis] + array.strides[axis]
    result = 31 * result + 5 * array.size + array.itemsize + 3 * counts.size
    if numbers:
        for i in range(array.shape[0]):
            for j in range(array.shape[1]):
                result = 3 * result + int(factor * array[i, j]) + counts[i]
    return result


described = Entry(_described, "f2 i1 f i -> i", _as_written)


def check(engine: Any) -> None:
    """Call the canary of an engine, and compare its word with that of plain Python.

    Raises
    ------
    ConventionError
        They differ.
    """
    array, counts = np.arange(6.0).reshape(2, 3) + 0.5, np.array([7, 11])
    call = function_at(described, engine.get_function_address(described.name))
    # Without touching what it holds, then with: the first call cannot go astray.
    for numbers in (0, 1):
        if call(array, counts, 2.0, numbers) != described.function(array, counts, 2.0, numbers):
            raise ConventionError("a kernel reads an array otherwise than it is handed over")
