"""Agreement puzzles of the test set, answered by the slow rules: every route is walked.

Nothing of the package is imported. A puzzle gives agreements, what sensors made and when, and asks
when a nation first holds a tier of it. Where it never does, each single clause is lifted in turn:
those whose lifting alone would let an item arrive are what refuses it.
"""

import random
from copy import deepcopy
from itertools import pairwise
from types import SimpleNamespace

from slow_rules import TIERS, Rules

NATIONS = ("AAA", "BBB", "CCC", "DDD", "EEE")
LAUNCHES = "LLL"
DELAYS = {"auto_s": 5.0, "release_s": 300.0, "request_s": 21600.0, "exercise_s": 7.0}
POLICY = "policy"
BASE = "base"  # on which another agreement rests

# By class: what stands in the way, put on the links of a chain that would else carry the item.
THEMES = {
    "third party": {"onward": "none"},
    "third party by name": {"onward": ["AAA"]},
    "own items only": {"items": "own"},
    "downgrades": {"tier": "alert", "downgrade_s": 25},
    "tier too low": {"tier": "assessment"},
    "consent": {"onward": {"to": "any", "consent_s": 40}},
    "purpose": {"purpose": ["AAA"]},
    "threatened": {"threatened": "recipient"},
    "threatened party": {"threatened": "party"},
    "not in force": {"in_force": ["2010-01-01", "2015-01-01"]},
    "joined days": {},
    "requires": {"requires": [BASE]},
    "exercise only": {"mode": "exercise"},
    "slow modes": {"mode": "release"},
    "hubs": {},
    "hub does not forward": {"forward": False},
    "barred by the owner": {},
    "left out of the policy": {},
    "everything at once": {},
    "mesh": {},
}
# What lifts a clause of an agreement: the key as it would have to be.
LIFTED = {
    "in_force": {"in_force": [None, None]},
    "joined": {"joined": {}},
    "requires": {"requires": []},
    "mode": {"mode": "auto"},
    "tier": {"tier": "track"},
    "items": {"items": "any"},
    "onward": {"onward": "any"},
    "purpose": {"purpose": []},
    "threatened": {"threatened": "any"},
    "forward": {"forward": True},
}


def _links(rng, chain):
    """Agreements that carry an item along a chain of nations."""
    return {
        f"link-{at}": {
            "kind": "sharing", "from": giver, "to": taker, "tier": "track", "items": "any",
            "onward": "any", "delay_s": rng.choice([2, 5, 11]),
        }
        for at, (giver, taker) in enumerate(pairwise(chain))
    }  # fmt: skip


def _detour(rng, chain):
    """Another way, on terms of its own."""
    return {
        "kind": "sharing", "parties": [chain[0], chain[-1]],
        "tier": rng.choice(["alert", "track"]), "mode": rng.choice(["release", "request", "auto"]),
        "items": rng.choice(["own", "any"]), "onward": rng.choice(["none", "any"]),
    }  # fmt: skip


def _with_theme(rng, theme, chain, made):
    """Put what is hard into agreements, policy and sensors."""
    agreements, terms = made["agreements"], THEMES[theme]
    links = [name for name in agreements if name.startswith("link")]
    hard = rng.choice(links)
    if theme.startswith("third party") or theme == "consent":
        hard = links[0]
    if theme == "own items only":
        hard = links[-1]
    agreements[hard] |= deepcopy(terms)
    if theme in ELSEWHERE:
        ELSEWHERE[theme](rng, chain, made, hard)


def _joined(_rng, _chain, made, hard):
    agreement = made["agreements"][hard]
    agreement["joined"] = {agreement["to"]: ["2019-01-01", None]}


def _requires(_rng, _chain, made, _hard):
    base = {"kind": "sharing", "from": "EEE", "to": "AAA", "in_force": ["2019-06-01", None]}
    made["agreements"][BASE] = base


def _hub(rng, chain, made, _hard):
    hub, *spokes = rng.sample(chain, len(chain))
    room = {"kind": "sharing", "hub": hub, "spokes": spokes, "tier": rng.choice(["alert", "track"])}
    link = made["agreements"]["link-0"]
    made["agreements"] = {"room": room | THEMES[made["class"]]}
    if rng.random() < 0.5:
        made["agreements"]["link-0"] = link | {"onward": rng.choice(["none", "any"])}


def _barred(rng, chain, made, _hard):
    made["sensors"]["sensor-0"]["not_to"] = [rng.choice(chain[1:])]


def _left_out(_rng, _chain, made, hard):
    made["policy"] = {"agreements": [name for name in made["agreements"] if name != hard]}


def _mesh(rng, _chain, made, _hard):
    made["policy"]["mesh"] = {"tier": rng.choice(["alert", "track"]), "mode": "auto"}


def _everything(rng, _chain, made, _hard):
    for each in made["agreements"].values():
        each |= deepcopy(THEMES[rng.choice(list(THEMES)[:13])])
        each.pop("requires", None)


# What is hard and does not stand in the link itself.
ELSEWHERE = {
    "joined days": _joined,
    "requires": _requires,
    "hubs": _hub,
    "hub does not forward": _hub,
    "barred by the owner": _barred,
    "left out of the policy": _left_out,
    "mesh": _mesh,
    "everything at once": _everything,
}


def _made(rng, theme):
    """A puzzle without its answer."""
    chain = rng.sample(NATIONS, rng.choice([3, 3, 4]) if theme != "slow modes" else 3)
    if theme == "third party by name" and chain[-1] == "AAA":
        chain.reverse()
    sensors = {}
    for at in range(rng.choice([1, 1, 2])):
        alert_s = rng.choice([40, 60, 95])
        sensors[f"sensor-{at}"] = {
            "owner": chain[0] if at == 0 else rng.choice(chain[:-1]),
            "not_to": [],
            "alert_at_s": alert_s,
            "track_at_s": alert_s + rng.choice([3, 20, 60]),
        }
    made = {
        "class": theme,
        "agreements": _links(rng, chain),
        "policy": {"as_of": "2018-06-01"},
        "sensors": sensors,
        "launched_from": LAUNCHES,
        "threatened": rng.choice([chain[-1], chain[-1], chain[1]]),
        "asked": chain[-1],
        "needs": rng.choice(["alert", "alert", "track"]),
    }
    if rng.random() < 0.4:
        made["agreements"]["detour"] = _detour(rng, chain)
    _with_theme(rng, theme, chain, made)
    return made


def arrival(puzzle):
    """Earliest (time [s], sensor, route) at the nation that is asked; None: never."""
    rules = _rules(puzzle)
    needed, found = TIERS.index(puzzle["needs"]), []
    for name, sensor in puzzle["sensors"].items():
        item = SimpleNamespace(owner=sensor["owner"], not_to=tuple(sensor["not_to"]))
        times = sensor["alert_at_s"], sensor["track_at_s"]
        ((time_s, route),) = rules.arrivals(
            [item], [times], puzzle["launched_from"], puzzle["threatened"], puzzle["asked"], needed
        )
        if time_s < float("inf"):
            found.append((time_s, name, list(route)))
    return min(found, default=None)


def _rules(puzzle):
    plain = {"agreements": puzzle["agreements"], "policies": {POLICY: puzzle["policy"]}}
    names = (*NATIONS, LAUNCHES)
    scenario = SimpleNamespace(
        nations={name: SimpleNamespace(members=()) for name in names},
        delays=SimpleNamespace(**DELAYS),
        policies={POLICY: SimpleNamespace(conditions_met=())},
        to_dict=lambda: plain,
    )
    return Rules(scenario, POLICY)


def refusing(puzzle):
    """Every (agreement or sensor, clause) whose lifting alone would let an item arrive."""
    return sorted(found for found, lifted in _lifted(puzzle) if arrival(lifted) is not None)


def _lifted(puzzle):
    for name, agreement in puzzle["agreements"].items():
        if name == BASE:
            continue  # what falls with it is named, not what it lacks itself
        for clause, terms in LIFTED.items():
            lifted = deepcopy(puzzle)
            if clause == "onward" and isinstance(agreement.get("onward"), dict):
                terms = {"onward": agreement["onward"] | {"to": "any"}}
            lifted["agreements"][name] |= terms
            yield (name, clause), lifted
        chosen = puzzle["policy"].get("agreements")
        if chosen is not None and name not in chosen:
            lifted = deepcopy(puzzle)
            lifted["policy"]["agreements"].append(name)
            yield (name, "policies"), lifted
    for name, sensor in puzzle["sensors"].items():
        if sensor["not_to"]:
            lifted = deepcopy(puzzle)
            lifted["sensors"][name]["not_to"] = []
            yield (name, "not_to"), lifted


def puzzles(count=200, seed=20261127):
    """Puzzles with their answers, the classes in turn; none whose answer two routes share."""
    found = []
    for number in range(count):
        theme = list(THEMES)[number % len(THEMES)]
        rng = random.Random(f"puzzle {seed} {number}")
        while True:
            puzzle = _made(rng, theme)
            first = arrival(puzzle)
            answer = _answer(puzzle, first)
            if answer is not None:
                break
        found.append({"puzzle": number} | puzzle | {"answer": answer})
    return found


def _answer(puzzle, first):
    if first is None:
        refused_by = refusing(puzzle)
        return {"refused_by": [list(each) for each in refused_by]} if refused_by else None
    time_s, sensor, route = first
    # Whoever holds it by itself was asked nothing; and equal times would leave the route open.
    if len(route) == 1 or _second_s(puzzle, route) < time_s + 1e-3:
        return None
    return {"arrives_at_s": time_s, "sensor": sensor, "route": route}


def _second_s(puzzle, route):
    """When an item would arrive by another route, or another sensor's. [s]"""
    rules, needed = _rules(puzzle), TIERS.index(puzzle["needs"])
    times = [float("inf")]
    for sensor in puzzle["sensors"].values():
        item = SimpleNamespace(owner=sensor["owner"], not_to=tuple(sensor["not_to"]))
        for tier, made_s in ((1, sensor["alert_at_s"]), (2, sensor["track_at_s"])):
            times += [made_s + delay for delay, way in _ways(rules, puzzle, item, tier, needed)
                      if list(way) != route]  # fmt: skip
    return min(times)


def _ways(rules, puzzle, item, tier, needed):
    """Every walk of an item to the nation that is asked: (delay [s], route)."""
    from slow_rules import barred, routes

    threatened, launched = puzzle["threatened"], puzzle["launched_from"]
    holds = {
        "any": lambda g: True,
        "party": lambda g: threatened in g["bound"],
        "recipient": lambda g: threatened == g["to"],
    }
    active = [
        g
        for g in rules.grants
        if (not g["purpose"] or launched in g["purpose"]) and holds[g["threatened"]](g)
    ]
    walks = routes(active, item.owner, tier, barred(rules.scenario, item))
    return [
        (delay, way) for nation, got, delay, way in walks
        if nation == puzzle["asked"] and got >= needed
    ]  # fmt: skip
