"""The bank: a world's geometry worked out once, kept as what policies need of it.

Of each case (a launch point, an arc, a cell) only the earliest alert and track of each *feed* is
kept (sensors of one owner with the same bars), and which sensor makes them. Under a rulebook a
notice is then one min-plus row: earliest time of a feed plus the feed's delay to the nation. So
thousands of rulebooks ride on one bank, and every verb and study does.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.cases import Group
from tocsin.engine.effect import Feed, feeds_of
from tocsin.engine.outcome import GroupOutcome, Outcome
from tocsin.engine.responders import Responders
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.sizes import check_bank
from tocsin.engine.visibility import Sight, in_order, sights
from tocsin.engine.world import World
from tocsin.kernels.notices import effective_sums, feed_firsts

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

log = logging.getLogger("tocsin")

# Rulebooks of one piece of work for a thread.
_RULEBOOKS = 256


@dataclass(frozen=True)
class Bank:
    """Every case of a world, ready for any rulebook of its scenario. Make one with `Bank.of`.

    Attributes
    ----------
    world : World
    feeds : tuple of Feed
        Sensors whose items are told alike.
    groups : tuple of Group
        Launch nations in file order of their areas; within each, nations in file order.

    Examples
    --------
    >>> import tocsin
    >>> scenario = tocsin.Scenario.from_dict({
    ...     "tocsin": 1,
    ...     "nations": {"A": {}, "B": {"assess_s": 0, "disseminate_s": 0}},
    ...     "sensors": {"east": {"class": "national-warning", "owner": "B", "lat": 0, "lon": 8,
    ...                          "facing_deg": 270}},
    ...     "launches": {"west": {"nation": "A", "lat": 0, "lon": 0}},
    ...     "arcs": {"short": {"class": "short"}},
    ...     "targets": {"points": {"port": {"lat": 0, "lon": 9, "nation": "B"}}},
    ... })
    >>> bank = Bank.of(World(scenario))
    >>> outcome = bank.outcome(Rulebook.of(scenario, "isolated"))
    >>> bool(outcome.warning_s[0] == bank.impact_s[0] - outcome.know_s[0])
    True
    """

    world: World
    feeds: tuple[Feed, ...]
    groups: tuple[Group, ...]

    @classmethod
    def of(
        cls,
        world: World,
        *,
        seen: Iterable[Sight] | None = None,
        apart: Collection[str] = (),
        threads: int | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> "Bank":
        """Work out a world's geometry and keep what rulebooks need.

        Parameters
        ----------
        world : World
        seen : iterable of Sight, optional
            Sights already worked out; all of the world's by default.
        apart : collection of str
            Sensors that some rulebook may blind without the others of their owner. All are kept
            apart where a confirmation rule counts sensors.
        threads, progress
            As for `tocsin.engine.visibility.sights`.
        """
        check_bank(world)
        # Of sensors that are told alike only the earliest matters in each case.
        feeds = feeds_in(world, apart=apart)
        bank = cls(world, feeds, tuple(_empty_groups(world, len(feeds))))
        filler = _Filler(bank)
        begun_s = perf_counter()
        for sight in sights(world, threads=threads, progress=progress) if seen is None else seen:
            filler.add(sight)
        log.debug("geometry of %d cells: %.3f s", len(world.cells.id), perf_counter() - begun_s)
        return bank

    @classmethod
    def of_sight(cls, world: World, sight: Sight) -> "Bank":
        """Keep one sight of cells of one nation, each sensor apart: to ask about one case."""
        nation = world.cells.nation[sight.part]
        cells = np.arange(sight.part.start, sight.part.stop)
        # One case costs little, and an explanation tells of every sensor by itself.
        feeds = feeds_of(world.book.labels, apart=range(len(world.sensors)))
        rows, first = _firsts(sight, np.arange(len(feeds)), len(feeds))
        group = Group(
            int(world.launches.nation[sight.launch]),
            int(nation[0]),
            np.array([sight.launch]),
            cells,
            world.cells.population[cells],
            1,
            rows,
            # Two bytes a case and feed: a scenario has 5,000 sensors at most.
            first.astype(np.int16),
            sight.impact_s,
        )
        return cls(world, feeds, (group,))

    def shared_with(self, world: World) -> "Bank | None":
        """Return the bank as that of a world with the same launch points and cells.

        None where its sensors, its arcs, or which sensors are told alike are others.

        Examples
        --------
        >>> from tocsin.scenario import Scenario, scaffold
        >>> island = Scenario.from_text(scaffold("island"))
        >>> bank = Bank.of(World(island))
        >>> slow = World(island.updated({"nations.ISLE.assess_s": 90}))
        >>> bank.shared_with(slow).groups is bank.groups
        True
        >>> bank.shared_with(World(island.updated({"arcs.medium.boost_s": 90}))) is None
        True
        """
        same = (world.sensors, world.arcs) == (self.world.sensors, self.world.arcs)
        return replace(self, world=world) if same and feeds_in(world) == self.feeds else None

    def launched_by(self, nation: int) -> "Bank":
        """Return the cases that one nation launches: what is summed up is of it alone.

        Examples
        --------
        >>> from tocsin.scenario import Scenario, scaffold
        >>> bank = Bank.of(World(Scenario.from_text(scaffold("island"))))
        >>> launching = bank.groups[0].launch_nation
        >>> len(bank.launched_by(launching).groups) == len(bank.groups)
        True
        """
        return replace(self, groups=tuple(g for g in self.groups if g.launch_nation == nation))

    def outcome(self, rulebook: Rulebook, *, nation: int | None = None) -> Outcome:
        """Work out every case under a rulebook.

        Parameters
        ----------
        rulebook : Rulebook
        nation : int, optional
            Whose notice is wanted; for each case that of the nation whose cell it ends in, by
            default.

        Raises
        ------
        InputError
            The rulebook blinds some sensors of a feed and not others: see `Bank.of`.
        """
        # Lazily: a group is worked out when somebody asks for one of its arrays.
        parts = (self.group_outcome(group, rulebook, nation=nation) for group in self.groups)
        return Outcome(tuple(parts), self.file_order)

    def group_outcome(
        self, group: Group, rulebook: Rulebook, *, nation: int | None = None
    ) -> GroupOutcome:
        """Work out one group of cases, as `outcome`."""
        # All that the rulebook has to do with this group; everything after is arithmetic.
        effect = rulebook.effect(
            self.feeds,
            launch_nation=group.launch_nation,
            threatened=group.nation,
            nation=nation,
        )
        return GroupOutcome(group, effect, rulebook, self.feeds, self.responders)

    @property
    def targets(self) -> list[int]:
        """Positions of the nations that have cells, in file order."""
        return sorted({group.nation for group in self.groups})

    @cached_property
    def responders(self) -> Responders:
        """The scenario's responders and what their circles cover."""
        return Responders.of(self.world)

    @cached_property
    def impact_s(self) -> NDArray[np.float64]:
        """Time of flight of every case, group by group. [s]"""
        return np.concatenate([group.impact_s for group in self.groups])

    @cached_property
    def file_order(self) -> NDArray[np.int64]:
        """Position of each case of the groups in the tables: launch, arc, cell in file order."""
        arcs, cells = len(self.world.arcs), len(self.world.cells)
        return np.concatenate(
            [
                (
                    # Mixed radix: launch point, then arc, then cell, the last turning fastest.
                    (group.launches[:, None, None] * arcs + np.arange(arcs)[:, None]) * cells
                    + group.cells
                ).ravel()
                for group in self.groups
            ]
        )

    def effective_sums(
        self, group: Group, delays: NDArray[np.float64], *, rulebook: Rulebook,
        threads: int | None = None,
    ) -> NDArray[np.float64]:  # fmt: skip
        """Sum effective warning under many sets of delays, over cases and over people.

        Parameters
        ----------
        group : Group
        delays : ndarray, shape (p, 2 * feeds)
            A row a rulebook, as `Effect.delays`.
        rulebook : Rulebook
            How the nation decides, the same under all.
        threads : int, optional
            All cores by default; results do not depend on it.

        Returns
        -------
        ndarray, shape (p, 2)
            Seconds, and seconds times people.
        """
        whole = self.group_outcome(group, rulebook)
        decision = whole.effect.decision

        def sums(part: slice) -> NDArray[np.float64]:
            out = np.empty((len(delays[part]), 2))
            if decision.rule == "accept" and len(group.rows):
                # A partner's word is enough, so all follows from the first arrival: one kernel.
                stage_s = decision.assess_s + decision.disseminate_s
                effective_sums(group.rows, delays[part], group.impact_s, stage_s, group.people, out)
                return out
            # Rules that count or pick sensors need more than the first arrival: case by case, in
            # numpy.
            for row, one in zip(out, delays[part], strict=True):
                effect = replace(whole.effect, delays=one)
                row[:] = replace(whole, effect=effect).effective_sums
            return out

        # Cut by a fixed number and not by threads, so that sums are the same on any machine.
        parts = [slice(i, i + _RULEBOOKS) for i in range(0, len(delays), _RULEBOOKS)]
        return np.concatenate(list(in_order(sums, parts, threads=threads)))


def counts_sensors(scenario: "Scenario") -> bool:
    """Tell whether some confirmation rule counts sensors, which then need feeds of their own."""
    rules = [nation.confirmation for nation in scenario.nations.values()]
    for policy in scenario.policies.values():
        rules += policy.confirmation.values()
    return any(rule.rule == "k_of_n" for rule in rules)


def feeds_in(world: World, *, apart: Collection[str] = ()) -> tuple[Feed, ...]:
    """Return the feeds of a world's bank: see `Bank.of`.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> [feed.sensors for feed in feeds_in(World(Scenario.from_text(scaffold("island"))))]
    [(0, 1)]
    """
    return feeds_of(world.book.labels, apart=_apart(world, apart))


def _apart(world: World, names: Collection[str]) -> Collection[int]:
    """Positions of the sensors that need a feed of their own."""
    sensors = world.scenario.sensors
    # Two sensors that share a feed would count as one.
    if counts_sensors(world.scenario):
        return range(len(sensors))
    return [position for position, name in enumerate(sensors) if name in names]


def _empty_groups(world: World, feeds: int) -> Iterator[Group]:
    # By pair of nations: what may be told depends on who launches and on who is threatened.
    for launch_nation in dict.fromkeys(world.launches.nation.tolist()):
        for nation in np.unique(world.cells.nation).tolist():
            yield Group.empty(world, launch_nation=launch_nation, nation=nation, feeds=feeds)


# Of a run of cells those of one nation: which nation, which cells, the first one's position among
# the nation's cells, and how many. The others follow it there.
_Share = tuple[int, slice | NDArray[np.int64], int, int]


class _Filler:
    """Puts sights where their cases belong in a bank's groups."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.groups = {(group.launch_nation, group.nation): group for group in bank.groups}
        cells, launches = bank.world.cells, bank.world.launches
        # Position of each cell among its nation's, of each launch point among its nation's.
        self.cell_rank = _ranks(cells.nation)
        self.launch_rank = _ranks(launches.nation)
        self.feed = np.empty(len(bank.world.sensors), dtype=np.int64)
        for number, feed in enumerate(bank.feeds):
            self.feed[list(feed.sensors)] = number
        self._shares: dict[tuple[int, int], list[_Share]] = {}

    def add(self, sight: Sight) -> None:
        """Keep what rulebooks need of one sight."""
        world = self.bank.world
        rows, first = _firsts(sight, self.feed, len(self.bank.feeds))
        impact_s = sight.impact_s
        # Within a group the cases run launch point, arc, cell: a sight fills a part of one block.
        block = self.launch_rank[sight.launch] * len(world.arcs) + sight.arc
        for nation, chosen, rank, count in self._by_nation(sight.part):
            group = self.groups[int(world.launches.nation[sight.launch]), nation]
            begin = block * len(group.cells) + rank
            place = slice(begin, begin + count)
            group.rows[:, place] = rows[:, chosen]
            group.first[:, place] = first[:, chosen]
            group.impact_s[place] = impact_s[chosen]

    def _by_nation(self, part: slice) -> list[_Share]:
        """Which cells of a run are each nation's; many sights have the same run."""
        key = (part.start, part.stop)
        if key not in self._shares:
            nations, ranks = self.bank.world.cells.nation[part], self.cell_rank[part]
            self._shares[key] = []
            for nation in np.unique(nations).tolist():
                places = np.flatnonzero(nations == nation)
                low, high = int(places[0]), int(places[-1]) + 1
                # Cells mostly stand nation by nation, and a slice is read at once.
                chosen = slice(low, high) if high - low == len(places) else places
                self._shares[key].append((nation, chosen, int(ranks[low]), len(places)))
        return self._shares[key]


def _firsts(
    sight: Sight, feed: NDArray[np.int64], feeds: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Earliest alert and track of each feed, (2 * feeds, n), and which sensor makes it."""
    rows = np.empty((2 * feeds, len(sight.impact_s)))
    first = np.empty(rows.shape, dtype=np.int64)
    feed_firsts(sight.tier_s, feed, rows, first)
    return rows, first


def _ranks(kinds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Position of each entry among the entries of its kind.

    >>> _ranks(np.array([5, 5, 7, 5])).tolist()
    [0, 1, 0, 2]
    """
    ranks = np.empty(len(kinds), dtype=np.int64)
    for kind in np.unique(kinds):
        members = np.flatnonzero(kinds == kind)
        ranks[members] = np.arange(len(members))
    return ranks
