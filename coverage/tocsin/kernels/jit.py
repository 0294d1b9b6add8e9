"""How every kernel is compiled."""

from numba import njit

# The "numpy" error model drops the zero-divide branches that stop vectorisation. Of fastmath only
# what keeps inf and nan meaningful: never seen is inf here.
OPTIONS = {
    "cache": True,
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"contract", "nsz", "arcp"},
}

kernel = njit(**OPTIONS)
inline_kernel = njit(inline="always", **OPTIONS)
