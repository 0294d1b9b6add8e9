"""The rules of one run: a policy as the run's levels change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.rulebook import MESH_ID, PRODUCED, Rules, grants_of, sharing_agreements
from tocsin.engine.world import World
from tocsin.sharing import Grant, SharingAgreement

from .axes import Level
from .keys import agreement_key, digest, policy_key
from .vocabulary import BLANK_POLICY

if TYPE_CHECKING:
    from tocsin.scenario import Scenario


@dataclass(frozen=True)
class Setting:
    """What a run asks of its world.

    Attributes
    ----------
    policy : str
        Whose confirmation rules, mesh and conditions hold.
    selected : tuple of str
        Agreements, in file order, without suspended ones.
    out : frozenset of str
        Sensors that do not work.
    """

    policy: str
    selected: tuple[str, ...]
    out: frozenset[str] = frozenset()


def setting_of(scenario: "Scenario", levels: Sequence[Level], *, policy: str | None) -> Setting:
    """Put a run's levels together.

    A day replaces what the policy selects by itself; its ``plus`` and ``except`` stay. Then
    agreements are put in and out, then suspended.
    """
    name = next((each.policy for each in levels if each.policy), policy) or BLANK_POLICY
    names = set(_on_day(scenario, name, levels))
    suspended: set[str] = set()
    out: frozenset[str] = frozenset()
    for level in levels:
        names = (names | level.plus) - level.minus
        suspended |= level.suspended
        if level.seed is not None:
            fallen, out = draw(scenario, level.seed)
            suspended |= fallen
    chosen = tuple(each for each in scenario.agreements if each in names - suspended)
    return Setting(name, chosen, out)


def _on_day(scenario: "Scenario", name: str, levels: Sequence[Level]) -> Sequence[str]:
    day = next((each.as_of for each in levels if each.as_of is not None), None)
    if day is None:
        return scenario.agreements_of(name)
    policy = scenario.policies[name]
    in_force = {
        each
        for each, agreement in scenario.agreements.items()
        if not agreement.hypothetical and agreement.holds_on(day)
    }
    return tuple((in_force | set(policy.plus)) - set(policy.except_))


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


@dataclass(frozen=True)
class StudyRules(Rules):
    """The rules of one run; grants of agreements are expanded once a scenario.

    Attributes
    ----------
    setting : Setting
    expanded : dict
        Grants by agreement.
    """

    setting: Setting = Setting("", ())
    expanded: "Expanded | None" = None

    @cached_property
    def selected(self) -> tuple[str, ...]:
        """Agreements of the run."""
        return self.setting.selected

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """Directed grants of the run, its mesh last."""
        assert self.expanded is not None
        return self.expanded.grants(self.setting)

    def delays(
        self, *, launch_nation: int, threatened: int, nation: int, required: int
    ) -> NDArray[np.float64]:
        """As of any policy, but a sensor that does not work tells nobody anything.

        Sensors of one owner with the same bars share their delays, each looked up once.
        """
        asked = launch_nation, threatened, nation, required
        if asked not in self._found:
            distinct, at = self._kinds
            rows = [
                self.network.delays(owner, not_to, launch_nation, threatened)[
                    PRODUCED, nation, required
                ]
                for owner, not_to in distinct
            ]
            found = np.array(rows, dtype=np.float64).reshape(-1, 2)[at]
            if self.setting.out:
                found[[each.id in self.setting.out for each in self.world.sensors]] = np.inf
            self._found[asked] = found
        return self._found[asked]

    @cached_property
    def _kinds(self) -> tuple[tuple[tuple[int, int], ...], NDArray[np.int64]]:
        """Distinct labels of sensors, and which of them each sensor has."""
        labels = self.labels_of_sensors
        distinct = tuple(dict.fromkeys(labels))
        return distinct, np.array([distinct.index(each) for each in labels], dtype=np.int64)

    @cached_property
    def _found(self) -> dict[tuple[int, int, int, int], NDArray[np.float64]]:
        return {}


class Expanded:
    """Grants and hashes of a scenario's agreements and policies, each worked out once."""

    def __init__(self, scenario: "Scenario", *, key: str) -> None:
        self._scenario = scenario
        self._key = key
        self._agreements = {each.id: each for each in sharing_agreements(scenario)}
        self._grants: dict[str, tuple[Grant, ...]] = {}
        self._keys: dict[tuple[str, str], str] = {}

    def grants(self, setting: Setting) -> tuple[Grant, ...]:
        """Return the grants of the selected agreements in file order, then of the mesh."""
        found = [g for name in setting.selected for g in self._of(name)]
        mesh = self._scenario.policies[setting.policy].mesh
        if mesh is not None:
            laid = SharingAgreement(
                MESH_ID, mesh=True, tier=mesh.tier, mode=mesh.mode, delay_s=mesh.delay_s
            )
            found += grants_of(self._scenario, laid)
        return tuple(found)

    def run_hash(self, setting: Setting) -> str:
        """Return the hash of everything that determines a run."""
        told = [self._hash("agreement", name) for name in setting.selected]
        policy = self._hash("policy", setting.policy)
        return digest([self._key, policy, told, sorted(setting.out)])

    def _of(self, name: str) -> tuple[Grant, ...]:
        if name not in self._grants:
            agreement = self._agreements.get(name)
            found = () if agreement is None else grants_of(self._scenario, agreement)
            self._grants[name] = found
        return self._grants[name]

    def _hash(self, kind: str, name: str) -> str:
        if (kind, name) not in self._keys:
            make = agreement_key if kind == "agreement" else policy_key
            self._keys[kind, name] = make(self._scenario, name)
        return self._keys[kind, name]


def rules_of(world: World, setting: Setting, expanded: Expanded) -> StudyRules:
    """Return the rules of a run on a world."""
    return StudyRules(world, setting.policy, setting=setting, expanded=expanded)
