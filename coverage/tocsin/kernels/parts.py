"""Which kernels share a file of machine code, and which of them every run needs."""

from tocsin.compile import Library

KERNELS = Library(
    "tocsin.kernels",
    parts={
        "sight": ("detect",),
        "certain": ("blocks", "packs", "lanes"),
        "arcs": ("arc", "geodesic", "position", "ray", "notices"),
        "bisect": ("bisect",),
        "merit": ("merit",),
    },
    # On two cores, sight beside the two others; as one part it would take half as long again.
    needs={"sight": ("certain",)},
    usual=("sight", "certain", "arcs"),
)
entry = KERNELS.entry
