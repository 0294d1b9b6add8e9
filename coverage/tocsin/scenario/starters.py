"""Starter scenarios for `tocsin new`."""

from importlib.resources import files

from tocsin.errors import InputError
from tocsin.words import did_you_mean

TEMPLATES = ("starter", "island")


def scaffold(template: str = "starter") -> str:
    """Return the text of a small commented scenario that loads and runs.

    Parameters
    ----------
    template : str
        ``starter`` (three nations, a hub and a direct agreement) or ``island`` (two nations, one
        radar and one satellite).

    Raises
    ------
    InputError
        When there is no such template.

    Examples
    --------
    >>> scaffold("island").splitlines()[0]
    '# A scenario of tocsin: two nations, one promise. Notional.'
    """
    if template not in TEMPLATES:
        raise InputError(f"Unknown template {template!r}.{did_you_mean(template, TEMPLATES)}")
    return (files("tocsin.scenario") / "templates" / f"{template}.yaml").read_text("utf-8")
