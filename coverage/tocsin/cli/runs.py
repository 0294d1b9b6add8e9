"""Verbs that run a scenario: demo, run."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tocsin.cli.common import (
    Json,
    Out,
    Quiet,
    ScenarioFile,
    Threads,
    app,
    compile_early,
    print_json,
    records,
)
from tocsin.scenario.shipped import shipped

Policies = Annotated[
    list[str] | None, typer.Option("--policy", "-p", help="Policy; may be repeated. All if absent.")
]
DEMO = "northeast-asia"
DEMO_POLICIES = ("isolated", "bilateral-2012", "realtime-2024")


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
    netcdf: Annotated[
        bool, typer.Option("--netcdf", help="Write warning.nc too, a grid for xarray.")
    ] = False,
    threads: Threads = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Work out warning times and write tables, maps and a report.

    Example: tocsin run configs/scenarios/northeast-asia.yaml -o out/asia -p realtime-2024
    """
    from tocsin.report.folder import Wanted

    wanted = Wanted(maps, per_arc, report, tuple(formats or ["png"]), netcdf)
    result = _run(
        scenario, out, policies=policy, windows=windows, wanted=wanted, threads=threads,
        quiet=quiet or as_json, show=not as_json,
    )  # fmt: skip
    if as_json:
        print_json(records(result.summary))


def _run(path: Path, out: Path, *, quiet: bool, **options: Any) -> Any:
    compile_early(quiet=quiet)
    from tocsin.cli.job import run_job

    return run_job(path, out, quiet=quiet, **options)
