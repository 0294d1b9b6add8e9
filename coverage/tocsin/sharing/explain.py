"""Why a nation knows when it does: the winning route, and every faster one that was refused."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tocsin.sharing.agreements import TIERS
from tocsin.sharing.clauses import Clause, Known, Refusal, Terms
from tocsin.sharing.refused import Candidates, Edge, connects, edges_of, refused_routes
from tocsin.sharing.routes import Hop, Route
from tocsin.sharing.search import Network

UNNAMED = "a partner that is not named"
MOST_REFUSED = 50


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
        Every clause that it breaks.
    arrive_s : float
        When it would have arrived, seconds after launch.
    saved_s : float
        How much sooner that is; infinite if nothing arrives as it is.
    """

    sighting: Sighting
    route: Route | None
    refusals: tuple[Refusal, ...]
    arrive_s: float
    saved_s: float

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses broken, each once."""
        return tuple(dict.fromkeys(refusal.clause for refusal in self.refusals))

    def sentence(self, names: Sequence[str], *, as_of: date | None = None) -> str:
        """Say what would have arrived when, and what refused it."""
        hidden = self.route is not None and self.route.anonymous
        sensor = UNNAMED if hidden else self.sighting.sensor
        whose = UNNAMED if hidden else f"{sensor} of {names[self.sighting.owner]}"
        reasons = "; ".join(r.text(names, sensor=sensor, as_of=as_of) for r in self.refusals)
        if self.route is None:
            return f"{whose} had it at {_seconds(self.arrive_s)}, but {reasons}."
        sooner = "instead of never"
        if math.isfinite(self.saved_s):
            sooner = f"{_seconds(self.saved_s)} sooner"
        way = self.route.text(names)
        return f"{whose} by {way}: at {_seconds(self.arrive_s)}, {sooner}. Refused: {reasons}."


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
        Faster routes that were refused, the earliest first.
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

    def sentences(self, names: Sequence[str]) -> tuple[str, ...]:
        """Say it in words: what won, hop by hop, then what was refused."""
        lines = [*self._winning(names)]
        lines += [refused.sentence(names, as_of=self.as_of) for refused in self.refused]
        if self.truncated:
            lines.append("There may be more refused routes; only the first ones were looked at.")
        return tuple(lines)

    def _winning(self, names: Sequence[str]) -> Iterator[str]:
        who, tier = names[self.nation], TIERS[self.required]
        if self.route is None or self.sighting is None:
            yield f"{who} never holds {tier} or better of this arc."
            return
        whose = f"{self.sighting.sensor} of {names[self.sighting.owner]}"
        if self.route.anonymous:
            whose = UNNAMED
        yield f"{who} first holds {tier} or better at {_seconds(self.know_s)}."
        yield f"It comes from {whose}, made at {_seconds(self.made_s)}."
        time_s = self.made_s
        for position, hop in enumerate(self.route.hops):
            time_s += hop.delay_s
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
        Refused routes have at most 4 hops and break at most 2 different clauses; of each sensor
        and set of clauses, the fastest is told; of all, the first 50 to arrive.
    """
    terms = Terms(known, network.n_nations, required, launch_nation, threatened)
    know_s, sighting, produced = _first(sightings, nation=nation, terms=terms, network=network)
    route = None
    if sighting is not None:
        context = sighting.owner, sighting.not_to, launch_nation, threatened
        route = network.route(*context, nation=nation, produced=produced, required=required)
    finder = _Finder(
        edges=edges_of(_all_grants(network, known), terms=terms),
        nation=nation,
        required=required,
        before_s=min(know_s, impact_s),
    )
    refused, truncated = _refused(sightings, finder=finder, terms=terms, know_s=know_s)
    made_s = math.inf if sighting is None else sighting.tier_times[produced]
    return Explanation(
        nation=nation,
        required=required,
        know_s=know_s,
        sighting=sighting,
        made_s=made_s,
        route=route,
        refused=tuple(refused[:MOST_REFUSED]),
        truncated=truncated or len(refused) > MOST_REFUSED,
        as_of=known.as_of,
    )


def _all_grants(network: Network, known: Known) -> tuple:
    return tuple(dict.fromkeys((*known.grants, *network.grants)))


def _first(
    sightings: Sequence[Sighting], *, nation: int, terms: Terms, network: Network
) -> tuple[float, Sighting | None, int]:
    """Earliest arrival; at equal times fewer hops, then the first sensor in the file."""
    best: tuple = (math.inf, 0, 0, None, 0)
    for position, sighting in enumerate(sightings):
        context = sighting.owner, sighting.not_to, terms.launch_nation, terms.threatened
        delays = network.delays(*context)[:, nation, terms.required]
        for produced in range(terms.required, 3):
            arrive_s = sighting.tier_times[produced] + float(delays[produced])
            if arrive_s > best[0] or arrive_s == math.inf:
                continue
            route = network.route(
                *context, nation=nation, produced=produced, required=terms.required
            )
            rank = arrive_s, len(route.hops) if route else 0, position
            if rank < best[:3]:
                best = (*rank, sighting, produced)
    return best[0], best[3], best[4]


@dataclass
class _Finder:
    """Looks for refused routes once for all sensors whose items may go to the same nations."""

    edges: Sequence[Sequence[Edge]]
    nation: int
    required: int
    before_s: float
    truncated: bool = False

    def __post_init__(self) -> None:
        self._found: dict[tuple[int, int, int], Candidates] = {}
        self._sanitises = any(g.downgrade_s for edges in self.edges for g, _, _ in edges)

    def reaches_from(self, origin: int) -> bool:
        """Tell whether any known agreements lead here."""
        return connects(self.edges, origin=origin, nation=self.nation)

    def routes(self, sighting: Sighting, *, produced: int) -> tuple[Route, ...]:
        """Refused routes of the sensor's items, whatever their delay up to the time wanted."""
        tier = produced if self._sanitises else self.required
        key = sighting.owner, sighting.not_to, tier
        if key not in self._found:
            self._found[key] = refused_routes(
                self.edges,
                origin=sighting.owner,
                not_to=sighting.not_to,
                nation=self.nation,
                produced=tier,
                required=self.required,
                within_s=self.before_s,
            )
        self.truncated |= self._found[key].truncated
        return self._found[key].routes


def _refused(
    sightings: Sequence[Sighting], *, finder: _Finder, terms: Terms, know_s: float
) -> tuple[list[RefusedRoute], bool]:
    """All refused routes that arrive in time, the earliest first; whether the search was cut."""
    refused: list[RefusedRoute] = []
    for sighting in sightings:
        made_s = min(sighting.tier_times[terms.required :])
        if sighting.owner == finder.nation or made_s >= finder.before_s:
            continue
        if finder.reaches_from(sighting.owner):
            refused += _of_sighting(sighting, finder=finder, terms=terms, know_s=know_s)
        else:
            nobody = (Refusal(Clause.NO_AGREEMENT, "", nation=finder.nation),)
            refused.append(RefusedRoute(sighting, None, nobody, made_s, know_s - made_s))
    return sorted(refused, key=lambda r: r.arrive_s), finder.truncated


def _of_sighting(
    sighting: Sighting, *, finder: _Finder, terms: Terms, know_s: float
) -> list[RefusedRoute]:
    """Fastest refused route of one sensor for each set of clauses."""
    best: dict[frozenset[Clause], RefusedRoute] = {}
    for produced in range(terms.required, 3):
        made_s = sighting.tier_times[produced]
        if made_s >= finder.before_s:
            continue
        for route in finder.routes(sighting, produced=produced):
            arrive_s = made_s + route.delay_s
            if arrive_s >= finder.before_s:
                continue
            grants = [hop.grant for hop in route.hops]
            refusals = terms.of_route(grants, not_to=sighting.not_to)
            entry = RefusedRoute(sighting, route, refusals, arrive_s, know_s - arrive_s)
            clauses = frozenset(entry.clauses)
            if clauses not in best or arrive_s < best[clauses].arrive_s:
                best[clauses] = entry
    return list(best.values())


def _hop_sentence(hop: Hop, names: Sequence[str], *, time_s: float, hide_source: bool) -> str:
    grant = hop.grant
    source = UNNAMED if hide_source else names[grant.source]
    parts = [f"{grant.mode} {_seconds(hop.mode_s)}"]
    if hop.consent_s:
        parts.append(f"consent {_seconds(hop.consent_s)}")
    if hop.sanitise_s:
        parts.append(f"sanitising to {TIERS[hop.tier]} {_seconds(hop.sanitise_s)}")
    text = f"{source} passes it to {names[grant.target]} by {grant.agreement} ({', '.join(parts)})"
    return f"{text}: there at {_seconds(time_s)}."


def _seconds(time_s: float) -> str:
    return f"{round(time_s, 1):.10g} s"
