"""The search against plain enumeration of all routes, and the laws that it must obey."""

import dataclasses
import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.sharing import Grant, Nations, Network, Sharing, expand, mask_of
from tocsin.sharing.clauses.purpose import LaunchedFrom
from tocsin.sharing.clauses.threatened import ThreatTo

ALERT, TRACK = 1, 2
LAWS = settings(max_examples=60, deadline=None, derandomize=True)
SEEDS = st.integers(0, 10**6)


def context_of(seed, *, n_nations):
    rng = random.Random(seed)
    origin = rng.randrange(n_nations)
    others = [n for n in range(n_nations) if n != origin]
    barred = set(rng.sample(others, rng.choice([0, 0, 1])))
    return origin, barred, rng.randrange(-1, n_nations), rng.randrange(-1, n_nations)


def all_delays(net, *, not_to=0, launch_nation=0, threatened=0):
    return np.array(
        [net.delays(o, not_to, launch_nation, threatened) for o in range(net.n_nations)]
    )


def check_against_enumeration(grants, brute_force, *, n_nations, context, active, max_hops):
    """Compare every delay and the grants of every route."""
    origin, barred, launch_nation, threatened = context
    net = Network(grants, n_nations, exercise=True)
    asked = origin, mask_of(barred), launch_nation, threatened
    got = net.delays(*asked)
    for produced in range(3):
        want = brute_force(
            active,
            n_nations=n_nations,
            origin=origin,
            barred=barred,
            produced=produced,
            max_hops=max_hops,
        )
        for nation, required in np.ndindex(n_nations, 3):
            delay_s, _, steps = want.get((nation, required), (math.inf, 0, ()))
            assert got[produced, nation, required] == delay_s
            route = net.route(*asked, nation=nation, produced=produced, required=required)
            if route is not None:
                used = [(id(hop.grant), -hop.tier) for hop in route.hops]
                assert used == [(id(active[position]), tier) for position, tier in steps]


@pytest.mark.parametrize("seed", range(250))
def test_equals_enumeration_of_all_routes(seed, make_grants, brute_force, grant_applies):
    n_nations = 3 + seed % 3
    grants = make_grants(seed, n_nations=n_nations, n_agreements=2 + seed % 4)
    grants = random.Random(seed).sample(grants, min(len(grants), 9 + seed % 8))
    context = context_of(seed, n_nations=n_nations)
    conditions = {"launch_nation": context[2], "threatened": context[3], "n_nations": n_nations}
    active = [g for g in grants if grant_applies(g, **conditions)]
    check_against_enumeration(
        grants, brute_force, n_nations=n_nations, context=context, active=active, max_hops=5
    )


@pytest.mark.parametrize("seed", range(100))
def test_parallel_grants_and_ties_equal_enumeration(seed, brute_force):
    """Three nations, many grants between each pair, few values: most of the choices are ties."""
    rng = random.Random(seed)
    grants = [
        Grant(
            *rng.choice([(0, 1), (0, 1), (1, 2), (1, 2), (0, 2), (2, 1)]),
            tier=rng.randrange(3),
            delay_s=rng.choice([0.0, 1.0]),
            relays=rng.random() < 0.7,
            onward=rng.choice([0, 2, 4, 6]),
            consent_s=rng.choice([0.0, 0.0, 1.0]),
            downgrade_s=rng.choice([0.0, 0.0, 1.0]) if seed % 2 else 0.0,
            agreement=str(index),
        )
        for index in range(11)
    ]
    check_against_enumeration(
        grants, brute_force, n_nations=3, context=(0, set(), -1, -1), active=grants, max_hops=4
    )


@pytest.mark.parametrize("seed", range(25))
def test_sharing_results_among_contexts_changes_none(seed, make_grants, grant_applies):
    grants = make_grants(seed, n_nations=5, n_agreements=5)
    grants = random.Random(seed).sample(grants, min(len(grants), 20))
    net = Network(grants, 5, exercise=True)
    for launch_nation, threatened, origin in np.ndindex(5, 5, 5):
        conditions = {"launch_nation": launch_nation, "threatened": threatened, "n_nations": 5}
        active = [
            dataclasses.replace(g, conditions=()) for g in grants if grant_applies(g, **conditions)
        ]
        np.testing.assert_array_equal(
            net.delays(origin, 0, launch_nation, threatened),
            Network(active, 5, exercise=True).delays(origin),
        )


def test_random_worlds_exercise_every_clause(make_grants):
    """The worlds above are worth enumerating: their best routes meet every clause."""
    met = set()
    for seed in range(250):
        net = Network(make_grants(seed, n_nations=4, n_agreements=4), 4, exercise=True)
        for nation in range(1, 4):
            route = net.route(0, 0, 0, nation, nation=nation, produced=TRACK, required=0)
            for hop in route.hops if route else ():
                met |= {hop.grant.mode, hop.grant.shape}
                met |= {getattr(each, "whom", "purpose") for each in hop.grant.conditions}
                met |= {"consent"} if hop.consent_s else set()
                met |= {"sanitise"} if hop.sanitise_s else set()
            if route and len(route.hops) >= 2:
                met |= {"relay"}
            if route and len(set(route.nations)) < len(route.nations):
                met |= {"loop"}
    assert met >= {"auto", "release", "request", "exercise", "from", "parties", "hub", "mesh"}
    assert met >= {"purpose", "party", "recipient", "consent", "sanitise", "relay"}


@LAWS
@given(SEEDS)
def test_route_adds_up_and_obeys_every_clause(make_grants, seed):
    n_nations = 5
    net = Network(make_grants(seed, n_nations=n_nations, n_agreements=5), n_nations)
    origin, barred, launch_nation, threatened = context_of(seed, n_nations=n_nations)
    context = (origin, mask_of(barred), launch_nation, threatened)
    delays = net.delays(*context)
    for produced, nation, required in np.ndindex(delays.shape):
        route = net.route(*context, nation=nation, produced=produced, required=required)
        if route is None:
            assert delays[produced, nation, required] == math.inf
            continue
        assert route.delay_s == pytest.approx(delays[produced, nation, required], abs=1e-9)
        assert route.release_s + route.relay_s == pytest.approx(route.delay_s, abs=1e-9)
        assert route.nations[0] == origin
        assert route.nations[-1] == nation
        assert not barred & set(route.nations)
        _check_hops(route, produced=produced, required=required)


def _check_hops(route, *, produced, required):
    free, held, consent_s = -1, produced, 0.0
    for position, hop in enumerate(route.hops):
        assert hop.grant.source == route.nations[position]
        assert hop.grant.mode != "exercise"
        assert position == 0 or (hop.grant.relays and free >> hop.grant.target & 1)
        assert hop.tier <= min(held, hop.grant.tier)
        assert hop.sanitise_s == (hop.grant.downgrade_s if hop.tier < held else 0.0)
        assert hop.consent_s == consent_s
        free, held, consent_s = free & hop.grant.onward, hop.tier, hop.grant.consent_s
    assert held >= required


@LAWS
@given(SEEDS)
def test_adding_a_grant_never_costs_and_removing_never_helps(make_grants, seed):
    grants = make_grants(seed, n_nations=5, n_agreements=5)
    if not grants:
        return
    gone = random.Random(seed).randrange(len(grants))
    fewer = Network(grants[:gone] + grants[gone + 1 :], 5, exercise=True)
    more = Network(grants, 5, exercise=True)
    assert (all_delays(more) <= all_delays(fewer) + 1e-9).all()


EASIER = {
    "tier": lambda g: min(g.tier + 1, TRACK),
    "delay_s": lambda g: g.delay_s / 2,
    "relays": lambda g: True,
    "onward": lambda g: 31,
    "consent_s": lambda g: 0.0,
    "downgrade_s": lambda g: g.downgrade_s / 2,
    "conditions": lambda g: g.conditions[1:],
}


@pytest.mark.parametrize("term", EASIER)
@settings(max_examples=25, deadline=None, derandomize=True)
@given(SEEDS)
def test_easing_a_term_never_costs(make_grants, term, seed):
    grants = make_grants(seed, n_nations=5, n_agreements=5)
    rng = random.Random(seed)
    eased = [
        dataclasses.replace(g, **{term: EASIER[term](g)}) if rng.random() < 0.4 else g
        for g in grants
    ]
    before, after = Network(grants, 5, exercise=True), Network(eased, 5, exercise=True)
    assert (all_delays(after) <= all_delays(before) + 1e-9).all()


@LAWS
@given(SEEDS)
def test_barred_nation_never_holds_by_any_route(make_grants, seed):
    net = Network(make_grants(seed, n_nations=5, n_agreements=6), 5, exercise=True)
    for barred in range(1, 5):
        delays = net.delays(0, 1 << barred, 0, 0)
        assert np.isinf(delays[:, barred]).all()
        # A bar takes from the others only what went through the barred nation.
        assert (delays >= net.delays(0, 0, 0, 0)).all()


def test_host_veto_holds_through_hub_relay_and_after_fusion(mode_delays):
    """A radar on a host's soil: all allies but one hear of it, whatever the hub could forward."""
    hub, host, ally, barred = range(4)
    names = ("hub", "host", "ally", "barred")
    free = {"kind": "sharing", "items": "any", "onward": "any"}
    agreements = {
        "alliance": {**free, "parties": ["hub", "host", "ally"]},
        "pact": {**free, "from": ["hub", "ally"], "to": ["barred"]},
        "room": {"kind": "sharing", "hub": "hub", "spokes": names[1:], "onward": "any"},
        "all": {"kind": "sharing", "mesh": True},
    }
    grants = [
        grant
        for name, terms in agreements.items()
        for grant in expand(
            Sharing.model_validate(terms), name=name, nations=Nations(names), delays=mode_delays
        )
    ]
    net = Network(grants, 4)
    radar = net.delays(hub, 1 << barred)
    assert np.isinf(radar[:, barred]).all()
    assert np.isfinite(radar[TRACK, [host, ally], TRACK]).all()
    # Fusion: the barred nation gets the hub's other sensor, at that sensor's own time only.
    other = net.delays(hub, 0)
    tiers_s = np.array([10.0, 10.0, 20.0]), np.array([70.0, 70.0, 80.0])
    fused = min(
        (tiers_s[0] + radar[:, barred, ALERT]).min(), (tiers_s[1] + other[:, barred, ALERT]).min()
    )
    assert fused == 70.0 + 5.0


def test_without_agreements_everyone_knows_only_its_own():
    delays = all_delays(Network([], 4))
    own = np.eye(4, dtype=bool)
    at_or_below = np.tril(np.ones((3, 3), dtype=bool))
    for origin, produced, nation, required in np.ndindex(delays.shape):
        holds = own[origin, nation] and at_or_below[produced, required]
        assert delays[origin, produced, nation, required] == (0.0 if holds else math.inf)


def test_full_mesh_without_delay_is_the_best_sensor_anywhere(expand_among):
    mesh = Sharing(kind="sharing", mesh=True, delay_s=0.0)
    delays = all_delays(Network(expand_among(mesh, name="mesh", n_nations=5), 5))
    assert (delays[:, TRACK] == 0).all()


@LAWS
@given(SEEDS, st.permutations(range(5)))
def test_renaming_nations_renames_results(make_grants, seed, order):
    grants = make_grants(seed, n_nations=5, n_agreements=5)

    def renamed(mask):
        return mask_of(order[n] for n in range(5) if mask >> n & 1)

    moved = [
        dataclasses.replace(
            g,
            source=order[g.source],
            target=order[g.target],
            onward=renamed(g.onward),
            conditions=tuple(
                dataclasses.replace(each, nations=renamed(each.nations)) for each in g.conditions
            ),
        )
        for g in grants
    ]
    before = Network(grants, 5).delays(2, 1 << 3, 1, 4)
    after = Network(moved, 5).delays(order[2], 1 << order[3], order[1], order[4])
    np.testing.assert_array_equal(after[:, order], before)


def test_contexts_that_activate_the_same_grants_share_one_search():
    grants = [
        Grant(0, 1),
        Grant(0, 2, conditions=(ThreatTo("recipient", 0b0100),)),
        Grant(3, 0, conditions=(ThreatTo("party", 0b1001),)),
    ]
    net = Network(grants, 4)
    assert net.delays(0, 0, 0, 0) is net.delays(0, 0, 3, 1)
    assert net.delays(0, 0, 0, 2) is not net.delays(0, 0, 0, 1)
    assert np.isinf(net.delays(0, 0, 0, 0)[TRACK, 2, 0])


def test_ties_go_to_fewer_hops_then_to_the_file_order():
    grants = [
        Grant(0, 1, delay_s=1, onward=4, agreement="relayed"),
        Grant(1, 2, delay_s=1, relays=True, agreement="relayed"),
        Grant(0, 2, delay_s=2, agreement="second"),
        Grant(0, 2, delay_s=2, agreement="third"),
    ]
    assert Network(grants, 3).route(0, nation=2).agreements == ("second",)
    assert Network(grants[::-1], 3).route(0, nation=2).agreements == ("third",)
    assert Network(grants[:2], 3).route(0, nation=2).agreements == ("relayed", "relayed")


def test_consent_is_asked_by_whoever_passes_on():
    grants = [
        Grant(0, 1, delay_s=5, onward=0b1100, consent_s=60),
        Grant(1, 2, delay_s=5, onward=0b1000, relays=True),
        Grant(2, 3, delay_s=5, relays=True),
    ]
    net = Network(grants, 4)
    assert net.delays(0)[TRACK, :, TRACK].tolist() == [0, 5, 70, 75]
    assert [hop.consent_s for hop in net.route(0, nation=3).hops] == [0, 60, 0]


def test_a_later_arrival_without_consent_may_relay_sooner():
    grants = [
        Grant(0, 1, delay_s=5, onward=0b100, consent_s=600, agreement="quick"),
        Grant(0, 1, delay_s=100, onward=0b100, agreement="slow"),
        Grant(1, 2, relays=True, agreement="relay"),
    ]
    net = Network(grants, 3)
    assert net.route(0, nation=1).agreements == ("quick",)
    assert net.route(0, nation=2).agreements == ("slow", "relay")


def test_a_better_tier_is_downgraded_not_blocked():
    net = Network([Grant(0, 1, tier=ALERT, delay_s=5, downgrade_s=30)], 2)
    delays = net.delays(0)
    assert delays[TRACK, 1].tolist() == [35, 35, math.inf]
    assert delays[ALERT, 1].tolist() == [5, 5, math.inf]


def test_sanitising_is_done_where_it_costs_least():
    """Else raising the first cap from alert to track would cost the last nation 30 s."""
    free = Grant(0, 1, onward=4), Grant(1, 2, tier=ALERT, relays=True, downgrade_s=30)
    assert Network(free, 3).delays(0)[TRACK, 2, ALERT] == 0
    dear = dataclasses.replace(free[0], downgrade_s=60), free[1]
    assert Network(dear, 3).delays(0)[TRACK, 2, ALERT] == 30


def test_exercise_grants_need_an_exercise():
    grants = [Grant(0, 1, mode="exercise")]
    assert np.isinf(Network(grants, 2).delays(0)[TRACK, 1, 0])
    assert Network(grants, 2, exercise=True).delays(0)[TRACK, 1, 0] == 0


def test_nobody_threatened_or_launching_activates_only_unconditional_grants():
    grants = [
        Grant(0, 1, conditions=(LaunchedFrom(0b01),)),
        Grant(0, 2, conditions=(ThreatTo("party", 0b111),)),
        Grant(0, 3),
    ]
    delays = Network(grants, 4).delays(0)
    assert np.isfinite(delays[TRACK, :, 0]).tolist() == [True, False, False, True]
