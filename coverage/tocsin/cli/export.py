"""The verb that writes files for other programs: export."""

from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.common import Threads, app, compile_early, load

Given = Annotated[
    Path,
    typer.Argument(
        metavar="RESULT|SCENARIO", help="Folder of a run, or a scenario: a file, a shipped name, -."
    ),
]
To = Annotated[
    list[Path], typer.Option("--to", help="File to write; its ending is the format. Repeatable.")
]
Layers = Annotated[
    list[str] | None,
    typer.Option(help="cells, footprints, arcs, sensors, launches, graph; all if absent."),
]
Altitudes = Annotated[
    str, typer.Option("--altitude-km", help="Of the objects that footprints hold for: 10,100,300.")
]


@app.command()
def export(
    source: Given,
    to: To,
    layers: Layers = None,
    policy: Annotated[
        str | None, typer.Option("--policy", "-p", help="Policy of cells, arcs and graph.")
    ] = None,
    launch: Annotated[str | None, typer.Option(help="Launch area or nation.")] = None,
    arc: Annotated[list[str] | None, typer.Option(help="Only this arc class. Repeatable.")] = None,
    nation: Annotated[
        list[str] | None, typer.Option(help="Only the cells of this nation. Repeatable.")
    ] = None,
    altitude_km: Altitudes = "100",
    threads: Threads = None,
) -> None:
    """Write a result or a scenario for maps, globes, programs of graphs and of tables.

    Example: tocsin export northeast-asia -p realtime-2024 --to asia.geojson --to who.graphml
    """
    from tocsin.cli.verbs import with_values
    from tocsin.exports.export import plan

    names = with_values({"layers": layers, "arc": arc, "nation": nation})
    # The kernels are built, if they must be, while the scenario is read and checked.
    compile_early(quiet=True)
    asked = plan(
        load(source) if str(source) == "-" else source,
        to=to,
        layers=names["layers"],
        altitudes_km=_heights(altitude_km),
        threads=threads,
        policy=policy,
        launch=launch,
        arc=names["arc"],
        nation=names["nation"],
    )
    asked.write()
    for path, (form, held) in asked.files.items():
        typer.echo(f"{path}: {form.name} with {', '.join(held)}.")
    typer.echo(f"{asked.content.title}. {asked.content.about}")


def _heights(text: str) -> list[float]:
    """Return the numbers of a list such as ``10,100,300``.

    >>> _heights("10, 100")
    [10.0, 100.0]
    """
    from tocsin.errors import InputError

    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise InputError(
            f"Invalid --altitude-km {text!r}. Give kilometres: 100, or 10,100,300."
        ) from None
