"""Verbs about files: check, new, cards, schema."""

from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.common import Json, ScenarioFile, app, check_new, console, load, print_json
from tocsin.constants import NOTIONAL
from tocsin.errors import InputError
from tocsin.words import counted, folded

Every = Annotated[bool, typer.Option("--all", help="Tell all of a kind, however many they are.")]


@app.command()
def check(scenario: ScenarioFile, every: Every = False, as_json: Json = False) -> None:
    """Check a scenario: every problem at once, each with file and line; then what looks odd.

    Example: tocsin check mine.yaml
    """
    from tocsin.answers.question_cells import unplaced
    from tocsin.engine.claims import claims, unclaimed
    from tocsin.engine.doubts import doubts, thin_places
    from tocsin.engine.extent import extents, far_off
    from tocsin.engine.memory import fits
    from tocsin.engine.sizes import size_of
    from tocsin.engine.world import World
    from tocsin.scenario.mentions import mentions

    try:
        loaded = load(scenario)
        # Laid out too: some problems show only there, a nation without a cell for instance.
        world = World(loaded)
        held = claims(world)
        counts = {
            "nations": len(world.nations),
            "sensors": len(world.sensors),
            "launch_points": sum(area.points for area in loaded.launches.values()),
            "arcs": len(world.arcs),
            "cells": sum(claim.cells for claim in held.values()),
            "agreements": len(loaded.agreements),
            "policies": len(loaded.policies),
        }
        # Most scenarios ask none.
        counts |= {"questions": len(loaded.questions)} if loaded.questions else {}
        assumptions = {name: each.title for name, each in loaded.assumptions.items()}
        every = every or as_json
        told = (
            *(*unclaimed(held, every=every), *far_off(world, every=every)),
            *(*doubts(world, every=every), *thin_places(loaded, every=every)),
            *mentions(loaded, every=every),
            *(unplaced(world) if loaded.questions else ()),
        )
        cells = {name: claim.cells for name, claim in held.items()}
        lands = extents(world)
        size = size_of(world, cells=counts["cells"])
        is_counted = all(claim.is_counted for claim in held.values())
    except InputError as error:
        if as_json:
            print_json({"valid": False, "problems": list(error.problems)})
            # A script reads the problems from the JSON and the verdict from the exit code.
            raise typer.Exit(2) from None
        raise
    if as_json:
        lists = {
            "cells_by_nation": cells,
            "area_km2_by_nation": {name: land.area_km2 for name, land in lands.items()},
            "places_by_nation": {name: land.places for name, land in lands.items()},
            "people_share_by_nation": {name: land.people_share for name, land in lands.items()},
            "size": size._asdict(),
            "assumptions": assumptions,
            "mentions": list(told),
        }
        print_json({"valid": True, "problems": [], **counts, **lists})
        return
    listed = ", ".join(_counted(name, count) for name, count in counts.items())
    typer.echo(f"{scenario}: fine. {listed}.")
    for sentence in folded(
        (f"{name}: {lands[name].sentence(count)}" for name, count in cells.items()),
        every=every,
        more="target nations; --all tells of each",
    ):
        typer.echo(sentence)
    if not is_counted:
        typer.echo("So many cells are counted by area: the numbers are rough, overlaps unknown.")
    typer.echo(size.sentence)
    if not fits(size.memory_bytes):
        typer.echo("That is more than half of the memory that is free here: a run is refused.")
    for name, title in assumptions.items():
        typer.echo(f"Assumption {name}, on in half of a verdict's draws: {title or name}.")
    for sentence in told:
        typer.echo(sentence)


def _counted(name: str, count: int) -> str:
    many = name.replace("_", " ")
    return counted(count, "policy" if name == "policies" else many.removesuffix("s"), many)


@app.command()
def new(
    path: Annotated[Path, typer.Argument(help="File to write; must not exist.")],
    template: Annotated[
        str,
        typer.Option(
            help="starter (three nations and a hub) or island (two nations, one promise)."
        ),
    ] = "starter",
    study_of: Annotated[
        Path | None,
        typer.Option("--study-of", help="Write a study of this scenario instead: 200 runs."),
    ] = None,
) -> None:
    """Write a small commented scenario to start from, or a study of one.

    Example: tocsin new mine.yaml
    """
    from tocsin.io.atomic import write_text
    from tocsin.scenario import scaffold

    text = scaffold(template) if study_of is None else _study(study_of, path)
    check_new(path, what="A scaffold has")
    write_text(path, text)
    typer.echo(f"{path} written. Next:")
    if study_of is None:
        typer.echo(f"  tocsin check {path}    # its nations, cells and problems")
        typer.echo(f"  tocsin run {path} -o out/{path.stem}    # maps, and a page to touch")
    else:
        typer.echo(f"  tocsin sweep {path} --dry-run    # how long it takes")
        typer.echo(f"  tocsin sweep {path} -o out/{path.stem}")


def _study(scenario: Path, path: Path) -> str:
    from tocsin.scenario.shipped import shipped
    from tocsin.study.starter import study_starter

    loaded = load(scenario)
    base = scenario if scenario.is_file() else shipped(str(scenario))
    return study_starter(loaded, base, folder=path.parent)


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
    from tocsin.scenario import packaged_cards
    from tocsin.terminal.cards import cards_sheet
    from tocsin.terminal.fit import print_block

    library = packaged_cards() if scenario is None else load(scenario).cards
    rows = [row for row in library.table() if group in (None, row["group"])]
    if not rows:
        raise InputError(f"Unknown group {group!r}. Choose from sensors, arcs, delays.")
    if as_json:
        print_json(rows)
        return
    out = console()
    print_block(out, cards_sheet(rows))
    out.print(NOTIONAL)


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors.

    Example: tocsin schema > scenario.schema.json
    """
    from tocsin.scenario import json_schema

    print_json(json_schema())
