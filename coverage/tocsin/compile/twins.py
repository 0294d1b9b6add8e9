"""Compiled twins of marked functions.

A marked function must stay plain Python, so its twin is compiled from the same code. It is given
names of its own, in which every other kernel's name stands for that kernel's twin.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import FunctionType
from typing import Any

from tocsin.compile.marks import INNER, Entry

# Functions of `memory`, which kernels call without a mark of their own.
MEMORY = ("pointer", "shifted", "floats", "copy", "put", "lowest_bit")


class Twins:
    """Twins of kernels, made when they are asked for.

    Parameters
    ----------
    compiled : callable
        Compiles a bare function; told also how it is marked.
    memory : dict
        What stands for each function of `memory`.
    builtins : dict of str
        What stands for some of Python's own functions.
    elsewhere : callable, optional
        What stands for a seam whose machine code is in another part; None for one that is here.
    """

    def __init__(
        self,
        compiled: Callable[[FunctionType, str], Any],
        memory: Mapping[Any, Any],
        builtins: Mapping[str, Any],
        elsewhere: Callable[[Entry[..., Any]], Any] | None = None,
    ) -> None:
        self._compiled = compiled
        self._elsewhere = elsewhere or (lambda _: None)
        self._twins = dict(memory)
        self._builtins = builtins
        self._names: dict[str, dict[str, Any]] = {}

    def of(self, value: Any) -> Any:
        """Twin of a marked function; anything else is returned as it is."""
        if isinstance(value, Entry):
            function, kind = value.function, INNER
        elif isinstance(value, FunctionType):
            function, kind = value, getattr(value, "kernel", "")
        else:
            return value
        if function not in self._twins:
            self._twins[function] = self._twin(function, kind) if kind else function
        return self._twins[function]

    def _twin(self, function: Any, kind: str) -> Any:
        seam = getattr(function, "seam", None)
        away = None if seam is None else self._elsewhere(seam)
        if away is not None:
            return away
        return self._compiled(bare_copy(function, self._names_of(function.__module__)), kind)

    def _names_of(self, module: str) -> dict[str, Any]:
        if module not in self._names:
            # Known before it is filled: functions of a module look up their own module's names.
            names = self._names[module] = {**self._builtins, **vars(import_module(module))}
            names.update({name: self.of(value) for name, value in names.items()})
        return self._names[module]


def bare_copy(function: Any, names: dict[str, Any]) -> FunctionType:
    """Return the same code as a function that finds other names."""
    copy = FunctionType(function.__code__, names, function.__name__)
    copy.__module__ = function.__module__
    return copy


def types_of(entry: Entry[..., Any]) -> tuple[Any, ...]:
    """Numba's types of an entry's arguments."""
    from numba import types

    scalar = {
        "i": types.int64,
        "u": types.uint64,
        "f": types.float64,
        "p": types.CPointer(types.float64),
    }
    return tuple(
        types.Array(scalar[kind[0]], int(kind[1]), "C") if len(kind) > 1 else scalar[kind]
        for kind in entry.arguments
    )
