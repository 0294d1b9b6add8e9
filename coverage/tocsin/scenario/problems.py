"""Sentences about what is wrong: the value, the place, the remedy."""

from collections.abc import Iterator, Sequence
from datetime import date
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from tocsin.geometry.outline import NOTHING
from tocsin.words import did_you_mean

from .read import Path_

Problem = tuple[Path_, str]

_SINGULAR = {
    "nations": "nation",
    "sensors": "sensor",
    "launches": "launch area",
    "arcs": "arc",
    "agreements": "agreement",
    "policies": "policy",
    "shocks": "shock",
    "causes": "cause",
    "responders": "responder",
    "assumptions": "assumption",
    "points": "point",
}
_REMEDIES = {
    "string_type": "Must be text. Put it in quotes.",
    "string_unicode": "Has half of a character (such as \\ud83d) alone. Write it whole.",
    "bool_type": "Must be true or false.",
    "model_type": "Must be a mapping of keys to values.",
    "model_attributes_type": "Must be a mapping of keys to values.",
    "dict_type": "Must be a mapping of names to entries.",
    "tuple_type": "Must be a list in [brackets].",
    "union_tag_invalid": "Must be sharing or defence.",
}


def describe(path: Path_) -> str:
    """Return where a path is, for a reader.

    Examples
    --------
    >>> describe(("sensors", "north-1", "lat"))
    "for sensor 'north-1' (sensors.north-1.lat)"
    >>> describe(("seed",))
    '(seed)'
    """
    dotted = ".".join(str(part) for part in path)
    if len(path) >= 2 and path[0] in _SINGULAR:
        return f"for {_SINGULAR[str(path[0])]} {path[1]!r} ({dotted})"
    return f"({dotted})" if path else "in the file"


def shown(value: object) -> str:
    """Return a value as text of at most 60 characters.

    Examples
    --------
    >>> shown("a" * 100)
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..."
    >>> from datetime import date
    >>> shown(date(2016, 11, 23))
    '2016-11-23'
    """
    # A file says 2016-11-23 and not datetime.date(2016, 11, 23).
    text = str(value) if isinstance(value, date) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def from_pydantic(error: ValidationError, data: Any, model: type[BaseModel]) -> list[Problem]:
    """Translate pydantic's errors, at most one for each path and each mistake."""
    sentences: dict[Path_, str] = {}
    lacking: dict[Path_, list[str]] = {}
    details = [
        (_path_in(data, detail["loc"], detail["type"]), detail)
        for detail in _without_misspelt(error.errors(include_url=False))
    ]
    paths = {path for path, _ in details}
    above = {path[:length] for path in paths for length in range(len(path))}
    for path, detail in details:
        # What a value is not is no news where something in it is wrong: a union of forms says
        # both, and entries that are wrong are not counted.
        if detail["type"] == "outline":
            sentences |= dict(_outline_problems(detail, data))
        elif detail["type"] == "missing" and isinstance(path[-1], str):
            lacking.setdefault(path[:-1], []).append(path[-1])
        elif path not in above or detail["type"] == "too_long":
            # A union reports each of its members that did not fit: the first says enough.
            sentences.setdefault(path, _sentence(detail, path, model))
    for path, keys in lacking.items():
        sentences[*path, keys[0]] = (
            f"{missing_keys(path, keys)} Add {'it' if len(keys) == 1 else 'them'}."
        )
    return list(sentences.items())


def missing_keys(path: Path_, keys: Sequence[str]) -> str:
    """Say which keys an entry lacks: one sentence, however many.

    Examples
    --------
    >>> missing_keys(("launches", "west"), ["lat", "lon"])
    "Missing keys 'lat', 'lon' for launch area 'west' (launches.west)."
    """
    if len(keys) == 1:
        return f"Missing key {keys[0]!r} {describe((*path, keys[0]))}."
    return f"Missing keys {', '.join(map(repr, keys))} {describe(path)}."


def _without_misspelt(details: Sequence[Any]) -> Iterator[Any]:
    """Yield errors; a key that is missing since it is misspelt is one mistake, told as that."""
    beside: dict[Path_, tuple[list[str], list[str]]] = {}
    for detail in details:
        kind, loc = detail["type"], detail["loc"]
        if kind in ("missing", "extra_forbidden"):
            pair = beside.setdefault(loc[:-1], ([], []))
            pair[kind == "extra_forbidden"].append(str(loc[-1]))
    for detail in details:
        missing, unknown = beside.get(detail["loc"][:-1], ([], []))
        alone = len(missing) == len(unknown) == 1
        if detail["type"] == "missing" and (alone or _near(detail["loc"][-1], unknown)):
            continue
        yield {**detail, "lacking": missing[0] if alone else None}


def _outline_problems(detail: Any, data: Any) -> Iterator[Problem]:
    """Yield what is wrong with the rings of an outline, each where it stands."""
    for fault in detail["ctx"]["faults"]:
        path = _path_in(data, (*detail["loc"], *fault.at), detail["type"])
        value = "" if fault.value is NOTHING else f" {shown(fault.value)}"
        yield path, f"Invalid {_key(path)}{value} {describe(path)}. {fault.text}"


def _path_in(data: Any, loc: Path_, kind: str) -> Path_:
    # A union adds its tag to the location; whatever is not in the data is dropped.
    path: list[str | int] = []
    for part in loc:
        inner = dict(enumerate(data)) if isinstance(data, (list, tuple)) else data
        if isinstance(inner, dict) and part in inner:
            data = inner[part]
            path.append(part)
    # A list that is too short is itself at fault.
    missing = kind == "missing" and isinstance(loc[-1], str)
    return (*path, loc[-1]) if missing else tuple(path)


def _sentence(detail: Any, path: Path_, model: type[BaseModel]) -> str:
    kind, where = detail["type"], describe(path)
    if kind == "extra_forbidden":
        lacking = detail["lacking"]
        hint = f" Did you mean {lacking!r}, which is missing?" if lacking else ""
        hint = hint or did_you_mean(path[-1], _keys_at(model, path[:-1]))
        return f"Unknown key {str(path[-1])!r} {where}.{hint}"
    if kind == "missing" and isinstance(detail["loc"][-1], int):
        return f"Invalid {_key(path)} {shown(detail['input'])} {where}. Must be a pair."
    if kind in ("missing", "union_tag_not_found"):
        key = "kind" if kind != "missing" else path[-1]
        return f"Missing key {str(key)!r} {where}. Add it."
    # A key of a mapping: the name is wrong, not the entry.
    if detail["loc"] and detail["loc"][-1] == "[key]":
        return f"Invalid name {shown(detail['input'])} {where}. {detail['msg']}"
    remedy = _remedy(detail)
    if kind == "union_tag_invalid":
        return f"Invalid kind {shown(detail['ctx']['tag'])} {where}. {remedy}"
    # The whole entry would be printed as the value at fault.
    if isinstance(detail["input"], dict):
        return f"Invalid entry {where}: {remedy}"
    return f"Invalid {_key(path)} {shown(detail['input'])} {where}. {remedy}"


def _key(path: Path_) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "value")


def _remedy(detail: Any) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "literal_error":
        # pydantic lists the words in its own message only: 'own', 'k_of_n' or 'accept'.
        known = [word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")]
        return f"Must be {context['expected']}.{_near(detail['input'], known)}"
    if kind in ("too_long", "too_short"):
        bound = context.get("max_length", context.get("min_length"))
        noun = "entry" if bound == 1 else "entries"
        return f"Must have at {'most' if kind == 'too_long' else 'least'} {bound} {noun}."
    if kind == "string_pattern_mismatch":
        return f"Must match {context['pattern']}."
    return _REMEDIES.get(kind, detail["msg"] if kind == "tocsin" else f"{detail['msg']}.")


def _near(word: object, known: list[str]) -> str:
    hint = did_you_mean(word, known)
    return hint if hint.startswith(" Did") else ""


def _keys_at(model: type[BaseModel], path: Path_) -> list[str]:
    state: list[Any] = [model]
    for part in path:
        # Several models may stand at a path (the kinds of agreement): the keys of all are offered.
        state = [inner for annotation in state for inner in _step(annotation, part)]
    models = [inner for inner in state if isinstance(inner, type) and issubclass(inner, BaseModel)]
    return [info.alias or name for each in models for name, info in each.model_fields.items()]


def _step(annotation: Any, part: str | int) -> Iterator[Any]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, info in annotation.model_fields.items():
            if part == (info.alias or name):
                yield from _unwrap(info.annotation)
    elif get_origin(annotation) is dict:
        yield from _unwrap(get_args(annotation)[1])
    elif get_origin(annotation) is tuple:
        yield from _unwrap(get_args(annotation)[0])


def _unwrap(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        yield from _unwrap(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, UnionType):
        for each in get_args(annotation):
            yield from _unwrap(each)
    else:
        yield annotation
