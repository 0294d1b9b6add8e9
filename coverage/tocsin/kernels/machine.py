"""The processor as the compiler's back end knows it."""

from typing import Any


def target_machine() -> Any:
    """LLVM's description of this processor, a new one at each call: an engine keeps its own."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=f"{llvm.get_host_cpu_features().flatten()},-prefer-256-bit",
        opt=3,
        codemodel="jitdefault",
        jit=True,
    )


def describe() -> str:
    """Name the processor and what it can do: code for another one may not run here."""
    import llvmlite.binding as llvm

    features = llvm.get_host_cpu_features().flatten()
    return f"{llvm.get_process_triple()} {llvm.get_host_cpu_name()} {features}"
