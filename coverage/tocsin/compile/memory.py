"""One flat workspace per thread, carved into arrays at constant places.

Handing an array from function to function costs a compiled kernel some nine words, as much as many
points of a path. So the tuned kernels hand on one bare pointer, and every function carves what it
needs. Places that are constants also let the compiler prove that arrays do not overlap, without
which loops over lanes do not use vector units. Where a place is no constant, a kernel is handed a
pointer to it: **what a kernel writes by one pointer it never reads or writes by another**. The
compiler takes that for granted.

Here a pointer is the flat array itself: so do kernels run interpreted, and also where numba
compiles them by itself, which is why only what numba understands is used. In kernels that `build`
compiles, the functions of `native` take the place of these.
"""

from typing import Any

from numpy.typing import NDArray


def pointer(array: NDArray[Any]) -> NDArray[Any]:
    """Pointer to the first float of a contiguous array."""
    return array.reshape(-1)


def shifted(where: NDArray[Any], offset: int) -> NDArray[Any]:
    """Pointer to a place that many floats further on."""
    return where[offset:]


def floats(where: NDArray[Any], offset: int, shape: tuple[int, ...]) -> NDArray[Any]:
    """Array of a given shape that starts that many floats after a pointer."""
    size = 1
    for length in shape:
        size *= length
    return where[offset : offset + size].reshape(shape)


def put(where: NDArray[Any], offset: int, value: float) -> None:
    """Write that many floats after a pointer, without the look-up of an array."""
    where[offset] = value


def lowest_bit(mask: int) -> int:
    """Place of the lowest bit that is set; one is.

    >>> lowest_bit(0b101000)
    3
    """
    place = 0
    while not mask & (1 << place):
        place += 1
    return place


def copy(where: NDArray[Any], to: int, source: int, count: int) -> None:
    """Copy so many floats from one place after a pointer to another; they do not overlap."""
    # One by one: numba takes seconds to compile an assignment to a slice, with all that it checks.
    for place in range(count):
        where[to + place] = where[source + place]
