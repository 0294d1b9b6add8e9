"""The verb that only draws: graph."""

from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.common import ScenarioFile, app, load


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
    from tocsin.engine.rulebook import Rulebook
    from tocsin.engine.world import World
    from tocsin.report.figures import save_figure
    from tocsin.report.sharing_graph import figure_of_policy

    world = World(load(scenario))
    (name,) = chosen_policies(world.scenario, [policy])
    save_figure(figure_of_policy(world, Rulebook.of(world.book, name)), file)
