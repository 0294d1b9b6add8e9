"""Verbs that ask: explain, compare, rank, history, burden, friction."""

from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.common import (
    Json,
    Policies,
    Quiet,
    ScenarioFile,
    Threads,
    app,
    compile_early,
    console,
    load,
    print_json,
    records,
)


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
    compile_early(quiet=as_json)
    from tocsin.answers.explain.cell import explain as work
    from tocsin.engine.world import World
    from tocsin.terminal.explanation import print_explanation, print_side_by_side

    world = World(load(scenario))
    told = [
        work(world, policy=each, at=at, nation=nation, launch=launch, point=point, arc=arc)
        for each in policy
    ]
    if figure is not None:
        from tocsin.plot.explanation import figure_of_explanation
        from tocsin.report.figures import save_figure

        save_figure(figure_of_explanation(told)[0], figure)
    if as_json:
        data = [each.to_dict() for each in told]
        print_json(data[0] if len(data) == 1 else data)
    elif len(told) == 1:
        print_explanation(console(), told[0])
    else:
        print_side_by_side(console(), told)


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
    compile_early(quiet=quiet or as_json)
    from tocsin.answers.compare import compare as work
    from tocsin.answers.run import run as work_out
    from tocsin.terminal.console import progress_bar
    from tocsin.terminal.policies import print_comparison

    with progress_bar("arcs", quiet=quiet or as_json) as progress:
        result = work_out(load(scenario), policies=[a, b], threads=threads, progress=progress)
    found = work(result, a, b, arc=arc)
    if as_json:
        print_json(found.to_dict())
    else:
        print_comparison(console(), found)


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
    compile_early(quiet=quiet or as_json)
    from tocsin.answers.compare import rank as work
    from tocsin.terminal.console import progress_bar
    from tocsin.terminal.policies import print_ranking

    with progress_bar("arcs", quiet=quiet or as_json) as progress:
        found = work(load(scenario), policy, threads=threads, progress=progress)
    if as_json:
        print_json(records(found))
    else:
        print_ranking(console(), found)


Arc = Annotated[str, typer.Option(help="Arc, or all.")]
Figure = Annotated[Path | None, typer.Option(help="Draw it too: a .png, .svg or .pdf file.")]


@app.command()
def history(
    scenario: ScenarioFile,
    like: Annotated[
        str | None, typer.Option(help="Policy whose confirmation rules and conditions hold.")
    ] = None,
    arc: Arc = "all",
    figure: Figure = None,
    threads: Threads = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Tell warning and response at each date at which the rules in force changed.

    Example: tocsin history configs/scenarios/northeast-asia.yaml --figure steps.png
    """
    compile_early(quiet=quiet or as_json)
    from tocsin.answers.history import history as work
    from tocsin.terminal.console import progress_bar
    from tocsin.terminal.rule_tables import print_history

    with progress_bar("arcs", quiet=quiet or as_json) as progress:
        found = work(load(scenario), like=like, threads=threads, progress=progress)
    if figure is not None:
        from tocsin.plot.steps import step_chart
        from tocsin.report.figures import save_figure

        series = found.series(arc=arc)
        save_figure(step_chart(found.dates, series=series, events=found.captions())[0], figure)
    if as_json:
        print_json(found.to_dict())
    else:
        print_history(found, console(), arc=arc)


@app.command()
def burden(
    scenario: ScenarioFile,
    policy: Policies = None,
    weight: Annotated[str, typer.Option(help="cells or population.")] = "cells",
    threads: Threads = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Tell how much of each nation's warning and response rests on each other nation.

    Example: tocsin burden configs/scenarios/northeast-asia.yaml -p realtime-2024
    """
    compile_early(quiet=quiet or as_json)
    from tocsin.answers.burden import burden as work
    from tocsin.terminal.console import progress_bar
    from tocsin.terminal.rule_tables import print_burden

    with progress_bar("arcs", quiet=quiet or as_json) as progress:
        found = work(
            load(scenario), policies=policy, weight=weight, threads=threads, progress=progress
        )
    if as_json:
        print_json(found.to_dict())
    else:
        print_burden(found, console())


@app.command()
def friction(
    scenario: ScenarioFile,
    policy: Policies = None,
    sensors: Annotated[bool, typer.Option(help="Let sensors fail too (availability).")] = True,
    threads: Threads = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Tell what shocks to agreements cost, exactly over all their combinations.

    Example: tocsin friction configs/scenarios/northeast-asia.yaml -p realtime-2024
    """
    compile_early(quiet=quiet or as_json)
    from tocsin.answers.friction import friction as work
    from tocsin.terminal.console import progress_bar
    from tocsin.terminal.rule_tables import print_friction

    with progress_bar("arcs", quiet=quiet or as_json) as progress:
        found = work(
            load(scenario), policies=policy, with_availability=sensors, threads=threads,
            progress=progress,
        )  # fmt: skip
    if as_json:
        print_json(found.to_dict())
    else:
        print_friction(found, console())


@app.command()
def graph(
    scenario: ScenarioFile,
    file: Annotated[Path, typer.Argument(help="Figure to write: .png, .svg or .pdf.")],
    policy: Annotated[str, typer.Option("--policy", "-p", help="Policy.")],
) -> None:
    """Draw who tells whom under a policy: agreements, tiers, modes, hub, third-party bars.

    Example: tocsin graph configs/scenarios/northeast-asia.yaml who.png -p realtime-2024
    """
    from tocsin.answers.run import chosen_policies
    from tocsin.engine.rulebook import Rules
    from tocsin.engine.world import World
    from tocsin.report.figures import save_figure
    from tocsin.report.parts_sharing import figure_of_policy

    world = World(load(scenario))
    (name,) = chosen_policies(world.scenario, [policy])
    save_figure(figure_of_policy(Rules(world, name)), file)
