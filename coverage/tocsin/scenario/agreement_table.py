"""Agreements from a table: one a row, with the keys of an agreement as columns."""

from collections.abc import Iterable
from typing import Any

from tocsin.sharing.clauses import Sharing
from tocsin.sharing.duties import Defence

from .beside import Line
from .nodes import scalar

NEEDED = ("id", "kind")
_LISTS = ("from", "to", "parties", "spokes", "purpose", "requires")
# Lists whose names may stand with the days on which they joined and left.
_STAYS = ("parties", "spokes", "joined")
_PAIRS = ("must", "may", "consult")
# A title may be a number, and a nation may be called so: what stands there is text.
_TEXTS = ("kind", "hub", "may_if", "title", "source", "note")
_KEYS = (
    info.alias or name
    for model in (Sharing, Defence)
    for name, info in model.model_fields.items()
    if name != "in_force"
)
COLUMNS = (*dict.fromkeys((*NEEDED, *_KEYS)), "consent_s", "start", "end")
"""Columns that a table may have: ``in_force`` is two of them, ``start`` and ``end``."""


def agreement_entry(cells: dict[str, str]) -> dict[str, Any]:
    """Return an agreement as a scenario would write it, from the cells of a row.

    Lists are parted by semicolons; pairs ``actor>protected`` likewise.

    Parameters
    ----------
    cells : dict of str to str
        Text by column, those that are empty left out.

    Examples
    --------
    >>> agreement_entry({"parties": "AAA; BBB", "start": "1949-08-24"})
    {'parties': ['AAA', 'BBB'], 'in_force': [datetime.date(1949, 8, 24), None]}
    >>> agreement_entry({"kind": "defence", "must": "AAA>BBB;BBB>AAA"})
    {'kind': 'defence', 'must': [['AAA', 'BBB'], ['BBB', 'AAA']]}
    >>> agreement_entry({"onward": "AAA", "consent_s": "60"})
    {'onward': {'to': ['AAA'], 'consent_s': 60}}
    >>> agreement_entry({"parties": "AAA 1949..1966-03; BBB 1952-02-18; CCC"})["parties"]
    {'AAA': [1949, '1966-03'], 'BBB': [datetime.date(1952, 2, 18), None], 'CCC': [None, None]}
    """
    apart = ("id", "start", "end", "consent_s")
    entry = {name: _value(name, text) for name, text in cells.items() if name not in apart}
    if "consent_s" in cells:
        to = {"to": entry["onward"]} if "onward" in entry else {}
        entry["onward"] = {**to, "consent_s": scalar(cells["consent_s"])}
    if "start" in cells or "end" in cells:
        entry["in_force"] = [scalar(cells.get(name, "")) for name in ("start", "end")]
    return entry


def _value(name: str, text: str) -> Any:
    if name in _TEXTS:
        return text
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if name in _PAIRS:
        return [[nation.strip() for nation in part.split(">")] for part in parts]
    # No id has a space: what follows one is days.
    if name == "joined" or (name in _STAYS and any(" " in part for part in parts)):
        return dict(map(_stay, parts))
    if name in _LISTS or (name == "onward" and parts not in (["none"], ["any"])):
        return parts
    return scalar(text)


def _stay(text: str) -> tuple[str, list[Any]]:
    """Read a party with its days, ``AAA 1949-04-04..1966-03-01``; either end may be absent."""
    name, _, days = text.partition(" ")
    joins, _, leaves = days.partition("..")
    return name, [scalar(joins.strip()), scalar(leaves.strip())]


def agreement_entries(lines: Iterable[Line]) -> tuple[dict[str, tuple[int, Any]], list[str]]:
    """Return all agreements of a table, and what is wrong with their IDs.

    Returns
    -------
    entries : dict of str to (int, dict)
        By ID: on which line of the file it stands, and what it says.
    problems : list of str
        Each begins with its line.

    Examples
    --------
    >>> lines = [Line(n, {"id": "pact", "kind": "sharing"}) for n in (2, 3)]
    >>> entries, problems = agreement_entries(lines)
    >>> entries
    {'pact': (2, {'kind': 'sharing'})}
    >>> problems
    ["3: ID 'pact' stands twice (first on line 2). Remove one."]
    """
    entries: dict[str, tuple[int, Any]] = {}
    problems = []
    for line in lines:
        name = line.cells.get("id")
        if name is None:
            problems.append(f"{line.number}: Has no id. Give the agreement one.")
        elif name in entries:
            first = entries[name][0]
            text = f"ID {name!r} stands twice (first on line {first}). Remove one."
            problems.append(f"{line.number}: {text}")
        else:
            entries[name] = line.number, agreement_entry(line.cells)
    return entries, problems
