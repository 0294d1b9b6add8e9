"""Refused routes against plain enumeration of all simple routes."""

import math
import random

import pytest

from tocsin.sharing import Known, Network, Sharing, Sighting, mask_of
from tocsin.sharing.clauses.purpose import LaunchedFrom
from tocsin.sharing.explain import explain


def simple_routes(grants, *, origin, nation):
    """All routes of up to 4 hops that visit no nation twice."""
    trails = [[]]
    for _ in range(4):
        longer = []
        for trail in trails:
            visited = {origin, *(g.target for g in trail)}
            at = trail[-1].target if trail else origin
            longer += [[*trail, g] for g in grants if g.source == at and g.target not in visited]
        yield from (trail for trail in longer if trail[-1].target == nation)
        trails = [trail for trail in longer if trail[-1].target != nation]


def met_by_grant(grant, *, known, n, arc):
    agreement, name = known.agreements[grant.agreement], grant.agreement
    if name not in known.selected:
        yield ("hypothetical" if agreement.hypothetical else "policies"), name
    if agreement.mode == "exercise":
        yield "mode", name
    if agreement.purpose and f"N{arc['launch_nation']}" not in agreement.purpose:
        yield "purpose", name
    threats = [each for each in grant.conditions if not isinstance(each, LaunchedFrom)]
    if any(not (each.nations >> arc["threatened"]) % 2 for each in threats):
        yield "threatened", name
    if grant.tier < arc["required"]:
        yield "tier", name


def met_by_route(route, *, known, not_to):
    for i, grant in enumerate(route):
        if i and not grant.relays:
            hub = known.agreements[grant.agreement].hub
            yield ("forward" if hub == f"N{grant.source}" else "items"), grant.agreement
        for earlier in route[:i]:
            if not (earlier.onward >> grant.target) % 2:
                yield "onward", earlier.agreement
        if (not_to >> grant.target) % 2:
            yield "not_to", ""


def enumerated(sighting, *, known, n, arc, before_s):
    """Fastest arrival by set of at most three refusals, without what a subset does as fast."""
    best = {}
    for route in simple_routes(known.grants, origin=sighting.owner, nation=arc["nation"]):
        key = frozenset(met_by_route(route, known=known, not_to=sighting.not_to))
        key = key.union(*(met_by_grant(g, known=known, n=n, arc=arc) for g in route))
        delay_s = sum(g.delay_s for g in route) + sum(g.consent_s for g in route[:-1])
        arrive_s = min(sighting.tier_times[arc["required"] :]) + delay_s
        if 1 <= len(key) <= 3 and arrive_s < before_s:
            best[key] = min(best.get(key, math.inf), arrive_s)
    return {
        key: time
        for key, time in best.items()
        if not any(other < key and best[other] <= time for other in best)
    }


def sparse_world(seed, *, make_agreement, expand_among, n):
    """Grants with no direct way from 1 to 0, so that it takes long and broken routes."""
    rng = random.Random(seed)
    agreements = {}
    for i in range(4):
        terms = make_agreement(rng, n_nations=n).model_dump(by_alias=True, exclude_unset=True)
        terms |= {"downgrade_s": 0.0, "hypothetical": rng.random() < 0.2}
        agreements[f"a{i}"] = Sharing.model_validate(terms)
    share = rng.choice([0.3, 0.6])
    grants = [
        grant
        for name, agreement in agreements.items()
        for grant in expand_among(agreement, name=name, n_nations=n)
        if rng.random() < share
    ]
    if seed % 4:
        grants = [g for g in grants if (g.source, g.target) != (1, 0)]
    selected = [
        name for name, each in agreements.items() if rng.random() < 0.7 and not each.hypothetical
    ]
    barred = mask_of(rng.sample(range(n), rng.choice([0, 0, 1]))) & ~0b10
    return Known(agreements, tuple(grants), frozenset(selected)), barred


@pytest.mark.parametrize("seed", range(250))
def test_refused_routes_equal_enumeration(seed, make_agreement, expand_among):
    n = 4 + seed % 3
    known, barred = sparse_world(
        seed, make_agreement=make_agreement, expand_among=expand_among, n=n
    )
    net = Network([g for g in known.grants if g.agreement in known.selected], n)
    near = Sighting("near", 1, barred, (40.0, 40.0, 50.0))
    far = Sighting("far", 0, 0, (70000.0, 70000.0, 70000.0))
    arc = {"nation": 0, "required": seed % 3, "launch_nation": n - 1, "threatened": 0}
    explanation = explain([near, far], network=net, known=known, **arc)
    want = enumerated(near, known=known, n=n, arc=arc, before_s=explanation.know_s)
    got = {
        frozenset((refusal.clause.key, refusal.agreement) for refusal in each.refusals): (
            each.arrive_s
        )
        for each in explanation.refused
        if each.route is not None
    }
    assert not explanation.truncated
    assert got == want
    distances = [each.distance for each in explanation.refused]
    assert distances == sorted(distances)
