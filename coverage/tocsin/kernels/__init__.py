"""Compiled kernels: scalars and plain arrays in and out, SI and radians, no checks, never raise.

``jit`` marks them, ``library`` runs them, ``build`` compiles them and ``cache`` says where the
machine code is kept. The others are kernels, but for ``layout`` and ``memory``.
"""
