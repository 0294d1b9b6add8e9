"""The formats of exports: one module each, registered where it lives.

A format writes what `Content` has made; it works nothing out by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.errors import InputError

if TYPE_CHECKING:
    from tocsin.exports.content import Content

# Modules that hold formats, in the order of lists. They import nothing heavy.
_MODULES = ("geojson", "vector", "kml", "czml", "grids", "graphs", "sheets", "film")

Write = Callable[["Content", tuple[str, ...], Path], None]


@dataclass(frozen=True)
class Format:
    """A format.

    Attributes
    ----------
    name : str
        As its users call it.
    suffixes : tuple of str
        What its files end with.
    layers : tuple of str
        What it can hold, of `tocsin.exports.layers.LAYERS`.
    libraries : tuple of str
        Of extras (`tocsin.extras`) that it needs.
    needs_areas : bool
        Whether it can hold only cells that have an area.
    write : callable
        Takes the content, the names of layers, and a path to write to.
    """

    name: str
    suffixes: tuple[str, ...]
    layers: tuple[str, ...]
    libraries: tuple[str, ...]
    needs_areas: bool
    write: Write


_FORMATS: list[Format] = []


def file_format(
    name: str,
    *suffixes: str,
    layers: tuple[str, ...],
    libraries: tuple[str, ...] = (),
    needs_areas: bool = False,
) -> Callable[[Write], Write]:
    """Register a function as the writer of a format."""

    def register(write: Write) -> Write:
        _FORMATS.append(Format(name, suffixes, layers, libraries, needs_areas, write))
        return write

    return register


@cache
def formats() -> dict[str, Format]:
    """Return every format by suffix.

    Examples
    --------
    >>> formats()[".geojson"].name
    'GeoJSON'
    """
    for module in _MODULES:
        import_module(f"tocsin.exports.{module}")
    return {suffix: each for each in _FORMATS for suffix in each.suffixes}


def format_of(path: Path) -> Format:
    """Return the format of a file, by its suffix.

    Raises
    ------
    InputError
        There is none.

    Examples
    --------
    >>> format_of(Path("sharing.graphml")).layers
    ('graph',)
    >>> format_of(Path("answer.doc"))
    Traceback (most recent call last):
    tocsin.errors.InputError: Unknown format 'answer.doc'. Choose .geojson, ...
    """
    known = formats()
    if path.suffix.lower() not in known:
        hint = " A .zip holds every table as CSV." if path.suffix.lower() == ".csv" else ""
        raise InputError(f"Unknown format {path.name!r}. Choose {', '.join(known)}.{hint}")
    return known[path.suffix.lower()]
