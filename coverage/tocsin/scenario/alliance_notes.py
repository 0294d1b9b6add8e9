"""Alliances of a table, and what was guessed and left out on the way to a scenario."""

import re
from dataclasses import dataclass, field
from datetime import date

from tocsin.errors import InputError
from tocsin.geometry.countries import country_code


@dataclass
class Pact:
    """One alliance.

    Attributes
    ----------
    title : str
    stays : dict of str to (date or None, date or None)
        By party: when it joined, and the first day on which it is no party.
    pledges : dict of str to dict
        For ``must`` and ``consult``: ordered pairs of parties, each once.
    """

    title: str = ""
    stays: dict[str, tuple[date | None, date | None]] = field(default_factory=dict)
    pledges: dict[str, dict[tuple[str, str], None]] = field(
        default_factory=lambda: {"must": {}, "consult": {}}
    )


class Notes:
    """What was guessed and left out, as it goes."""

    def __init__(self) -> None:
        self.rounded = 0
        self.codes: dict[str, str] = {}
        self.unknown: dict[str, str] = {}
        self.ended: list[str] = []
        self.alone: list[str] = []
        self.bare: list[str] = []

    def nation(self, written: str) -> str:
        """Return the id of a nation: its country's code, or its own name where there is none."""
        try:
            code = country_code(written)
        except InputError:
            code = re.sub(r"[^A-Za-z0-9]+", "-", written).strip("-")[:40] or "unnamed"
            self.unknown[code] = written
        else:
            if code != written:
                self.codes[written] = code
        return code

    def keeps(self, name: str, pact: Pact, since: date | None, *, shares: bool) -> bool:
        """Tell whether an alliance is taken in, and remember why not."""
        if len(pact.stays) < 2:
            self.alone.append(name)
            return False
        ends = [end for _, end in pact.stays.values() if end is not None]
        if since is not None and len(ends) == len(pact.stays) and max(ends) <= since:
            self.ended.append(name)
            return False
        if not any(pact.pledges.values()):
            self.bare.append(name)
            return shares
        return True

    def sentences(self, as_sharing: tuple[str, str] | None) -> tuple[str, ...]:
        """Say all of it."""
        told = []
        if self.rounded:
            told.append(
                f"{self.rounded} dates were years or months: begun on the first day, and ended "
                "when the year or month was over."
            )
        if self.codes:
            pairs = "; ".join(f"{name} is {code}" for name, code in sorted(self.codes.items()))
            told.append(f"Names read as countries: {pairs}.")
        if self.unknown:
            names = ", ".join(sorted(self.unknown.values()))
            told.append(f"No country is known by these names, so they have no territory: {names}.")
        if self.alone:
            told.append(f"Left out, since fewer than two parties remain: {', '.join(self.alone)}.")
        if self.ended:
            told.append(f"Left out, since they had ended: {', '.join(self.ended)}.")
        if self.bare:
            said = "Without a duty" if as_sharing else "Left out"
            told.append(
                f"{said}, since neither defence nor consultation is pledged: "
                f"{', '.join(self.bare)}."
            )
        if as_sharing is None:
            told.append("An alliance says nothing of who is told what: nothing is shared.")
        else:
            told.append(
                f"Each alliance shares {as_sharing[0]} by {as_sharing[1]}, as you asked: no table "
                "of alliances says so."
            )
        return tuple(told)
