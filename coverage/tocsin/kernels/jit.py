"""How kernels are marked.

Marking imports no compiler: `library` runs machine code from a file, and `build` makes that file,
in a process of its own, where there is none yet.

Kernels call kernels by name, as plain functions do; with ``NUMBA_DISABLE_JIT=1`` that is what they
are.
"""

import os
from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
Function = TypeVar("Function", bound=Callable[..., Any])

INNER, LANE = "inner", "lane"


def inner_kernel(function: Function) -> Function:
    """Mark a function that kernels call."""
    function.kernel = INNER  # type: ignore[attr-defined]
    return function


def lane_kernel(function: Function) -> Function:
    """Mark one lane's work inside a loop over lanes: a call would keep vector units out."""
    function.kernel = LANE  # type: ignore[attr-defined]
    return function


class Entry(Generic[P, R]):
    """A kernel that Python calls. Make one with `entry`.

    Attributes
    ----------
    function : callable
        The kernel as it was written.
    arguments : tuple of str
        Kind of each argument: ``i`` integer, ``f`` float, ``i1``, ``f2`` ... C-contiguous arrays
        of so many dimensions of 64-bit integers or floats.
    returns : bool
        Whether it returns an integer; otherwise nothing.
    module, name : str
        Where it is written; its name in machine code.
    """

    def __init__(self, function: Callable[P, R], signature: str) -> None:
        kinds, _, result = signature.partition("->")
        self.function = function
        self.arguments = tuple(kinds.split())
        self.returns = result.strip() == "i"
        self.module = function.__module__.rpartition(".")[2]
        self.name = f"{self.module}.{function.__name__}"
        self.__doc__ = function.__doc__
        self._call: Callable[P, R] | None = None

    def __call__(self, *values: P.args, **named: P.kwargs) -> R:
        """Run the kernel; releases the interpreter's lock."""
        if self._call is None:
            self._call = self.function if interpreted() else self._compiled()
        return self._call(*values, **named)

    def _compiled(self) -> Callable[P, R]:
        from tocsin.kernels.library import call_of

        return call_of(self)


def entry(signature: str) -> Callable[[Callable[P, R]], Entry[P, R]]:
    """Mark a kernel that Python calls, by the kinds of its arguments (see `Entry`)."""
    return lambda function: Entry(function, signature)


def interpreted() -> bool:
    """Whether kernels run as plain Python (``NUMBA_DISABLE_JIT``)."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")
