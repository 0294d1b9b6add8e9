"""The verbs that ask, as commands: made here from the registry of verbs, when one is asked for."""

from collections.abc import Callable
from functools import cache, partial
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any

import typer

from tocsin.answers.registry import Option, Verb, verb_called, verbs
from tocsin.cli.common import (
    Json,
    Quiet,
    ScenarioFile,
    Threads,
    app,
    compile_early,
    console,
    load,
    print_json,
    wait_for_no_compiler,
)
from tocsin.cli.hints import Helped, check_second
from tocsin.errors import InputError
from tocsin.plot.formats import FORMATS
from tocsin.scenario.launching import EACH

File = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Write it: .json all; .csv, .parquet: its first table."),
]
Csv = Annotated[Path | None, typer.Option(help="Write its first table as CSV.")]
Figure = Annotated[Path | None, typer.Option(help="Draw it too: a .png, .svg or .pdf file.")]

# Options whose names on the command line differ from those in Python: a list is plural there.
FLAGS = {
    "policies": ("--policy", "-p"),
    "policy": ("--policy", "-p"),
    "with_": ("--with",),
    "set": ("--set",),
}
LISTS = (
    "policies",
    "policy",
    "with_",
    "without",
    "arc",
    "nation",
    "layers",
    "sensor",
    "altitude_km",
)
"""Options that take several names."""
# What a bar of progress counts where that is not arcs.
_COUNTED = {"explain": "policies"}
# `run` writes a folder: its command is in `runs`.
HAND_MADE = ("run",)


def command_of(verb: Verb) -> Callable[..., None]:
    """Return the function behind a verb's command, with the signature that typer reads."""

    def command(scenario: Path, **options: Any) -> None:
        answer_to(verb, scenario, **options)

    command.__name__ = verb.name
    command.__doc__ = f"{verb.sentence}\n\nExample: {verb.example}"
    command.__signature__ = Signature(parameters_of(verb))  # type: ignore[attr-defined]
    # Typer would read them before the signature.
    command.__annotations__ = {}  # or typer would take those of the function itself
    return command


def answer_to(
    verb: Verb,
    scenario: Path,
    *,
    figure: Path | None = None,
    out: Path | None = None,
    csv: Path | None = None,
    quiet: bool = False,
    as_json: bool = False,
    **options: Any,
) -> None:
    """Ask a verb, and print or draw what it answers."""
    from tocsin.terminal.console import progress_bar

    # Before the work: a file in an unknown format should not cost a run first.
    if figure is not None:
        from tocsin.report.figures import check_figure, save_figure

        check_figure(figure)
    if csv is not None and csv.suffix != ".csv":
        raise InputError(f"Invalid --csv {str(csv)!r}. Must end with .csv; -o takes other formats.")
    files = [each for each in (out, csv) if each is not None]
    if files:
        from tocsin.report.saved import check_file

        for file in files:
            check_file(file, draws=verb.draws, shapes=verb.shapes, page=verb.page)
    single = (*FORMATS, "html")
    drawn = [each for each in (figure, out) if each and each.suffix.lstrip(".") in single]
    if drawn and options.get("launch") == EACH:
        raise InputError("Each launch area has a figure or page of its own. Name one launch.")
    is_building, loaded = compile_early(quiet=quiet or as_json), load(scenario)
    check_second(verb, loaded, options | {"scenario": scenario})
    # Draws are many runs; and what asks of one case is small in any world.
    if is_building and not options.get("draws"):
        wait_for_no_compiler(None if verb.one_case else loaded)
    counted = "draws" if options.get("draws") else _COUNTED.get(verb.name, "arcs")
    with progress_bar(counted, quiet=quiet or as_json or not verb.is_long) as progress:
        if verb.is_long:
            options["progress"] = progress
        answer = verb.load()(loaded, **with_values(options))
    if figure is not None:
        save_figure(answer.figure(), figure)
    for file in files:
        answer.save(file)
    show(answer, as_json=as_json)


def with_values(options: dict[str, Any]) -> dict[str, Any]:
    """Return options as Python takes them.

    Several names in one, ``a,b``, become several. Each PATH=VALUE becomes an entry of a mapping;
    values are read as YAML.

    Raises
    ------
    InputError
        One has no ``=``, or its value cannot be read.

    Examples
    --------
    >>> with_values({"set": ["seed=7", "sensors.east=null"]})
    {'set': {'seed': 7, 'sensors.east': None}}
    >>> with_values({"policies": ["a,b", "c"]})
    {'policies': ['a', 'b', 'c']}
    """
    options = {key: _names(value) if key in LISTS else value for key, value in options.items()}
    given = options.get("set")
    if not given:
        return options
    return options | {"set": dict(map(_assignment, given))}


def _names(given: Any) -> Any:
    if not isinstance(given, list):
        return given
    # No id holds a comma.
    return [name.strip() for text in given for name in text.split(",")]


def _assignment(text: str) -> tuple[str, Any]:
    from tocsin.scenario.read import read_text

    path, equals, value = text.partition("=")
    if not equals or not path:
        raise InputError(f"Invalid --set {text!r}. Write PATH=VALUE, for example seed=7.")
    # Under a key: a value alone is no document of a scenario.
    document = read_text(f"value: {value}")
    if document.problems:
        raise InputError(f"Invalid --set {text!r}. {document.problems[0][1]}")
    return path.strip(), document.data["value"]


def show(answer: Any, *, as_json: bool) -> None:
    """Print an answer as JSON or as text."""
    if as_json:
        print_json(answer.to_dict())
        return
    from tocsin.terminal.render import render

    render(answer, console())


def parameters_of(verb: Verb) -> list[Parameter]:
    """Return the parameters of a verb's command: its own, and those that verbs have in common."""
    common: dict[str, tuple[Any, Any]] = {"figure": (Figure, None)} if verb.draws else {}
    if verb.is_long:
        common["quiet"] = (Quiet, False)
    common |= {"out": (File, None), "csv": (Csv, None), "as_json": (Json, False)}
    return [
        _parameter("scenario", ScenarioFile),
        *map(parameter_of, verb.options),
        *(_parameter(name, kind, default) for name, (kind, default) in common.items()),
    ]


def parameter_of(option: Option) -> Parameter:
    """Return a parameter as typer reads it."""
    # One wording of an option that nearly every verb has.
    if option.name == "threads":
        return _parameter("threads", Threads, None)
    kind: Any = list[option.kind] if option.is_list else option.kind  # type: ignore[name-defined]
    flags = FLAGS.get(option.name, ())
    is_argument = option.is_positional and not flags
    make: Any = typer.Argument if is_argument else partial(typer.Option, *flags)
    info = make(help=option.help)
    if option.is_required:
        return _parameter(option.name, Annotated[kind, info])
    optional = kind if option.default is not None else kind | None
    return _parameter(option.name, Annotated[optional, info], option.default)


def _parameter(name: str, kind: Any, default: Any = Parameter.empty) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def add_verb(name: str, to: typer.Typer) -> bool:
    """Add the command of a verb to an app; tells whether there is such a verb.

    Examples
    --------
    >>> add_verb("rank", typer.Typer()), add_verb("check", typer.Typer())
    (True, False)
    """
    verb = None if name in HAND_MADE else verb_called(name)
    if verb is not None:
        to.command(name, cls=Helped)(command_of(verb))
    return verb is not None


@cache
def whole_app() -> typer.Typer:
    """Return the app with the commands of all verbs."""
    for name in verbs():
        add_verb(name, app)
    return app
