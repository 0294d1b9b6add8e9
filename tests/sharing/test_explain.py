"""Explanations: the winning route hop by hop, and the clauses behind each refused one."""

import math
from dataclasses import replace
from datetime import date

import pytest

from tocsin.sharing import (
    CLAUSES,
    Known,
    Nations,
    Network,
    Sharing,
    Sighting,
    expand,
)
from tocsin.sharing.clauses import ELSEWHERE
from tocsin.sharing.explain import explain

NAMES = ["JPN", "KOR", "USA", "PRK"]
JPN, KOR, USA, PRK = range(4)
ALERT = 1
NEAR = Sighting("near", KOR, 0, (40.0, 40.0, 50.0))
PATROL = Sighting("patrol", KOR, 1 << JPN, (30.0, 30.0, 35.0))
HOME = Sighting("home", JPN, 0, (120.0, 120.0, 130.0))
PACT = {"from": "KOR", "to": "JPN"}
ROOM = {"hub": "USA", "spokes": ["JPN", "KOR"]}
GSOMIA = {"from": "KOR", "to": "USA"}
SEW = {"from": "USA", "to": "JPN"}
LATE_2012 = {"selected": (), "as_of": date(2012, 7, 1)}


def ask(mode_delays, agreements, *, selected=None, sightings=(NEAR, HOME), n=4, **terms):
    names = (*NAMES, *(f"N{i}" for i in range(4, n)))
    agreements = {
        name: Sharing.model_validate({"kind": "sharing", **each})
        for name, each in agreements.items()
    }
    expanded = tuple(
        grant
        for name, each in agreements.items()
        for grant in expand(each, name=name, nations=Nations(names), delays=mode_delays)
    )
    chosen = frozenset(agreements if selected is None else selected)
    suspended = terms.pop("suspended", frozenset())
    known_terms = {key: terms.pop(key) for key in ("as_of", "exercise", "lacks") if key in terms}
    known = Known(agreements, expanded, chosen, suspended, **known_terms)
    inside = [g for g in expanded if g.agreement in chosen - suspended - set(known.lacks)]
    away = {name: each.absent_on(known.as_of) for name, each in agreements.items()}
    inside = [g for g in inside if not away[g.agreement] & {names[g.source], names[g.target]}]
    net = Network(inside, n, exercise=known.exercise)
    arc = {"nation": JPN, "required": ALERT, "launch_nation": PRK, "threatened": JPN} | terms
    return explain(sightings, network=net, known=known, **arc)


def sentences(explanation):
    refused = (each.sentence(NAMES, as_of=explanation.as_of) for each in explanation.refused)
    return (*explanation.winning(NAMES), *refused)


# By clause: agreements by which it alone refuses, what else is asked, and the whole reason.
REFUSED = {
    "purpose": ({"pact": {**PACT, "purpose": ["USA"]}}, {}, "pact: purpose covers USA only"),
    "threatened": (
        {"pact": {**PACT, "threatened": "recipient"}},
        {"threatened": KOR},
        "pact: covers threatened recipient only",
    ),
    "tier": ({"pact": {**PACT, "tier": "assessment"}}, {}, "pact: tier capped at assessment"),
    "onward": (
        {"gsomia": GSOMIA, "sew": {**SEW, "items": "any"}},
        {},
        "gsomia: no third party (onward none)",
    ),
    "items": (
        {"talks": {**GSOMIA, "onward": "any"}, "sew": SEW},
        {},
        "sew: own items only",
    ),
    "forward": (
        {"room": {**ROOM, "forward": False}},
        {},
        "room: relayed items not admitted (forward: false)",
    ),
    "not_to": (
        {"pact": PACT},
        {"sightings": (PATROL, HOME)},
        "patrol: its owner bars JPN (not_to)",
    ),
    "mode": ({"pact": {**PACT, "mode": "exercise"}}, {}, "pact: exercise only"),
    "in_force": (
        {"pact": {**PACT, "in_force": (date(2016, 11, 23), None)}},
        LATE_2012,
        "pact: not in force on 2012-07-01",
    ),
    "joined": (
        {"pact": {**PACT, "joined": {"JPN": ("2016-11-23", None)}}},
        {"as_of": date(2012, 7, 1)},
        "pact: KOR and JPN are both parties only from 2016-11-23",
    ),
    "hypothetical": (
        {"pact": {**PACT, "hypothetical": True}},
        {"selected": ()},
        "pact: hypothetical, not part of this policy",
    ),
    "requires": ({"pact": PACT}, {"lacks": {"pact": ("base",)}}, "pact: falls with base"),
    "policies": ({"pact": PACT}, {"selected": ()}, "pact: left out of this policy"),
    "shocks": ({"pact": PACT}, {"suspended": frozenset(["pact"])}, "pact: suspended"),
    "agreements": ({}, {}, "no known agreement would carry it to JPN"),
}
NEVER_REFUSE = {"shape", "downgrade_s", "anonymous"}


def test_every_clause_refuses_here_or_never():
    assert {clause.key for clause in (*CLAUSES, *ELSEWHERE)} == REFUSED.keys() | NEVER_REFUSE


@pytest.mark.parametrize("clause", REFUSED)
def test_every_clause_is_named_when_it_alone_refuses(mode_delays, clause):
    agreements, terms, text = REFUSED[clause]
    explanation = ask(mode_delays, agreements, **terms)
    assert explanation.know_s == 120.0
    (refused,) = explanation.refused
    assert refused.clauses == (clause,)
    assert reason(explanation, refused) == text
    # Without the clause the route would be there: nothing but the clause holds it back.
    assert refused.arrive_s < 120.0
    assert refused.saved_s == 120.0 - refused.arrive_s


def reason(explanation, refused):
    sentence = refused.sentence(NAMES, as_of=explanation.as_of)
    return sentence.partition("Refused: " if refused.route else ", but ")[2].removesuffix(".")


@pytest.mark.parametrize(
    ("terms", "asked", "text"),
    [
        (
            {"mode": "exercise", "purpose": ["USA"], "tier": "assessment"},
            {},
            "pact: tier capped at assessment, purpose covers USA only, exercise only",
        ),
        (
            {"mode": "exercise", "threatened": "party"},
            {"selected": (), "threatened": PRK},
            "pact: left out of this policy, covers threatened party only, exercise only",
        ),
        (
            {"hypothetical": True, "in_force": (date(2016, 11, 23), None)},
            LATE_2012,
            "pact: not in force on 2012-07-01, hypothetical, not part of this policy",
        ),
    ],
)
def test_all_clauses_in_the_way_are_told(mode_delays, terms, asked, text):
    explanation = ask(mode_delays, {"pact": {**PACT, **terms}}, **asked)
    (refused,) = explanation.refused
    assert reason(explanation, refused) == text


def test_the_nearest_to_being_admitted_comes_first_however_fast_others_are(mode_delays):
    """A drill that is left out takes two changes; a slow pact that is left out takes one."""
    explanation = ask(
        mode_delays,
        {
            "dream": {**PACT, "delay_s": 0, "hypothetical": True},
            "drill": {**PACT, "delay_s": 1, "mode": "exercise"},
            "pact": {**PACT, "delay_s": 60},
            "gsomia": {**PACT, "delay_s": 30, "tier": "assessment"},
        },
        selected=["gsomia"],
    )
    told = [(refused.agreements, refused.clauses) for refused in explanation.refused]
    assert told == [
        (("pact",), ("policies",)),
        (("gsomia",), ("tier",)),
        (("dream",), ("hypothetical",)),
        (("drill",), ("policies", "mode")),
    ]


def test_a_single_pact_left_out_is_told_beside_a_faster_way_that_needs_two(mode_delays):
    explanation = ask(
        mode_delays,
        {
            "up": {**GSOMIA, "delay_s": 1, "onward": "any"},
            "down": {**SEW, "delay_s": 1, "items": "any"},
            "pact": {**PACT, "delay_s": 60},
        },
        selected=(),
    )
    assert [each.agreements for each in explanation.refused] == [("pact",), ("up", "down")]


def test_either_of_two_pacts_might_let_it_go_on(mode_delays):
    explanation = ask(
        mode_delays,
        {
            "fast": {**GSOMIA, "items": "any", "delay_s": 1},
            "slow": {**GSOMIA, "items": "any", "delay_s": 20},
            "sew": {**SEW, "items": "any"},
        },
    )
    told = [(each.agreements, each.clauses) for each in explanation.refused]
    assert told == [(("fast",), ("onward",)), (("slow",), ("onward",))]


def test_sensors_that_are_refused_alike_are_told_together(mode_delays):
    others = [replace(NEAR, sensor=f"s{i}", tier_times=(41.0 + i,) * 3) for i in range(5)]
    explanation = ask(
        mode_delays, {"pact": PACT}, selected=(), sightings=(others[1], NEAR, others[0], HOME)
    )
    (refused,) = explanation.refused
    assert refused.sighting == NEAR
    assert [each.sensor for each in refused.others] == ["s0", "s1"]
    assert refused.sentence(NAMES).endswith("policy. The same holds for s0 and s1.")
    many = ask(mode_delays, {"pact": PACT}, selected=(), sightings=(NEAR, *others, HOME))
    assert many.refused[0].sentence(NAMES).endswith("The same holds for 5 other sensors.")


def test_threatened_party_and_listed_onward_texts(mode_delays):
    explanation = ask(mode_delays, {"pact": {**PACT, "threatened": "party"}}, threatened=PRK)
    assert reason(explanation, *explanation.refused) == "pact: covers threatened party only"
    talks = {**GSOMIA, "onward": ["KOR", "PRK"]}
    explanation = ask(mode_delays, {"talks": talks, "sew": {**SEW, "items": "any"}})
    assert reason(explanation, *explanation.refused) == "talks: onward to KOR and PRK only"


def test_winning_route_hop_by_hop(mode_delays):
    talks = {**GSOMIA, "onward": {"to": "any", "consent_s": 20}, "downgrade_s": 60}
    sew = {**SEW, "items": "any", "tier": "alert", "downgrade_s": 3}
    late_home = replace(HOME, tier_times=(math.inf, math.inf, 300.0))
    tracks_only = replace(NEAR, tier_times=(math.inf, math.inf, 50.0))
    explanation = ask(mode_delays, {"talks": talks, "sew": sew}, sightings=(tracks_only, late_home))
    assert explanation.know_s == 50 + 5 + 20 + 5 + 3
    assert explanation.route.text(NAMES) == "KOR>USA>JPN"
    assert sentences(explanation) == (
        "JPN first holds alert or better at 83 s.",
        "It comes from near of KOR, made at 50 s.",
        "KOR passes it to USA by talks (auto 5 s): there at 55 s.",
        "USA passes it to JPN by sew (auto 5 s, consent 20 s, sanitising to alert 3 s):"
        " there at 83 s.",
    )


def test_sentences_of_refused_routes(mode_delays):
    gsomia = {
        "parties": ["JPN", "KOR"], "mode": "release", "in_force": (date(2016, 11, 23), None)
    }  # fmt: skip
    realtime = {**ROOM, "in_force": (date(2023, 12, 19), None)}
    explanation = ask(
        mode_delays,
        {"gsomia": gsomia, "realtime": realtime},
        **LATE_2012,
        sightings=(NEAR, replace(PATROL, not_to=0)),
        impact_s=600.0,
    )
    assert sentences(explanation) == (
        "JPN never holds alert or better of this arc.",
        "patrol of KOR by KOR>USA>JPN: at 40 s, instead of never."
        " Refused: realtime: not in force on 2012-07-01. The same holds for near.",
        "patrol of KOR by KOR>JPN: at 330 s, instead of never."
        " Refused: gsomia: not in force on 2012-07-01. The same holds for near.",
    )
    nobody = ask(mode_delays, {}, sightings=(NEAR, HOME))
    assert sentences(nobody)[2:] == (
        "near of KOR had it at 40 s, but no known agreement would carry it to JPN.",
    )


def test_anonymous_agreements_hide_the_originator(mode_delays):
    room = {**ROOM, "anonymous": True}
    known = ask(mode_delays, {"room": room})
    other = replace(NEAR, sensor="other near")
    refused = ask(
        mode_delays, {"room": {**room, "purpose": ["USA"]}}, sightings=(NEAR, other, HOME)
    )
    for text in (*sentences(known), *sentences(refused)):
        assert "KOR" not in text
        assert "near" not in text
    assert "It comes from a partner that is not named, made at 40 s." in sentences(known)
    told = sentences(refused)[-1]
    assert told.startswith("a partner that is not named by ?>USA>JPN: at")
    assert told.endswith("The same holds for 1 other sensor.")


def test_refused_routes_after_impact_are_not_told(mode_delays):
    terms = {"selected": (), "sightings": (NEAR,)}
    assert len(ask(mode_delays, {"pact": PACT}, impact_s=45.1, **terms).refused) == 1
    assert not ask(mode_delays, {"pact": PACT}, impact_s=45.0, **terms).refused


def test_bounded_at_forty_nations_where_everything_is_refused(mode_delays):
    names = [*NAMES, *(f"N{i}" for i in range(4, 40))]
    agreements = {
        f"a{i}": {"mesh": True, "purpose": [names[i]], "delay_s": float(i)} for i in range(4, 13)
    }
    sightings = [Sighting(f"s{i}", i % 39 + 1, 0, (40.0, 40.0, 50.0)) for i in range(100)]
    explanation = ask(
        mode_delays, agreements, sightings=sightings, n=40, launch_nation=0, impact_s=900.0
    )
    assert explanation.know_s == math.inf
    assert len(explanation.refused) == 50
    assert explanation.truncated
    # What could not be looked at is not what is nearest: each is one clause away.
    assert {len(each.refusals) for each in explanation.refused} == {1}
