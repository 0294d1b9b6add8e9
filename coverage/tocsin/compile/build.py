"""From marked functions to a file of machine code, in a process of its own (see `library`).

numba turns Python into LLVM's language; everything after that is done once, here, for all functions
of a part together. numba alone would optimise and emit every function again with each that calls
it, which takes twice as long.

This uses parts of numba that it promises to nobody. Whatever of them changes shows as an exception
here or as a word of the canary, and then nothing is kept.
"""

import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from tocsin.compile import canary, convention, memory
from tocsin.compile.cache import keep
from tocsin.compile.marks import LANE, Entry
from tocsin.compile.target import engine_of, target_machine
from tocsin.compile.twins import MEMORY, Twins, types_of

# The "numpy" error model drops the zero-divide branches that stop vectorisation. Of fastmath only
# what keeps inf and nan meaningful: never seen is inf here.
OPTIONS = {"error_model": "numpy", "fastmath": {"contract", "nsz", "arcp"}}
# No kernel allocates: nrt, which counts references, is off. Nobody but `convention` calls them.
_BARE = {
    **OPTIONS,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "no_rewrites": True,
    "_nrt": False,
}

# Exit code of a process that found out that the code cannot be built: trying again is no use.
REFUSED = 3
# What says nothing about the code: a full disk, a want of memory.
TRANSIENT = (OSError, MemoryError)


def entries_of(modules: Sequence[str]) -> list[Entry[..., Any]]:
    """Kernels of some modules that Python calls, or other parts do (their own seams)."""
    found: list[Entry[..., Any]] = []
    for module in modules:
        for value in vars(import_module(module)).values():
            if isinstance(value, Entry):
                found.append(value)
            elif getattr(value, "__module__", "") == module and hasattr(value, "seam"):
                found.append(value.seam)
    return found


def module_of(entries: Sequence[Entry[..., Any]], libraries: list[Any]) -> Any:
    """LLVM's module of some kernels, not optimised yet; each bears its own name.

    libraries: what `spare_numba` returned. Seams that are not among the kernels are of other parts.
    """
    import llvmlite.binding as llvm

    # numba mangles names; each entry gets back the one by which it is looked for.
    twins, by_name, compiled = _twins(entries), {}, []
    for entry in entries:
        overload = _overload(entry, twins.of(entry))
        by_name[overload.fndesc.llvm_func_name] = entry
        compiled.append(overload.library)
    whole = llvm.parse_assembly("")
    for library in libraries or compiled:
        whole.link_in(llvm.parse_assembly(_apart(library.get_llvm_str())))
    for function in whole.functions:
        if function.name not in by_name and not function.is_declaration:
            # Called by the others alone: may be changed at will, or dissolved in its callers.
            function.linkage = "internal"
    for name, entry in by_name.items():
        function = whole.get_function(name)
        convention.check(entry, function)
        function.name = entry.name
        if entry is canary.described:
            # Every part has one, and parts that need each other are loaded together.
            function.linkage = "weak_odr"
    return whole


def _apart(text: str) -> str:
    """LLVM's language, told that pointers handed to a kernel lead to different floats.

    Else every loop first compares all places that it reads with all that it writes, and short ones
    go without vectors.
    """
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if line.startswith("define"):
            lines[at] = re.sub(r"ptr (?=%arg\.\w+[,)])", "ptr noalias ", line)
    return "\n".join(lines)


def _twins(entries: Sequence[Entry[..., Any]]) -> Twins:
    from numba import njit

    from tocsin.compile import native

    return Twins(
        lambda function, kind: njit(forceinline=kind == LANE, **_BARE)(function),
        memory={getattr(memory, name): getattr(native, name) for name in MEMORY},
        builtins={"min": native.smaller, "max": native.larger},
        elsewhere=lambda seam: None if seam in entries else native.elsewhere(seam),
    )


def _overload(entry: Entry[..., Any], twin: Any) -> Any:
    types = types_of(entry)
    twin.compile(types)
    overload = twin.overloads[types]
    returns = overload.signature.return_type
    if str(returns) != ("int64" if entry.returns else "none"):
        raise TypeError(f"{entry.name} returns {returns}.")
    return overload


def optimise(module: Any, target: Any) -> None:
    """Optimise each function, then all of them together."""
    import llvmlite.binding as llvm

    tuning = llvm.create_pipeline_tuning_options(speed_level=3)
    # Off unless asked for, and what most of the kernels' speed comes from.
    tuning.loop_vectorization = True
    tuning.slp_vectorization = True
    builder = llvm.create_pass_builder(target, tuning)
    by_function = builder.getFunctionPassManager()
    for function in module.functions:
        if not function.is_declaration:
            # First alone, then together: what is small by then is dissolved in its callers.
            by_function.run(function, builder)
    builder.getModulePassManager().run(module, builder)


def build(modules: Sequence[str], libraries: list[Any]) -> bytes:
    """Machine code of some modules' kernels, for this machine, and of the canary."""
    entries = [*entries_of(modules), canary.described]
    module, target = module_of(entries, libraries), target_machine()
    optimise(module, target)
    code: bytes = target.emit_object(module)
    return code


def spare_numba() -> list[Any]:
    """Leave numba the typing alone: linking, optimising and emitting is done once, afterwards.

    For a process that does nothing but build. Returns the list into which numba's work will come.
    Where a numba to come is built otherwise, building only takes longer.
    """
    import gc

    # Kernels use no linear algebra, for which numba would load scipy: a tenth of the time.
    sys.modules.setdefault("scipy", None)  # type: ignore[arg-type]
    from numba.core import codegen

    # Building makes millions of objects and frees none before the end.
    gc.disable()
    _resolve_once()
    _forget_literals()
    libraries: list[Any] = []
    library, engine = codegen.CPUCodeLibrary, codegen.JITCPUCodegen
    finish = getattr(library, "finalize", None)
    if finish is None or not hasattr(library, "_finalized") or not hasattr(engine, "set_env"):
        return libraries

    def keep_apart(self: Any) -> None:
        if self.name == "nrt":
            finish(self)
            return
        self._finalized = True
        libraries.append(self)

    library.finalize = keep_apart
    # Nothing that numba makes here runs, so nothing has an address.
    engine.set_env = lambda *_: None
    return libraries


def _resolve_once() -> None:
    """Have numba find out once what an operation makes of given types, not wherever it stands.

    It tries the ways to add two floats, say, anew at each sum: a quarter of the typing.
    """
    from numba.core.types.functions import BaseFunction

    resolve = getattr(BaseFunction, "get_call_type", None)
    if resolve is None:
        return
    found: dict[Any, Any] = {}

    def resolved(self: Any, context: Any, args: Any, kws: Any) -> Any:
        # What fails is tried again, since it may succeed once more is known.
        asked = (self, tuple(args), tuple(kws.items()))
        if asked not in found:
            found[asked] = resolve(self, context, args, kws)
        return found[asked]

    BaseFunction.get_call_type = resolved  # type: ignore[method-assign]


def _forget_literals() -> None:
    """Have numba compile a kernel that is handed a constant for its type, not once for each value.

    What is small is dissolved in its callers afterwards, and there the value is known again.
    """
    from numba import types

    resolve = getattr(types.Dispatcher, "get_call_type", None)
    if resolve is None:
        return

    def resolved(self: Any, context: Any, args: Any, kws: Any) -> Any:
        return resolve(self, context, tuple(map(types.unliteral, args)), kws)

    types.Dispatcher.get_call_type = resolved  # type: ignore[method-assign]


def main() -> None:
    """Build a part: how nice to be, the file for its machine code, its modules, -- those it needs.

    From the command line. The canary is called here first: should it end the process, it is not the
    user's.
    """
    # numba's own optimiser stays out of it: everything is optimised once, afterwards.
    os.environ["NUMBA_OPT"] = "0"
    niceness, file, *words = sys.argv[1:]
    modules, needed = words[: words.index("--")], words[words.index("--") + 1 :]
    if hasattr(os, "nice"):
        os.nice(int(niceness))
    try:
        code = build(modules, spare_numba())
        canary.check(engine_of(code, absent=[entry.name for entry in entries_of(needed)]))
    except TRANSIENT:
        raise
    except Exception as error:
        sys.stderr.write(f"{reason(error)}\n")
        sys.exit(REFUSED)
    keep(Path(file), code)


def reason(error: BaseException) -> str:
    """Say on one line, and not a long one, what went wrong."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return text if len(text) <= 160 else f"{text[:160]}…"
