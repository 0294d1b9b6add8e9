"""Why a nation knows when it does: the winning route, and every faster one that was refused."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tocsin.sharing.clauses import CLAUSES, NO_AGREEMENT
from tocsin.sharing.clauses.clause import Question
from tocsin.sharing.grants import TIERS
from tocsin.sharing.network import Network
from tocsin.sharing.refusals import Known, Refusal, refusals_of_route, sentence_of
from tocsin.sharing.refused import Candidates, Ways, refused_routes
from tocsin.sharing.routes import Hop, Route
from tocsin.words import tenths

UNNAMED = "a partner that is not named"
MORE_REFUSED = "There may be more refused routes; only the nearest ones were looked at."
MOST_REFUSED = 50
# More sensors of one kind than this are counted, not named.
MOST_NAMED = 3


@dataclass(frozen=True)
class Sighting:
    """What one sensor makes of one arc.

    Attributes
    ----------
    sensor : str
        Name of the sensor.
    owner : int
        Nation that owns it.
    not_to : int
        Mask of the nations that its items may never reach.
    tier_times : tuple of float
        Seconds after launch at which it produces assessment, alert, track; infinite: never.
    """

    sensor: str
    owner: int
    not_to: int
    tier_times: tuple[float, float, float]


@dataclass(frozen=True)
class RefusedRoute:
    """A route that would have been faster.

    Attributes
    ----------
    sighting : Sighting
        What would have been passed.
    route : Route or None
        How; None if no known agreement leads there.
    refusals : tuple of Refusal
        Every clause that refuses it.
    arrive_s : float
        When it would have arrived, seconds after launch.
    saved_s : float
        How much sooner that is; infinite if nothing arrives as it is.
    others : tuple of Sighting
        What other sensors would have told by the same route, later, refused alike.
    """

    sighting: Sighting
    route: Route | None
    refusals: tuple[Refusal, ...]
    arrive_s: float
    saved_s: float
    others: tuple[Sighting, ...] = ()

    @property
    def clauses(self) -> tuple[str, ...]:
        """Keys of the clauses that refuse it, each once."""
        return tuple(dict.fromkeys(refusal.clause.key for refusal in self.refusals))

    @property
    def agreements(self) -> tuple[str, ...]:
        """Where these stand, each once; empty for a sensor's own bar."""
        return tuple(dict.fromkeys(refusal.agreement for refusal in self.refusals))

    @property
    def hidden(self) -> bool:
        """Whether the originator may not be named."""
        return self.route is not None and self.route.anonymous

    @property
    def distance(self) -> tuple[int, int, float]:
        """How far it is from being admitted: what would have to change, how hard that is, when."""
        hard = sum(refusal.clause.remoteness for refusal in self.refusals)
        return len(self.refusals), hard, self.arrive_s

    @property
    def alike(self) -> tuple:
        """Equal for routes that differ in nothing but the sensor."""
        if self.route is None:
            return self.sighting.owner, self.refusals
        return self.route.nations, self.route.agreements, self.refusals

    def sentence(self, names: Sequence[str], *, as_of: date | None = None) -> str:
        """Say what would have arrived when, and all that refused it."""
        sensor = UNNAMED if self.hidden else self.sighting.sensor
        whose = UNNAMED if self.hidden else f"{sensor} of {names[self.sighting.owner]}"
        reasons = sentence_of(self.refusals, names, sensor=sensor, as_of=as_of)
        if self.route is None:
            return f"{whose} had it at {tenths(self.arrive_s)}, but {reasons}.{self._others()}"
        sooner = "instead of never"
        if math.isfinite(self.saved_s):
            sooner = f"{tenths(self.saved_s)} sooner"
        way = self.route.text(names)
        text = f"{whose} by {way}: at {tenths(self.arrive_s)}, {sooner}. Refused: {reasons}."
        return text + self._others()

    def _others(self) -> str:
        if not self.others:
            return ""
        names = [sighting.sensor for sighting in self.others]
        if self.hidden or len(names) > MOST_NAMED:
            # Counted, not named: their names would give away whose they are.
            return f" The same holds for {len(names)} other sensor{'s'[: len(names) - 1]}."
        return f" The same holds for {' and '.join(names)}."


@dataclass(frozen=True)
class Explanation:
    """Why a nation knows of an arc when it does.

    Attributes
    ----------
    nation, required : int
        Who is asked about, and the tier it needs.
    know_s : float
        When it first holds a usable item, seconds after launch; infinite: never.
    sighting : Sighting or None
        What it holds then.
    made_s : float
        When that was produced; infinite if there is none.
    route : Route or None
        How it came.
    refused : tuple of RefusedRoute
        Faster routes that were refused, the nearest to being admitted first.
    truncated : bool
        Whether there may be more of them.
    as_of : date or None
        Date of the policy, for the sentences.
    """

    nation: int
    required: int
    know_s: float
    sighting: Sighting | None
    made_s: float
    route: Route | None
    refused: tuple[RefusedRoute, ...]
    truncated: bool
    as_of: date | None = None

    def winning(self, names: Sequence[str]) -> Iterator[str]:
        """Say what won, hop by hop."""
        who, tier = names[self.nation], TIERS[self.required]
        if self.route is None or self.sighting is None:
            yield f"{who} never holds {tier} or better of this arc."
            return
        whose = f"{self.sighting.sensor} of {names[self.sighting.owner]}"
        if self.route.anonymous:
            whose = UNNAMED
        yield f"{who} first holds {tier} or better at {tenths(self.know_s)}."
        yield f"It comes from {whose}, made at {tenths(self.made_s)}."
        time_s = self.made_s
        for position, hop in enumerate(self.route.hops):
            time_s += hop.delay_s
            # Only the originator stays unnamed; who relays is known to the one who is told.
            hide = self.route.anonymous and position == 0
            yield _hop_sentence(hop, names, time_s=time_s, hide_source=hide)


def explain(
    sightings: Sequence[Sighting],
    *,
    nation: int,
    required: int,
    network: Network,
    known: Known,
    launch_nation: int,
    threatened: int,
    impact_s: float = math.inf,
) -> Explanation:
    """Explain when and how a nation first holds a usable item of one arc, and why not sooner.

    Parameters
    ----------
    sightings : sequence of Sighting
        One a sensor, in file order.
    nation, required : int
        Recipient and the tier that it needs.
    network : Network
        Of the policy.
    known : Known
        All agreements, those outside the policy too.
    launch_nation, threatened : int
        Nations that the arc starts from and threatens; -1: none.
    impact_s : float
        Refused routes that would arrive later than impact are not told.

    Returns
    -------
    Explanation
        Refused routes have at most 4 hops and meet at most 3 refusals (a clause of an agreement, or
        a sensor's bar); of each sensor and set of refusals, the fastest is told; of all, the 50
        that are nearest to being admitted.
    """
    arc = {"launch_nation": launch_nation, "threatened": threatened}
    question = known.question(**arc, required=required)
    know_s, sighting, produced = _first(
        sightings, nation=nation, question=question, network=network
    )
    route = None
    if sighting is not None:
        route = network.route(
            sighting.owner, sighting.not_to, **arc, nation=nation, produced=produced,
            required=required,
        )  # fmt: skip
    finder = _Finder(
        Ways.of(known, question=question, n_nations=network.n_nations),
        known=known,
        question=question,
        nation=nation,
        know_s=know_s,
        # A refused route is worth telling if it beats both what came and the impact.
        before_s=min(know_s, impact_s),
    )
    refused = finder.refused(sightings)
    made_s = math.inf if sighting is None else sighting.tier_times[produced]
    return Explanation(
        nation=nation,
        required=required,
        know_s=know_s,
        sighting=sighting,
        made_s=made_s,
        route=route,
        # Sorted by how near they are: what is cut off would interest a reader least.
        refused=tuple(refused[:MOST_REFUSED]),
        truncated=finder.truncated or len(refused) > MOST_REFUSED,
        as_of=known.as_of,
    )


def _first(
    sightings: Sequence[Sighting], *, nation: int, question: Question, network: Network
) -> tuple[float, Sighting | None, int]:
    """Earliest arrival; at equal times fewer hops, then the first sensor in the file."""
    # Time, hops, position: compared in this order, as the search breaks its ties.
    best: tuple = (math.inf, 0, 0, None, 0)
    required = question.required
    for position, sighting in enumerate(sightings):
        context = sighting.owner, sighting.not_to, *question.situation
        delays = network.delays(*context)[:, nation, required]
        for produced in range(required, 3):
            arrive_s = sighting.tier_times[produced] + float(delays[produced])
            # Routes are retraced for those alone that may win.
            if arrive_s > best[0] or arrive_s == math.inf:
                continue
            route = network.route(*context, nation=nation, produced=produced, required=required)
            rank = arrive_s, len(route.hops) if route else 0, position
            if rank < best[:3]:
                best = (*rank, sighting, produced)
    return best[0], best[3], best[4]


@dataclass
class _Finder:
    """Looks for refused routes once for all sensors whose items may go to the same nations."""

    ways: Ways
    known: Known
    question: Question
    nation: int
    know_s: float
    before_s: float
    truncated: bool = False
    _candidates: dict[tuple[int, int, int], Candidates] = field(default_factory=dict)

    def refused(self, sightings: Sequence[Sighting]) -> list[RefusedRoute]:
        """Refused routes of all sensors, equal ones together, the nearest to admission first."""
        refused: list[RefusedRoute] = []
        for sighting in sightings:
            made_s = min(sighting.tier_times[self.question.required :])
            # Nothing is refused to the owner, and nothing that was made too late was refused.
            if sighting.owner == self.nation or made_s >= self.before_s:
                continue
            if self.ways.connect(origin=sighting.owner, nation=self.nation):
                refused += self._of_sighting(sighting)
            else:
                nobody = (Refusal(NO_AGREEMENT, "", nation=self.nation),)
                saved_s = self.know_s - made_s
                refused.append(RefusedRoute(sighting, None, nobody, made_s, saved_s))
        return sorted(_grouped(refused), key=lambda entry: entry.distance)

    def _of_sighting(self, sighting: Sighting) -> list[RefusedRoute]:
        """Fastest refused route of one sensor for each set of refusals."""
        best: dict[frozenset[Refusal], RefusedRoute] = {}
        for produced in range(self.question.required, 3):
            made_s = sighting.tier_times[produced]
            if made_s >= self.before_s:
                continue
            for route in self._routes(sighting, produced=produced):
                arrive_s = made_s + route.delay_s
                if arrive_s >= self.before_s:
                    continue
                refusals = refusals_of_route(
                    [hop.grant for hop in route.hops],
                    not_to=sighting.not_to,
                    known=self.known,
                    question=self.question,
                )
                key = frozenset(refusals)
                if key not in best or arrive_s < best[key].arrive_s:
                    saved_s = self.know_s - arrive_s
                    best[key] = RefusedRoute(sighting, route, refusals, arrive_s, saved_s)
        return list(best.values())

    def _routes(self, sighting: Sighting, *, produced: int) -> tuple[Route, ...]:
        """Refused routes of the sensor's items, whatever their delay up to the time wanted."""
        # Without sanitising delays an item of a higher tier takes the same routes.
        tier = produced if self.ways.sanitises else self.question.required
        key = sighting.owner, sighting.not_to, tier
        if key not in self._candidates:
            self._candidates[key] = refused_routes(
                self.ways,
                origin=sighting.owner,
                not_to=sighting.not_to,
                nation=self.nation,
                produced=tier,
                required=self.question.required,
                within_s=self.before_s,
            )
        self.truncated |= self._candidates[key].truncated
        return self._candidates[key].routes


def _grouped(refused: Sequence[RefusedRoute]) -> list[RefusedRoute]:
    """Put routes together that differ in nothing but the sensor; the earliest stands for all."""
    groups: dict[tuple, list[RefusedRoute]] = {}
    for entry in sorted(refused, key=lambda entry: entry.arrive_s):
        groups.setdefault(entry.alike, []).append(entry)
    return [
        replace(first, others=tuple(other.sighting for other in others))
        for first, *others in groups.values()
    ]


def _hop_sentence(hop: Hop, names: Sequence[str], *, time_s: float, hide_source: bool) -> str:
    source = UNNAMED if hide_source else names[hop.grant.source]
    # Every clause that costs something says so itself.
    costs = ", ".join(cost for clause in CLAUSES if (cost := clause.of_hop(hop)))
    text = f"{source} passes it to {names[hop.grant.target]} by {hop.grant.agreement} ({costs})"
    return f"{text}: there at {tenths(time_s)}."
