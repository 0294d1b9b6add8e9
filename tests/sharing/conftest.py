"""Random small worlds with every clause, and a plain enumeration to check the search against."""

import math
import random
from types import SimpleNamespace

import pytest

from tocsin.sharing import TIERS, Nations, Sharing, expand
from tocsin.sharing.clauses.mode import MODES
from tocsin.sharing.clauses.purpose import LaunchedFrom
from tocsin.sharing.clauses.threatened import THREATENED, ThreatTo

DELAYS = SimpleNamespace(auto_s=5.0, release_s=300.0, request_s=21600.0, exercise_s=7.0)


def names_of(n_nations: int) -> tuple[str, ...]:
    return tuple(f"N{nation}" for nation in range(n_nations))


def random_agreement(rng: random.Random, *, n_nations: int) -> Sharing:
    nations = names_of(n_nations)

    def some(least: int) -> list[str]:
        return rng.sample(nations, rng.randint(least, n_nations))

    shape = rng.choice(["from", "from", "from", "parties", "hub", "hub", "mesh"])
    terms: dict = {
        "tier": rng.choice(TIERS),
        "mode": rng.choice(MODES),
        "delay_s": rng.choice([None, 0.0, 1.0, 2.0, 4.0, 64.0]),
        "downgrade_s": rng.choice([0.0, 0.0, 8.0, 128.0]),
        "items": rng.choice(["own", "any"]),
        "onward": {
            "to": rng.choice(["none", "any", "any", some(1)]),
            "consent_s": rng.choice([0.0, 0.0, 16.0, 256.0]),
        },
        "threatened": rng.choice([THREATENED[0], *THREATENED]),
        "anonymous": rng.random() < 0.2,
        "forward": rng.random() < 0.7,
    }
    purpose = rng.choice([(), (), some(1)])
    if purpose:
        terms |= {"purpose": purpose}
    if shape == "from":
        cut = rng.choice([1, 2])
        mixed = some(cut + 1)
        terms |= {"from": mixed[:cut], "to": mixed[cut : cut + 2]}
    elif shape == "parties":
        terms |= {"parties": some(2)}
    elif shape == "hub":
        hub, *spokes = some(2)
        terms |= {"hub": hub, "spokes": spokes}
    else:
        terms |= {"mesh": True}
    return Sharing(kind="sharing", **terms)


def expanded(agreement: Sharing, *, name: str, n_nations: int) -> tuple:
    return expand(agreement, name=name, nations=Nations(names_of(n_nations)), delays=DELAYS)


def random_grants(seed: int, *, n_nations: int, n_agreements: int, plain: bool = False) -> list:
    rng = random.Random(seed)
    agreements = [random_agreement(rng, n_nations=n_nations) for _ in range(n_agreements)]
    grants = [
        grant
        for i, agreement in enumerate(agreements)
        for grant in expanded(agreement, name=f"a{i}", n_nations=n_nations)
    ]
    # A random part of the grants only: full meshes and cliques would hide the finer routes.
    return [g for g in grants if rng.random() < 0.6] if not plain else grants


def applies(grant, *, launch_nation: int, threatened: int, n_nations: int) -> bool:
    """Whether a grant applies, stated once more and independently."""
    for condition in grant.conditions:
        asked = {LaunchedFrom: launch_nation, ThreatTo: threatened}[type(condition)]
        if asked not in {n for n in range(n_nations) if (condition.nations >> n) % 2}:
            return False
    return True


def enumerate_arrivals(grants, *, n_nations, origin, barred, produced, max_hops) -> dict:
    """First (delay, hops, steps) by (nation, tier) over ALL sequences of hops, loops included.

    A step is (position of the grant, -tier): ties go to fewer hops, then to the file order.
    """
    best = {(origin, tier): (0.0, 0, ()) for tier in range(produced + 1)}

    def go(nation, time, tier, consent, free, steps):
        for position, grant in enumerate(grants):
            if len(steps) == max_hops or grant.source != nation:
                continue
            if grant.target in barred or grant.target == origin:
                continue
            if steps and not (grant.relays and grant.target in free):
                continue
            allowed = {n for n in range(n_nations) if (grant.onward >> n) % 2} - barred
            onward = free & allowed if steps else allowed
            for sent in range(min(tier, grant.tier) + 1):
                lowered = grant.downgrade_s if sent < tier else 0.0
                arrival = time + consent + grant.delay_s + lowered
                trail = (*steps, (position, -sent))
                for useful in range(sent + 1):
                    key = grant.target, useful
                    found = arrival, len(trail), trail
                    best[key] = min(best.get(key, (math.inf, 0, ())), found)
                go(grant.target, arrival, sent, grant.consent_s, onward, trail)

    go(origin, 0.0, produced, 0.0, set(), ())
    return best


@pytest.fixture(scope="session")
def make_grants():
    return random_grants


@pytest.fixture(scope="session")
def make_agreement():
    return random_agreement


@pytest.fixture(scope="session")
def expand_among():
    return expanded


@pytest.fixture(scope="session")
def brute_force():
    return enumerate_arrivals


@pytest.fixture(scope="session")
def grant_applies():
    return applies


@pytest.fixture(scope="session")
def mode_delays():
    return DELAYS
