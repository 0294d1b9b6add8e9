"""The verb that makes a scenario of a table of alliances."""

from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.common import app, check_new
from tocsin.errors import InputError

Column = Annotated[str | None, typer.Option(metavar="COLUMN", help="Column that says it.")]


@app.command("import-alliances")
def import_alliances(
    file: Annotated[Path, typer.Argument(help="Table (CSV): a row a member, or a row a pair.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Scenario to write; must not exist.")],
    nation: Annotated[
        list[str] | None, typer.Option(help="Only among these nations; repeatable.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Leave out what had ended by this day, month or year.")
    ] = None,
    as_sharing: Annotated[
        str | None,
        typer.Option(
            metavar="TIER:MODE",
            help="Let each alliance share too, alert:request say. No table of alliances says so.",
        ),
    ] = None,
    id_: Annotated[
        str | None, typer.Option("--id", metavar="COLUMN", help="Column of the alliance's id.")
    ] = None,
    a: Column = None,
    b: Column = None,
    member: Column = None,
    start: Column = None,
    end: Column = None,
    title: Column = None,
    defence: Column = None,
    consult: Column = None,
    requires: Column = None,
) -> None:
    """Make a scenario of a table of alliances: nations, and agreements whose parties have days.

    Columns of the public data sets are known by their names; options name others. Pledges of
    defence and of consultation become agreements of defence; nothing is shared unless you ask.

    Example: tocsin import-alliances alliances.csv -o mine.yaml --nation France --nation Italy
    """
    from tocsin.checks import as_day
    from tocsin.io.atomic import write_text
    from tocsin.scenario import alliances
    from tocsin.scenario.beside import MAX_BYTES

    check_new(out, what="It will have")
    day = None if since is None else as_day(since)
    if since is not None and day is None:
        raise InputError(f"Invalid --since {since!r}. Must be a day, a month or a year.")
    tier, colon, mode = (as_sharing or "").partition(":")
    if as_sharing is not None and not (tier and colon and mode):
        raise InputError(
            f"Invalid --as-sharing {as_sharing!r}. Write TIER:MODE, alert:request say."
        )
    given = {
        "id": id_, "a": a, "b": b, "member": member, "start": start, "end": end, "title": title,
        "defence": defence, "consult": consult, "requires": requires,
    }  # fmt: skip
    try:
        with file.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{file}: Cannot be read ({error.strerror}).") from error
    if len(raw) > MAX_BYTES:
        raise InputError(f"{file}: Larger than {MAX_BYTES // 1_000_000} MB. Take a part of it.")
    try:
        made = alliances.import_alliances(
            raw,
            columns={key: name for key, name in given.items() if name is not None},
            nations=nation or (),
            since=day,
            as_sharing=None if as_sharing is None else (tier, mode),
        )
    except InputError as error:
        raise InputError([_placed(file, text) for text in error.problems]) from error
    write_text(out, made.text)
    for sentence in made.notes:
        typer.echo(sentence)
    typer.echo(f"{out} written. Next: say who launches from where and who sees, then tocsin check.")


def _placed(file: Path, text: str) -> str:
    # What is wrong with a line begins with it.
    return f"{file}:{text}" if text.partition(":")[0].isdecimal() else f"{file}: {text}"
