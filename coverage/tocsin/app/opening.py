"""Opening and editing a scenario for the page: checked as ``tocsin check`` does, and bounded."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tocsin.app.limits import Limits
from tocsin.engine.sizes import duration, size_of
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.scenario import Scenario
from tocsin.scenario.shipped import shipped_names
from tocsin.words import did_you_mean

if TYPE_CHECKING:
    from tocsin.scenario.cards import Cards

NAME = "scenario.yaml"
"""What an upload is called in messages."""
_LONGEST_PATH = 300


def open_shipped(name: str) -> Scenario:
    """Return a shipped scenario; a name is never a path.

    Raises
    ------
    InputError
        There is none of this name.

    Examples
    --------
    >>> open_shipped("../../secrets")
    Traceback (most recent call last):
    tocsin.errors.InputError: No shipped scenario '../../secrets'. ...
    """
    # Looked up among names that are known, never made into a path.
    names = shipped_names()
    if name not in names:
        raise InputError(f"No shipped scenario {name[:80]!r}.{did_you_mean(name, names)}")
    return Scenario.shipped(name)


def open_text(text: str, limits: Limits) -> Scenario:
    """Check the text of a scenario. It may name no files: they would be this machine's.

    Raises
    ------
    InputError
        With every problem and its line.

    Examples
    --------
    >>> open_text("tocsin: 1", Limits(scenario_bytes=4))
    Traceback (most recent call last):
    tocsin.errors.InputError: scenario.yaml: Larger than 4e-06 MB. ...
    """
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        raise InputError(f"{NAME}: Not UTF-8 text. Save the file as UTF-8.") from None
    if len(raw) > limits.scenario_bytes:
        raise InputError(
            f"{NAME}: Larger than {limits.scenario_bytes / 1e6:g} MB. Use the command line: "
            f"tocsin check {NAME}"
        )
    # A file may have any name, so the first letter tells; an editor may have put a mark before it.
    is_json = text.lstrip("\ufeff \t\r\n").startswith("{")
    return Scenario.from_text(text.removeprefix("\ufeff"), name=NAME, json=is_json)


def check_size(world: World, limits: Limits) -> None:
    """Refuse a world that is too large for a page, and say what to use instead.

    Raises
    ------
    InputError
        It has too many cells or arcs, or takes too long.

    Examples
    --------
    >>> from tocsin.scenario import scaffold
    >>> check_size(World(Scenario.from_text(scaffold("island"))), Limits(cells=10))
    Traceback (most recent call last):
    tocsin.errors.InputError: Too large for the page: ... tocsin run ...
    """
    size = size_of(world, policies=len(world.scenario.policies))
    # Of policies the page works out one at a time, by itself.
    bank_s = size_of(world, policies=1).seconds
    if size.cells <= limits.cells and size.arcs <= limits.arcs and bank_s <= limits.seconds:
        return
    raise InputError(
        f"Too large for the page: {size.cells:,} cells, {size.arcs:,} arcs, about "
        f"{duration(bank_s)}. It takes {limits.cells:,} cells, {limits.arcs:,} arcs and "
        f"{duration(limits.seconds)}. Take a coarser h3_resolution, fewer launch points or arcs; "
        f"or use the command line: tocsin run {NAME} -o OUT"
    )


def edited(now: Scenario, opened: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """Return a scenario with values put at dotted paths; null takes a value out.

    Parameters
    ----------
    now : Scenario
    opened : Scenario
        As it was opened: numbers of cards stay within its ranges.
    changes : mapping of str to object

    Raises
    ------
    InputError
        With every problem.

    Examples
    --------
    >>> from tocsin.scenario import scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> edited(island, island, {"cards.delays.auto_s": 7}).delays.auto_s
    7.0
    >>> edited(island, island, {"cards.delays.auto_s": 700})
    Traceback (most recent call last):
    tocsin.errors.InputError: Invalid auto_s 700 (cards.delays.auto_s). Must be within [2, 10], ...
    """
    # What is no path at all is said before what the scenario says of its values.
    problems = [text for path in changes if (text := _not_a_path(path))]
    if problems:
        raise InputError(problems)
    changed = now.updated(changes, null_removes=True)
    problems = list(_out_of_range(changed.cards, opened.cards))
    if problems:
        raise InputError(problems)
    return changed


def _not_a_path(path: str) -> str:
    parts = path.split(".")
    if len(path) > _LONGEST_PATH or not all(parts):
        return f"Invalid path {path[:80]!r}. Name a value of the scenario: sensors.north.lat."
    return ""


def _out_of_range(cards: "Cards", known: "Cards") -> "list[str]":
    """Say which numbers of cards lie outside the range that they were opened with."""
    ranges = {(row["group"], row["class"], row["key"]): row for row in known.table()}
    problems = []
    for row in cards.table():
        place = (row["group"], row["class"], row["key"])
        given = ranges.get(place)
        # A class that was not there has no range but its own.
        if given is None or (given["low"] <= row["low"] and row["high"] <= given["high"]):
            continue
        path = ".".join(part for part in ("cards", *place) if part)
        problems.append(
            f"Invalid {row['key']} {row['value']:g} ({path}). Must be within "
            f"[{given['low']:g}, {given['high']:g}], the range of its card."
        )
    return problems
