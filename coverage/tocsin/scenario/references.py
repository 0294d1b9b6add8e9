"""Names that must exist elsewhere in the file: checked on plain data, whatever else is wrong."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches
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
    "questions.*.policies": "policy",
    "questions.*.launch": "launch",
    "questions.*.nation": "nation",
    "questions.*.arc": "arc",
}
# Where nations are the keys.
_KEYED = (
    "policies.*.confirmation",
    "agreements.*.parties",
    "agreements.*.spokes",
    "agreements.*.joined",
)
# Under which name a kind is told to a reader.
_HEARD = {"nation or rule": "nation"}
MAX_ALSO = 3


def reference_problems(data: dict[str, Any], *, unread: Collection[str] = ()) -> Iterator[Problem]:
    """Yield a problem for every name that nothing in the file or the cards bears.

    unread: sections of which not all could be read, so that no name of theirs is unknown.

    Examples
    --------
    >>> found = reference_problems({"nations": {"JPN": {}}, "responders": {"r": {"owner": "JPM"}}})
    >>> [text for _, text in found]
    ["Unknown nation 'JPM' for responder 'r' (responders.r.owner). Did you mean 'JPN'?"]
    """
    known = _known(data)
    if "agreements" in unread:
        known |= {"agreement": None, "condition": None}
    found: dict[tuple[str, str], list[tuple[Path_, str]]] = {}
    for path, kind, name in (*_mentioned(data), *_keyed(data)):
        # What is unreadable or called otherwise as a whole is told once, as that.
        if (names := known[kind]) is not None and name not in names:
            # One name is one mistake, however often it stands; so is a section that is not there.
            found.setdefault((_HEARD.get(kind, kind), name if names else ""), []).append(
                (path, name)
            )
    for (kind, _), [(path, name), *rest] in found.items():
        text = _unknown(kind, name, path, known[kind] or {})
        yield path, text + _also([each for each, _ in rest])


def _mentioned(data: dict[str, Any]) -> Iterator[tuple[Path_, str, str]]:
    """Yield where a name stands, what it names, and the name."""
    for pattern, kind in _REFERENCES.items():
        for path, name in _names(data, tuple(pattern.split(".")), ()):
            yield path, kind, name


def _keyed(data: dict[str, Any]) -> Iterator[tuple[Path_, str, str]]:
    """Yield the nations that are keys of a mapping."""
    for pattern in _KEYED:
        for path, entries in _found(data, tuple(pattern.split(".")), ()):
            for name in entries if isinstance(entries, dict) else ():
                yield (*path, name), "nation", name


def _unknown(kind: str, name: str, path: Path_, known: dict[str, Any]) -> str:
    hint = did_you_mean(name, known) if known else f" The file defines no {kind}; add it first."
    return f"Unknown {kind} {name!r} {describe(path)}.{hint}"


def _also(paths: list[Path_]) -> str:
    if not paths:
        return ""
    told = ", ".join(".".join(str(part) for part in path) for path in paths[:MAX_ALSO])
    more = len(paths) - MAX_ALSO
    return f" Also at {told}{f' and {more} more places' if more > 0 else ''}."


def section(data: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a section of the file, empty when absent or no mapping.

    Examples
    --------
    >>> section({"nations": {"JPN": {}}}, "nations"), section({"nations": 3}, "nations")
    ({'JPN': {}}, {})
    """
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def _known(data: dict[str, Any]) -> dict[str, dict[str, Any] | None]:
    """Return the names of each kind; None for a kind whose names cannot be read."""
    cards = packaged_cards()
    nations = _defined(data, "nations", needed=True)
    return {
        "nation": nations,
        # A nation may not be called so, then: `onward: any` means any.
        "nation or rule": None if nations is None else {"none": None, "any": None} | nations,
        "sensor class": _classes(data, "sensors", cards.sensors),
        "arc class": _classes(data, "arcs", cards.arcs),
        "agreement": _defined(data, "agreements"),
        "cause": _defined(data, "causes"),
        "policy": _policies(data),
        "launch": _launches(data),
        "arc": _defined(data, "arcs", needed=True),
        "condition": _conditions(data),
    }


def _defined(data: dict[str, Any], name: str, *, needed: bool = False) -> dict[str, Any] | None:
    if name in data and not (needed and data[name] == {}):
        return data[name] if isinstance(data[name], dict) else None
    # A section that must be there, or stands under a name misspelt, is told as that.
    return None if needed or get_close_matches(name, data, n=1, cutoff=0.8) else {}


def _policies(data: dict[str, Any]) -> dict[str, Any] | None:
    given = _defined(data, "policies")
    # Two stand in where a file has none.
    return {"isolated": None, "all": None} if given == {} else given


def _launches(data: dict[str, Any]) -> dict[str, Any] | None:
    """Return launch areas and the nations that have some; None where one cannot be read."""
    areas = _defined(data, "launches", needed=True)
    # Of an area without a nation nobody knows whom it names.
    nations = [
        each.get("nation") if isinstance(each, dict) else None for each in (areas or {}).values()
    ]
    known = all(isinstance(each, str) for each in nations)
    return {**areas, **dict.fromkeys(map(str, nations))} if areas is not None and known else None


def _classes(data: dict[str, Any], group: str, packaged: dict[str, Any]) -> dict[str, Any] | None:
    cards = _defined(data, "cards")
    if cards is None:
        return None
    own = _defined(cards, group)
    return None if own is None else {**packaged, **own}


def _conditions(data: dict[str, Any]) -> dict[str, Any] | None:
    entries = _defined(data, "agreements")
    # An agreement that cannot be read may be the one that has the condition.
    if entries is None or any(map(_may_hide_condition, entries.values())):
        return None
    return {name: None for _, name in _names(data, ("agreements", "*", "may_if"), ())}


def _may_hide_condition(entry: Any) -> bool:
    if not isinstance(entry, dict) or "kind" not in entry:
        return True
    if "may_if" in entry:
        return not isinstance(entry["may_if"], str)
    return bool(get_close_matches("may_if", entry, n=1, cutoff=0.8))


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
