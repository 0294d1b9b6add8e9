"""Where the page's switches start from: the scenario's policies, and the days of its history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tocsin.answers.history import shown_days
from tocsin.engine.agreement_book import AgreementBook
from tocsin.engine.rulebook import Rulebook
from tocsin.report.data.setting import entry_of, written_policies
from tocsin.scenario.policies import Policy

# More ways than these of one tree rarely fit; then some agreements stay as each base has them.
MOST_SWITCHES = 40
FEWER_SWITCHES = (24, 12, 6, 0)


@dataclass(frozen=True)
class Base:
    """A policy, or a day with what was in force on it.

    Attributes
    ----------
    kind : str
        ``policy`` or ``date``.
    id, title : str
    rulebook : Rulebook
    """

    kind: str
    id: str
    title: str
    rulebook: Rulebook

    @property
    def policy(self) -> Policy:
        """Its confirmation rules, conditions, mesh and exercise."""
        return self.rulebook.policy

    def context(self, fixed: Sequence[str]) -> tuple[Any, ...]:
        """All that decides delays besides the switches; equal where they come to the same."""
        rules, agreements = self.rulebook, self.rulebook.scenario.agreements
        # Who has joined depends on the day, whatever is switched on.
        day = self.policy.as_of
        absent = tuple((name, each.absent_on(day)) for name, each in agreements.items())
        mesh = self.policy.mesh.model_dump_json() if self.policy.mesh else ""
        held = tuple(name for name in fixed if name in rules.chosen)
        return held, tuple(entry for entry in absent if entry[1]), mesh, rules.exercise


def bases_of(book: AgreementBook) -> tuple[Base, ...]:
    """Return the scenario's policies in file order, then its days, rising."""
    return (*_policies(book), *_days(book))


def _policies(book: AgreementBook) -> Iterator[Base]:
    for name, policy in book.scenario.policies.items():
        yield Base("policy", name, policy.title or name, Rulebook.of(book, name))


def _days(book: AgreementBook) -> Iterator[Base]:
    start = Rulebook.of(book, Policy())
    for day in shown_days(book.scenario):
        yield Base("date", day.isoformat(), day.isoformat(), start.on(day))


@dataclass(frozen=True)
class Bases:
    """Bases of a scenario, and what of their agreements may be switched.

    Attributes
    ----------
    book : AgreementBook
    all : tuple of Base
    switches : tuple of str
        In file order.
    """

    book: AgreementBook
    all: tuple[Base, ...]
    switches: tuple[str, ...]

    @cached_property
    def fixed(self) -> tuple[str, ...]:
        """Agreements that stay as each base has them."""
        return tuple(name for name in self.book.scenario.agreements if name not in self.switches)

    @cached_property
    def contexts(self) -> tuple[Base, ...]:
        """One base of each distinct context, in order."""
        firsts: dict[int, Base] = {}
        for base in self.all:
            firsts.setdefault(self.context_of(base), base)
        return tuple(firsts.values())

    @cached_property
    def _places(self) -> dict[tuple[str, str], int]:
        """Which context each base has: who has joined on its day is asked once."""
        known: dict[tuple[Any, ...], int] = {}
        return {
            (base.kind, base.id): known.setdefault(base.context(self.fixed), len(known))
            for base in self.all
        }

    def context_of(self, base: Base) -> int:
        """Position of a base's context."""
        return self._places[base.kind, base.id]

    def told(self) -> list[dict[str, Any]]:
        """What the page says of each base, nations and agreements by position."""
        return [self._told(base) for base in self.all]

    @cached_property
    def _written(self) -> dict[str, bool]:
        return written_policies(self.book.scenario)

    def _told(self, base: Base) -> dict[str, Any]:
        agreements = list(self.book.scenario.agreements)
        rules = base.rulebook
        decisions = [rules.decision(nation) for nation in range(len(self.book.nations))]
        return {
            "kind": base.kind,
            "id": base.id,
            "title": base.title,
            "date": base.policy.as_of.isoformat() if base.policy.as_of else None,
            "on": [agreements.index(name) for name in rules.chosen],
            "context": self.context_of(base),
            "conditions": list(base.policy.conditions_met),
            "exercise": rules.exercise,
            "mesh": base.policy.mesh is not None,
            "decisions": [
                {
                    "rule": each.rule,
                    "k": each.k,
                    "needs": each.needs,
                    "assess_s": each.assess_s,
                    "disseminate_s": each.disseminate_s,
                }
                for each in decisions
            ],
            "absent": {
                str(agreements.index(name)): sorted(map(self.book.nations.index, away))
                for name, away in rules.absent.items()
            },
            "about": _about(base),
            "entry": entry_of(base.policy),
            "written": base.kind == "policy" and self._written[base.id],
        }


def _about(base: Base) -> str:
    """What a policy says besides which agreements hold, in words."""
    policy, said = base.policy, []
    for nation, rule in policy.confirmation.items():
        words = {"own": "waits for its own sensor", "accept": "accepts a partner's word"}
        said.append(f"{nation} {words.get(rule.rule, f'waits for {rule.k} sensors')}")
    if policy.mesh is not None:
        said.append(f"everything to everyone, up to {policy.mesh.tier}")
    if base.rulebook.exercise:
        said.append("an exercise")
    said += [f"condition met: {name}" for name in policy.conditions_met]
    return "; ".join(said)


def bases_with(book: AgreementBook, most: int) -> Bases:
    """Choose what may be switched: first what the bases differ in, then by file order."""
    every = bases_of(book)
    names = list(book.scenario.agreements)
    held = [frozenset(base.rulebook.chosen) for base in every]
    differs = {name for name in names if len({name in some for some in held}) > 1}
    # What no policy ever changes is what a reader misses least.
    ranked = sorted(names, key=lambda name: (name not in differs, names.index(name)))
    return Bases(book, every, tuple(sorted(ranked[:most], key=names.index)))
