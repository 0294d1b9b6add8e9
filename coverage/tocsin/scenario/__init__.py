"""The vocabulary: frozen models of a scenario file, the cards library, loading and checking.

Importing this package is cheap; pydantic and ruamel.yaml load with the first name that needs them.
"""

from tocsin.lazy import attach as _attach

__getattr__, __dir__, __all__ = _attach(__name__, __file__)
