"""In what two scenarios differ: the values, by their dotted paths."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tocsin.scenario.dump import determining

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

# What no comparison of two policies at the cards' values depends on.
_ELSEWHERE = ("tocsin", "seed", "threat", "assumptions", "shocks", "causes")
# Which agreements hold is told by their names.
_SELECTING = {"title", "as_of", "agreements", "plus", "except_"}
# Longer values are not written out: a polygon is no sentence.
_LONGEST = 80
_ABSENT = object()


@dataclass(frozen=True)
class Difference:
    """One value in which a second scenario differs from a first.

    Attributes
    ----------
    path : str
        Dotted path of it: ``sensors.east.lat``.
    words : str
        What it is in the first and in the second.
    """

    path: str
    words: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.path} ({self.words})"


def differences(
    first: "Scenario", second: "Scenario", *, policies: tuple[str, str]
) -> tuple[Difference, ...]:
    """Return what determines the results of one policy each, and differs.

    Titles and sources determine nothing. Agreements that only one policy has in force are not
    told here: what differs in an agreement itself is.

    Parameters
    ----------
    first, second : Scenario
    policies : tuple of str
        A policy of the first, and one of the second.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> later = island.updated({"nations.ISLE.assess_s": 90})
    >>> [str(each) for each in differences(island, later, policies=("alone", "alone"))]
    ['nations.ISLE.assess_s (unset, then 90.0)']
    """
    old, new = (
        _determining(each, policy) for each, policy in zip((first, second), policies, strict=True)
    )
    return tuple(_unlike(old, new))


def _determining(scenario: "Scenario", policy: str) -> dict[str, Any]:
    content = determining(scenario)
    rules = scenario.policies[policy].model_dump(mode="json", exclude=_SELECTING)
    cards: dict[str, Any] = {}
    for row in scenario.cards.table():
        place = ".".join(str(row[key]) for key in ("group", "class", "key") if row[key])
        # At their values: how far a number may be off changes nothing here.
        cards[place] = row["value"]
    kept = {key: value for key, value in content.items() if key not in _ELSEWHERE}
    return kept | {"cards": cards, "policy": rules}


def _unlike(old: Any, new: Any, path: str = "") -> Iterator[Difference]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        # In the order of the first, then what only the second has.
        for key in dict.fromkeys([*old, *new]):
            inner = f"{path}.{key}" if path else str(key)
            yield from _unlike(old.get(key, _ABSENT), new.get(key, _ABSENT), inner)
    # A whole entry is told by its name: its values are no differences of their own.
    elif old is _ABSENT or new is _ABSENT:
        yield Difference(path, f"only in the {'second' if old is _ABSENT else 'first'}")
    elif old != new:
        told = f"{_written(old)}, then {_written(new)}"
        yield Difference(path, told if len(told) <= _LONGEST else "another")


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_written, value)) or "none"
    return "unset" if value is None else str(value)
