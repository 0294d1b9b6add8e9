"""From a file, a text or plain data to a checked scenario, with all problems reported at once."""

import copy
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from tocsin.errors import InputError

from .assumptions import entries
from .brought import Brought, bring_in
from .changes import plain, with_changes
from .content import Content
from .fitting import question_problems
from .problems import Problem, describe, from_pydantic
from .read import Document, Path_, read_file, read_text
from .references import reference_problems
from .rules import rule_problems

MAX_SHOWN = 100
ABOUT_THE_REST = ("assumptions", "questions")
"""Sections that tell of what stands in others, and may be left behind when those change."""

# The functions take the model of the file's whole: it stands above them and calls them.
M = TypeVar("M", bound=Content)


def from_file(model: type[M], path: Path) -> tuple[M, str | None]:
    """Read and check a scenario file, see `Scenario.load`; with its text, if it is YAML."""
    try:
        document = read_file(path)
    except InputError as error:
        raise _named(error, str(path)) from error
    return _checked(model, document, str(path), folder=path.parent), document.text


def from_text(model: type[M], text: str, *, name: str, json: bool) -> tuple[M, str | None]:
    """Check a YAML (or JSON) text, see `Scenario.from_text`; with the text, if it is YAML."""
    try:
        document = read_text(text, json=json)
    except InputError as error:
        raise _named(error, name) from error
    return _checked(model, document, name), document.text


def _named(error: InputError, name: str) -> InputError:
    """What is wrong with a text itself comes without the name of its file."""
    known = f"{name}:"
    texts = [each if each.startswith(known) else f"{known} {each}" for each in error.problems]
    return InputError([each.replace(": line ", ":", 1) for each in texts])


def from_data(model: type[M], data: Mapping[str, Any]) -> M:
    """Check plain data; see `Scenario.from_dict`."""
    return _checked(model, Document(data=plain(data)), "")


def changed(model: type[M], data: dict[str, Any], *, told: Collection[str], with_names: bool) -> M:
    """Check data of a scenario that was changed: plain already.

    Whoever changes a world need not mend the assumptions and the questions about what was in it,
    so they are checked only where they are `told`; and names that were known still are where only
    numbers changed.
    """
    return _checked(model, Document(data=data), "", told=told, with_names=with_names)


def _checked(
    model: type[M],
    document: Document,
    name: str,
    *,
    folder: Path | None = None,
    told: Collection[str] = ABOUT_THE_REST,
    with_names: bool = True,
) -> M:
    texts = [(line, f"{name}:{line}: {text}") for line, text in document.problems]
    brought = bring_in(document.data, folder)
    scenario, found = _examine(model, document.data, with_names=with_names, unread=brought.unread)
    found = [*brought.problems, *found]
    if "assumptions" in told and not found:
        found += _assumption_problems(model, document.data)
    if "questions" not in told:
        found = [each for each in found if each[0][:1] != ("questions",)]
    elif scenario is not None and not found:
        found += question_problems(scenario)
    texts += [_located(document, brought, name, problem) for problem in found]
    if scenario is None or texts:
        raise InputError(_shortened([text for _, text in sorted(texts, key=lambda each: each[0])]))
    return scenario


def _examine(
    model: type[M], data: Any, *, with_names: bool = True, unread: Collection[str] = ()
) -> tuple[M | None, list[Problem]]:
    if data is None:
        return None, [((), "Empty. Start from the scaffold (tocsin new).")]
    if not isinstance(data, dict):
        return None, [((), f"Is a {type(data).__name__}. Must be a mapping of keys.")]
    scenario, problems = None, []
    try:
        # The fields alone, without the checks of the whole that its own `model_validate` makes.
        scenario = model.__pydantic_validator__.validate_python(data)
    except ValidationError as error:
        problems = from_pydantic(error, data, model)
    # Asked of the plain data, whatever else is wrong with it: all problems come at once.
    if with_names:
        problems += reference_problems(data, unread=unread)
    problems += rule_problems(data, scenario, with_names=with_names)
    # A value that is wrong by itself is said once, not again as an unknown name.
    first: dict[Path_, str] = {}
    for path, text in problems:
        first.setdefault(path, text)
    return scenario, list(first.items())


def _assumption_problems(model: type[M], data: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the world of each assumption, where the world without it is fine."""
    for name, changes in entries(data):
        path: Path_ = ("assumptions", name)
        try:
            changed = with_changes(copy.deepcopy(data), changes, null_removes=True)
        except InputError as error:
            yield from ((path, f"{text} Named {describe(path)}.") for text in error.problems)
            continue
        # Itself left out, or its own removals would be met a second time.
        changed.pop("assumptions")
        changed.pop("questions", None)
        for _, text in _examine(model, changed)[1]:
            yield path, f"With assumption {name!r}: {text}"


def _located(document: Document, brought: Brought, name: str, problem: Problem) -> tuple[int, str]:
    path, text = problem
    line = _line_of(document.lines, path)
    elsewhere = brought.place_of(path)
    if elsewhere is not None:
        return line, f"{elsewhere}: {text}"
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
