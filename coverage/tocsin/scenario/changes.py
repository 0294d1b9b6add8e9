"""Changes to a scenario's plain data: values at dotted paths."""

import copy
from collections.abc import Mapping
from typing import Any

from tocsin.errors import InputError
from tocsin.fields import Model
from tocsin.words import did_you_mean


def as_data(model: Model) -> dict[str, Any]:
    """Return what a model was made of, as plain data that JSON can hold.

    Examples
    --------
    >>> from tocsin.fields import Box
    >>> as_data(Box(west=0, south=0, east=1, north=1))["east"]
    1.0
    """
    return model.model_dump(mode="json", by_alias=True, exclude_unset=True)


def plain(value: Any) -> Any:
    """Return data with mappings as dicts, sequences as lists, numpy scalars as numbers.

    Examples
    --------
    >>> plain({"a": (1, 2)})
    {'a': [1, 2]}
    """
    if isinstance(value, Model):
        return as_data(value)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    # numpy's numbers are no Python numbers, and strict fields would refuse them.
    return value.item() if hasattr(value, "dtype") and getattr(value, "ndim", 1) == 0 else value


def with_changes(
    data: dict[str, Any], changes: Mapping[str, Any], *, null_removes: bool = False
) -> dict[str, Any]:
    """Put values at dotted paths of a scenario's data, in place; return the data.

    Parameters
    ----------
    data : dict
    changes : mapping of str to object
    null_removes : bool
        Whether None takes any value out, instead of standing there. A named entry of a section
        (a sensor, a policy) is taken out in any case: nothing else could be meant.

    Raises
    ------
    InputError
        When a path leads through something that is no mapping or list, or to nothing that could
        be removed.

    Examples
    --------
    >>> with_changes({"nations": {"JPN": {}}}, {"nations.JPN.assess_s": 30})
    {'nations': {'JPN': {'assess_s': 30}}}
    >>> with_changes({"sensors": {"eye": {}}}, {"sensors.eye": None}, null_removes=True)
    {'sensors': {}}
    >>> with_changes({"responders": {"east": {}, "west": {}}}, {"responders.west": None})
    {'responders': {'east': {}}}
    """
    problems = [
        text
        for key, value in changes.items()
        for change in [
            _remove if value is None and (null_removes or _is_entry(data, key)) else _put
        ]
        if (text := change(data, key, value))
    ]
    if problems:
        raise InputError(problems)
    return data


def _is_entry(data: Mapping[str, Any], key: str) -> bool:
    """Whether a path leads to an entry that the file names, and not to one of its values."""
    section, _, name = key.partition(".")
    entries = data.get(section)
    return isinstance(entries, dict) and isinstance(entries.get(name), dict)


def _put(data: dict[str, Any], key: str, value: Any) -> str | None:
    *parents, last = key.split(".")
    inner: Any = data
    for depth, part in enumerate(parents):
        if depth == 1 and parents[0] != "cards" and isinstance(inner, dict) and part not in inner:
            # A typo in a name must not start a new entry.
            return f"Unknown path {key!r}. {parents[0]} has no {part!r}.{did_you_mean(part, inner)}"
        if isinstance(inner, dict):
            # A section that the file leaves out (cards, say) is begun.
            inner = inner.setdefault(part, {})
        elif isinstance(inner, list) and part.isdigit() and int(part) < len(inner):
            inner = inner[int(part)]
        else:
            return f"Unknown path {key!r}. {part!r} is not an entry."
    if isinstance(inner, list) and last.isdigit() and int(last) < len(inner):
        # Copied: the caller may change the value later, the checked data may not change.
        inner[int(last)] = copy.deepcopy(plain(value))
    elif isinstance(inner, dict):
        inner[last] = copy.deepcopy(plain(value))
    else:
        return f"Unknown path {key!r}. {last!r} is not an entry."
    return None


def _remove(data: dict[str, Any], key: str, _nothing: None) -> str | None:
    *parents, last = key.split(".")
    inner: Any = data
    for part in parents:
        inner = inner.get(part) if isinstance(inner, dict) else None
    if not isinstance(inner, dict) or last not in inner:
        hint = did_you_mean(last, inner) if isinstance(inner, dict) else ""
        return f"Unknown path {key!r}. There is nothing to remove.{hint}"
    del inner[last]
    return None
