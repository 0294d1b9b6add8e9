"""Explanations: the clause behind each refused route, and completeness against enumeration."""

import math
import random
from dataclasses import replace
from datetime import date

import pytest

from tocsin.sharing import (
    Clause,
    Known,
    Network,
    SharingAgreement,
    Sighting,
    expand,
    explain,
    mask_of,
    nations_of,
)

NAMES = ["JPN", "KOR", "USA", "PRK"]
JPN, KOR, USA, PRK = range(4)
ALERT = 1
NEAR = Sighting("near", KOR, 0, (40.0, 40.0, 50.0))
PATROL = Sighting("patrol", KOR, 1 << JPN, (30.0, 30.0, 35.0))
HOME = Sighting("home", JPN, 0, (120.0, 120.0, 130.0))
PACT = SharingAgreement("pact", givers=(KOR,), takers=(JPN,))
ROOM = SharingAgreement("room", hub=USA, spokes=(JPN, KOR))


def ask(mode_delays, agreements, *, selected=None, sightings=(NEAR, HOME), n=4, **terms):
    expanded = tuple(g for a in agreements for g in expand(a, n, mode_delays))
    chosen = frozenset([a.id for a in agreements] if selected is None else selected)
    suspended = terms.pop("suspended", frozenset())
    known_terms = {key: terms.pop(key) for key in ("as_of", "exercise") if key in terms}
    known = Known(tuple(agreements), expanded, chosen, suspended, **known_terms)
    inside = [g for g in expanded if g.agreement in chosen - suspended]
    net = Network(inside, n, exercise=known.exercise)
    arc = {"nation": JPN, "required": ALERT, "launch_nation": PRK, "threatened": JPN} | terms
    return explain(sightings, network=net, known=known, **arc)


def only_reason(explanation):
    (refused,) = explanation.refused
    sensor = refused.sighting.sensor
    texts = [r.text(NAMES, sensor=sensor, as_of=explanation.as_of) for r in refused.refusals]
    return refused.clauses, texts


REFUSED = {
    Clause.PURPOSE: ([replace(PACT, purpose=(USA,))], {}, "pact: purpose covers USA only"),
    Clause.THREATENED: (
        [replace(PACT, threatened="recipient")],
        {"threatened": KOR},
        "pact: covers threatened recipient only",
    ),
    Clause.TIER: ([replace(PACT, tier="assessment")], {}, "pact: tier capped at assessment"),
    Clause.ONWARD: (
        [
            SharingAgreement("gsomia", givers=(KOR,), takers=(USA,)),
            SharingAgreement("sew", givers=(USA,), takers=(JPN,), items="any"),
        ],
        {},
        "gsomia: no third party (onward none)",
    ),
    Clause.OWN_ITEMS: (
        [
            SharingAgreement("talks", givers=(KOR,), takers=(USA,), onward="any"),
            SharingAgreement("sew", givers=(USA,), takers=(JPN,)),
        ],
        {},
        "sew: own items only",
    ),
    Clause.FORWARD: (
        [replace(ROOM, forward=False)],
        {},
        "room: relayed items not admitted (forward: false)",
    ),
    Clause.NOT_TO: (
        [PACT],
        {"sightings": (PATROL, HOME)},
        "patrol: its owner bars JPN (not_to)",
    ),
    Clause.EXERCISE: ([replace(PACT, mode="exercise")], {}, "pact: exercise only"),
    Clause.NOT_IN_FORCE: (
        [replace(PACT, in_force=(date(2016, 11, 23), None))],
        {"selected": (), "as_of": date(2012, 7, 1)},
        "pact: not in force on 2012-07-01",
    ),
    Clause.HYPOTHETICAL: (
        [replace(PACT, hypothetical=True)],
        {"selected": ()},
        "pact: hypothetical, not part of this policy",
    ),
    Clause.NOT_IN_POLICY: ([PACT], {"selected": ()}, "pact: left out of this policy"),
    Clause.SUSPENDED: ([PACT], {"suspended": frozenset(["pact"])}, "pact: suspended"),
    Clause.NO_AGREEMENT: ([], {}, "no known agreement would carry it to JPN"),
}


@pytest.mark.parametrize("clause", Clause)
def test_every_clause_is_named_when_it_alone_refuses(mode_delays, clause):
    agreements, terms, text = REFUSED[clause]
    explanation = ask(mode_delays, agreements, **terms)
    assert explanation.know_s == 120.0
    assert only_reason(explanation) == ((clause,), [text])
    # Without the clause the route would be there: nothing but the clause holds it back.
    (refused,) = explanation.refused
    assert refused.arrive_s < 120.0
    assert refused.saved_s == 120.0 - refused.arrive_s


def test_threatened_party_and_listed_onward_texts(mode_delays):
    pact = replace(PACT, threatened="party")
    assert only_reason(ask(mode_delays, [pact], threatened=PRK))[1] == [
        "pact: covers threatened party only"
    ]
    talks = SharingAgreement("talks", givers=(KOR,), takers=(USA,), onward=(KOR, PRK))
    sew = SharingAgreement("sew", givers=(USA,), takers=(JPN,), items="any")
    assert only_reason(ask(mode_delays, [talks, sew]))[1] == ["talks: onward to KOR and PRK only"]


def test_winning_route_hop_by_hop(mode_delays):
    talks = SharingAgreement(
        "talks", givers=(KOR,), takers=(USA,), onward="any", consent_s=20, downgrade_s=60
    )
    sew = SharingAgreement(
        "sew", givers=(USA,), takers=(JPN,), items="any", tier="alert", downgrade_s=3
    )
    late_home = replace(HOME, tier_times=(math.inf, math.inf, 300.0))
    tracks_only = replace(NEAR, tier_times=(math.inf, math.inf, 50.0))
    explanation = ask(mode_delays, [talks, sew], sightings=(tracks_only, late_home))
    assert explanation.know_s == 50 + 5 + 20 + 5 + 3
    assert explanation.route.text(NAMES) == "KOR>USA>JPN"
    assert explanation.sentences(NAMES) == (
        "JPN first holds alert or better at 83 s.",
        "It comes from near of KOR, made at 50 s.",
        "KOR passes it to USA by talks (auto 5 s): there at 55 s.",
        "USA passes it to JPN by sew (auto 5 s, consent 20 s, sanitising to alert 3 s):"
        " there at 83 s.",
    )


def test_sentences_of_refused_routes(mode_delays):
    gsomia = SharingAgreement(
        "gsomia", parties=(JPN, KOR), mode="release", in_force=(date(2016, 11, 23), None)
    )
    realtime = replace(ROOM, id="realtime", in_force=(date(2023, 12, 19), None))
    explanation = ask(
        mode_delays,
        [gsomia, realtime],
        selected=(),
        as_of=date(2012, 7, 1),
        sightings=(NEAR, replace(PATROL, not_to=0)),
        impact_s=600.0,
    )
    assert explanation.sentences(NAMES) == (
        "JPN never holds alert or better of this arc.",
        "patrol of KOR by KOR>USA>JPN: at 40 s, instead of never."
        " Refused: realtime: not in force on 2012-07-01.",
        "near of KOR by KOR>USA>JPN: at 50 s, instead of never."
        " Refused: realtime: not in force on 2012-07-01.",
    )
    nobody = ask(mode_delays, [], sightings=(NEAR, HOME))
    assert nobody.sentences(NAMES)[2:] == (
        "near of KOR had it at 40 s, but no known agreement would carry it to JPN.",
    )


def test_anonymous_agreements_hide_the_originator(mode_delays):
    room = replace(ROOM, anonymous=True)
    known = ask(mode_delays, [room])
    refused = ask(mode_delays, [replace(room, purpose=(USA,))])
    for text in (*known.sentences(NAMES), *refused.sentences(NAMES)):
        assert "KOR" not in text
        assert "near" not in text
    assert "It comes from a partner that is not named, made at 40 s." in known.sentences(NAMES)
    assert refused.sentences(NAMES)[-1].startswith("a partner that is not named by ?>USA>JPN: at")


def test_refused_routes_after_impact_are_not_told(mode_delays):
    terms = {"selected": (), "sightings": (NEAR,)}
    assert len(ask(mode_delays, [PACT], impact_s=45.1, **terms).refused) == 1
    assert not ask(mode_delays, [PACT], impact_s=45.0, **terms).refused


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


def broken_by_grant(grant, *, known, n, arc):
    agreement = known.by_id[grant.agreement]
    if agreement.id not in known.selected:
        yield Clause.HYPOTHETICAL if agreement.hypothetical else Clause.NOT_IN_POLICY
    elif grant.mode == "exercise":
        yield Clause.EXERCISE
    if arc["launch_nation"] not in nations_of(grant.purpose, n_nations=n):
        yield Clause.PURPOSE
    if not grant.covers_threat_to(arc["threatened"]):
        yield Clause.THREATENED
    if grant.tier < arc["required"]:
        yield Clause.TIER


def broken_by_route(route, *, known, n, not_to):
    for i, grant in enumerate(route):
        if i and not grant.relays:
            hub = known.by_id[grant.agreement].hub
            yield Clause.FORWARD if hub == grant.source else Clause.OWN_ITEMS
        if any(not (earlier.onward >> grant.target) & 1 for earlier in route[:i]):
            yield Clause.ONWARD
        if grant.target in nations_of(not_to, n_nations=n):
            yield Clause.NOT_TO


def enumerated(sighting, *, known, n, arc, before_s):
    """Fastest arrival by set of at most two clauses, without what a subset does as fast."""
    best = {}
    for route in simple_routes(known.grants, origin=sighting.owner, nation=arc["nation"]):
        key = frozenset(broken_by_route(route, known=known, n=n, not_to=sighting.not_to))
        key = key.union(*(broken_by_grant(g, known=known, n=n, arc=arc) for g in route))
        delay_s = sum(g.delay_s for g in route) + sum(g.consent_s for g in route[:-1])
        arrive_s = min(sighting.tier_times[arc["required"] :]) + delay_s
        if 1 <= len(key) <= 2 and arrive_s < before_s:
            best[key] = min(best.get(key, math.inf), arrive_s)
    return {
        key: time
        for key, time in best.items()
        if not any(other < key and best[other] <= time for other in best)
    }


def sparse_world(seed, *, make_agreement, mode_delays, n):
    """Grants with no direct way from 1 to 0, so that it takes long and broken routes."""
    rng = random.Random(seed)
    agreements = tuple(
        replace(
            make_agreement(rng, name=f"a{i}", n_nations=n),
            downgrade_s=0.0,
            hypothetical=rng.random() < 0.2,
        )
        for i in range(4)
    )
    share = rng.choice([0.3, 0.6])
    grants = [g for a in agreements for g in expand(a, n, mode_delays) if rng.random() < share]
    if seed % 4:
        grants = [g for g in grants if (g.source, g.target) != (1, 0)]
    selected = [a.id for a in agreements if rng.random() < 0.7 and not a.hypothetical]
    barred = mask_of(rng.sample(range(n), rng.choice([0, 0, 1]))) & ~0b10
    return Known(agreements, tuple(grants), frozenset(selected)), barred


@pytest.mark.parametrize("seed", range(250))
def test_refused_routes_equal_enumeration(seed, make_agreement, mode_delays):
    n = 4 + seed % 3
    known, barred = sparse_world(seed, make_agreement=make_agreement, mode_delays=mode_delays, n=n)
    net = Network([g for g in known.grants if g.agreement in known.selected], n)
    near = Sighting("near", 1, barred, (40.0, 40.0, 50.0))
    far = Sighting("far", 0, 0, (70000.0, 70000.0, 70000.0))
    arc = {"nation": 0, "required": seed % 3, "launch_nation": n - 1, "threatened": 0}
    explanation = explain([near, far], network=net, known=known, **arc)
    want = enumerated(near, known=known, n=n, arc=arc, before_s=explanation.know_s)
    got = {frozenset(r.clauses): r.arrive_s for r in explanation.refused if r.route is not None}
    assert got == want
    assert not explanation.truncated


def test_bounded_at_forty_nations_where_everything_is_refused(mode_delays):
    agreements = [
        SharingAgreement(f"a{i}", mesh=True, purpose=(i,), delay_s=float(i)) for i in range(3, 12)
    ]
    sightings = [Sighting(f"s{i}", i % 39 + 1, 0, (40.0, 40.0, 50.0)) for i in range(100)]
    explanation = ask(
        mode_delays, agreements, sightings=sightings, n=40, launch_nation=0, impact_s=900.0
    )
    assert explanation.know_s == math.inf
    assert len(explanation.refused) == 50
    assert explanation.truncated
    assert explanation.sentences([f"N{i}" for i in range(40)])[-1].startswith("There may be more")
