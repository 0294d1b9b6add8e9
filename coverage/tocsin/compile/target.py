"""The processor, as the compiler's back end knows it."""

import ctypes
from collections.abc import Iterable
from typing import Any


def target_machine() -> Any:
    """LLVM's description of this processor. A new one at each call: an engine keeps its own."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features().flatten()
    if llvm.get_process_triple().startswith("x86_64"):
        # The widest vectors, where the back end would take half. Gathers and scatters are slow on
        # AMD, and on Intel since its microcode of 2023.
        features += ",-prefer-256-bit,+prefer-no-gather,+prefer-no-scatter"
    return llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=features,
        opt=3,
        codemodel="jitdefault",
        jit=True,
    )


def describe() -> str:
    """Name the processor and what it can do: code for another one may not run here."""
    import llvmlite.binding as llvm

    features = llvm.get_host_cpu_features().flatten()
    return f"{llvm.get_process_triple()} {llvm.get_host_cpu_name()} {features}"


def engine_of(*codes: bytes, absent: Iterable[str] = ()) -> Any:
    """LLVM's engine that holds some machine code; it must live as long as the code is used.

    codes: of parts that call each other; absent: what they call that is not there, and that nobody
    will have them call.
    """
    import llvmlite.binding as llvm

    for name in absent:
        # A name without a place would end the process at once.
        llvm.add_symbol(name, ctypes.cast(ctypes.pythonapi.Py_IsInitialized, ctypes.c_void_p).value)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target_machine())
    for code in codes:
        engine.add_object_file(llvm.object_file.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return engine
