"""The rulebook of one run: a policy as the run's levels change it, and its hash."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tocsin.engine.agreement_book import AgreementBook
from tocsin.engine.rulebook import Rulebook

from .axes import Level
from .keys import agreement_key, digest, policy_key
from .vocabulary import BLANK_POLICY

if TYPE_CHECKING:
    from tocsin.scenario import Scenario


def rulebook_of(book: AgreementBook, levels: Sequence[Level], *, policy: str | None) -> Rulebook:
    """Put a run's levels together.

    A day replaces what the policy selects by itself; its ``plus`` and ``except`` stay. Then
    agreements are put in and out, then suspended.
    """
    name = next((level.policy for level in levels if level.policy), policy) or BLANK_POLICY
    rulebook = Rulebook.of(book, name)
    day = next((level.as_of for level in levels if level.as_of is not None), None)
    if day is not None:
        rulebook = rulebook.on(day)
    suspended: set[str] = set()
    for level in levels:
        rulebook = rulebook.with_(*level.plus).without(*level.minus)
        suspended |= level.suspended
        if level.seed is not None:
            fallen, failed = draw(book.scenario, level.seed)
            suspended |= fallen
            rulebook = rulebook.blinding(*failed)
    return rulebook.without(*suspended)


def draw(scenario: "Scenario", seed: int) -> tuple[frozenset[str], frozenset[str]]:
    """Draw which agreements shocks suspend and which sensors do not work.

    Causes, then shocks, then sensors, each in file order and each with a number of its own, so
    that a seed means the same whatever the probabilities.
    """
    random = np.random.default_rng([seed, 1])
    occurs = {name: random.random() < each.probability for name, each in scenario.causes.items()}
    fallen: set[str] = set()
    for shock in scenario.shocks.values():
        happens = random.random() < shock.probability
        if happens and (shock.cause is None or occurs[shock.cause]):
            fallen |= set(shock.suspends)
    works = {n: random.random() < scenario.sensor_spec(n).availability for n in scenario.sensors}
    return frozenset(fallen), frozenset(name for name, each in works.items() if not each)


class RunKeys:
    """Hashes of the runs of a scenario.

    Parameters
    ----------
    scenario : Scenario
    key : str
        Hash of everything that its runs share.
    """

    def __init__(self, scenario: "Scenario", *, key: str) -> None:
        self._scenario = scenario
        self._key = key
        self._keys: dict[tuple[str, str], str] = {}

    def of(self, rulebook: Rulebook) -> str:
        """Return the hash of everything that determines a run."""
        agreements = [self._hash("agreement", name) for name in rulebook.agreements]
        policy = self._hash("policy", rulebook.name)
        return digest([self._key, policy, agreements, sorted(rulebook.blind)])

    def _hash(self, kind: str, name: str) -> str:
        if (kind, name) not in self._keys:
            make = agreement_key if kind == "agreement" else policy_key
            self._keys[kind, name] = make(self._scenario, name)
        return self._keys[kind, name]
