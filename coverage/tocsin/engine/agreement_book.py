"""A scenario's agreements, each expanded once to grants, with nations by position."""

from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tocsin.sharing import Grant, Nations, Network, Sharing, expand

if TYPE_CHECKING:
    from tocsin.scenario import Scenario
    from tocsin.scenario.policies import Policy

MESH_ID = "mesh"
NETWORKS = 64

Label = tuple[int, int]
"""Owner of a sensor and mask of the nations that its items may never reach."""


class AgreementBook:
    """A scenario's agreements, each expanded once for all rulebooks of it.

    Parameters
    ----------
    scenario : Scenario
    """

    def __init__(self, scenario: "Scenario") -> None:
        self.scenario = scenario
        self.nations = tuple(scenario.nations)
        self.sharing = {
            name: agreement
            for name, agreement in scenario.agreements.items()
            if isinstance(agreement, Sharing)
        }
        self._grants: dict[tuple[str, frozenset[str]], tuple[Grant, ...]] = {}
        self._networks: OrderedDict[tuple[Any, ...], Network] = OrderedDict()

    def grants(self, name: str, absent: frozenset[str] = frozenset()) -> tuple[Grant, ...]:
        """Return the directed grants of an agreement without some parties; none for defence."""
        if (name, absent) not in self._grants:
            agreement = self.sharing.get(name)
            expanded = () if agreement is None else self._expand(name, agreement, absent)
            self._grants[name, absent] = expanded
        return self._grants[name, absent]

    def known_grants(self, name: str, absent: frozenset[str]) -> tuple[Grant, ...]:
        """Return what an agreement opens, then what it would with those who are no parties."""
        now = self.grants(name, absent)
        open_pairs = {(grant.source, grant.target) for grant in now}
        return (
            *now,
            *(g for g in self.grants(name) if (g.source, g.target) not in open_pairs),
        )

    def mesh_grants(self, policy: "Policy") -> tuple[Grant, ...]:
        """Return the grants of the full mesh that a policy lays over its agreements, if any."""
        return () if policy.mesh is None else self._expand(MESH_ID, policy.mesh.agreement())

    def _expand(
        self, name: str, agreement: Sharing, absent: frozenset[str] = frozenset()
    ) -> tuple[Grant, ...]:
        return expand(
            agreement,
            name=name,
            nations=self._nations,
            delays=self.scenario.delays,
            absent=absent,
        )

    @cached_property
    def _nations(self) -> Nations:
        nations = self.scenario.nations
        members = {nation: terms.members for nation, terms in nations.items() if terms.members}
        return Nations(self.nations, members)

    def network(self, key: tuple[Any, ...], make: Callable[[], Network]) -> Network:
        """Return the network of some grants, which knows the routes that were asked for before.

        Rulebooks that differ in what is seen, or in who decides how, share it. The last few are
        held: an analysis comes back to them soon or not at all.
        """
        if key not in self._networks:
            self._networks[key] = make()
            # The oldest goes first; a sweep over thousands of rulebooks must not hold them all.
            while len(self._networks) > NETWORKS:
                self._networks.popitem(last=False)
        # What was asked for last is what is asked for next.
        self._networks.move_to_end(key)
        return self._networks[key]

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """Label of each sensor's items, in file order; who bars a collective bars its members."""
        nations = self._nations
        return tuple(
            _label(nations, sensor.owner, sensor.not_to)
            for sensor in map(self.scenario.sensor_spec, self.scenario.sensors)
        )

    @cached_property
    def responder_owners(self) -> tuple[int, ...]:
        """Positions of the nations that own responders, rising."""
        owners = {responder.owner for responder in self.scenario.responders.values()}
        return tuple(sorted(map(self.nations.index, owners)))


def _label(nations: Nations, owner: str, not_to: tuple[str, ...]) -> Label:
    # A member of a collective may bar the others and still knows what it sees itself.
    bars = nations.mask_with_members(not_to) & ~nations.mask([owner])
    return nations.position[owner], bars
