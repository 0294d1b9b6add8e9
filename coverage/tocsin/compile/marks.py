"""How kernels are marked.

A marked function stays a plain function: kernels call kernels by name, and with
``NUMBA_DISABLE_JIT=1`` all of them run as they are written. Marking imports no compiler. How a
compiled kernel is found is told to each `Entry` by the library that it belongs to, so that this
module depends on nothing.
"""

import os
from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
Function = TypeVar("Function", bound=Callable[..., Any])

INNER, LANE = "inner", "lane"


def inner_kernel(function: Function) -> Function:
    """Mark a function that kernels call.

    Raises
    ------
    TypeError
        The function has default values or is a closure.
    """
    _check_bare(function)
    function.kernel = INNER  # type: ignore[attr-defined]
    return function


def lane_kernel(function: Function) -> Function:
    """Mark one lane's work inside a loop over lanes: a call would keep vector units out.

    Raises
    ------
    TypeError
        The function has default values or is a closure.
    """
    _check_bare(function)
    function.kernel = LANE  # type: ignore[attr-defined]
    return function


def seam_kernel(signature: str) -> Callable[[Function], Function]:
    """Mark a function that kernels of another part call too: its machine code is in its own part.

    A call over a seam is never dissolved, so that a seam belongs where much work is done at a call.
    What a part needs of others is told to `tocsin.compile.Library`.

    Parameters
    ----------
    signature : str
        As that of an `Entry`; also ``p``, a pointer to floats, and ``u``, an unsigned integer.

    Raises
    ------
    TypeError
        The function has default values or is a closure, or takes another number of arguments.
    """

    def mark(function: Function) -> Function:
        marked = inner_kernel(function)
        # Python calls it as it is written, if at all: nobody looks for its machine code.
        marked.seam = Entry(function, signature, lambda entry: entry.function)  # type: ignore[attr-defined]
        return marked

    return mark


class Entry(Generic[P, R]):
    """A kernel that Python calls. Make one with `tocsin.compile.Library.entry`.

    Parameters
    ----------
    function : callable
        The kernel as it is written.
    signature : str
        Kind of each argument: ``i`` integer, ``f`` float, ``i1``, ``f2`` ... C-contiguous arrays
        of so many dimensions of 64-bit integers or floats; then ``-> i`` if it returns an integer.
    find : callable
        From this entry to the compiled kernel; called once, when the kernel is first needed.

    Attributes
    ----------
    function : callable
        The kernel as it is written.
    arguments : tuple of str
        Kind of each argument.
    returns : bool
        Whether it returns an integer; otherwise nothing.
    module, name : str
        Full name of its module; its name in machine code.

    Raises
    ------
    TypeError
        The function has default values or is a closure, or takes another number of arguments.
    """

    def __init__(
        self,
        function: Callable[P, R],
        signature: str,
        find: Callable[["Entry[P, R]"], Callable[P, R]],
    ) -> None:
        _check_bare(function)
        kinds, _, result = signature.partition("->")
        self.function = function
        self.arguments = tuple(kinds.split())
        self.returns = result.strip() == "i"
        self.module = function.__module__
        self.name = f"{self.module.rpartition('.')[2]}.{function.__name__}"
        self.__doc__ = function.__doc__
        self._find = find
        self._call: Callable[P, R] | None = None
        count = function.__code__.co_argcount
        if count != len(self.arguments):
            raise TypeError(f"{self.name} takes {count} arguments, its mark says {signature!r}.")

    def __call__(self, *values: P.args, **named: P.kwargs) -> R:
        """Run the kernel; releases the interpreter's lock."""
        if self._call is None:
            self._call = self.function if interpreted() else self._find(self)
        return self._call(*values, **named)


# A list, since one word of a module cannot be changed from elsewhere without `global`.
_as_written: list[bool] = []


def interpreted() -> bool:
    """Whether kernels run as plain Python: by ``NUMBA_DISABLE_JIT``, or by `run_as_written`."""
    return bool(_as_written) or os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")


def run_as_written() -> None:
    """Have all kernels of this process run as plain Python, from before the first is called.

    Where nothing is compiled yet, a question of some thousand pairs of an arc and a sensor is
    answered so before a compiler would have begun. Compiled kernels differ in the last bit, so the
    two are never mixed in one process.
    """
    _as_written.append(True)


def _check_bare(function: Callable[..., Any]) -> None:
    # Compiling takes a function's code and the names of its module. What else Python keeps with a
    # function would be lost without a word, so it is not allowed.
    if function.__defaults__ or function.__kwdefaults__ or function.__closure__:
        raise TypeError(
            f"{function.__qualname__} cannot be a kernel: it has default values or is a closure."
        )
