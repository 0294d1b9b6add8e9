"""The unknowns of a scenario: numbers with a range, one draw each, and assumptions.

Every card number in use runs from its low to its high, as does every number that the file writes
as ``{low, value, high}``. A plain number of the file is fixed.
"""

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from tocsin.fields import is_drawn

from .changes import with_changes

if TYPE_CHECKING:
    from .models import Scenario

# From this ratio of high to low on a range is even in the logarithm: as many draws between 1 and
# 10 as between 10 and 100.
LOG_RATIO = 10.0


def between(low: float, high: float, share: float, *, is_log: bool) -> float:
    """Return the number a share of the way from one end to the other.

    Examples
    --------
    >>> between(1.0, 100.0, 0.5, is_log=True), between(0.0, 100.0, 0.5, is_log=False)
    (10.0, 50.0)
    """
    number = low * (high / low) ** share if is_log else low + (high - low) * share
    # Rounding may lead past an end, which a field's limits would refuse.
    return min(max(number, low), high)


class Range(NamedTuple):
    """A number that may be anything between two ends.

    Attributes
    ----------
    path : str
        Dotted path in the scenario.
    low, high : float
    value : float
        What it is where nothing is drawn.
    """

    path: str
    low: float
    high: float
    value: float

    @property
    def is_log(self) -> bool:
        """Whether draws are even in the logarithm.

        Examples
        --------
        >>> Range("a", 1.0, 10.0, 2.0).is_log, Range("a", 0.0, 10.0, 2.0).is_log
        (True, False)
        """
        return self.low > 0.0 and self.high >= LOG_RATIO * self.low

    def at(self, share: float) -> float:
        """Return the number a share of the way from low to high.

        Examples
        --------
        >>> Range("a", 1.0, 100.0, 2.0).at(0.5), Range("a", 0.0, 100.0, 2.0).at(0.5)
        (10.0, 50.0)
        """
        return between(self.low, self.high, share, is_log=self.is_log)

    def share_of(self, number: float) -> float:
        """Return how far from low to high a number is: the inverse of `at`."""
        if self.is_log:
            return math.log(number / self.low) / math.log(self.high / self.low)
        return (number - self.low) / (self.high - self.low)


class Unknown(NamedTuple):
    """One thing that is not known.

    Attributes
    ----------
    name : str
        What tables call it.
    ranges : tuple of Range
        Numbers that move together, from low to high; none for an assumption.
    title : str
        What is assumed, for an assumption.
    """

    name: str
    ranges: tuple[Range, ...] = ()
    title: str = ""

    @property
    def is_switch(self) -> bool:
        """Whether it is an assumption, which is on or off."""
        return not self.ranges


def card_numbers(scenario: "Scenario") -> Iterator[tuple[Range, str]]:
    """Yield the card numbers in use that have a spread, each with its word of `together`.

    A number that every sensor or arc of the class gives itself is not in use: it would be a
    direction without effect.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> found = dict((card.path, card) for card, _ in card_numbers(
    ...     Scenario.from_text(scaffold("starter"))))
    >>> found["cards.delays.auto_s"]
    Range(path='cards.delays.auto_s', low=2.0, high=10.0, value=5.0)
    """
    users = _users(scenario)
    for card in scenario.cards.table():
        group, name, key = card["group"], card["class"], card["key"]
        if card["low"] < card["high"] and any(key not in given for given in users(group, name)):
            path = ".".join(part for part in ("cards", group, name, key) if part)
            yield Range(path, card["low"], card["high"], card["value"]), card["together"] or ""


def _users(scenario: "Scenario") -> Any:
    """For a group of cards and a class: the keys that each entry of that class gives itself."""
    entries: Mapping[str, list[Any]] = {
        "sensors": list(scenario.sensors.values()),
        "arcs": list(scenario.arcs.values()),
    }

    def users(group: str, name: str) -> list[set[str]]:
        if group == "delays":
            # The stages of nations that give their own are not of the card.
            return [each.model_fields_set for each in scenario.nations.values()]
        return [each.model_fields_set for each in entries[group] if each.class_name == name]

    return users


def written_numbers(scenario: "Scenario") -> Iterator[Range]:
    """Yield the numbers that the file writes as ``{low, value, high}``, cards aside.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> drawn = {"nations.ISLE.assess_s": {"low": 30, "value": 60, "high": 90}}
    >>> world = Scenario.from_text(scaffold("island")).updated(drawn)
    >>> list(written_numbers(world))
    [Range(path='nations.ISLE.assess_s', low=30.0, high=90.0, value=60.0)]
    """
    data = {key: value for key, value in scenario.to_dict().items() if key not in _NO_NUMBERS}
    for path, ends in _drawn_in(data, ()):
        if ends["low"] < ends["high"]:
            yield Range(path, ends["low"], ends["high"], ends["value"])


_NO_NUMBERS = ("cards", "assumptions")


def _drawn_in(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, dict[str, float]]]:
    if is_drawn(value):
        yield ".".join(path), value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _drawn_in(inner, (*path, key))


def ranges_of(scenario: "Scenario") -> dict[str, tuple[Range, ...]]:
    """Return the numbers that are drawn, by the name of the unknown that they are.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> list(ranges_of(Scenario.from_text(scaffold("island"))))[-1]
    'delays.disseminate_s'
    """
    found: dict[str, tuple[Range, ...]] = {}
    for card, together in card_numbers(scenario):
        name = together or card.path.removeprefix("cards.")
        found[name] = (*found.get(name, ()), card)
    for number in written_numbers(scenario):
        found[number.path] = (number,)
    return found


def assumed(scenario: "Scenario", names: tuple[str, ...]) -> "Scenario":
    """Return the scenario with some of its assumptions in place, and none left to draw.

    Raises
    ------
    InputError
        They do not go together.
    """
    data = scenario.to_dict()
    data.pop("assumptions", None)
    for name, assumption in scenario.assumptions.items():
        if name in names:
            with_changes(data, assumption.changes, null_removes=True)
    return scenario.remade(data)


def unknowns_of(scenario: "Scenario") -> tuple[Unknown, ...]:
    """Return all unknowns of a scenario: numbers in the order of the cards, then assumptions.

    An assumption may bring a number of its own, which is among them.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = Scenario.from_text(scaffold("island"))
    >>> world = world.updated({"assumptions": {"slow": {"nations.ISLE.assess_s": 300}}})
    >>> unknowns_of(world)[-1]
    Unknown(name='slow', ranges=(), title='')
    """
    ranges = ranges_of(scenario)
    for name in scenario.assumptions:
        for key, found in ranges_of(assumed(scenario, (name,))).items():
            ranges.setdefault(key, found)
    numbers = [Unknown(name, found) for name, found in ranges.items()]
    switches = [Unknown(name, (), each.title) for name, each in scenario.assumptions.items()]
    return (*numbers, *switches)
