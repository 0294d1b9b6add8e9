"""Compiled kernels: scalars and plain arrays in and out, SI and radians, no checks, never raise.

Importing this package decides where compiled code is cached, before numba is first imported:
a folder of the user's cache named after the kernels' own sources and numba's version, so that an
edit or an upgrade never meets stale machine code; a temporary folder where that is not writable.
"""

from tocsin.kernels.cache import prepare_cache

prepare_cache()
