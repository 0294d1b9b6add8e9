"""From a table of alliances (dyads, or members with dates) to a scenario to go on from.

An alliance is a promise to act, to consult or to stay out; it says nothing of who is told what.
So pledges become agreements of defence, and sharing only where somebody asks for it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tocsin.checks import as_day
from tocsin.errors import InputError
from tocsin.words import did_you_mean

from .alliance_notes import Notes, Pact
from .beside import Line, table_lines
from .models import Scenario

# By what a column says, the names that public tables of alliances give it.
COLUMNS = {
    "id": ("id", "version4id", "atopid", "alliance", "pact"),
    "a": ("a", "state_name1", "party1", "country1", "mem1", "ccode1"),
    "b": ("b", "state_name2", "party2", "country2", "mem2", "ccode2"),
    "member": ("member", "state_name", "party", "country", "statename", "member_name", "ccode"),
    "start": ("start", "joined", "begyr", "begin", "from", "start_year", "dyad_st", "mem_st"),
    "end": ("end", "left", "endyr", "to", "end_year", "dyad_end", "mem_end"),
    "title": ("title", "alliance_name", "treaty", "pact_name"),
    "defence": ("defence", "defense"),
    "consult": ("consult", "consultation", "entente", "consul"),
    "requires": ("requires",),
}
"""What a table may say, and under which names it is looked for."""
_PARTS = ("year", "month", "day")
_YES, _NO = ("1", "yes", "true", "x"), ("", "0", "no", "false")
# A table of a data set writes 0 where there is no end yet.
_OPEN = ("", "0", "na", "none", "null")
# One is left for whoever launches.
MAX_NATIONS = 63
LAUNCH = "LAUNCH"


@dataclass(frozen=True)
class Imported:
    """What became of a table.

    Attributes
    ----------
    text : str
        A scenario file, which passes the check.
    notes : tuple of str
        What was guessed, and what was left out.
    """

    text: str
    notes: tuple[str, ...]


def import_alliances(
    raw: bytes,
    *,
    columns: Mapping[str, str] | None = None,
    nations: Sequence[str] = (),
    since: date | None = None,
    as_sharing: tuple[str, str] | None = None,
) -> Imported:
    r"""Turn a table of alliances into a scenario: nations, and agreements whose parties have days.

    Parameters
    ----------
    raw : bytes
        Of a table with a header: a row a member, or a row a pair of members.
    columns : mapping of str to str, optional
        Which column says what, by key of `COLUMNS`, where its name is another.
    nations : sequence of str
        Only pledges among these, however they are written; all by default.
    since : date, optional
        Only alliances that somebody was a party of on this day or later.
    as_sharing : (str, str), optional
        Tier and mode: each alliance shares so too, as long as it is in force.

    Raises
    ------
    InputError
        Something cannot be read, with its line; or there are too many nations.

    Examples
    --------
    >>> table = b"id,member,joined,defence\n1,France,1949,1\n1,Italy,1949-08,1\n"
    >>> made = import_alliances(table)
    >>> Scenario.from_text(made.text).agreements["pact-1"].text()
    'must act: FRA for ITA, ITA for FRA'
    """
    lines, notes = table_lines(raw, needed=()), Notes()
    found = _columns(lines, dict(columns or {}))
    pacts = _pacts(lines, found, notes)
    notes.rests = "requires" in found
    wanted = {notes.nation(each) for each in nations}
    pacts = {name: _among(pact, wanted) for name, pact in pacts.items()}
    pacts = {
        name: pact
        for name, pact in pacts.items()
        if notes.keeps(name, pact, since, shares=as_sharing is not None)
    }
    parties = list(dict.fromkeys(n for pact in pacts.values() for n in pact.stays))
    if not parties:
        raise InputError("No alliance of two parties is left. Give other nations, or another day.")
    if len(parties) > MAX_NATIONS:
        raise InputError(
            f"{len(parties)} nations; a scenario takes {MAX_NATIONS} and one that launches. Name "
            "some (--nation), or leave out what ended early (--since)."
        )
    data = _scenario(pacts, parties, notes, as_sharing)
    told = notes.sentences(as_sharing)
    head = "".join(f"# {line}\n" for line in (*_HEAD, *told))
    return Imported(head + Scenario.from_dict(data).to_yaml(), told)


_HEAD = (
    "Made from a table of alliances. Notional. What only you can say is a placeholder:",
    "  launches (place and nation LAUNCH), arcs, sensors (none yet) and targets.",
    "What was guessed and what was left out:",
)


def _columns(lines: Sequence[Line], given: dict[str, str]) -> dict[str, str]:
    """Return the name of each column that says something, by what it says."""
    names = list(dict.fromkeys(name for line in lines for name in line.cells))
    for key, name in given.items():
        if name.lower() not in names:
            raise InputError(f"1: No column {name!r} for {key}.{did_you_mean(name, names)}")
    found = {key: name.lower() for key, name in given.items()}
    for key, known in COLUMNS.items():
        # Dates of some data sets are three columns: dyad_st_year and so on.
        parts = [name for name in known if f"{name}_year" in names]
        chosen = next((name for name in known if name in names), next(iter(parts), None))
        if chosen is not None:
            found.setdefault(key, chosen)
    missing = [] if "id" in found else ["id"]
    if "member" not in found and not {"a", "b"} <= found.keys():
        missing.append("member (or a and b)")
    if missing:
        options = ", ".join(f"--{key.partition(' ')[0]} COLUMN" for key in missing)
        raise InputError(
            f"1: No column is known to be {' and '.join(missing)}. Name it: {options}. The table "
            f"has {', '.join(names)}."
        )
    # A table of pairs may name members too; pairs say more.
    if {"a", "b"} <= found.keys():
        found.pop("member", None)
    return found


def _pacts(lines: Iterable[Line], found: Mapping[str, str], notes: Notes) -> dict[str, Pact]:
    pacts: dict[str, Pact] = {}
    members: dict[str, dict[str, set[str]]] = {}
    problems = []
    for line in lines:
        try:
            name = _identifier(line.cells.get(found["id"], ""))
            pact = pacts.setdefault(name, Pact())
            pact.title = pact.title or line.cells.get(found.get("title", ""), "")
            pact.requires += _named(line.cells.get(found.get("requires", ""), ""))
            stay = (
                _day(line.cells, found.get("start"), notes, last=False),
                _day(line.cells, found.get("end"), notes, last=True),
            )
            if None not in stay and stay[0] >= stay[1]:  # type: ignore[operator]
                raise InputError(f"Ends ({stay[1]}) before it starts ({stay[0]}).")
            keys = ("a", "b") if "a" in found else ("member",)
            parties = [notes.nation(_cell(line.cells, found[key])) for key in keys]
            for party in parties:
                pact.stays[party] = _union(pact.stays.get(party), stay)
            for pledge in _pledged(line.cells, found):
                if len(parties) == 2:
                    pact.pledges[pledge][parties[0], parties[1]] = None
                else:
                    members.setdefault(name, {}).setdefault(pledge, set()).add(parties[0])
        except InputError as error:
            problems += [f"{line.number}: {text}" for text in error.problems]
    if problems:
        raise InputError(problems)
    for name, by_pledge in members.items():
        # A member pledges to all others.
        for pledge, ones in by_pledge.items():
            pairs = ((a, b) for a in pacts[name].stays for b in pacts[name].stays)
            pacts[name].pledges[pledge] |= {
                p: None for p in pairs if p[0] in ones and len({*p}) > 1
            }
    return pacts


def _identifier(text: str) -> str:
    if not text:
        raise InputError("Has no id. Give the alliance one.")
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", text.removesuffix(".0"))
    return f"pact-{plain}"[:48]


def _named(text: str) -> list[str]:
    """Return the alliances that a cell lists."""
    return [_identifier(part.strip()) for part in text.split(";") if part.strip()]


def _cell(cells: Mapping[str, str], name: str) -> str:
    if name not in cells:
        raise InputError(f"Has no {name}. Give it.")
    return cells[name]


def _pledged(cells: Mapping[str, str], found: Mapping[str, str]) -> Iterator[str]:
    for key, pledge in (("defence", "must"), ("consult", "consult")):
        text = cells.get(found.get(key, ""), "").lower().removesuffix(".0")
        if text in _YES:
            yield pledge
        elif text not in _NO:
            raise InputError(f"Invalid {found[key]} {text!r}. Must be 1 or 0, yes or no.")


def _day(cells: Mapping[str, str], name: str | None, notes: Notes, *, last: bool) -> date | None:
    """Return the first day of a stay, or the first day after it; None where it is open."""
    if name is None:
        return None
    parts = [cells.get(f"{name}_{part}", "").removesuffix(".0") for part in _PARTS]
    text = cells.get(name, "").removesuffix(".0")
    if any(parts):
        year, month, day = parts
        text = "-".join(
            [f"{int(year):04}", *(f"{int(each):02}" for each in (month, day) if each.isdecimal())]
            if year.isdecimal()
            else [year]
        )
    if text.lower() in _OPEN or text.startswith("-"):
        return None
    found = as_day(text)
    if found is None:
        raise InputError(f"Invalid {name} {text!r}. Must be a day, a month or a year.")
    if len(text) == 10:
        return found
    notes.rounded += 1
    if not last:
        return found
    # It lasted through the year or the month that is named.
    if len(text) == 4:
        return found.replace(year=found.year + 1)
    return date(found.year + found.month // 12, found.month % 12 + 1, 1)


def _union(
    known: tuple[date | None, date | None] | None, stay: tuple[date | None, date | None]
) -> tuple[date | None, date | None]:
    """Return the span of two stays: rows of one party and alliance are one stay."""
    if known is None:
        return stay
    starts, ends = (
        [day for day in days if day is not None] for days in zip(known, stay, strict=True)
    )
    return (
        min(starts) if len(starts) == 2 else None,
        max(ends) if len(ends) == 2 else None,
    )


def _resting(pact: Pact, pacts: Mapping[str, Pact], notes: Notes) -> dict[str, list[str]]:
    """Return what an agreement rests on, as its entry has it: of what the table says, what is here.

    An alliance without pledges is no agreement, and nothing can rest on it.
    """
    named = list(dict.fromkeys(pact.requires))
    here = [each for each in named if each in pacts and any(pacts[each].pledges.values())]
    notes.unmet += [each for each in named if each not in here and each not in notes.unmet]
    return {"requires": here} if here else {}


def _among(pact: Pact, wanted: set[str]) -> Pact:
    if not wanted:
        return pact
    stays = {name: stay for name, stay in pact.stays.items() if name in wanted}
    pledges = {
        pledge: {pair: None for pair in pairs if set(pair) <= wanted}
        for pledge, pairs in pact.pledges.items()
    }
    return Pact(pact.title, stays, pledges, pact.requires)


def _scenario(
    pacts: Mapping[str, Pact],
    parties: Sequence[str],
    notes: Notes,
    as_sharing: tuple[str, str] | None,
) -> dict[str, Any]:
    nations: dict[str, Any] = {}
    for name in parties:
        known = name not in notes.unknown
        nations[name] = {"territory": {"country": name}} if known else {"name": notes.unknown[name]}
    if not any("territory" in each for each in nations.values()):
        raise InputError("No name is that of a country, so there is nowhere to warn. Give names.")
    nations[LAUNCH] = {"name": "Launch nation (placeholder)"}
    agreements: dict[str, Any] = {}
    for name, pact in pacts.items():
        joined = {
            party: [None if day is None else day.isoformat() for day in stay]
            for party, stay in pact.stays.items()
            if stay != (None, None)
        }
        words = {"title": pact.title} if pact.title else {}
        pledges = {
            key: [list(pair) for pair in pairs] for key, pairs in pact.pledges.items() if pairs
        }
        if pledges:
            bound = {nation for pairs in pledges.values() for pair in pairs for nation in pair}
            days = {party: stay for party, stay in joined.items() if party in bound}
            agreements[name] = {"kind": "defence", **words, **pledges, "joined": days}
            agreements[name] |= _resting(pact, pacts, notes)
        if as_sharing is not None:
            tier, mode = as_sharing
            agreements[f"{name}-shares"] = {
                "kind": "sharing",
                **words,
                "parties": list(pact.stays),
                "joined": joined,
                "tier": tier,
                "mode": mode,
            }
    return {
        "tocsin": 1,
        "title": "Alliances from a table (notional)",
        "nations": nations,
        "launches": {"placeholder": {"nation": LAUNCH, "lat": 0, "lon": -140}},
        "arcs": {"long": {"class": "long"}},
        "targets": {"h3_resolution": 2},
        "agreements": agreements,
        "policies": {"alone": {}, "today": {"agreements": list(agreements)}},
    }
