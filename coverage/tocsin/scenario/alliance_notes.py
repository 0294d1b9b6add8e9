"""Alliances of a table, and what was guessed and left out on the way to a scenario."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from tocsin.errors import InputError
from tocsin.geometry.countries import country_code, country_of_number


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
    requires : list of str
        Alliances on which the table says that it rests.
    """

    title: str = ""
    stays: dict[str, tuple[date | None, date | None]] = field(default_factory=dict)
    pledges: dict[str, dict[tuple[str, str], None]] = field(
        default_factory=lambda: {"must": {}, "consult": {}}
    )
    requires: list[str] = field(default_factory=list)


class Notes:
    """What was guessed and left out, as it goes."""

    def __init__(self) -> None:
        self.rounded = 0
        self.codes: dict[str, str] = {}
        self.numbers: dict[str, str] = {}
        self.rests = False
        self.unmet: list[str] = []
        self.unknown: dict[str, str] = {}
        self.ended: list[str] = []
        self.alone: list[str] = []
        self.bare: list[str] = []

    def nation(self, written: str) -> str:
        """Return the id of a nation: its country's code, or its own name where there is none."""
        # Whoever computes with a table writes 2.0 for 2.
        number = written.removesuffix(".0")
        if number.isdecimal() and (known := country_of_number(int(number))):
            self.numbers[number] = known
            return known
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
        told += self._names_read()
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
        if not self.rests:
            told.append("No column says what rests on what: no requires is written.")
        elif self.unmet:
            told.append(f"Left out of requires, since they are not here: {', '.join(self.unmet)}.")
        if as_sharing is None:
            told.append("An alliance says nothing of who is told what: nothing is shared.")
        else:
            told.append(
                f"Each alliance shares {as_sharing[0]} by {as_sharing[1]}, as you asked: no table "
                "of alliances says so."
            )
        return tuple(told)

    def _names_read(self) -> Iterator[str]:
        """Say what was taken for a country, and what for none."""
        if self.codes:
            pairs = "; ".join(f"{name} is {code}" for name, code in sorted(self.codes.items()))
            yield f"Names read as countries: {pairs}."
        if self.numbers:
            pairs = "; ".join(
                f"{number} is {code}"
                for number, code in sorted(self.numbers.items(), key=lambda each: int(each[0]))
            )
            yield f"Numbers read as country codes of the Correlates of War: {pairs}."
        if self.unknown:
            names = ", ".join(sorted(self.unknown.values()))
            yield f"No country is known by these names, so they have no territory: {names}."
