"""Agreements to grants to earliest arrival; knows nothing of the globe.

Importing this package is cheap: a file is read and checked with the clauses alone.
"""

from tocsin.lazy import attach as _attach

__getattr__, __dir__, __all__ = _attach(__name__, __file__)
