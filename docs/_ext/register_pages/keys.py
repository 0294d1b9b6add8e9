"""Tables of keys: what a file may write, from the models that check it."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from register_pages.markdown import plain, table
from tocsin.fields import Model, field_docs
from tocsin.sensors.kind import SensorKeys
from tocsin.sensors.kinds import KINDS
from tocsin.study.file import StudyFile
from tocsin.study.vocabulary import Axis, By, Coverage, Sample, Sites, Span

HEAD = ("key", "value", "default", "meaning")
KINDS_OF_VALUES = {"string": "text", "integer": "whole number", "number": "number",
                   "boolean": "true or false", "object": "mapping", "array": "list"}  # fmt: skip
LARGEST = {2**63 - 1: "2^63 - 1"}
MANY = 5
"""A default that is a longer list is told in words, beneath the field."""


def key_table(model: type[BaseModel]) -> str:
    """Return the table of a model's keys: value, default and meaning of each."""
    return table(HEAD, list(rows(model)))


def rows(model: type[BaseModel]) -> Iterator[tuple[str, str, str, str]]:
    """Yield each key of a model with its value, default and meaning."""
    schema = _schema(model)
    docs = field_docs(model) if issubclass(model, Model) else {}
    needed = schema.get("required", ())
    for name, info in model.model_fields.items():
        key = info.alias or name
        told = schema["properties"][key]
        default = "required" if key in needed else _default(told.get("default"))
        yield f"`{key}`", value(told), default, plain(docs.get(name, told.get("description", "")))


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    whole = model.model_json_schema(by_alias=True, mode="validation")
    # A model that holds itself stands among its own definitions.
    name = whole.get("$ref", "").rpartition("/")[2]
    return whole["$defs"][name] if name else whole


def _default(found: Any) -> str:
    if found in (None, [], {}, ""):
        return ""
    if isinstance(found, bool):
        return f"`{str(found).lower()}`"
    if isinstance(found, dict) or (isinstance(found, list) and len(found) > MANY):
        return ""
    return f"`{found}`".replace("None", "null")


def value(schema: dict[str, Any]) -> str:
    """Return in words what values a schema allows.

    >>> value({"type": "number", "minimum": 0, "maximum": 10})
    'number [0, 10]'
    >>> value({"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "null"}]})
    'list of text'
    """
    either = schema.get("anyOf") or schema.get("oneOf")
    if either:
        told = [_drawn(each) or value(each) for each in either if each.get("type") != "null"]
        return " or ".join(dict.fromkeys(told))
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if "$ref" in schema:
        return "mapping, see below"
    if schema.get("format") == "date":
        return "date"
    return _of_type(schema)


def _drawn(schema: dict[str, Any]) -> str:
    """Return how a number with its range is written, where that is what a schema is."""
    ends = {"low", "value", "high"}
    return "range" if set(schema.get("properties", ())) == ends else ""


def _of_type(schema: dict[str, Any]) -> str:
    types = schema.get("type", "")
    if isinstance(types, list):
        return " or ".join(value({"type": each}) for each in types)
    kind = KINDS_OF_VALUES.get(types, "any value")
    if kind == "list" and schema.get("maxItems") == 2:
        return "pair"
    if kind == "list" and schema.get("items"):
        inner = value(schema["items"])
        # Lists in lists are told in words, beneath the field.
        return kind if inner.startswith("list") else f"list of {inner}"
    if "number" in kind:
        return f"{kind}{_span(schema)}"
    return kind


def _span(schema: dict[str, Any]) -> str:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum")
    if low is None or high is None or high >= 1e300:
        return ""
    bracket = "(" if "exclusiveMinimum" in schema else "["
    return f" {bracket}{low:g}, {LARGEST.get(high) or f'{high:.12g}'}]"


def study_page() -> str:
    """Return the page of every key of a study file."""
    parts = [
        "# Every key of a study file",
        "What the keys are for, with examples: [](../studies.md).",
        key_table(StudyFile),
    ]
    for title, model, about in (
        ("Each of the axes", Axis, "Exactly one of the ways to vary."),
        ("Sites of an axis", Sites, ""),
        ("Days of an axis", Span, ""),
        ("sample", Sample, ""),
        ("by", By, "Which rows a run gives."),
        ("coverage", Coverage, "How coverage is asked about, where measures of it are kept."),
    ):
        parts += [f"## {title}", about, key_table(model)]
    return "\n\n".join(filter(None, parts)) + "\n"


def sensors_page() -> str:
    """Return the page of every kind of sensor: its keys, the numbers of its cards, an example."""
    parts = [
        "# Every kind of sensor",
        "The kind is that of the sensor's class ([cards](cards.md)). What a scenario may write: "
        "[](../scenario.md#sensors).",
        "## Keys of every sensor",
        key_table(SensorKeys),
    ]
    for kind in KINDS.values():
        numbers = [
            (f"`{n.key}`", f"number {'(' if n.above else '['}{n.low:g}, {n.high:g}]",
             "yes" if n.needed else f"absent: {n.absent}" if n.absent else "", f"{n.text}.")
            for n in kind.numbers
        ]  # fmt: skip
        keys = key_table(kind.keys) if kind.keys.model_fields else ""
        parts += [
            f"## {kind.name}",
            kind.limits,
            "Its keys:" if keys else "",
            keys,
            "Numbers of its cards, each of which an entry may override:",
            table(("key", "value", "a card needs it", "meaning"), numbers),
        ]
    return "\n\n".join(filter(None, parts)) + "\n"
