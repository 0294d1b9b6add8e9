"""From marked functions to a file of machine code. Run in a process of its own (see `library`).

numba turns Python into LLVM's language; everything after that is done once, here, for all functions
of a part together. numba alone would optimise and emit every function again with each that calls
it, which takes twice as long.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

from tocsin.kernels.cache import keep
from tocsin.kernels.jit import INNER, LANE, Entry
from tocsin.kernels.machine import target_machine

# The "numpy" error model drops the zero-divide branches that stop vectorisation. Of fastmath only
# what keeps inf and nan meaningful: never seen is inf here. No kernel allocates: nrt is off.
OPTIONS = {
    "error_model": "numpy",
    "fastmath": {"contract", "nsz", "arcp"},
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "no_rewrites": True,
    "_nrt": False,
}


class Twins:
    """Compiled twins of marked functions: the same code, which finds the twins of its callees."""

    def __init__(self) -> None:
        from tocsin.kernels import memory, native

        self._made: dict[Any, Any] = {
            getattr(memory, name): getattr(native, name)
            for name in ("pointer", "shifted", "floats", "copy", "put", "lowest_bit")
        }
        self._builtins = {"min": native.smaller, "max": native.larger}
        self._names: dict[str, dict[str, Any]] = {}

    def of(self, function: Any) -> Any:
        """Twin of a marked function; anything else is returned as it is."""
        if isinstance(function, Entry):
            function, kind = function.function, INNER
        elif isinstance(function, FunctionType):
            kind = getattr(function, "kernel", "")
        else:
            return function
        if function not in self._made:
            self._made[function] = self._twin(function, kind) if kind else function
        return self._made[function]

    def _twin(self, function: FunctionType, kind: str) -> Any:
        from numba import njit

        names = self._names_of(function.__module__)
        copy = FunctionType(function.__code__, names, function.__name__)
        copy.__module__ = function.__module__
        return njit(forceinline=kind == LANE, **OPTIONS)(copy)

    def _names_of(self, module: str) -> dict[str, Any]:
        if module not in self._names:
            names = self._names[module] = {**self._builtins, **vars(import_module(module))}
            names.update({name: self.of(value) for name, value in names.items()})
        return self._names[module]


def entries_of(modules: Sequence[str]) -> list[Entry[..., Any]]:
    """Kernels of some modules that Python calls."""
    found = [vars(import_module(f"tocsin.kernels.{module}")).values() for module in modules]
    return [each for values in found for each in values if isinstance(each, Entry)]


def _types_of(one: Entry[..., Any]) -> tuple[Any, ...]:
    from numba import types

    scalar = {"i": types.int64, "f": types.float64}
    return tuple(
        types.Array(scalar[kind[0]], int(kind[1]), "C") if len(kind) > 1 else scalar[kind]
        for kind in one.arguments
    )


def module_of(entries: Sequence[Entry[..., Any]], made: list[Any]) -> Any:
    """LLVM's module of some kernels, not optimised yet; each bears its own name.

    made: what `spare_numba` returned.
    """
    import llvmlite.binding as llvm

    twins, names, libraries = Twins(), {}, []
    for one in entries:
        twin, given = twins.of(one), _types_of(one)
        twin.compile(given)
        found = twin.overloads[given]
        if str(found.signature.return_type) != ("int64" if one.returns else "none"):
            raise TypeError(f"{one.name} returns {found.signature.return_type}.")
        names[found.fndesc.llvm_func_name] = one.name
        libraries.append(found.library)
    whole = llvm.parse_assembly("")
    for each in made or libraries:
        whole.link_in(llvm.parse_assembly(each.get_llvm_str()))
    for function in whole.functions:
        if function.name in names:
            function.name = names[function.name]
        elif not function.is_declaration:
            function.linkage = "internal"
    return whole


def optimise(module: Any, target: Any) -> None:
    """Optimise each function, then all of them together."""
    import llvmlite.binding as llvm

    tuning = llvm.create_pipeline_tuning_options(speed_level=3)
    tuning.loop_vectorization = True
    builder = llvm.create_pass_builder(target, tuning)
    by_function = builder.getFunctionPassManager()
    for function in module.functions:
        if not function.is_declaration:
            by_function.run(function, builder)
    builder.getModulePassManager().run(module, builder)


def build(modules: Sequence[str], made: list[Any]) -> bytes:
    """Machine code of some modules' kernels, for this machine."""
    module, target = module_of(entries_of(modules), made), target_machine()
    optimise(module, target)
    code: bytes = target.emit_object(module)
    return code


def spare_numba() -> list[Any]:
    """Leave numba the typing alone: linking, optimising and emitting is done once, afterwards.

    For a process that does nothing but build. Returns the list into which numba's work will come.
    Where a numba to come is built otherwise, building only takes longer.
    """
    import gc

    from numba.core import codegen

    gc.disable()
    made: list[Any] = []
    library, engine = codegen.CPUCodeLibrary, codegen.JITCPUCodegen
    finish = getattr(library, "finalize", None)
    if finish is None or not hasattr(library, "_finalized") or not hasattr(engine, "set_env"):
        return made

    def keep_apart(self: Any) -> None:
        if self.name == "nrt":
            finish(self)
            return
        self._finalized = True
        made.append(self)

    library.finalize = keep_apart
    # Nothing that numba makes here runs, so nothing has an address.
    engine.set_env = lambda *_: None
    return made


def main() -> None:
    """Build a part: the file for its machine code, and its modules, from the command line."""
    os.environ["NUMBA_OPT"] = "0"
    file, *modules = sys.argv[1:]
    keep(Path(file), build(modules, spare_numba()))
