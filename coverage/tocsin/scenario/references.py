"""Names that must exist elsewhere in the file: checked on plain data, whatever else is wrong."""

from collections.abc import Iterator
from typing import Any

from tocsin.words import did_you_mean

from .cards import packaged_cards
from .problems import Problem, describe
from .read import Path_

# Where names stand ('*' is any key or index) and what they name.
_REFERENCES = {
    "nations.*.members": "nation",
    "sensors.*.owner": "nation",
    "sensors.*.host": "nation",
    "sensors.*.not_to": "nation",
    "sensors.*.class": "sensor class",
    "arcs.*.class": "arc class",
    "launches.*.nation": "nation",
    "threat": "nation",
    "targets.nations": "nation",
    "targets.points.*.nation": "nation",
    "places.*.nation": "nation",
    "agreements.*.from": "nation",
    "agreements.*.to": "nation",
    "agreements.*.parties": "nation",
    "agreements.*.hub": "nation",
    "agreements.*.spokes": "nation",
    "agreements.*.purpose": "nation",
    "agreements.*.requires": "agreement",
    "agreements.*.onward": "nation or rule",
    "agreements.*.onward.to": "nation or rule",
    "agreements.*.must.*": "nation",
    "agreements.*.may.*": "nation",
    "agreements.*.consult.*": "nation",
    "policies.*.agreements": "agreement",
    "policies.*.plus": "agreement",
    "policies.*.except": "agreement",
    "policies.*.conditions_met": "condition",
    "shocks.*.suspends": "agreement",
    "shocks.*.cause": "cause",
    "responders.*.owner": "nation",
}


def reference_problems(data: dict[str, Any]) -> Iterator[Problem]:
    """Yield a problem for every name that nothing in the file or the cards bears.

    Examples
    --------
    >>> found = reference_problems({"nations": {"JPN": {}}, "responders": {"r": {"owner": "JPM"}}})
    >>> [text for _, text in found]
    ["Unknown nation 'JPM' for responder 'r' (responders.r.owner). Did you mean 'JPN'?"]
    """
    known = _known(data)
    for pattern, kind in _REFERENCES.items():
        for path, name in _names(data, tuple(pattern.split(".")), ()):
            # Each place by itself: a nation that is misspelt ten times is told ten times, with ten
            # lines.
            if name not in known[kind]:
                yield path, _unknown(kind, name, path, known[kind])
    for path, rules in _found(data, ("policies", "*", "confirmation"), ()):
        for name in rules if isinstance(rules, dict) else ():
            if name not in known["nation"]:
                yield (*path, name), _unknown("nation", name, (*path, name), known["nation"])


def _unknown(kind: str, name: str, path: Path_, known: dict[str, Any]) -> str:
    hint = did_you_mean(name, known) if known else f" The file defines no {kind}; add it first."
    return f"Unknown {kind} {name!r} {describe(path)}.{hint}"


def section(data: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a section of the file, empty when absent or no mapping.

    Examples
    --------
    >>> section({"nations": {"JPN": {}}}, "nations"), section({"nations": 3}, "nations")
    ({'JPN': {}}, {})
    """
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def _known(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    cards, own = packaged_cards(), section(data, "cards")
    nations = section(data, "nations")
    conditions = {name: None for _, name in _names(data, ("agreements", "*", "may_if"), ())}
    return {
        "nation": nations,
        # A nation may not be called so, then: `onward: any` means any.
        "nation or rule": {"none": None, "any": None} | nations,
        "sensor class": {**cards.sensors, **section(own, "sensors")},
        "arc class": {**cards.arcs, **section(own, "arcs")},
        "agreement": section(data, "agreements"),
        "cause": section(data, "causes"),
        "condition": conditions,
    }


def _found(data: Any, pattern: tuple[str, ...], path: Path_) -> Iterator[tuple[Path_, Any]]:
    if not pattern:
        yield path, data
        return
    head, rest = pattern[0], pattern[1:]
    if isinstance(data, dict):
        keys: Any = list(data) if head == "*" else [head] if head in data else []
    else:
        # A list counts its entries, a mapping names them; the pattern says "*" for both.
        keys = range(len(data)) if head == "*" and isinstance(data, (list, tuple)) else []
    for key in keys:
        yield from _found(data[key], rest, (*path, key))


def _names(data: Any, pattern: tuple[str, ...], path: Path_) -> Iterator[tuple[Path_, str]]:
    for place, value in _found(data, pattern, path):
        if isinstance(value, str):
            yield place, value
        elif isinstance(value, (list, tuple)):
            yield from (
                ((*place, index), name) for index, name in enumerate(value) if isinstance(name, str)
            )
