"""From a file, a text or plain data to a checked scenario, with all problems reported at once."""

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tocsin.errors import InputError
from tocsin.words import did_you_mean

from .problems import Problem, from_pydantic
from .read import Document, Path_, read_file, read_text
from .references import reference_problems
from .rules import rule_problems

if TYPE_CHECKING:
    from .models import Scenario

MAX_SHOWN = 100


def load(model: type["Scenario"], path: Path) -> Any:
    """Read and check a scenario file; see `Scenario.load`."""
    try:
        document = read_file(path)
    except InputError as error:
        known = f"{path}:"
        texts = [each if each.startswith(known) else f"{known} {each}" for each in error.problems]
        raise InputError([each.replace(": line ", ":", 1) for each in texts]) from error
    scenario = _checked(model, document, str(path))
    scenario._source = path
    return scenario


def from_text(text: str, *, name: str = "text", json: bool = False) -> "Scenario":
    """Check a YAML (or JSON) text; `name` stands for the file in messages.

    Raises
    ------
    InputError
        With every problem of the text, each with its line.
    """
    from .models import Scenario

    return _checked(Scenario, read_text(text, json=json), name)


def build(model: type["Scenario"], data: Mapping[str, Any]) -> Any:
    """Check plain data; see `Scenario.from_dict`."""
    return _checked(model, Document(data=plain(data)), "")


def plain(value: Any) -> Any:
    """Return data with mappings as dicts, sequences as lists, numpy scalars as numbers."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value.item() if hasattr(value, "dtype") and getattr(value, "ndim", 1) == 0 else value


def with_changes(scenario: "Scenario", changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the scenario's data with values put at dotted paths.

    Raises
    ------
    InputError
        When a path leads through something that is no mapping or list.
    """
    data = scenario.to_dict()
    if not scenario.policies_given and any(key.startswith("policies.") for key in changes):
        each = scenario.policies.items()
        data["policies"] = {
            name: policy.model_dump(mode="json", by_alias=True, exclude_unset=True)
            for name, policy in each
        }
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
            inner = inner.setdefault(part, {})
        elif isinstance(inner, list) and part.isdigit() and int(part) < len(inner):
            inner = inner[int(part)]
        else:
            return f"Unknown path {key!r}. {part!r} is not an entry."
    if isinstance(inner, list) and last.isdigit() and int(last) < len(inner):
        inner[int(last)] = copy.deepcopy(plain(value))
    elif isinstance(inner, dict):
        inner[last] = copy.deepcopy(plain(value))
    else:
        return f"Unknown path {key!r}. {last!r} is not an entry."
    return None


def _checked(model: type["Scenario"], document: Document, name: str) -> Any:
    texts = [(line, f"{name}:{line}: {text}") for line, text in document.problems]
    scenario, found = _examine(model, document.data)
    texts += [_located(document, name, problem) for problem in found]
    if texts:
        raise InputError(_shortened([text for _, text in sorted(texts, key=lambda each: each[0])]))
    return scenario


def _examine(model: type["Scenario"], data: Any) -> tuple[Any, list[Problem]]:
    if data is None:
        return None, [((), "Empty. Start from the scaffold (tocsin new).")]
    if not isinstance(data, dict):
        return None, [((), f"Is a {type(data).__name__}. Must be a mapping of keys.")]
    scenario, found = None, []
    try:
        scenario = model.model_validate(data)
    except ValidationError as error:
        found = from_pydantic(error, data, model)
    found += reference_problems(data)
    found += rule_problems(data)
    # A value that is wrong by itself is said once, not again as an unknown name.
    first: dict[Path_, str] = {}
    for path, text in found:
        first.setdefault(path, text)
    return scenario, list(first.items())


def _located(document: Document, name: str, problem: Problem) -> tuple[int, str]:
    path, text = problem
    line = _line_of(document.lines, path)
    place = ":".join(part for part in (name, str(line) if line else "") if part)
    return line, f"{place}: {text}" if place else text


def _line_of(lines: Mapping[Path_, int], path: Path_) -> int:
    for length in range(len(path), -1, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 0


def _shortened(texts: Sequence[str]) -> list[str]:
    if len(texts) <= MAX_SHOWN:
        return list(texts)
    return [*texts[:MAX_SHOWN], f"... and {len(texts) - MAX_SHOWN} more problems."]
