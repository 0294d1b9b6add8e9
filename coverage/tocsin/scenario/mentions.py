"""What is right in a scenario and yet worth a word: what rests on what, whom a name means."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.sharing.clauses import Sharing
from tocsin.sharing.clauses.requires import lacking
from tocsin.words import folded

if TYPE_CHECKING:
    from .models import Scenario


def mentions(scenario: "Scenario", *, every: bool = False) -> tuple[str, ...]:
    """Return a sentence for each thing that a reader of the file could take otherwise.

    every: however many they are; of many of a kind the first by default.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = Scenario.from_text(scaffold("island"))
    >>> mentions(world.updated({"agreements.base": {"kind": "defence", "must": [["ISLE", "COAST"]]},
    ...                         "agreements.promise.requires": ["base"]}))
    ("'promise' rests on base.", "Policy 'together': promise falls with base.")
    """
    kinds = (_resting(scenario), _falling(scenario), _collectives(scenario))
    return tuple(each for kind in kinds for each in folded(kind, every=every))


def _resting(scenario: "Scenario") -> Iterator[str]:
    for name, agreement in scenario.agreements.items():
        if agreement.requires:
            yield f"{name!r} rests on {', '.join(agreement.requires)}."


def _falling(scenario: "Scenario") -> Iterator[str]:
    for policy, terms in scenario.policies.items():
        chosen = terms.selects(scenario.agreements)
        lacks = lacking(chosen, scenario.resting)
        for name in chosen:
            if name in lacks:
                yield f"Policy {policy!r}: {name} falls with {', '.join(lacks[name])}."


def _collectives(scenario: "Scenario") -> Iterator[str]:
    members = {name: each.members for name, each in scenario.nations.items() if each.members}
    for name, agreement in scenario.agreements.items():
        if not isinstance(agreement, Sharing):
            continue
        onward = agreement.onward.to
        # Parties are threatened with their members, and a bar reaches these; here nobody else is
        # meant.
        named = {"from": agreement.from_, "to": agreement.to}
        named["onward"] = () if isinstance(onward, str) else onward
        for key, nations in named.items():
            for nation in (each for each in nations if each in members):
                others = ", ".join(members[nation])
                place = f"agreements.{name}.{key}"
                yield f"The collective {nation} ({place}) is itself alone, not {others}."
