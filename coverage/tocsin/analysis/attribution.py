"""What sets of agreements are worth, and exact Shapley values of each.

The worth of a set of agreements is the mean effective warning that it gives. The geometry is worked
out once (`tocsin.analysis.bank`); a set of agreements then changes nothing but delays.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import comb

import numpy as np
from numpy.typing import NDArray

from tocsin.analysis.bank import Bank, Group
from tocsin.analysis.policy import Rules
from tocsin.analysis.summary import ALL
from tocsin.analysis.world import World
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
    coalition = np.arange(1 << n)
    size = np.bitwise_count(coalition)
    weight = np.array([1.0 / (n * comb(n - 1, s)) for s in range(n)])
    found = np.empty((n, *worth.shape[1:]))
    for player in range(n):
        without = coalition[coalition >> player & 1 == 0]
        gain = worth[without | 1 << player] - worth[without]
        found[player] = np.tensordot(weight[size[without]], gain, axes=1)
    return found


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
    def players(self) -> tuple[str, ...]:
        """Sharing agreements that the policy selects, in file order; its mesh is no player."""
        given = self.world.scenario.agreements
        rules = Rules(self.world, self.policy)
        return tuple(name for name in rules.selected if given[name].kind == "sharing")

    @cached_property
    def nations(self) -> tuple[str, ...]:
        """Nations with cells, in file order, then ``all``."""
        chosen = sorted({group.nation for group in self.bank.groups})
        return (*(self.world.nations[each] for each in chosen), ALL)

    def worth(self, suspended: Sequence[str] = ()) -> NDArray[np.float64]:
        """Mean effective warning without some of the players.

        Returns
        -------
        ndarray, shape (2, nations)
            Over cases, then over people (nan where nobody lives). [s]
        """
        rules = Rules(self.world, self.policy, suspended=frozenset(suspended))
        sums = [self._sums(rules, group) for group in self.bank.groups]
        return self._means(np.array(sums))

    def worths(self) -> NDArray[np.float64]:
        """Mean effective warning with every set of players, shape (2**players, 2, nations). [s]

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
        rules: dict[int, Rules] = {}
        sums = [self._sums_of_all(group, rules) for group in self.bank.groups]
        return self._means(np.stack(sums, axis=1))

    def _sums_of_all(self, group: Group, rules: dict[int, Rules]) -> NDArray[np.float64]:
        """Sums of one group for every set of players, shape (2**players, 2).

        A set with the agreements on all winning routes of a larger one wins as much as that: most
        sets are settled by another, and need no search.
        """
        coalition = np.arange(1 << len(self.players))
        settled = np.zeros(len(coalition), dtype=bool)
        sums = np.empty((len(coalition), 2))
        known: dict[bytes, NDArray[np.float64]] = {}
        for chosen in coalition[::-1].tolist():
            if settled[chosen]:
                continue
            if chosen not in rules:
                rules[chosen] = self._rules(chosen)
            column, used = self._column(rules[chosen], group)
            if column not in known:
                known[column] = self._sums(rules[chosen], group)
            same = (coalition & used == used) & (coalition & ~chosen == 0)
            sums[same] = known[column]
            settled |= same
        return sums

    def _rules(self, coalition: int) -> Rules:
        out = (name for i, name in enumerate(self.players) if not coalition >> i & 1)
        return Rules(self.world, self.policy, suspended=frozenset(out))

    def _column(self, rules: Rules, group: Group) -> tuple[bytes, int]:
        """Delays of every label's items to the group's nation; mask of the players used."""
        required = rules.decision(group.nation).needs
        delays = self.bank.label_delays(rules, group, nation=group.nation, required=required)
        used = 0
        for name in self._on_routes(rules, group, required):
            if name in self.players:
                used |= 1 << self.players.index(name)
        return delays.tobytes(), used

    def _on_routes(self, rules: Rules, group: Group, required: int) -> Iterator[str]:
        for owner, not_to in self.bank.labels:
            for produced in (1, 2):
                route = rules.network.route(
                    owner, not_to, group.launch_nation, group.nation,
                    nation=group.nation, produced=produced, required=required,
                )  # fmt: skip
                if route is not None:
                    yield from route.agreements

    def _sums(self, rules: Rules, group: Group) -> NDArray[np.float64]:
        """Effective warning summed over cases, and over people, of a group."""
        (outcome,) = replace(self.bank, groups=(group,)).evaluate(rules)
        people = self.world.cells.population[group.cell]
        return np.array([outcome.effective_s.sum(), outcome.effective_s @ people])

    def _means(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Means by nation, shape (..., 2, nations), of sums by group, shape (..., groups, 2)."""
        population = self.world.cells.population
        groups = self.bank.groups
        weights = np.array([[len(g.cell), population[g.cell].sum()] for g in groups])
        names = [self.world.nations[group.nation] for group in groups]
        member = np.array([[n in (name, ALL) for n in self.nations] for name in names])
        total = np.swapaxes(sums, -1, -2) @ member
        with np.errstate(invalid="ignore"):
            return total / (weights.T @ member)
