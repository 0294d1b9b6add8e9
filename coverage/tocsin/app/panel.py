"""What the panel that edits a scenario shows of it, as plain data."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tocsin.report.data.facts import in_words
from tocsin.sensors.kinds import KINDS

if TYPE_CHECKING:
    from tocsin.app.session import Session
    from tocsin.scenario import Scenario
    from tocsin.scenario.cards import Cards


def panel_of(session: "Session") -> Mapping[str, Any]:
    """Return what the panel shows of a session.

    Examples
    --------
    >>> from collections import deque
    >>> from tocsin.app.session import Session
    >>> from tocsin.scenario import Scenario, scaffold
    >>> session = Session(deque())
    >>> session.open(Scenario.from_text(scaffold("island")), name="island")
    >>> shown = panel_of(session)
    >>> shown["undo"], shown["used"]["arcs"]
    (0, ['medium'])
    """
    scenario = session.world
    opened = session.opened or scenario
    return {
        "name": session.name,
        "title": scenario.title,
        "undo": len(session.past),
        "scenario": scenario.to_dict(),
        "policies": {name: each.title or name for name, each in scenario.policies.items()},
        "cards": in_words(scenario.cards, scenario.cards.table()),
        # Numbers are edited within the range that the file or the package gives.
        "ranges": opened.cards.table(),
        "used": _used(scenario),
        "templates": _templates(scenario.cards),
    }


def _used(scenario: "Scenario") -> dict[str, list[str]]:
    """Classes that some sensor or arc has: cards of others would change nothing."""
    return {
        "sensors": sorted({each.class_name for each in scenario.sensors.values()}),
        "arcs": sorted({each.class_name for each in scenario.arcs.values() if each.class_name}),
    }


def _templates(cards: "Cards") -> dict[str, dict[str, Any]]:
    """A sensor of each class to begin with, without its owner."""
    found = {}
    for name, card in cards.sensors.items():
        examples = KINDS[str(card.kind)].examples
        own = next(
            (each for each in examples if each["class"] == name and "patrol" not in each), {}
        )
        found[name] = {**(own or examples[0]), "class": name}
    return found
