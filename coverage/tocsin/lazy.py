"""Public names of a package: listed once, in its stub, and imported when first asked for.

The stub (``__init__.pyi``) is what type checkers and editors read instead of the package, so that
lazy names have their types there.
"""

import ast
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

Attach = tuple[Callable[[str], object], Callable[[], list[str]], list[str]]


def attach(package: str, file: str) -> Attach:
    """Return ``__getattr__``, ``__dir__`` and ``__all__`` for a package with a stub beside it.

    Parameters
    ----------
    package, file : str
        The package's ``__name__`` and ``__file__``.

    Examples
    --------
    >>> import tocsin.scenario
    >>> find, _, names = attach("tocsin.scenario", tocsin.scenario.__file__)
    >>> names[0], find("Scenario").__module__
    ('ArcSpec', 'tocsin.scenario.models')
    """
    homes = stub_homes(Path(file).with_suffix(".pyi").read_text("utf-8"), package)

    def find(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(homes[name]), name)
        setattr(sys.modules[package], name, value)  # found without this function from now on
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *homes})

    return find, names, sorted(homes)


def stub_homes(stub: str, package: str) -> dict[str, str]:
    """Return the module of each name that a stub imports.

    Examples
    --------
    >>> stub_homes("from .models import Scenario as Scenario", "tocsin.scenario")
    {'Scenario': 'tocsin.scenario.models'}
    """
    return {
        alias.name: f"{package}.{node.module}" if node.level else str(node.module)
        for node in ast.parse(stub).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
