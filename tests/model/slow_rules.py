"""Independent sharing rules and the whole run, written from the design alone.

Agreements are read from the plain data of a scenario; every route of at most ``HOPS`` hops is
walked; nothing is pruned.
"""

from datetime import date

import numpy as np
from pyproj import Geod
from slow_paths import Ballistic, LowFlyer
from slow_sensors import sensor_of, windows

HOPS = 4
TIERS = ("assessment", "alert", "track")
GEOD = Geod(ellps="WGS84")


def listed(value):
    return [value] if isinstance(value, str) else list(value or [])


def selected(scenario, policy):
    plain = scenario.to_dict()
    agreements = plain.get("agreements") or {}
    real = [name for name, each in agreements.items() if not each.get("hypothetical")]
    policies = plain.get("policies") or {"isolated": {}, "all": {"agreements": real}}
    chosen = policies[policy] or {}
    if chosen.get("agreements") is not None:
        names = list(chosen["agreements"])
    elif chosen.get("as_of"):
        day = date.fromisoformat(str(chosen["as_of"]))
        names = [n for n, a in agreements.items() if in_force(a, day)]
    else:
        names = []
    names += list(chosen.get("plus") or ())
    found = {n: a for n, a in agreements.items() if n in names}
    found = {n: a for n, a in found.items() if n not in (chosen.get("except") or ())}
    while fallen := [n for n, a in found.items() if not set(a.get("requires") or ()) <= set(found)]:
        found = {n: a for n, a in found.items() if n not in fallen}
    day = date.fromisoformat(str(chosen["as_of"])) if chosen.get("as_of") else None
    found = {n: present(a, day) for n, a in found.items()}
    if chosen.get("mesh"):
        found["the mesh"] = {"kind": "sharing", "mesh": True, **chosen["mesh"]}
    exercise = chosen.get("exercise")
    return found, plain.get("exercise", False) if exercise is None else exercise


def in_force(agreement, day):
    start, end = agreement.get("in_force") or (None, None)
    start, end = (date.fromisoformat(str(e)) if e else None for e in (start, end))
    if agreement.get("hypothetical"):
        return False
    return (start is None or start <= day) and (end is None or day < end)


def present(agreement, day):
    """The agreement as it is with who is a party on a day, or now."""
    if day is not None and not in_force({**agreement, "hypothetical": False}, day):
        day = None
    gone = set()
    for nation, (joins, leaves) in agreement.get("joined", {}).items():
        joins, leaves = (date.fromisoformat(str(e)) if e else None for e in (joins, leaves))
        is_there = (
            leaves is None
            if day is None
            else ((joins is None or joins <= day) and (leaves is None or day < leaves))
        )
        if not is_there:
            gone.add(nation)
    left = {
        key: [name for name in listed(agreement.get(key)) if name not in gone]
        for key in ("from", "to", "parties", "spokes")
    }
    if agreement.get("hub") in gone:
        left |= {"hub": None, "spokes": []}
    return {**agreement, **left}


def grants_of(scenario, agreements, exercise):
    nations, delays, found = list(scenario.nations), scenario.delays, []
    for agreement in agreements.values():
        mode = agreement.get("mode", "auto")
        if agreement["kind"] != "sharing" or (mode == "exercise" and not exercise):
            continue
        onward, consent = agreement.get("onward", "none"), 0.0
        if isinstance(onward, dict):
            onward, consent = onward["to"], onward.get("consent_s", 0.0)
        further = (
            {"none": [], "any": nations}.get(onward, onward) if isinstance(onward, str) else onward
        )
        items = agreement.get("items", "own") == "any"
        parties, hub = listed(agreement.get("parties")), agreement.get("hub")
        spokes, rows = listed(agreement.get("spokes")), []
        if agreement.get("mesh"):
            parties, items, further = nations, True, nations
        for a in parties or listed(agreement.get("from")):
            for b in parties or listed(agreement.get("to")):
                rows += [(a, b, items, further, consent)] if a != b else []
        for spoke in spokes:
            rows.append((spoke, hub, items, [s for s in spokes if s != spoke], 0.0))
            rows.append((hub, spoke, agreement.get("forward", True), further, consent))
        bound = {*parties, *spokes, hub, *listed(agreement.get("from"))} | {
            *listed(agreement.get("to"))
        }
        delay = agreement.get("delay_s")
        for a, b, relays, onward_to, consent_s in rows:
            found.append(
                {
                    "from": a,
                    "to": b,
                    "relays": relays,
                    "onward": set(onward_to),
                    "consent_s": consent_s,
                    "tier": TIERS.index(agreement.get("tier", "track")),
                    "delay_s": getattr(delays, f"{mode}_s") if delay is None else delay,
                    "downgrade_s": agreement.get("downgrade_s", 0.0),
                    "purpose": listed(agreement.get("purpose")),
                    "threatened": agreement.get("threatened", "any"),
                    "bound": bound,
                }
            )
    return found


def barred(scenario, sensor):
    """Nations that a sensor's items may never reach: a collective bars its members as well."""
    return {*sensor.not_to, *(m for n in sensor.not_to for m in scenario.nations[n].members)}


def routes(grants, origin, tier, barred):
    """Every (nation, tier, delay, route) that an item reaches."""
    yield origin, tier, 0.0, (origin,)
    everyone = {g["to"] for g in grants}
    walks = [(origin, tier, 0.0, (origin,), everyone - {origin} - set(barred), 0.0)]
    sanitised = any(g["downgrade_s"] for g in grants)
    for hop in range(HOPS):
        following = []
        for nation, held, delay, names, allowed, consent in walks:
            for g in grants:
                if g["from"] != nation or g["to"] not in allowed or (hop and not g["relays"]):
                    continue
                best = min(held, g["tier"])
                for passed in range(best, -1, -1) if sanitised else (best,):
                    after = delay + consent + g["delay_s"] + g["downgrade_s"] * (passed < held)
                    step = (g["to"], passed, after, (*names, g["to"]))
                    yield step
                    following.append((*step, allowed & g["onward"], g["consent_s"]))
        walks = following


class Rules:
    """One policy: delays and routes by nation."""

    def __init__(self, scenario, policy):
        self.scenario, self.policy = scenario, policy
        agreements, exercise = selected(scenario, policy)
        self.agreements = agreements
        self.grants = grants_of(scenario, agreements, exercise)
        self.cache = {}

    def table(self, sensor, launch_nation, threatened, tier):
        key = (sensor.owner, sensor.not_to, launch_nation, threatened, tier)
        if key not in self.cache:
            held = {"any": lambda g: True, "party": lambda g: threatened in g["bound"]}
            held["recipient"] = lambda g: threatened == g["to"]
            active = [
                g
                for g in self.grants
                if (not g["purpose"] or launch_nation in g["purpose"]) and held[g["threatened"]](g)
            ]
            best = {}
            for nation, got, delay, names in routes(
                active, sensor.owner, tier, barred(self.scenario, sensor)
            ):
                for needed in range(got + 1):
                    old = best.get((nation, needed), (np.inf, 99, ()))
                    if (delay, len(names)) < old[:2]:
                        best[nation, needed] = (delay, len(names), names)
            self.cache[key] = best
        return self.cache[key]

    def arrivals(self, sensors, tier_s, launch_nation, threatened, nation, needed):
        """Earliest (time, route) of each sensor's items at a nation."""
        found = []
        for sensor, times in zip(sensors, tier_s, strict=True):
            options = []
            for tier, at in ((1, times[0]), (2, times[1])):
                best = self.table(sensor, launch_nation, threatened, tier).get((nation, needed))
                if best is not None:
                    options.append((at + best[0], best[2]))
            found.append(min(options, key=lambda o: o[0], default=(np.inf, ())))
        return found

    def may_act(self, actor, protected):
        met = self.scenario.policies[self.policy].conditions_met
        if actor == protected:
            return True
        for a in self.agreements.values():
            if a["kind"] == "defence":
                pairs = [tuple(p) for p in a.get("must") or ()]
                if a.get("may_if") is None or a["may_if"] in met:
                    pairs += [tuple(p) for p in a.get("may") or ()]
                if (actor, protected) in pairs:
                    return True
        return False


def tier_time(spans, needed):
    if needed is None:
        return np.inf
    return next((a + needed for a, b in spans if b - a >= needed), np.inf)


def outcome(rules, sensors, tier_s, launch_nation, target, impact_s):
    """The row of the warning table for one arc, and whether a rival came within 5 ms."""
    nation, spec = (
        target["nation"],
        rules.scenario.nation_spec(target["nation"], policy=rules.policy),
    )
    needed = TIERS.index(spec.needs)
    arrived = rules.arrivals(sensors, tier_s, launch_nation, nation, nation, needed)
    times = [a[0] for a in arrived]
    first = int(np.argmin(times)) if times else -1
    know = times[first] if times else np.inf
    if spec.rule == "own":
        notice = min((t for t, s in zip(times, sensors, strict=True) if s.owner == nation),
                     default=np.inf)  # fmt: skip
    elif spec.rule == "k_of_n":
        notice = sorted(times)[spec.k - 1] if len(times) >= spec.k else np.inf
    else:
        notice = know
    if notice >= impact_s:
        notice = np.inf
    public = notice + spec.assess_s + spec.disseminate_s
    status = "never" if know >= impact_s else "warned" if public < impact_s else "late"
    clear = sum(t < know + 5e-3 for t in times) == 1
    return {
        "status": status,
        "notice_s": notice if status != "never" else np.inf,
        "public_s": public if status != "never" else np.inf,
        "warning_s": impact_s - public if status != "never" else -np.inf,
        "sensor": sensors[first].id if status != "never" and clear else None,
        "route": ">".join(arrived[first][1]) if status != "never" and clear else None,
        "response_s": response(rules, sensors, tier_s, launch_nation, target, impact_s),
        "near": any(abs(each - impact_s) < 5e-3 for each in (know, notice, public)),
    }


def response(rules, sensors, tier_s, launch_nation, target, impact_s):
    best = np.nan
    for each in rules.scenario.responders.values():
        away = GEOD.inv(each.lon, each.lat, target["lon"], target["lat"])[2]
        if away > 1e3 * each.radius_km or not rules.may_act(each.owner, target["nation"]):
            continue
        arrived = rules.arrivals(sensors, tier_s, launch_nation, target["nation"], each.owner, 2)
        track = min((a[0] for a in arrived), default=np.inf)
        if track < impact_s:
            best = np.fmax(best, impact_s - track - each.reaction_s)
    return best


def path_of(spec, launch, target):
    ends = launch, (target["lat"], target["lon"])
    if spec.kind == "cruise":
        return LowFlyer(*ends, altitude_km=spec.altitude_km, speed_m_s=spec.speed_m_s)
    return Ballistic(*ends, boost_s=spec.boost_s, profile=spec.profile, value=spec.value)


def disc(lat, lon, spread_km, points):
    for i in range(points):
        away = 1e3 * spread_km * np.sqrt(i / max(points - 1, 1))
        east, north, _ = GEOD.fwd(lon, lat, i * 180 * (3 - np.sqrt(5)), away)
        yield north, east


def expected(scenario):
    """Every row of the warning table by key, and the windows of every arc; grazing left out."""
    targets = scenario.to_dict()["targets"]["points"]
    specs = [scenario.sensor_spec(s) for s in scenario.sensors]
    rules = [Rules(scenario, p) for p in scenario.policies]
    rows, seen = {}, {}
    for area, launch in scenario.launches.items():
        spots = disc(launch.lat, launch.lon, launch.spread_km, launch.points)
        for point, spot in enumerate(spots):
            for arc in scenario.arcs:
                spec = scenario.arc_spec(arc)
                sensors = [sensor_of(s, point, spec.rcs_m2) for s in specs]
                for cell, target in targets.items():
                    path = path_of(spec, spot, target)
                    found = [windows(path, sensor) for sensor in sensors]
                    key = (area, point, arc, cell)
                    seen[key] = path.impact_s, [None if g else spans for spans, g in found]
                    needs = [(s, s.alert_s, s.track_s) for s in specs]
                    near = any(
                        abs(b - a - need) < 5e-3
                        for (_, *two), (spans, _) in zip(needs, found, strict=True)
                        for need in two if need is not None for a, b in spans
                    )  # fmt: skip
                    if near or any(g for _, g in found):
                        continue
                    tier_s = [
                        (tier_time(spans, s.alert_s), tier_time(spans, s.track_s))
                        for s, (spans, _) in zip(specs, found, strict=True)
                    ]
                    for each in rules:
                        rows[(each.policy, *key)] = {
                            "impact_s": path.impact_s,
                            **outcome(each, specs, tier_s, launch.nation, target, path.impact_s),
                        }
    return rows, seen
