"""Which kernels share a file of machine code, and which of them every run needs."""

from tocsin.compile import Library

KERNELS = Library(
    "tocsin.kernels",
    parts={
        "sight": ("detect",),
        "arcs": ("arc", "geodesic", "position", "ray", "notices"),
        "bisect": ("bisect",),
        "merit": ("merit",),
    },
    usual=("sight", "arcs"),
)
entry = KERNELS.entry
