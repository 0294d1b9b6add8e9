"""A scenario's agreements in the terms of the sharing rules, expanded once: nations by position."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tocsin.sharing import DefenceAgreement, Grant, Network, SharingAgreement, expand, mask_of

if TYPE_CHECKING:
    from tocsin.scenario import Scenario
    from tocsin.scenario.policies import Policy

MESH_ID = "mesh"
NETWORKS = 64

Label = tuple[int, int]
"""Owner of a sensor and mask of the nations that its items may never reach."""


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


class AgreementBook:
    """A scenario's agreements, each translated and expanded once for all rulebooks of it.

    Parameters
    ----------
    scenario : Scenario
    """

    def __init__(self, scenario: "Scenario") -> None:
        self.scenario = scenario
        self.nations = tuple(scenario.nations)
        self.sharing = {one.id: one for one in sharing_agreements(scenario)}
        self._grants: dict[str, tuple[Grant, ...]] = {}
        self._networks: OrderedDict[tuple[Any, ...], Network] = OrderedDict()

    def grants(self, name: str) -> tuple[Grant, ...]:
        """Return the directed grants of an agreement; none for one of defence."""
        if name not in self._grants:
            agreement = self.sharing.get(name)
            self._grants[name] = () if agreement is None else grants_of(self.scenario, agreement)
        return self._grants[name]

    def mesh_grants(self, policy: "Policy") -> tuple[Grant, ...]:
        """Return the grants of the full mesh that a policy lays over its agreements, if any."""
        if policy.mesh is None:
            return ()
        mesh = SharingAgreement(
            MESH_ID,
            mesh=True,
            tier=policy.mesh.tier,
            mode=policy.mesh.mode,
            delay_s=policy.mesh.delay_s,
        )
        return grants_of(self.scenario, mesh)

    def network(self, key: tuple[Any, ...], make: Callable[[], Network]) -> Network:
        """Return the network of some grants, which knows the routes that were asked for before.

        Rulebooks that differ in what is seen, or in who decides how, share it. The last few are
        held: an analysis comes back to them soon or not at all.
        """
        if key not in self._networks:
            self._networks[key] = make()
            while len(self._networks) > NETWORKS:
                self._networks.popitem(last=False)
        self._networks.move_to_end(key)
        return self._networks[key]

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """Label of each sensor's items, in file order."""
        position = {name: index for index, name in enumerate(self.nations)}
        return tuple(
            (position[sensor.owner], mask_of(position[name] for name in sensor.not_to))
            for sensor in map(self.scenario.sensor_spec, self.scenario.sensors)
        )

    @cached_property
    def responder_owners(self) -> tuple[int, ...]:
        """Positions of the nations that own responders, rising."""
        owners = {responder.owner for responder in self.scenario.responders.values()}
        return tuple(sorted(map(self.nations.index, owners)))
