"""A scenario as a console and a notebook show it: what it is, how much of it, its hash."""

from typing import Any

from tocsin.constants import NOTIONAL
from tocsin.words import counted

_NOUNS = {
    "nations": ("nation", ""),
    "sensors": ("sensor", ""),
    "launches": ("launch area", ""),
    "arcs": ("arc", ""),
    "agreements": ("agreement", ""),
    "policies": ("policy", "policies"),
}
# Enough to tell two apart.
_DIGITS = 12


def line_of(scenario: Any) -> str:
    """Return one line: title, counts, hash.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> line_of(Scenario.from_text(scaffold("island"))).partition(";")[0]
    "<Scenario 'An island and its neighbour': 3 nations, 2 sensors, 1 launch area, 1 arc, ..."
    """
    counts = ", ".join(
        counted(len(getattr(scenario, section)), *nouns) for section, nouns in _NOUNS.items()
    )
    return f"<Scenario {scenario.title!r}: {counts}; hash {scenario.content_hash()[:_DIGITS]}>"


def page_of(scenario: Any) -> str:
    """Return a small table of what is in it, as HTML.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> page_of(Scenario.from_text(scaffold("island"))).count("<tr>")
    7
    """
    from html import escape  # it brings a table of all letters with names, and few look at a page

    rows = {section: ", ".join(getattr(scenario, section)) or "–" for section in _NOUNS} | {
        "hash": scenario.content_hash()[:_DIGITS]
    }
    cells = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows.items()
    )
    return f"<h4>{escape(scenario.title)}</h4><table>{cells}</table><p>{NOTIONAL}</p>"
