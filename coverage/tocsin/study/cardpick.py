"""Cards as ranges: every number of the cards that a scenario uses, from its low to its high."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from tocsin.errors import InputError
from tocsin.words import did_you_mean

if TYPE_CHECKING:
    from tocsin.scenario import Scenario


class CardRange(NamedTuple):
    """A card number that is varied."""

    path: str
    low: float
    high: float


def card_ranges(scenario: "Scenario", wanted: Sequence[str] | str) -> list[CardRange]:
    """Return the card numbers that are meant, each with its range.

    Parameters
    ----------
    scenario : Scenario
    wanted : "all" or sequence of str
        Groups (``delays``), classes (``medium``) or single numbers (``delays.auto_s``,
        ``sensors.ship-s-band.r1_km``).

    Returns
    -------
    list of CardRange
        Only classes that the scenario uses, and numbers whose low and high differ.

    Raises
    ------
    InputError
        If a word stands for none of them.

    Examples
    --------
    >>> from tocsin.scenario import scaffold
    >>> from tocsin.scenario.load import from_text
    >>> card_ranges(from_text(scaffold("starter")), ["delays.auto_s"])
    [CardRange(path='cards.delays.auto_s', low=2.0, high=10.0)]
    """
    rows = list(_spread(scenario))
    if wanted == "all":
        return [row for row, _ in rows]
    known = list(dict.fromkeys(word for _, words in rows for word in words))
    problems = [
        f"No card number {word!r} with a spread is in use.{did_you_mean(word, known)}"
        for word in wanted
        if word not in known
    ]
    if problems:
        raise InputError(problems)
    return [row for row, words in rows if set(words) & set(wanted)]


def _spread(scenario: "Scenario") -> list[tuple[CardRange, tuple[str, ...]]]:
    used: dict[str, set[str]] = {
        "sensors": {each.class_name for each in scenario.sensors.values()},
        "arcs": {each.class_name or "" for each in scenario.arcs.values()},
        "delays": {""},
    }
    found: list[tuple[CardRange, tuple[str, ...]]] = []
    for card in scenario.cards.table():
        group, name, key = card["group"], card["class"], card["key"]
        if name in used[group] and card["low"] < card["high"]:
            path = ".".join(part for part in (group, name, key) if part)
            words = tuple(word for word in (path, group, name) if word)
            found.append((CardRange(f"cards.{path}", card["low"], card["high"]), words))
    return found
