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

# Called by kernels only: no entry for Python is compiled.
inner_kernel = njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **OPTIONS)

# One lane's work inside a loop over lanes: a call would keep the loop from using vector units.
lane_kernel = njit(forceinline=True, no_cfunc_wrapper=True, **OPTIONS)
