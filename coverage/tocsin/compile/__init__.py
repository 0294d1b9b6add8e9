"""How kernels become machine code. What other packages need of it stands here.

A `Library` holds the kernels of one package: it marks those that Python calls, has them compiled
once a machine and runs them. `inner_kernel`, `lane_kernel` and `seam_kernel` mark what kernels
call, and the rest is how they share one workspace (`tocsin.compile.memory`).
"""

from tocsin.compile.library import Library
from tocsin.compile.marks import inner_kernel, lane_kernel, seam_kernel
from tocsin.compile.memory import copy, floats, lowest_bit, pointer, put, shifted

__all__ = [
    "Library",
    "copy",
    "floats",
    "inner_kernel",
    "lane_kernel",
    "lowest_bit",
    "pointer",
    "put",
    "seam_kernel",
    "shifted",
]
