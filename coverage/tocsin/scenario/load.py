"""From a file, a text or plain data to a checked scenario, with all problems reported at once."""

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from tocsin.errors import InputError
from tocsin.fields import Model
from tocsin.words import did_you_mean

from .problems import Problem, from_pydantic
from .read import Document, Path_, read_file, read_text
from .references import reference_problems
from .rules import rule_problems

MAX_SHOWN = 100

# The functions take the model of the file's whole: it stands above them and calls them.
M = TypeVar("M", bound=Model)


def from_file(model: type[M], path: Path) -> M:
    """Read and check a scenario file; see `Scenario.load`."""
    try:
        document = read_file(path)
    except InputError as error:
        known = f"{path}:"
        # What is wrong with the text itself came without the file's name.
        texts = [each if each.startswith(known) else f"{known} {each}" for each in error.problems]
        raise InputError([each.replace(": line ", ":", 1) for each in texts]) from error
    return _checked(model, document, str(path))


def from_text(model: type[M], text: str, *, name: str, json: bool) -> M:
    """Check a YAML (or JSON) text; see `Scenario.from_text`."""
    return _checked(model, read_text(text, json=json), name)


def from_data(model: type[M], data: Mapping[str, Any]) -> M:
    """Check plain data; see `Scenario.from_dict`."""
    return _checked(model, Document(data=plain(data)), "")


def plain(value: Any) -> Any:
    """Return data with mappings as dicts, sequences as lists, numpy scalars as numbers.

    Examples
    --------
    >>> plain({"a": (1, 2)})
    {'a': [1, 2]}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    # numpy's numbers are no Python numbers, and strict fields would refuse them.
    return value.item() if hasattr(value, "dtype") and getattr(value, "ndim", 1) == 0 else value


def with_changes(data: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Put values at dotted paths of a scenario's data, in place; return the data.

    Raises
    ------
    InputError
        When a path leads through something that is no mapping or list.

    Examples
    --------
    >>> with_changes({"nations": {"JPN": {}}}, {"nations.JPN.assess_s": 30})
    {'nations': {'JPN': {'assess_s': 30}}}
    """
    problems = [text for key, value in changes.items() if (text := _put(data, key, value))]
    if problems:
        raise InputError(problems)
    return data


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


def _checked(model: type[M], document: Document, name: str) -> M:
    texts = [(line, f"{name}:{line}: {text}") for line, text in document.problems]
    scenario, found = _examine(model, document.data)
    texts += [_located(document, name, problem) for problem in found]
    if scenario is None or texts:
        raise InputError(_shortened([text for _, text in sorted(texts, key=lambda each: each[0])]))
    return scenario


def _examine(model: type[M], data: Any) -> tuple[M | None, list[Problem]]:
    if data is None:
        return None, [((), "Empty. Start from the scaffold (tocsin new).")]
    if not isinstance(data, dict):
        return None, [((), f"Is a {type(data).__name__}. Must be a mapping of keys.")]
    scenario, problems = None, []
    try:
        scenario = model.model_validate(data)
    except ValidationError as error:
        problems = from_pydantic(error, data, model)
    # Asked of the plain data, whatever else is wrong with it: all problems come at once.
    problems += reference_problems(data)
    problems += rule_problems(data)
    # A value that is wrong by itself is said once, not again as an unknown name.
    first: dict[Path_, str] = {}
    for path, text in problems:
        first.setdefault(path, text)
    return scenario, list(first.items())


def _located(document: Document, name: str, problem: Problem) -> tuple[int, str]:
    path, text = problem
    line = _line_of(document.lines, path)
    place = ":".join(part for part in (name, str(line) if line else "") if part)
    return line, f"{place}: {text}" if place else text


def _line_of(lines: Mapping[Path_, int], path: Path_) -> int:
    # A missing key has no line; that of the entry which lacks it is the next best.
    for length in range(len(path), -1, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 0


def _shortened(texts: Sequence[str]) -> list[str]:
    if len(texts) <= MAX_SHOWN:
        return list(texts)
    return [*texts[:MAX_SHOWN], f"... and {len(texts) - MAX_SHOWN} more problems."]
