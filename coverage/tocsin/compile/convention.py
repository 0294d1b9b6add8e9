"""How Python calls a kernel's machine code: numba's calling convention, followed by hand.

numba does not promise this convention to anyone. Three things keep it from doing harm: `check`
compares each function with it before it is emitted, the canary is called before any kernel
(`canary`), and what fails either is never called (`library`).
"""

import ctypes
from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from tocsin.compile.marks import Entry, P, R

_SCALARS = {
    "i": ctypes.c_int64,
    "u": ctypes.c_uint64,
    "f": ctypes.c_double,
    "p": ctypes.c_void_p,
}
_DTYPES = {"i": np.dtype(np.int64), "f": np.dtype(np.float64)}
_LLVM = {
    ctypes.c_int64: "i64",
    ctypes.c_uint64: "i64",
    ctypes.c_double: "double",
    ctypes.c_void_p: "ptr",
}


class ConventionError(Exception):
    """Compiled code does not follow the convention."""


def function_at(entry: Entry[P, R], address: int) -> Callable[P, R]:
    """Python function that calls an entry's machine code at an address."""
    function = ctypes.CFUNCTYPE(ctypes.c_int32, *_slots(entry))(address)

    def call(*values: Any) -> Any:
        flat: list[Any] = []
        for kind, value in zip(entry.arguments, values, strict=True):
            if len(kind) > 1:
                check_array(entry, kind, value)
                flat += _flat(value)
            else:
                flat.append(value)
        result, error = ctypes.c_int64(), ctypes.c_void_p()
        # numba's word for "an exception was set"; kernels set none.
        if function(ctypes.byref(result), ctypes.byref(error), *flat) > 0:
            raise RuntimeError(f"{entry.name} raised an error, which no kernel may.")
        return result.value if entry.returns else None

    return cast("Callable[P, R]", call)


def check_array(entry: Entry[..., Any], kind: str, array: NDArray[Any]) -> None:
    """Refuse an array that is not what a kernel takes: machine code would read it as if it were.

    Raises
    ------
    TypeError
        Its dtype, dimensions or order are others.
    """
    dtype, count = _DTYPES[kind[0]], int(kind[1])
    if array.dtype != dtype or array.ndim != count or not array.flags.c_contiguous:
        raise TypeError(
            f"{entry.name} takes C-contiguous arrays of {dtype} with {count} dimensions, "
            f"not {array.dtype} with {array.ndim}."
        )


def check(entry: Entry[..., Any], function: Any) -> None:
    """Compare LLVM's function for an entry with the convention.

    Raises
    ------
    ConventionError
        It takes other arguments.
    """
    # What LLVM says that the function takes, argument by argument.
    takes = [_plain(str(argument.type)) for argument in function.arguments]
    if takes != [_LLVM[slot] for slot in _slots(entry)]:
        raise ConventionError(f"{entry.name} takes {', '.join(takes)}")


def _plain(kind: str) -> str:
    return "ptr" if kind.endswith("*") else kind  # older versions of LLVM tell what is pointed at


def _slots(entry: Entry[..., Any]) -> list[Any]:
    """What machine code takes: where the result goes, where an error would, then arguments."""
    place = ctypes.c_void_p
    return [place, place, *(slot for kind in entry.arguments for slot in _slots_of(kind))]


def _slots_of(kind: str) -> list[Any]:
    """An argument's own slots: an array gives its owner, size, place, shape and steps."""
    if len(kind) == 1:
        return [_SCALARS[kind]]
    place, whole = ctypes.c_void_p, ctypes.c_int64
    return [place, place, whole, whole, place, *[whole] * (2 * int(kind[1]))]


def _flat(array: NDArray[Any]) -> list[Any]:
    # Without an owner: kernels neither keep an array nor make one that outlives the call.
    return [None, None, array.size, array.itemsize, array.ctypes.data, *array.shape, *array.strides]
