"""Memory that nobody uses any more, given back to the system."""

import ctypes
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Give memory back that was freed; does nothing where the C library has no such call.

    Worlds come and go by tens of megabytes, on several threads. glibc keeps what they leave between
    those that stay, so that a server of six worlds would hold the memory of ten. It takes some
    milliseconds, hence after a world and not after every request.

    Examples
    --------
    >>> give_back()
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    try:
        found: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    # No glibc; and Windows cannot even be asked so.
    except (AttributeError, OSError, TypeError):
        return None
    return found
