"""What sets of agreements are worth, and exact Shapley values of each.

The worth of a set of agreements is the mean warning that it gives. The geometry is worked
out once (`tocsin.engine.bank`); a set of agreements then changes nothing but delays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import comb

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.bank import Bank
from tocsin.engine.cases import Group
from tocsin.engine.effect import Feed
from tocsin.engine.measures import ALL
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.world import World
from tocsin.errors import InputError

MAX_PLAYERS = 16


def shapley(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shapley values of a game, by the formula over all coalitions.

    Parameters
    ----------
    values : ndarray, shape (2**n, ...)
        Worth of every coalition; bit i of its position says whether player i belongs to it.

    Returns
    -------
    ndarray, shape (n, ...)
        Each player's mean marginal worth over all orders of joining (Shapley 1953). They sum to
        ``values[-1] - values[0]``.

    Raises
    ------
    InputError
        The first axis is no power of 2.

    Examples
    --------
    Two players who are worth 6 together and nothing apart share alike:

    >>> shapley(np.array([0.0, 0.0, 0.0, 6.0])).tolist()
    [3.0, 3.0]
    """
    worth = np.asarray(values, dtype=np.float64)
    n = len(worth).bit_length() - 1
    if len(worth) != 1 << max(n, 0):
        raise InputError(f"Invalid number of coalitions {len(worth)}. Must be a power of 2.")
    # A coalition is the mask of its players, which is also its position.
    coalition = np.arange(1 << n)
    size = np.bitwise_count(coalition)
    # The share of all orders of joining in which a coalition of that size comes just before.
    weight = np.array([1.0 / (n * comb(n - 1, s)) for s in range(n)])
    values_of = np.empty((n, *worth.shape[1:]))
    for player in range(n):
        without = coalition[coalition >> player & 1 == 0]
        gain = worth[without | 1 << player] - worth[without]
        values_of[player] = np.tensordot(weight[size[without]], gain, axes=1)
    return values_of


@dataclass(frozen=True)
class Game:
    """The sharing agreements of a policy as players; the worth of some of them is warning.

    Attributes
    ----------
    bank : Bank
    policy : str
    """

    bank: Bank
    policy: str

    @property
    def world(self) -> World:
        """The world of the bank."""
        return self.bank.world

    @cached_property
    def rulebook(self) -> Rulebook:
        """The policy with all of its agreements."""
        return Rulebook.of(self.world.book, self.policy)

    @cached_property
    def players(self) -> tuple[str, ...]:
        """Sharing agreements that the policy selects, in file order; its mesh is no player."""
        agreements = self.world.scenario.agreements
        return tuple(
            name for name in self.rulebook.agreements if agreements[name].kind == "sharing"
        )

    @cached_property
    def nations(self) -> tuple[str, ...]:
        """Nations with cells, in file order, then ``all``."""
        return (*(self.world.nations[nation] for nation in self.bank.targets), ALL)

    def worth(self, suspended: Sequence[str] = ()) -> NDArray[np.float64]:
        """Mean warning without some of the players.

        Returns
        -------
        ndarray, shape (2, nations)
            Over cases, then over people (nan where nobody lives). [s]

        Examples
        --------
        >>> from tocsin.scenario import Scenario, scaffold
        >>> game = Game(Bank.of(World(Scenario.from_text(scaffold("island")))), "together")
        >>> bool((game.worth()[0] >= game.worth(["promise"])[0]).all())
        True
        """
        outcome = self.bank.outcome(self.rulebook.without(*suspended))
        return self._means(np.array([part.effective_sums for part in outcome.parts]))

    def worths(self) -> NDArray[np.float64]:
        """Mean warning with every set of players, shape (2**players, 2, nations). [s]

        Raises
        ------
        InputError
            There are too many players.
        """
        if len(self.players) > MAX_PLAYERS:
            raise InputError(
                f"Policy {self.policy!r} has {len(self.players)} sharing agreements. Exact Shapley "
                f"values take {MAX_PLAYERS} at most: leave some out with 'except'."
            )
        coalitions = _Coalitions(self.rulebook, self.players)
        sums = [self._sums_of_all(group, coalitions) for group in self.bank.groups]
        return self._means(np.stack(sums, axis=1))

    def _sums_of_all(self, group: Group, coalitions: "_Coalitions") -> NDArray[np.float64]:
        """Sums of one group for every set of players, shape (2**players, 2).

        Sets that give the group's nation equal delays are worked out once.
        """
        nations = {"launch_nation": group.launch_nation, "threatened": group.nation}
        needs = self.rulebook.decision(group.nation).needs
        delays = np.zeros((1 << len(self.players), 2 * len(self.bank.feeds)))
        for i, feed in enumerate(self.bank.feeds):
            delays[:, 2 * i : 2 * i + 2] = coalitions.delays(
                feed, **nations, nation=group.nation, required=needs
            )
        # By their bytes: equal delays give equal sums, and most sets have equals.
        known: dict[bytes, int] = {}
        at = [known.setdefault(row.tobytes(), len(known)) for row in delays]
        distinct = np.array([np.frombuffer(row) for row in known])
        return self.bank.effective_sums(group, distinct, rulebook=self.rulebook)[at]

    def _means(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Means by nation, shape (..., 2, nations), of sums by group, shape (..., groups, 2)."""
        groups = self.bank.groups
        weights = np.array([[len(group), group.people.sum()] for group in groups])
        names = [self.world.nations[group.nation] for group in groups]
        member = np.array([[n in (name, ALL) for n in self.nations] for name in names])
        total = np.swapaxes(sums, -1, -2) @ member
        # 0 / 0 where nobody lives: nan, which says so.
        with np.errstate(invalid="ignore"):
            means: NDArray[np.float64] = total / (weights.T @ member)
        withheld = np.array([group.is_thin for group in groups]) @ member
        means[..., 1, withheld] = np.nan
        return means


@dataclass(frozen=True)
class _Coalitions:
    """The delays that every set of players gives."""

    rulebook: Rulebook
    players: tuple[str, ...]
    rulebooks: dict[int, Rulebook] = field(default_factory=dict)

    def of(self, chosen: int) -> Rulebook:
        """Return the rulebook with some players (a mask) and with what is no player's."""
        if chosen not in self.rulebooks:
            out = [name for i, name in enumerate(self.players) if not chosen >> i & 1]
            self.rulebooks[chosen] = self.rulebook.without(*out)
        return self.rulebooks[chosen]

    def delays(self, feed: Feed, **asked: int) -> NDArray[np.float64]:
        """Delay of one feed's alert and track to a nation for every set, (2**players, 2). [s]

        A set that has the agreements on the fastest routes of a larger one is as fast as that, so
        most sets are settled by another and need no search.
        """
        delays = np.empty((1 << len(self.players), 2))
        left = np.arange(len(delays))
        while left.size:
            chosen = int(left[-1])
            rulebook, used = self.of(chosen), 0
            for produced in range(2):
                route = rulebook.route(feed.label, produced=produced, **asked)
                used |= self._mask(route.agreements if route is not None else ())
            # Sets that hold what was used and nothing beyond `chosen`: no faster than it, and no
            # slower.
            same = (left & used == used) & (left & ~chosen == 0)
            delays[left[same]] = rulebook.delays([feed.label], **asked)[0]
            left = left[~same]
        return delays

    def _mask(self, agreements: Sequence[str]) -> int:
        # What the used ones rest on is used as well: without it they fall.
        resting = self.rulebook.scenario.resting
        used = {*agreements, *(each for name in agreements for each in resting.get(name, ()))}
        return sum(1 << i for i, name in enumerate(self.players) if name in used)
