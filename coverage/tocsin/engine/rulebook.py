"""A policy of a scenario in the terms of the sharing rules: grants and duties by position."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tocsin.engine.world import World
from tocsin.sharing import (
    DefenceAgreement,
    Grant,
    Known,
    Network,
    Obligations,
    Route,
    SharingAgreement,
    expand,
    mask_of,
    obligations,
)

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

# Tiers as the sharing rules number them; sensors produce the last two.
TIER_CODES = {"assessment": 0, "alert": 1, "track": 2}
PRODUCED = slice(1, 3)
MESH_ID = "mesh"


def sharing_agreement(name: str, agreement: Any, nations: Sequence[str]) -> SharingAgreement:
    """Translate a scenario's sharing agreement; nations become positions."""
    at = {nation: position for position, nation in enumerate(nations)}

    def positions(names: Sequence[str]) -> tuple[int, ...]:
        return tuple(at[each] for each in names)

    onward: Any = agreement.onward.to
    return SharingAgreement(
        id=name,
        givers=positions(agreement.from_),
        takers=positions(agreement.to),
        parties=positions(agreement.parties),
        hub=None if agreement.hub is None else at[agreement.hub],
        spokes=positions(agreement.spokes),
        mesh=agreement.mesh,
        forward=agreement.forward,
        tier=agreement.tier,
        mode=agreement.mode,
        delay_s=agreement.delay_s,
        downgrade_s=agreement.downgrade_s,
        items=agreement.items,
        onward=onward if isinstance(onward, str) else positions(onward),  # type: ignore[arg-type]
        consent_s=agreement.onward.consent_s,
        purpose=positions(agreement.purpose),
        threatened=agreement.threatened,
        anonymous=agreement.anonymous,
        in_force=agreement.in_force,
        hypothetical=agreement.hypothetical,
    )


def defence_agreement(name: str, agreement: Any, nations: Sequence[str]) -> DefenceAgreement:
    """Translate a scenario's defence agreement; nations become positions."""
    at = {nation: position for position, nation in enumerate(nations)}

    def pairs(given: Sequence[tuple[str, str]]) -> tuple[tuple[int, int], ...]:
        return tuple((at[actor], at[protected]) for actor, protected in given)

    return DefenceAgreement(
        id=name,
        must=pairs(agreement.must),
        may=pairs(agreement.may),
        consult=pairs(agreement.consult),
        may_if=agreement.may_if,
        in_force=agreement.in_force,
        hypothetical=agreement.hypothetical,
    )


def sharing_agreements(scenario: "Scenario") -> tuple[SharingAgreement, ...]:
    """All sharing agreements of a scenario, in force or not, in file order."""
    nations = tuple(scenario.nations)
    return tuple(
        sharing_agreement(name, each, nations)
        for name, each in scenario.agreements.items()
        if each.kind == "sharing"
    )


def grants_of(scenario: "Scenario", agreement: SharingAgreement) -> tuple[Grant, ...]:
    """Expand an agreement with the scenario's delays and collectives."""
    nations = tuple(scenario.nations)
    members = {
        nations.index(name): tuple(nations.index(each) for each in nation.members)
        for name, nation in scenario.nations.items()
        if nation.members
    }
    return expand(agreement, len(nations), scenario.delays, members=members)


@dataclass(frozen=True)
class Decision:
    """How a nation turns items into public notice under a policy.

    Attributes
    ----------
    rule : str
        ``accept``, ``own`` or ``k_of_n``.
    k : int
        Independent sensors needed, for ``k_of_n``.
    needs : int
        Least tier it acts on, as the sharing rules number them.
    assess_s, disseminate_s : float
        Stages after notice [s].
    """

    rule: str
    k: int
    needs: int
    assess_s: float
    disseminate_s: float


@dataclass(frozen=True)
class Rules:
    """One policy of one world.

    Attributes
    ----------
    world : World
    policy : str
        Its id.
    suspended : frozenset of str
        Agreements that a shock takes out of it.
    """

    world: World
    policy: str
    suspended: frozenset[str] = frozenset()

    @cached_property
    def labels(self) -> pd.CategoricalDtype:
        """Policies of the scenario as categories."""
        names = list(self.world.scenario.policies)
        return pd.CategoricalDtype(names)

    @cached_property
    def selected(self) -> tuple[str, ...]:
        """Agreements of the policy, sharing and defence, in file order."""
        chosen = self.world.scenario.agreements_of(self.policy)
        return tuple(name for name in chosen if name not in self.suspended)

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """Directed grants of the policy, its mesh last."""
        scenario = self.world.scenario
        chosen = [each for each in sharing_agreements(scenario) if each.id in set(self.selected)]
        mesh = scenario.policies[self.policy].mesh
        if mesh is not None:
            chosen.append(
                SharingAgreement(
                    MESH_ID, mesh=True, tier=mesh.tier, mode=mesh.mode, delay_s=mesh.delay_s
                )
            )
        return tuple(grant for each in chosen for grant in grants_of(scenario, each))

    @cached_property
    def network(self) -> Network:
        """Who may hold what, when and by which route."""
        return Network(
            self.grants,
            len(self.world.nations),
            exercise=self.world.scenario.is_exercise(self.policy),
        )

    @cached_property
    def known(self) -> Known:
        """Every agreement, in force or not: what an explanation may point at."""
        scenario = self.world.scenario
        agreements = sharing_agreements(scenario)
        return Known(
            agreements=agreements,
            grants=tuple(g for each in agreements for g in grants_of(scenario, each)),
            selected=frozenset(scenario.agreements_of(self.policy)),
            suspended=self.suspended,
            as_of=scenario.policies[self.policy].as_of,
            exercise=scenario.is_exercise(self.policy),
        )

    @cached_property
    def obligations(self) -> Obligations:
        """Who must, may or would consult to act for whom."""
        scenario = self.world.scenario
        chosen = [
            defence_agreement(name, scenario.agreements[name], self.world.nations)
            for name in self.selected
            if scenario.agreements[name].kind == "defence"
        ]
        return obligations(
            chosen,
            n_nations=len(self.world.nations),
            conditions_met=scenario.policies[self.policy].conditions_met,
        )

    def decision(self, nation: int) -> Decision:
        """How one nation decides under the policy."""
        spec = self.world.scenario.nation_spec(self.world.nations[nation], policy=self.policy)
        return Decision(
            spec.rule, spec.k, TIER_CODES[spec.needs], spec.assess_s, spec.disseminate_s
        )

    def delays(
        self, *, launch_nation: int, threatened: int, nation: int, required: int
    ) -> NDArray[np.float64]:
        """Delay from each sensor's making alert or track to a nation's holding it.

        Returns
        -------
        ndarray, shape (s, 2)
            Seconds; inf where it never does.
        """
        rows = [
            self.network.delays(owner, not_to, launch_nation, threatened)[
                PRODUCED, nation, required
            ]
            for owner, not_to in self.labels_of_sensors
        ]
        return np.array(rows, dtype=np.float64).reshape(-1, 2)

    def hops(
        self, *, launch_nation: int, threatened: int, nation: int, required: int
    ) -> NDArray[np.int64]:
        """Count the hops of the routes behind `delays`, shape (s, 2); 0 where there is none."""
        asked = {"launch_nation": launch_nation, "threatened": threatened, "nation": nation}
        routes = (
            self.route(sensor, produced=produced, required=required, **asked)
            for sensor in range(len(self.world.sensors))
            for produced in range(2)
        )
        counts = [0 if route is None else len(route.hops) for route in routes]
        return np.array(counts, dtype=np.int64).reshape(-1, 2)

    def route(
        self, sensor: int, *, launch_nation: int, threatened: int, nation: int, produced: int,
        required: int,
    ) -> Route | None:  # fmt: skip
        """Route behind one entry of `delays` (produced: 0 alert, 1 track)."""
        owner, not_to = self.labels_of_sensors[sensor]
        return self.network.route(
            owner, not_to, launch_nation, threatened, nation=nation, produced=produced + 1,
            required=required,
        )  # fmt: skip

    def owns(self, nation: int) -> NDArray[np.bool_]:
        """Which sensors a nation owns, shape (s,)."""
        return np.array([owner == nation for owner, _ in self.labels_of_sensors], dtype=bool)

    @cached_property
    def labels_of_sensors(self) -> tuple[tuple[int, int], ...]:
        """Owner and mask of barred nations of each sensor: its items' label."""
        at = {name: position for position, name in enumerate(self.world.nations)}
        return tuple(
            (at[sensor.owner], mask_of(at[name] for name in sensor.not_to))
            for sensor in self.world.sensors
        )
