"""What a text is read into before it becomes plain data: nodes with lines, and plain words.

Plain words follow the YAML 1.2 core schema: `NO` is text, `true` a flag, `2016-11-23` a date.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

MAX_DEPTH = 32
MAX_VALUES = 300_000

_INT = re.compile(r"[-+]?[0-9]{1,300}\Z")
_BASED = re.compile(r"0(?:o[0-7]{1,100}|x[0-9a-fA-F]{1,100})\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_WORDS |= {word.title(): value for word, value in _WORDS.items()}
_WORDS |= {word.upper(): value for word, value in _WORDS.items()}


@dataclass
class Node:
    """A value with the line on which it starts; children are nodes."""

    value: Any
    line: int


@dataclass
class Mapping:
    """Entries of a mapping as written: key text, line of the key, value node."""

    entries: list[tuple[str, int, Node]] = field(default_factory=list)


def scalar(text: str) -> Any:
    """Return the value of a plain YAML word.

    Examples
    --------
    >>> [scalar(word) for word in ("no", "1e3", "0x10", "~", "12:30", "2016-02-30")]
    ['no', 1000.0, 16, None, '12:30', '2016-02-30']
    """
    if text in _WORDS:
        return _WORDS[text]
    # Before _FLOAT, which would match as well and make a seed a real number.
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text) or _SPECIAL.match(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    if _BASED.match(text):
        return int(text, 0)
    # Only what looks like a day in full: 12:30 and 1.2.3 stay text.
    return _day(text) if _DAY.match(text) else text


def _day(text: str) -> Any:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
