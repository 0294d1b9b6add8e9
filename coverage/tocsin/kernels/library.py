"""Machine code of the kernels: loaded from the cache, or built first, in processes of their own.

A part is one file of machine code. numba, which takes half a second to import and much memory, is
never imported by a process that runs kernels: only by those that build (see `build`).
"""

import ctypes
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import RunError
from tocsin.kernels.cache import cache_folder, keep, load
from tocsin.kernels.jit import Entry, P, R, interpreted
from tocsin.kernels.machine import target_machine

# Kernel modules by part. Every run needs the usual ones: the first that is missing has all of them
# built, side by side.
PARTS = {
    "sight": ("detect",),
    "arcs": ("arc", "position", "ray", "notices"),
    "special": ("special",),
}
USUAL = ("sight", "arcs")

_SCALARS = {"i": ctypes.c_int64, "f": ctypes.c_double}
_DTYPES = {"i": np.dtype(np.int64), "f": np.dtype(np.float64)}

_lock = RLock()
_engines: dict[str, Any] = {}
_builds: dict[str, "subprocess.Popen[str]"] = {}


def prepare(parts: Sequence[str] = USUAL) -> bool:
    """Start building what is missing and return at once; tells whether anything is missing."""
    if interpreted():
        return False
    with _lock:
        missing = [part for part in parts if part not in _engines and load(_file(part)) is None]
        for part in missing:
            if part not in _builds:
                with suppress(OSError):
                    _builds[part] = _started(part)
        return bool(missing)


def ready(parts: Sequence[str] = USUAL) -> None:
    """Have parts built, and wait for it: before processes that need them are started.

    Raises
    ------
    RunError
        They cannot be compiled.
    """
    prepare(parts)
    for part in () if interpreted() else parts:
        _engine_of(part)


def call_of(one: Entry[P, R]) -> Callable[P, R]:
    """Return a compiled kernel as a Python function."""
    part = next(part for part, modules in PARTS.items() if one.module in modules)
    return _function(one, _engine_of(part).get_function_address(one.name))


def _function(one: Entry[P, R], address: int) -> Callable[P, R]:
    """Python function that calls machine code at an address."""
    slots = [slot for kind in one.arguments for slot in _slots(kind)]
    # numba's own convention: where the result goes, where an error would, then the arguments.
    function = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *slots)(address)

    def call(*values: Any) -> Any:
        flat: list[Any] = []
        for kind, value in zip(one.arguments, values, strict=True):
            flat += _flat_array(one, kind, value) if len(kind) > 1 else [value]
        result, error = ctypes.c_int64(), ctypes.c_void_p()
        if function(ctypes.byref(result), ctypes.byref(error), *flat) > 0:
            raise RuntimeError(f"{one.name} raised an error, which no kernel may.")
        return result.value if one.returns else None

    return cast("Callable[P, R]", call)


def _slots(kind: str) -> list[Any]:
    """What an argument takes: an array its owner, size, place, shape and steps."""
    if len(kind) == 1:
        return [_SCALARS[kind]]
    place, whole = ctypes.c_void_p, ctypes.c_ssize_t
    return [place, place, whole, whole, place, *[whole] * (2 * int(kind[1]))]


def _flat_array(one: Entry[..., Any], kind: str, array: NDArray[Any]) -> list[Any]:
    wanted, count = _DTYPES[kind[0]], int(kind[1])
    if array.dtype != wanted or array.ndim != count or not array.flags.c_contiguous:
        raise TypeError(
            f"{one.name} takes C-contiguous arrays of {wanted} with {count} dimensions, "
            f"not {array.dtype} with {array.ndim}."
        )
    return [None, None, array.size, array.itemsize, array.ctypes.data, *array.shape, *array.strides]


def _file(part: str) -> Path:
    return cache_folder() / part


def _started(part: str) -> "subprocess.Popen[str]":
    """Start a process that builds a part, from the very sources that this one runs."""
    steps = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r})",
        "import tocsin; del sys.path[0]",
        "from tocsin.kernels import build; build.main()",
    )
    return subprocess.Popen(
        [sys.executable, "-c", "\n".join(steps), str(_file(part)), *PARTS[part]],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def _code_of(part: str) -> bytes:
    code = load(_file(part))
    if code is not None:
        return code
    prepare([part, *USUAL])
    if part in _builds:
        building = _builds.pop(part)
        _, told = building.communicate()
        if building.returncode:
            lines = [line for line in told.splitlines() if "Error" in line]
            killed = f"exit code {building.returncode}. Run the same command again."
            why = lines[-1] if lines else killed
            raise RunError(f"The kernels could not be compiled ({part}): {why}")
        code = load(_file(part))
    # No process could be started, or it could not keep what it made: build here.
    if code is None:
        from tocsin.kernels.build import build

        code = build(PARTS[part], [])
        keep(_file(part), code)
    return code


def _engine_of(part: str) -> Any:
    """LLVM's engine that holds a part's machine code."""
    import llvmlite.binding as llvm

    with _lock:
        if part not in _engines:
            code = _code_of(part)
            engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target_machine())
            engine.add_object_file(llvm.object_file.ObjectFileRef.from_data(code))
            engine.finalize_object()
            _engines[part] = engine
        return _engines[part]
