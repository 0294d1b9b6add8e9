"""Verbs that run a scenario: demo, run."""

from collections.abc import Callable
from inspect import Parameter, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tocsin.answers.common import Asked
from tocsin.answers.registry import verbs
from tocsin.cli.common import (
    Json,
    Out,
    Policies,
    Quiet,
    Replace,
    ScenarioFile,
    Threads,
    app,
    compile_early,
    load,
    print_json,
)
from tocsin.cli.verbs import Figure, parameter_of, show, with_values
from tocsin.errors import InputError
from tocsin.io.writers import Writer, writers
from tocsin.plot.formats import FORMATS
from tocsin.scenario.shipped import name_of, shipped

if TYPE_CHECKING:
    from tocsin.answers.run import Result

DEMO = "northeast-asia"
DEMO_POLICIES = ("isolated", "bilateral-2012", "realtime-2024")
DEMO_DRAWS = 256
Draws = Annotated[
    int,
    typer.Option(min=0, help="Draws for a verdict on each policy against the one before; 0: none."),
]
OutOrPage = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Folder to write to; a .html file for the page alone."),
]
SHARED = tuple(Asked.__annotations__)
FORMAT_HELP = f"{FORMATS[0]} (default), {', '.join(FORMATS[1:])}; repeatable."


@app.command()
def demo(
    out: Out = Path("out/demo"),
    draws: Draws = DEMO_DRAWS,
    threads: Threads = None,
    quiet: Quiet = False,
    replace: Replace = False,
    as_json: Json = False,
) -> None:
    """Run the shipped scenario of Northeast Asia under three policies.

    Example: tocsin demo -o out/demo
    """
    from tocsin.report.folder import Wanted

    # The demonstration draws: what it says must hold over the ranges, or say that it does not.
    policies, wanted = list(DEMO_POLICIES), Wanted(draws=draws)
    _run(
        shipped(DEMO), out, policies=policies, wanted=wanted, threads=threads, quiet=quiet,
        replace=replace, as_json=as_json,
    )  # fmt: skip


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that verbs share, and one for each file that it may write."""
    known = signature(command)
    own = [each for each in known.parameters.values() if each.kind is not Parameter.VAR_KEYWORD]
    shared = [parameter_of(each) for each in verbs()["run"].options if each.name in SHARED]
    flags = [_flag(writer) for writer in writers().values() if not writer.is_usual]
    parameters = [*own, *shared, *flags]
    command.__signature__ = known.replace(parameters=parameters)  # type: ignore[attr-defined]
    return command


def _flag(writer: Writer) -> Parameter:
    kind = Annotated[bool, typer.Option(f"--{writer.name}", help=writer.help)]
    return Parameter(writer.name, Parameter.KEYWORD_ONLY, default=False, annotation=kind)


@app.command()
@with_options
def run(
    scenario: ScenarioFile,
    out: OutOrPage = None,
    policies: Policies = None,
    maps: Annotated[bool, typer.Option(help="Draw maps.")] = True,
    per_arc: Annotated[bool, typer.Option("--per-arc", help="A map an arc class too.")] = False,
    formats: Annotated[list[str] | None, typer.Option("--format", help=FORMAT_HELP)] = None,
    report: Annotated[bool, typer.Option(help="Write report.html.")] = True,
    draws: Draws = 0,
    figure: Figure = None,
    threads: Threads = None,
    quiet: Quiet = False,
    replace: Replace = False,
    as_json: Json = False,
    **options: Any,
) -> None:
    """Work out warning times and write tables, maps and a report.

    Example: tocsin run configs/scenarios/northeast-asia.yaml -o out/asia -p realtime-2024
    """
    from tocsin.cli.report import ENDING
    from tocsin.report.figures import check_figure
    from tocsin.report.folder import Wanted

    if out is None:
        name = Path("out") / scenario.stem.strip("-")
        raise InputError(
            f"Where shall the results go? Give a folder, -o {name}, or a page, -o {name}.html."
        )
    # Before the work, as for every file.
    if figure is not None:
        check_figure(figure)
    asked = {name: options.pop(name) for name in SHARED}
    policies = with_values({"policies": policies})["policies"]
    # What is left are the flags of writers.
    data = tuple(name for name, is_wanted in options.items() if is_wanted)
    if out.suffix == ENDING and not out.is_dir():
        only = {"--per-arc": per_arc, "--format": formats, "--no-report": not report}
        only |= {f"--{name}": True for name in data}
        _refuse_for_page(out, [flag for flag, is_given in only.items() if is_given])
        _run_to_page(
            scenario, out, policies=policies, draws=draws, threads=threads, quiet=quiet,
            asked=with_values(asked), as_json=as_json, figure=figure,
        )  # fmt: skip
        return
    wanted = Wanted(maps, per_arc, report, tuple(formats or FORMATS[:1]), data, draws)
    _run(
        scenario, out, policies=policies, wanted=wanted, threads=threads, quiet=quiet,
        asked=with_values(asked), replace=replace, as_json=as_json, figure=figure,
    )  # fmt: skip


def _refuse_for_page(out: Path, flags: list[str]) -> None:
    if flags:
        raise InputError(
            f"{str(out)!r} is one page, and {', '.join(flags)} is about a folder's files. Name a "
            "folder with -o."
        )


def _run_to_page(
    path: Path, out: Path, *, quiet: bool, as_json: bool, figure: Path | None, **options: Any
) -> None:
    """Write the page alone, and print the answer as for a folder."""
    from tocsin.cli.report import write_page

    result = write_page(load(path), out, quiet=quiet or as_json, name=name_of(path), **options)
    _draw(result, figure)
    show(result, as_json=as_json)


def _run(
    scenario: Path,
    out: Path,
    *,
    quiet: bool,
    as_json: bool,
    figure: Path | None = None,
    **options: Any,
) -> None:
    compile_early(quiet=quiet or as_json)
    from tocsin.cli.job import run_job

    result = run_job(scenario, out, quiet=quiet or as_json, show=not as_json, **options)
    _draw(result, figure)
    if as_json:
        print_json(result.to_dict())


def _draw(result: "Result", figure: Path | None) -> None:
    if figure is not None:
        from tocsin.report.figures import save_figure

        save_figure(result.figure(), figure)
