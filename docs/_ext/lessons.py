"""The pages of the lessons, made by the lessons themselves where this version has any."""

from importlib import import_module
from importlib.util import find_spec


def pages() -> dict[str, str]:
    """Return the pages of the folder ``docs/lessons`` by name; none without `tocsin.lesson`."""
    if find_spec("tocsin.lesson") is None:
        return {}
    made: dict[str, str] = import_module("tocsin.lesson.site").pages()
    return made
