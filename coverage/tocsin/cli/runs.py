"""Verbs that run a scenario: demo, run."""

from collections.abc import Callable
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any

import typer

from tocsin.cli.common import (
    Json,
    Out,
    Policies,
    Quiet,
    ScenarioFile,
    Threads,
    app,
    compile_early,
    print_json,
)
from tocsin.io.writers import Writer, writers
from tocsin.plot.formats import FORMATS
from tocsin.scenario.shipped import shipped

DEMO = "northeast-asia"
DEMO_POLICIES = ("isolated", "bilateral-2012", "realtime-2024")
FORMAT_HELP = f"{FORMATS[0]} (default), {', '.join(FORMATS[1:])}; repeatable."


@app.command()
def demo(out: Out = Path("out/demo"), threads: Threads = None, quiet: Quiet = False) -> None:
    """Run the shipped scenario of Northeast Asia under three policies.

    Example: tocsin demo -o out/demo
    """
    _run(shipped(DEMO), out, policies=list(DEMO_POLICIES), threads=threads, quiet=quiet)


def with_writers(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each file that a run does not write unless asked to."""
    known = signature(command)
    own = [each for each in known.parameters.values() if each.kind is not Parameter.VAR_KEYWORD]
    flags = [_flag(writer) for writer in writers().values() if not writer.is_usual]
    command.__signature__ = known.replace(parameters=[*own, *flags])  # type: ignore[attr-defined]
    return command


def _flag(writer: Writer) -> Parameter:
    kind = Annotated[bool, typer.Option(f"--{writer.name}", help=writer.help)]
    return Parameter(writer.name, Parameter.KEYWORD_ONLY, default=False, annotation=kind)


@app.command()
@with_writers
def run(
    scenario: ScenarioFile,
    out: Out,
    policies: Policies = None,
    maps: Annotated[bool, typer.Option(help="Draw maps.")] = True,
    per_arc: Annotated[bool, typer.Option("--per-arc", help="A map an arc class too.")] = False,
    formats: Annotated[list[str] | None, typer.Option("--format", help=FORMAT_HELP)] = None,
    report: Annotated[bool, typer.Option(help="Write report.html.")] = True,
    threads: Threads = None,
    quiet: Quiet = False,
    as_json: Json = False,
    **files: bool,
) -> None:
    """Work out warning times and write tables, maps and a report.

    Example: tocsin run configs/scenarios/northeast-asia.yaml -o out/asia -p realtime-2024
    """
    from tocsin.report.folder import Wanted

    data = tuple(name for name, is_wanted in files.items() if is_wanted)
    wanted = Wanted(maps, per_arc, report, tuple(formats or FORMATS[:1]), data)
    result = _run(
        scenario, out, policies=policies, wanted=wanted, threads=threads,
        quiet=quiet or as_json, show=not as_json,
    )  # fmt: skip
    if as_json:
        print_json(result.to_dict())


def _run(scenario: Path, out: Path, *, quiet: bool, **options: Any) -> Any:
    compile_early(quiet=quiet)
    from tocsin.cli.job import run_job

    return run_job(scenario, out, quiet=quiet, **options)
