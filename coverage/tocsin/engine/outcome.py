"""What a rulebook makes of the cases of a bank: notice, warning, response. The only place.

Times are seconds after launch, inf where never. Everything is worked out when it is first asked
for: a verb that wants only effective warning pays for one min-plus.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.cases import Group
from tocsin.engine.effect import Effect, Feed
from tocsin.engine.ranks import Binned
from tocsin.engine.responders import Responders
from tocsin.engine.rulebook import Rulebook
from tocsin.errors import InputError
from tocsin.kernels.notices import (
    best_responses,
    first_items,
    judge,
    kth_items,
    min_plus,
)
from tocsin.sharing import Route

# Columns of `GroupOutcome.block_sums` after those of the statuses.
EFFECTIVE, PEOPLE_EFFECTIVE = 6, 7


@dataclass(frozen=True)
class GroupOutcome:
    """What one rulebook makes of one group of cases; arrays of shape (n,).

    Attributes
    ----------
    group : Group
    effect : Effect
        What the rulebook says of the group's two nations.
    rulebook : Rulebook
    feeds : tuple of Feed
        Of the bank.
    responders : Responders
        Of the bank's world.
    """

    group: Group
    effect: Effect
    rulebook: Rulebook
    feeds: tuple[Feed, ...]
    responders: Responders

    @cached_property
    def know_s(self) -> NDArray[np.float64]:
        """First usable item in the nation's hands. [s]"""
        return self._first_arrival(self.effect.delays)

    @cached_property
    def notice_s(self) -> NDArray[np.float64]:
        """The same, confirmed by the nation's rule; inf where not before impact. [s]"""
        decision = self.effect.decision
        if decision.rule == "accept":
            return self.know_s
        if decision.rule == "own":
            owned = [feed.owner == self.effect.nation for feed in self.feeds]
            theirs = np.where(np.repeat(owned, 2), self.effect.delays, np.inf)
            confirmed_s = self._first_arrival(theirs)
        else:
            confirmed_s = self._kth_arrival(decision.k)
        # Confirmed after impact is not confirmed: how long after means nothing.
        return np.where(confirmed_s < self.group.impact_s, confirmed_s, np.inf)

    @cached_property
    def public_s(self) -> NDArray[np.float64]:
        """Public notice: after assessment and dissemination. [s]"""
        decision = self.effect.decision
        return self.notice_s + (decision.assess_s + decision.disseminate_s)

    @property
    def impact_s(self) -> NDArray[np.float64]:
        """Time of flight. [s]"""
        return self.group.impact_s

    @property
    def people(self) -> NDArray[np.float64]:
        """People in the cell of each case."""
        return self.group.people

    @property
    def status(self) -> NDArray[np.int64]:
        """Outcome: positions in `tocsin.sharing.notice.STATUSES`."""
        return self._judged[0]

    @cached_property
    def warning_s(self) -> NDArray[np.float64]:
        """Time left at public notice: negative where late, without meaning where never. [s]"""
        return self.group.impact_s - self.public_s

    @property
    def effective_s(self) -> NDArray[np.float64]:
        """Effective warning: warning time, 0 for late and never. [s]"""
        return self._judged[1]

    @cached_property
    def _judged(self) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Status and effective warning of every case, and `block_sums`."""
        group = self.group
        status, effective_s = np.empty(len(group), np.int64), np.empty(len(group))
        launches, arcs, _ = group.shape
        sums = np.empty((launches * arcs, 8))
        judge(
            self.know_s, self.public_s, group.impact_s, group.population, status, effective_s, sums
        )
        return status, effective_s, sums

    @property
    def block_sums(self) -> NDArray[np.float64]:
        """Sums over the cells of each launch point and arc, shape (launches * arcs, 8).

        Cases never, late and warned; people never, late and warned (these six at the positions of
        ``STATUSES``, people three on); then effective warning, and the same times people [s].
        """
        # By block, so that any row of a table is a sum of blocks.
        return self._judged[2]

    @property
    def effective_sums(self) -> NDArray[np.float64]:
        """Effective warning summed over cases, and over people, shape (2,). [s]"""
        return self.block_sums[:, EFFECTIVE:].sum(axis=0)

    @cached_property
    def winner(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Sensor whose item comes first, and its row in the bank; -1 where none does in time."""
        count = len(self.group)
        sensor, row = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
        first = self.group.first.astype(np.int64)
        # Of two items that come at once the one with fewer hops wins, as in an explanation.
        hops = np.array([len(route.hops) if route else 0 for route in self.routes], dtype=np.int64)
        first_items(self.group.rows, first, self.effect.delays, hops, sensor, row)
        # What comes after impact is no notice, so nobody told.
        unknown = self.status == 0
        sensor[unknown] = row[unknown] = -1
        return sensor, row

    @cached_property
    def routes(self) -> tuple[Route | None, ...]:
        """How the items of each row of the bank reach the nation; None where they never do."""
        return tuple(
            self.rulebook.route(
                feed.label,
                launch_nation=self.group.launch_nation,
                threatened=self.group.nation,
                nation=self.effect.nation,
                produced=produced,
                required=self.effect.decision.needs,
            )
            for feed in self.feeds
            for produced in range(2)
        )

    @property
    def sensor(self) -> NDArray[np.int64]:
        """Position of the sensor whose item came first; -1 where none did before impact."""
        return self.winner[0]

    def responses(
        self, active: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Most time that any responder has left, and which one has it.

        Parameters
        ----------
        active : ndarray of bool, shape (r,), optional
            Responders that there are; all by default.

        Returns
        -------
        left_s : ndarray, shape (n,)
            Impact less the owner's track less the reaction time: negative where it would come too
            late; -inf where none covers the cell and may act, or holds a track before impact. [s]
        responder : ndarray of int, shape (n,)
            Of equals the first in the file; -1 where none.
        """
        count, actors = len(self.group), list(self.effect.actors)
        # Who may act is the rulebook's word, and is the same for all cases of the group.
        acting = np.isin(self.responders.owner, actors)
        if active is not None:
            acting &= active
        covers = self.responders.covers[:, self.group.cells] & acting[:, None]
        covering = covers.any(axis=1)
        # Most worlds have no responders, or none that may act here: nothing to work out.
        if not covering.any():
            return np.full(count, -np.inf), np.full(count, -1, dtype=np.int64)
        left_s, who = np.empty(count), np.empty(count, dtype=np.int64)
        able = np.flatnonzero(covering)
        best_responses(
            self._tracks, self.group.impact_s,
            np.array([actors.index(owner) for owner in self.responders.owner[able]]),
            np.where(covers[able], -self.responders.reaction_s[able, None], -np.inf),
            left_s, who,
        )  # fmt: skip
        return left_s, _numbered(able, who)

    @cached_property
    def response(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """`responses` with all responders."""
        return self.responses()

    @property
    def response_s(self) -> NDArray[np.float64]:
        """Response time: the most that any responder has left; nan where none may. [s]"""
        left_s = self.response[0]
        # A table says null where nobody may act; zero would mean just in time.
        return np.where(np.isfinite(left_s), left_s, np.nan)

    @cached_property
    def effective_response_s(self) -> NDArray[np.float64]:
        """Response time, 0 where none may or can act in time. [s]"""
        return np.maximum(self.response[0], 0.0)

    @cached_property
    def warning_bins(self) -> Binned:
        """Effective warning, ready for order statistics."""
        return Binned(self.effective_s, len(self.group.cells))

    @cached_property
    def response_bins(self) -> Binned:
        """Effective response, ready for order statistics."""
        # Which take no notice of what is not above 0.
        return Binned(self.response[0], len(self.group.cells))

    @cached_property
    def _tracks(self) -> NDArray[np.float64]:
        """When each nation that may act first holds a track, (actors, n)."""
        return self._arrivals(np.array(list(self.effect.actors.values())))

    def _arrivals(self, delays: NDArray[np.float64]) -> NDArray[np.float64]:
        """First arrival by each row of delays, (p, n)."""
        # A world without sensors has no rows, and everything is never.
        if not len(self.group.rows):
            return np.full((len(delays), len(self.group)), np.inf)
        out = np.empty((len(delays), len(self.group)))
        min_plus(self.group.rows, self.group.without_idle(delays), out)
        return out

    def _first_arrival(self, delays: NDArray[np.float64]) -> NDArray[np.float64]:
        return self._arrivals(delays[None])[0]

    def _kth_arrival(self, k: int) -> NDArray[np.float64]:
        if any(len(feed.sensors) > 1 for feed in self.feeds):
            raise InputError(
                "The confirmation rule counts sensors, but the bank keeps some together. Make it "
                "with apart=[...] naming all sensors."
            )
        out = np.empty(len(self.group))
        kth_items(self.group.rows, self.effect.delays, k, out)
        return out


def _numbered(chosen: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions among all, from places among some; -1 stays.

    >>> _numbered(np.array([2, 5]), np.array([1, -1, 0])).tolist()
    [5, -1, 2]
    """
    # Place -1 is the last of the list.
    return np.append(chosen, -1)[places]


@dataclass(frozen=True)
class Outcome:
    """What one rulebook makes of every case of a bank; arrays of shape (n,), group by group.

    Attributes
    ----------
    parts : tuple of GroupOutcome
    file_order : ndarray of int, shape (n,)
        Position of each case in the tables (launch point, arc, cell, in file order).
    """

    parts: tuple[GroupOutcome, ...]
    file_order: NDArray[np.int64]

    def values(self, name: str) -> NDArray:
        """Return an array of all groups, by its name in `GroupOutcome`."""
        return np.concatenate([getattr(part, name) for part in self.parts])

    def in_file_order(self, name: str) -> NDArray:
        """Return an array of all groups in the order of the tables."""
        return self.placed(self.values(name))

    def placed(self, values: NDArray) -> NDArray:
        """Put values of all groups, shape (n,), in the order of the tables."""
        ordered = np.empty_like(values)
        # Each case knows its place in the tables: they are filled, not sorted.
        ordered[self.file_order] = values
        return ordered

    @property
    def know_s(self) -> NDArray[np.float64]:
        """First usable item in the hands of each case's nation. [s]"""
        return self.values("know_s")

    @property
    def warning_s(self) -> NDArray[np.float64]:
        """Time left at public notice: negative where late. [s]"""
        return self.values("warning_s")

    @property
    def effective_s(self) -> NDArray[np.float64]:
        """Effective warning: warning time, 0 for late and never. [s]"""
        return self.values("effective_s")
