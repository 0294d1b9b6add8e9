"""Studies: many runs of one base scenario, planned, run, stored and asked.

Importing this package is cheap; what it offers loads with the first name that needs it. Worker
processes rely on that: they set their number of threads before anything heavy is imported.
"""

from tocsin.lazy import attach as _attach

__getattr__, __dir__, __all__ = _attach(__name__, __file__)
