"""Kernels compiled by numba alone, with what it promises to everybody: ``numba.njit``.

This is where kernels run when `build` fails or the canary does not sing. The numbers are the same.
It starts more slowly: numba is imported by every process, compiles in the process itself, and each
function with every caller.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from tocsin.compile import memory
from tocsin.compile.build import OPTIONS
from tocsin.compile.convention import check_array
from tocsin.compile.marks import Entry, P, R
from tocsin.compile.twins import MEMORY, Twins, types_of


class Plain:
    """Kernels as numba compiles them.

    Parameters
    ----------
    folder : Path or None
        Where numba keeps what it compiled; None where nothing can be kept.
    """

    def __init__(self, folder: Path | None) -> None:
        from numba import njit

        compiled = njit(**OPTIONS)
        self._folder = folder
        self._twins = Twins(
            lambda function, kind: compiled(function),
            memory={getattr(memory, name): compiled(getattr(memory, name)) for name in MEMORY},
            builtins={},
        )

    def call_of(self, entry: Entry[P, R]) -> Callable[P, R]:
        """Return a compiled kernel as a Python function, which checks arrays as the usual one."""
        compiled = self._compiled(entry)

        def call(*values: Any) -> Any:
            return compiled(
                *(
                    _array(entry, kind, value) if len(kind) > 1 else value
                    for kind, value in zip(entry.arguments, values, strict=True)
                )
            )

        return cast("Callable[P, R]", call)

    def _compiled(self, entry: Entry[..., Any]) -> Any:
        from numba import njit, types

        signature = (types.int64 if entry.returns else types.void)(*types_of(entry))
        twin = self._twins.of(entry).py_func
        with _kept_in(self._folder):
            return njit(signature, nogil=True, cache=self._folder is not None, **OPTIONS)(twin)


def _array(entry: Entry[..., Any], kind: str, value: Any) -> Any:
    check_array(entry, kind, value)
    # To numba an array that may not be written is of another type. Kernels only read such ones.
    return value if value.flags.writeable else value.copy()


@contextmanager
def _kept_in(folder: Path | None) -> Iterator[None]:
    """Have numba keep code in a folder: in its usual place it misses edits of what is called."""
    from numba import config

    usual = config.CACHE_DIR
    try:
        config.CACHE_DIR = str(folder or usual)
        yield
    finally:
        config.CACHE_DIR = usual
