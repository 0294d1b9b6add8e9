"""Random scenarios in which a notice must travel: few sensors, sparse agreements, several hops.

Worlds with many sensors and dense agreements hide a wrong clause: something else is as early. Here
one to three sensors see the arcs, most of them another nation's; the agreements form a chain from
their owners to the nations under threat, with a way round by worse terms, and every policy takes
its own choice of them. Many sensors make a track before an alert.
"""

import random
from itertools import pairwise

CHAIN = ["AAA", "BBB", "CCC", "DDD"]
LAUNCHES = "LLL"


def sensor(rng, owner, centre):
    made = {
        "owner": owner,
        "class": "geo-infrared",
        "lon": round((centre[1] + rng.uniform(-50, 50) + 180) % 360 - 180),
        "alert_s": rng.choice([45, 60, 90]),
        "track_s": rng.choice([8, 12, 25, None]),
    }
    if rng.random() < 0.3:
        made = {
            "owner": owner,
            "class": "early-warning-uhf",
            "lat": round(centre[0]),
            "lon": round((centre[1] + rng.uniform(-4, 4) + 180) % 360 - 180),
            "facing_deg": rng.randint(30, 150),
            "refraction": "none",
            "alert_s": rng.choice([10, 60, 120]),
            "track_s": rng.choice([3, 25]),
        }
    if rng.random() < 0.25:
        made["not_to"] = [rng.choice([name for name in CHAIN if name != owner])]
    return {key: value for key, value in made.items() if value is not None}


def terms(rng, *, strict):
    """What a text grants, at a price; a strict one also says which items, from whom, to whom."""
    made = {
        "kind": "sharing",
        "tier": rng.choice(["track"] * 2 + ["alert"] * 4 + ["assessment"] * strict),
        "items": "any",
        "delay_s": rng.choice([2, 5, 11, 30]),
        "downgrade_s": rng.choice([0, 7, 16, 25, 90]),
        "onward": {"to": "any", "consent_s": rng.choice([0, 13, 40, 120])},
    }
    if strict:
        made["items"] = rng.choice(["any", "any", "own"])
        made["onward"]["to"] = rng.choice(["any", "none", [rng.choice(CHAIN[1:])], CHAIN[2:]])
        made["threatened"] = rng.choice(["any", "any", "party", "recipient"])
        if rng.random() < 0.4:
            made["purpose"] = rng.choice([[LAUNCHES], [LAUNCHES, "AAA"], ["AAA"]])
    return made


def links(rng):
    """A strict and a liberal text for each link of the chain, a way round, and a star."""
    made = {}
    for number, (giver, taker) in enumerate(pairwise(CHAIN)):
        for kind in ("strict", "liberal"):
            text = terms(rng, strict=kind == "strict")
            made[f"{kind}-{number}"] = {**text, "from": giver, "to": taker}
    giver, taker = sorted(rng.sample(range(4), 2))
    way_round = {**terms(rng, strict=True), "from": CHAIN[giver], "to": CHAIN[taker]}
    made["round"] = {**way_round, "mode": "release", "delay_s": rng.choice([60, 150])}
    hub, *spokes = rng.sample(CHAIN, 3)
    star = {"hub": hub, "spokes": spokes, "forward": rng.random() < 0.6}
    made["star"] = {**terms(rng, strict=True), **star}
    return made


def choices(rng, policies):
    """Policies: of each link one text or, half the time, both; sometimes the others."""
    made = {}
    for number in range(policies):
        chosen = [
            f"{kind}-{link}"
            for link in range(3)
            for kind in rng.choice([["strict"], ["liberal"], ["strict", "liberal"]])
        ]
        chosen += [name for name in ("round", "star") if rng.random() < 0.3]
        made[f"policy-{number}"] = {"agreements": chosen}
    return made


def with_duties(seed, agreements, policies):
    """A treaty on a condition, in some of the policies; the condition is met in some of them."""
    rng = random.Random(f"duties {seed}")
    pairs = [["DDD", "CCC"]]
    agreements["treaty"] = {"kind": "defence", "may": pairs, "may_if": "asked"}
    # Half the worlds have texts that fall with another one.
    rests = random.Random(f"requires {seed}")
    for name, base in (("round", "liberal-0"), ("star", "strict-1"), ("treaty", "star")):
        if rests.random() < 0.3:
            agreements[name]["requires"] = [base]
    for policy in policies.values():
        if rng.random() < 0.7:
            policy["agreements"].append("treaty")
        if rng.random() < 0.5:
            policy["conditions_met"] = ["asked"]
    return {"agreements": agreements, "policies": policies}


def chain_world(seed, policies=24):
    """A scenario of one arc to a cell of each of the last two nations, under many policies."""
    rng = random.Random(f"chain {seed}")
    centre = rng.uniform(-50, 50), rng.uniform(-170, 170)
    owners = ["AAA", *rng.choices(CHAIN[:2], k=rng.randint(0, 2))]
    nations = {
        name: {
            "assess_s": rng.choice([0, 20]),
            "disseminate_s": rng.choice([0, 10]),
            "confirmation": rng.choice(["accept", "accept", {"k_of_n": min(2, len(owners))}]),
            "needs": rng.choice(["alert"] * 4 + ["track"]),
        }
        for name in [*CHAIN, LAUNCHES]
    }
    away = {"CCC": centre[1] + 6, "DDD": centre[1] + 9}
    return {
        "tocsin": 1,
        "nations": nations,
        "sensors": {f"sensor-{i}": sensor(rng, owner, centre) for i, owner in enumerate(owners)},
        "launches": {
            "area": {"nation": LAUNCHES, "lat": round(centre[0], 1), "lon": round(centre[1], 1)}
        },
        "arcs": {"plain": {"class": "medium", "apogee_ratio": rng.choice([1.0, 1.6])}},
        "targets": {
            "points": {
                f"cell-{name}": {
                    "lat": round(centre[0] + rng.uniform(-2, 2), 1),
                    "lon": round((lon + 180) % 360 - 180, 1),
                    "nation": name,
                }
                for name, lon in away.items()
            }
        },
        **with_duties(seed, links(rng), choices(rng, policies)),
        "responders": {
            "circle": {
                "owner": "DDD",
                "lat": round(centre[0]),
                "lon": round(centre[1]),
                "radius_km": rng.choice([700, 800, 2500]),
                "reaction_s": 30,
            }
        },
    }
