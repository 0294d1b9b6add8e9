"""The command line: options in, one verb of the library called, its result printed."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from tocsin.errors import InputError, TocsinError

app = typer.Typer(
    help="How many seconds are left when a nation first holds a notice it may use. Notional.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ScenarioFile = Annotated[Path, typer.Argument(help="Scenario file (YAML or JSON).")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]
Policies = Annotated[
    list[str] | None, typer.Option("--policy", "-p", help="Policy; may be repeated. All if absent.")
]
Threads = Annotated[
    int | None, typer.Option(min=1, help="Threads; all cores if absent. Results do not change.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder to write to.")]
DEMO = "northeast-asia"
DEMO_POLICIES = ("isolated", "bilateral-2012", "realtime-2024")


def main() -> None:
    """Run the command line; exit codes: 0 fine, 1 the run failed, 2 the input is wrong."""
    try:
        app()
    except InputError as error:
        for problem in error.problems:
            print(f"error: {problem}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except TocsinError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(1)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)  # noqa: T201
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def _load(path: Path) -> Any:
    from tocsin.scenario import Scenario

    return Scenario.load(path)


def _print_json(data: Any) -> None:
    typer.echo(json.dumps(data, indent=1, default=str, allow_nan=False, ensure_ascii=False))


def _records(frame: Any) -> list[dict[str, Any]]:
    """Rows of a frame as plain data; null where there is no number."""
    return json.loads(frame.to_json(orient="records"))


def shipped(name: str) -> Path:
    """Path of a shipped scenario: in the package, or in the source tree it was installed from."""
    package = Path(__file__).parent
    for folder in (package / "configs", package.parents[1] / "configs"):
        path = folder / "scenarios" / f"{name}.yaml"
        if path.exists():
            return path
    raise InputError(f"No shipped scenario {name!r}.")


@app.command()
def demo(out: Out = Path("out/demo"), threads: Threads = None, quiet: Quiet = False) -> None:
    """Run the shipped scenario of Northeast Asia under three policies.

    Example: tocsin demo -o out/demo
    """
    _run(shipped(DEMO), out, policies=list(DEMO_POLICIES), threads=threads, quiet=quiet)


@app.command()
def run(
    scenario: ScenarioFile,
    out: Out,
    policy: Policies = None,
    windows: Annotated[
        bool, typer.Option("--windows", help="Write every window of every sensor too.")
    ] = False,
    maps: Annotated[bool, typer.Option(help="Draw maps.")] = True,
    per_arc: Annotated[bool, typer.Option("--per-arc", help="A map an arc class too.")] = False,
    formats: Annotated[
        list[str] | None, typer.Option("--format", help="png (default), svg, pdf; repeatable.")
    ] = None,
    report: Annotated[bool, typer.Option(help="Write report.html.")] = True,
    threads: Threads = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Work out warning times and write tables, maps and a report.

    Example: tocsin run configs/scenarios/northeast-asia.yaml -o out/asia -p realtime-2024
    """
    from tocsin.report.folder import Wanted

    wanted = Wanted(maps, per_arc, report, tuple(formats or ["png"]))
    result = _run(
        scenario, out, policies=policy, windows=windows, wanted=wanted, threads=threads,
        quiet=quiet or as_json, show=not as_json,
    )  # fmt: skip
    if as_json:
        _print_json(_records(result.summary))


def _run(path: Path, out: Path, **options: Any) -> Any:
    from tocsin.report.job import run_job

    return run_job(path, out, **options)


@app.command()
def explain(
    scenario: ScenarioFile,
    at: Annotated[str, typer.Option("--at", help="Place, cell or target name, or LAT,LON.")],
    policy: Annotated[
        list[str], typer.Option("--policy", "-p", help="Policy; give two to see them side by side.")
    ],
    nation: Annotated[
        str | None, typer.Option(help="Nation that is asked; the cell's own if absent.")
    ] = None,
    launch: Annotated[str | None, typer.Option(help="Launch area; the first if absent.")] = None,
    point: Annotated[int, typer.Option(min=0, help="Launch point of the area.")] = 0,
    arc: Annotated[str | None, typer.Option(help="Arc; the first if absent.")] = None,
    figure: Annotated[
        Path | None, typer.Option(help="Draw it too: a .png, .svg or .pdf file.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Tell why a nation knows of an arc when it does, and which clause refused a faster way.

    Example: tocsin explain configs/scenarios/northeast-asia.yaml -p realtime-2024 --at Osaka
    """
    from tocsin.analysis.explain import explain as work
    from tocsin.analysis.world import World
    from tocsin.report.text import print_explanation, print_side_by_side

    world = World(_load(scenario))
    told = [
        work(world, policy=each, at=at, nation=nation, launch=launch, point=point, arc=arc)
        for each in policy
    ]
    if figure is not None:
        _draw_explanations(told, figure)
    if as_json:
        data = [each.to_dict() for each in told]
        _print_json(data[0] if len(data) == 1 else data)
    elif len(told) == 1:
        print_explanation(_console(), told[0])
    else:
        print_side_by_side(_console(), told)


def _draw_explanations(told: Any, path: Path) -> None:
    from tocsin.plot.explanation import figure_of_explanation
    from tocsin.plot.style import save
    from tocsin.report.folder import check_format

    check_format(path.suffix.lstrip("."))
    drawn, _ = figure_of_explanation(told)
    save(drawn, path)


def _console() -> Any:
    from tocsin.report.console import console

    return console()


@app.command()
def compare(
    scenario: ScenarioFile,
    a: Annotated[str, typer.Argument(help="Policy before.")],
    b: Annotated[str, typer.Argument(help="Policy after.")],
    arc: Annotated[str | None, typer.Option(help="Only this arc; all if absent.")] = None,
    threads: Threads = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Compare two policies: who is newly warned, who gains how many seconds.

    Example: tocsin compare configs/scenarios/northeast-asia.yaml bilateral-2012 realtime-2024
    """
    from tocsin.analysis.compare import compare as work
    from tocsin.analysis.run import run as work_out
    from tocsin.report.answers import print_comparison
    from tocsin.report.console import progress_bar

    with progress_bar("arcs", quiet=quiet or as_json) as progress:
        result = work_out(_load(scenario), policies=[a, b], threads=threads, progress=progress)
    found = work(result, a, b, arc=arc)
    if as_json:
        _print_json(found.to_dict())
    else:
        print_comparison(_console(), found)


@app.command()
def rank(
    scenario: ScenarioFile,
    policy: Annotated[str, typer.Option("--policy", "-p", help="Policy.")],
    threads: Threads = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Rank the agreements of a policy by what each is worth, and to whom.

    Example: tocsin rank configs/scenarios/northeast-asia.yaml -p realtime-2024
    """
    from tocsin.analysis.compare import rank as work
    from tocsin.report.answers import print_ranking
    from tocsin.report.console import progress_bar

    with progress_bar("arcs", quiet=quiet or as_json) as progress:
        found = work(_load(scenario), policy, threads=threads, progress=progress)
    if as_json:
        _print_json(_records(found))
    else:
        print_ranking(_console(), found)


@app.command()
def check(scenario: ScenarioFile, as_json: Json = False) -> None:
    """Check a scenario: every problem at once, each with file and line.

    Example: tocsin check mine.yaml
    """
    from tocsin.analysis.world import World

    try:
        loaded = _load(scenario)
        world = World(loaded)
        counts = {
            "nations": len(world.nations),
            "sensors": len(world.sensors),
            "launch_points": len(world.launches),
            "arcs": len(world.arcs),
            "cells": len(world.cells),
            "agreements": len(loaded.agreements),
            "policies": len(loaded.policies),
        }
    except InputError as error:
        if as_json:
            _print_json({"valid": False, "problems": list(error.problems)})
            raise typer.Exit(2) from None
        raise
    if as_json:
        _print_json({"valid": True, "problems": [], **counts})
        return
    listed = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())
    typer.echo(f"{scenario}: fine. {listed}.")


@app.command()
def new(
    path: Annotated[Path, typer.Argument(help="File to write; must not exist.")],
    template: Annotated[str, typer.Option(help="starter or island.")] = "starter",
) -> None:
    """Write a small commented scenario to start from.

    Example: tocsin new mine.yaml
    """
    from tocsin.io.atomic import write_text
    from tocsin.scenario import scaffold

    text = scaffold(template)
    if path.exists():
        raise InputError(f"{str(path)!r} exists. Choose another name or remove it first.")
    write_text(path, text)
    typer.echo(f"{path} written. Next: tocsin check {path}")


@app.command()
def cards(
    scenario: Annotated[
        Path | None, typer.Argument(help="Scenario whose overrides count; the package's if absent.")
    ] = None,
    group: Annotated[str | None, typer.Option(help="sensors, arcs or delays.")] = None,
    as_json: Json = False,
) -> None:
    """List the cards: every notional number with its range, source and confidence.

    Example: tocsin cards --group sensors
    """
    from tocsin.report.cards import print_cards
    from tocsin.scenario import packaged_cards

    library = packaged_cards() if scenario is None else _load(scenario).cards
    rows = [row for row in library.table() if group in (None, row["group"])]
    if not rows:
        raise InputError(f"Unknown group {group!r}. Choose from sensors, arcs, delays.")
    if as_json:
        _print_json(rows)
        return
    print_cards(rows)


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors.

    Example: tocsin schema > scenario.schema.json
    """
    from tocsin.scenario import json_schema

    _print_json(json_schema())


if __name__ == "__main__":
    main()
