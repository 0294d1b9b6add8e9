"""Compiled kernels: scalars and plain arrays in and out, SI and radians, no checks, never raise.

All modules hold kernels, but for ``layout`` (places in the workspace) and ``parts`` (what is
compiled together). How they are compiled and run is the business of `tocsin.compile`.
"""
