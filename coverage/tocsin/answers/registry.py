"""The verbs: each is declared by its own head, where it lives.

A verb is a public function with the mark ``@verb``. Its signature says which options it has, and
its docstring what they mean; the command line, the help and the public name are made of these.

``tocsin --help`` must not wait for numpy, and importing a verb imports numpy. So the head of a
verb (mark, signature, docstring) is read as text here, as `tocsin.lazy` reads the stub.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, wraps
from importlib import import_module
from inspect import Parameter, Signature, cleandoc, signature
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast, get_args

from tocsin.answers import common
from tocsin.lazy import stub_homes
from tocsin.scenario.source import scenario_of

P = ParamSpec("P")
Source = TypeVar("Source")
Gives = TypeVar("Gives")

_PACKAGE = Path(__file__).parents[1]
_PARAMETER = re.compile(r"^(\w+(?:, \w+)*)(?: : (.+))?$")
_CHOICES = re.compile(r"\{(.+)\}")
# What only a program can give.
_OF_PYTHON = ("progress", "bank")


def verb(
    *,
    example: str,
    draws: bool = False,
    shapes: bool = False,
    page: bool = False,
    leads: bool = True,
    one_case: bool = False,
) -> Callable[
    [Callable[Concatenate[Source, P], Gives]], Callable[Concatenate[Source | str | Path, P], Gives]
]:
    """Mark a function as a verb; as its scenario it then takes a path or a shipped name, too.

    Parameters
    ----------
    example : str
        A command line that shows it, with a shipped scenario.
    draws : bool
        Whether its answer has a figure.
    shapes : bool
        Whether its answer has shapes on the ground, which GeoJSON can hold.
    page : bool
        Whether its answer can be the offline page.
    leads : bool
        Whether it answers for one launch at a time: for the one that leads, unless told otherwise.
    one_case : bool
        Whether it works out one arc alone, however large the world is.
    """

    def mark(
        work: Callable[Concatenate[Source, P], Gives],
    ) -> Callable[Concatenate[Source | str | Path, P], Gives]:
        # Help and name stay those of the function.
        @wraps(work)
        def asked(scenario: Source | str | Path, *args: P.args, **options: P.kwargs) -> Gives:
            from tocsin.answers.asking import ask  # a head can be read without what answers need

            return cast(Gives, ask(work, scenario_of(scenario), *args, leads=leads, **options))

        asked.__signature__ = _signature(work)  # type: ignore[attr-defined]
        return asked

    return mark


def _signature(work: Callable[..., Any]) -> Signature:
    """Return the signature of a verb with the options that it shares spelt out."""
    known = signature(work)
    own = [each for each in known.parameters.values() if each.kind is not Parameter.VAR_KEYWORD]
    shared = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        for each in known.parameters.values()
        if each.kind is Parameter.VAR_KEYWORD
        for name, kind in get_args(each.annotation)[0].__annotations__.items()
        if name not in known.parameters
    ]
    return known.replace(parameters=[*own, *shared])


@dataclass(frozen=True)
class Option:
    """One option of a verb.

    Attributes
    ----------
    name : str
        Of the parameter in Python.
    kind : type
        ``str``, ``int``, ``float`` or ``bool``: what one value is on a command line.
    help : str
        What it means, from the docstring.
    is_list : bool
        Whether it may be given several times.
    is_positional : bool
        Whether Python takes it by position, too.
    is_required : bool
        Whether it has no default.
    default : object
    """

    name: str
    kind: type
    help: str
    is_list: bool
    is_positional: bool
    is_required: bool
    default: Any = None


@dataclass(frozen=True)
class Verb:
    """One verb.

    Attributes
    ----------
    name, home : str
        The function, and the module that it lives in.
    sentence, example : str
        What it does, and a command line that shows it.
    options : tuple of Option
        All that a user may say, in order; the scenario comes before them.
    is_long : bool
        Whether it takes ``progress``.
    draws : bool
        Whether its answer has a figure.
    shapes : bool
        Whether its answer has shapes on the ground.
    page : bool
        Whether its answer can be the offline page.
    one_case : bool
        Whether it works out one arc alone.
    """

    name: str
    home: str
    sentence: str
    example: str
    options: tuple[Option, ...]
    is_long: bool
    draws: bool
    shapes: bool
    page: bool
    one_case: bool

    def load(self) -> Any:
        """Import the function."""
        return getattr(import_module(self.home), self.name)


@cache
def verbs() -> dict[str, Verb]:
    """Return every verb by name, in the order of their names.

    Examples
    --------
    >>> verb = verbs()["compare"]
    >>> verb.sentence
    'Compare two policies, or two scenarios: who is newly warned, who gains how many seconds.'
    >>> [option.name for option in verb.options][:6]
    ['a', 'b', 'policy_b', 'threads', 'with_', 'without']
    """
    found = {name: verb_called(name) for name in _homes()}
    return {name: verb for name, verb in found.items() if verb is not None}


@cache
def verb_called(name: str) -> Verb | None:
    """Return a verb without reading the heads of the others; None where there is none.

    Examples
    --------
    >>> verb_called("explain").draws, verb_called("Scenario")
    (True, None)
    """
    home = _homes().get(name, "")
    head = _head(name, home) if ".answers." in home else None
    return None if head is None else _verb(head, home)


@cache
def _homes() -> dict[str, str]:
    return stub_homes((_PACKAGE / "__init__.pyi").read_text("utf-8"), "tocsin")


def _head(name: str, home: str) -> ast.FunctionDef | None:
    """Parse mark, signature and docstring of a function; None where it bears no mark.

    Only these lines are parsed: whole modules take a tenth of a second together.
    """
    source = _PACKAGE.joinpath(*home.split(".")[1:]).with_suffix(".py").read_text("utf-8")
    pattern = rf'^@verb\((?:(?!^def ).)*^def {name}\(.*?""".*?"""'
    match = re.search(pattern, source, re.MULTILINE | re.DOTALL)
    if match is None:
        return None
    (head,) = ast.parse(match[0]).body
    assert isinstance(head, ast.FunctionDef)
    return head


def _verb(head: ast.FunctionDef, home: str) -> Verb:
    (mark,) = (node for node in head.decorator_list if isinstance(node, ast.Call))
    marked = {each.arg: ast.literal_eval(each.value) for each in mark.keywords}
    text = ast.get_docstring(head) or ""
    names = {each.arg for each in (*head.args.args, *head.args.kwonlyargs)}
    return Verb(
        name=head.name,
        home=home,
        sentence=text.partition("\n\n")[0].replace("\n", " "),
        example=marked["example"],
        options=(*_options(head.args, dict(_meanings(text))), *_shared_options(head.args)),
        is_long="progress" in names,
        draws=marked.get("draws", False),
        shapes=marked.get("shapes", False),
        page=marked.get("page", False),
        one_case=marked.get("one_case", False),
    )


def _options(arguments: ast.arguments, meanings: dict[str, str]) -> Iterator[Option]:
    """Yield what a command line can say; the scenario, the first argument, is left out."""
    positional = arguments.args[1:]
    absent = [None] * (len(positional) - len(arguments.defaults))
    defaults = [*absent, *arguments.defaults, *arguments.kw_defaults]
    every = [*positional, *arguments.kwonlyargs]
    for argument, default in zip(every, defaults, strict=True):
        # A command line has no way to give a callable.
        if argument.arg in _OF_PYTHON:
            continue
        annotation = ast.unparse(argument.annotation) if argument.annotation else "str"
        yield Option(
            argument.arg,
            _kind(annotation),
            meanings.get(argument.arg, ""),
            is_list="Sequence[" in annotation,
            is_positional=argument in positional,
            is_required=default is None,
            default=None if default is None else ast.literal_eval(default),
        )


def _shared_options(arguments: ast.arguments) -> Iterator[Option]:
    """Yield the options that a verb shares with the others, where it takes them."""
    if arguments.kwarg is None:
        return
    own = {argument.arg for argument in arguments.kwonlyargs}
    meanings = _shared_meanings()
    # As the signature has it: ``**asked: Unpack[Asked]``.
    assert isinstance(arguments.kwarg.annotation, ast.Subscript)
    asked = getattr(common, ast.unparse(arguments.kwarg.annotation.slice))
    for name, annotation in asked.__annotations__.items():
        if name not in own:
            kind = str(annotation)
            is_list = "Sequence[" in kind or "Mapping[" in kind
            yield Option(name, _kind(kind), meanings[name], is_list, False, False)


@cache
def _shared_meanings() -> dict[str, str]:
    return {
        name: text
        for base in (common.Changes, common.Asked, common.Draws)
        for name, text in _meanings(base.__doc__ or "", section="Attributes")
    }


def _kind(annotation: str) -> type:
    """Return what a value is on a command line: text, wherever text is taken at all."""
    for kind in (str, bool, int, float):
        if re.search(rf"\b{kind.__name__}\b", annotation):
            return kind
    return str


def _meanings(docstring: str, *, section: str = "Parameters") -> Iterator[tuple[str, str]]:
    """Yield each parameter of a numpydoc docstring and what is said of it, choices first."""
    docstring = cleandoc(docstring)
    text = docstring.partition(f"{section}\n{'-' * len(section)}\n")[2].partition("\n\n")[0]
    names: list[str] = []
    lines: list[str] = []
    choices = ""
    for line in [*text.split("\n"), "end"]:
        if line.startswith(" "):
            lines.append(line.strip())
            continue
        yield from ((name, f"{choices}{' '.join(lines)}") for name in names)
        parameter = _PARAMETER.match(line)
        if parameter is not None:
            names, lines = parameter[1].split(", "), []
            braces = _CHOICES.search(parameter[2] or "")
            choices = braces[1].replace('"', "").replace(", ", " or ") + ". " if braces else ""
