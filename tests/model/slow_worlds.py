"""Random small scenarios that use the whole vocabulary, as plain data."""

import random

NATIONS = ("AAA", "BBB", "CCC", "LLL")
RADARS = (
    *("forward-x-band", "terminal-x-band", "early-warning-uhf", "national-warning"),
    *("ship-s-band", "transportable-l-band", "air-defence"),
)


def near(rng, lat, lon, spread):
    north = max(-89.0, min(89.0, lat + rng.uniform(-spread, spread)))
    wide = spread / max(0.15, abs(1 - (abs(north) / 90) ** 2))
    return round(north, 2), round((lon + rng.uniform(-wide, wide) + 180) % 360 - 180, 2)


def sensor(rng, number, centre):
    owner = rng.choice(NATIONS[:3])
    made = {"owner": owner}
    if rng.random() < 0.3:
        made["not_to"] = [rng.choice([n for n in NATIONS[:3] if n != owner])]
    if rng.random() < 0.3:
        made["host"] = rng.choice(NATIONS[:3])
    if number == 0 or rng.random() < 0.15:
        lon = (centre[1] + rng.uniform(-60, 60) + 180) % 360 - 180
        return {**made, "class": "geo-infrared", "lon": round(lon)}
    if rng.random() < 0.12:
        return {**made, "class": "leo-infrared", "orbit": orbit(rng)}
    return {**made, **radar(rng, centre)}


def orbit(rng):
    return {
        "altitude_km": rng.choice([800, 1200, 2000]),
        "inclination_deg": rng.choice([50, 70, 97]),
        "node_deg": rng.randint(0, 359),
        "phase_deg": rng.randint(0, 359),
        "planes": rng.randint(1, 4),
        "per_plane": rng.randint(1, 6),
        "phasing": 1,
    }


def radar(rng, centre):
    made = {"class": rng.choice(RADARS)}
    lat, lon = near(rng, *centre, 8)
    if rng.random() < 0.25:
        south, west = near(rng, *centre, 5)
        south, east = min(south, 84), (west + 4 + 180) % 360 - 180
        made["patrol"] = {"west": west, "south": south, "north": south + 3, "east": east}
    else:
        made |= {"lat": round(lat), "lon": (round(lon) + 180) % 360 - 180}
    if made["class"] not in ("ship-s-band", "air-defence"):
        made["facing_deg"] = rng.randint(0, 359)
    extras = (
        {"refraction": rng.choice(["none", "effective-earth"])},
        {"mask": [[0, 1], [90, rng.randint(0, 12)], [180, 5], [270, rng.randint(0, 30)]]},
        {"height_m": rng.choice([100, 1500]), "elevation_min_deg": rng.choice([-3, 1])},
        {"alert_s": rng.choice([0, 3, 60]), "track_s": rng.choice([8, 40])},
    )
    for extra in extras:
        if rng.random() < 0.2:
            made |= extra
    return made


def with_annuli_and_ellipses(made, seed):
    """The same world, whose radars see nothing near and whose layers fly ellipses."""
    rng = random.Random(f"shapes {seed}")
    for each in made["sensors"].values():
        if "orbit" in each:
            height = each["orbit"].pop("altitude_km")
            each["orbit"] |= {"perigee_km": height / 2, "apogee_km": 3 * height,
                              "argument_of_perigee_deg": rng.randint(0, 359)}  # fmt: skip
        elif each["class"] != "geo-infrared":
            each["range_min_km"] = rng.choice([50, 150, 250])
    shape = {"perigee_km": 1000, "apogee_km": 39400, "inclination_deg": 63.4}
    shape |= {"argument_of_perigee_deg": rng.choice([90, 270]), "node_deg": rng.randint(0, 359),
              "phase_deg": rng.randint(0, 359)}  # fmt: skip
    made["sensors"]["far"] = {"class": "heo-infrared", "owner": "BBB", "orbit": shape}
    return made


def arcs(rng):
    pool = {
        "least": {"class": "medium"},
        "lofted": {"class": "intermediate", "apogee_ratio": 1.9},
        "flat": {"boost_s": 120, "apogee_ratio": 0.7, "rcs_m2": 0.1},
        "high": {"class": "long", "apogee_km": 1500, "rcs_m2": 4},
        "push": {"boost_s": 0, "profile": "min-energy"},
        "low": {"class": "low-flyer", "altitude_km": rng.choice([30, 60])},
    }
    return {name: pool[name] for name in rng.sample(sorted(pool), 2)}


def agreement(rng):
    one, two, three = rng.sample(NATIONS[:3], 3)
    shape = rng.choice(
        [
            {"from": one, "to": [two, three]},
            {"from": one, "to": two},
            {"parties": [one, two]},
            {"hub": one, "spokes": [two, three], "forward": rng.random() < 0.7},
        ]
    )
    made = {"kind": "sharing", **shape, "tier": rng.choice(["assessment", "alert", "track"])}
    made["mode"] = rng.choice(["auto", "auto", "release", "exercise"])
    made["onward"] = rng.choice(["none", "any", [three], {"to": "any", "consent_s": 20}])
    if rng.random() < 0.3:
        made["delay_s"] = rng.choice([0, 2, 40])
    if rng.random() < 0.3:
        made["downgrade_s"] = rng.choice([7, 25])
    if rng.random() < 0.4:
        made["items"] = "any"
    if rng.random() < 0.3:
        made["purpose"] = [rng.choice(["LLL", "CCC"])]
    made["threatened"] = rng.choice(["any", "any", "party", "recipient"])
    made["in_force"] = rng.choice(
        [[None, None], ["2010-01-01", None], ["2010-01-01", "2018-01-01"]]
    )
    return made


def rest_on_others(rng, agreements):
    """Let some agreements rest on others, which policies here do not always hold."""
    for name, base in (("pact-1", "pact-0"), ("pact-2", "pact-0"), ("treaty", "pact-1")):
        if rng.random() < 0.35:
            agreements[name]["requires"] = [base]


def join_on_days(rng, agreements):
    """Let a party of some agreements join late, or leave."""
    for made in agreements.values():
        parties = [*made.get("parties", ()), *made.get("spokes", ())]
        if parties and rng.random() < 0.4:
            stay = rng.choice(["2014-01-01", "2017", ["2010-06", "2017-01-01"], [None, "2030"]])
            made["joined"] = {rng.choice(parties): stay}


def world(seed, centre=None):
    rng = random.Random(seed)
    centre = centre or (rng.uniform(-60, 60), rng.uniform(-180, 180))
    nations = {}
    for name in NATIONS:
        nations[name] = {
            "assess_s": rng.choice([0, 30, 120]),
            "disseminate_s": rng.choice([0, 30]),
            "confirmation": rng.choice(["accept", "accept", "own", {"k_of_n": 2}]),
            "needs": rng.choice(["alert", "alert", "track"]),
        }
    launches, points = {}, {}
    for number in range(2):
        lat, lon = near(rng, *centre, 6)
        launches[f"area-{number}"] = {
            "nation": ("LLL", "CCC")[number],
            "lat": lat,
            "lon": lon,
            "spread_km": 60,
            "points": 2,
        }
    for number in range(4):
        lat, lon = near(rng, *centre, (5, 8, 15, 30)[number])
        if any(abs(lat - each["lat"]) < 1 for each in launches.values()):
            lat -= 2 if lat > 0 else -2  # no arc is too short for a ratio of its apogee
        points[f"cell-{number}"] = {"lat": lat, "lon": lon, "nation": rng.choice(NATIONS[:3])}
    agreements = {f"pact-{i}": agreement(rng) for i in range(3)}
    agreements["treaty"] = {
        "kind": "defence",
        "must": [["AAA", "BBB"]],
        "may": [["BBB", "CCC"]],
        "may_if": "asked",
        "consult": [["CCC", "AAA"]],
    }
    rest_on_others(random.Random(f"requires {seed}"), agreements)
    join_on_days(random.Random(f"joined {seed}"), agreements)
    sensors = {f"sensor-{i}": sensor(rng, i, centre) for i in range(5)}
    if seed % 3 == 0:
        nations["UNI"] = {"members": ["AAA", "BBB"], "needs": "alert", "confirmation": "accept"}
        sensors["sensor-0"]["not_to"] = ["UNI"]
    return {
        "tocsin": 1,
        "nations": nations,
        "sensors": sensors,
        "launches": launches,
        "arcs": arcs(rng),
        "targets": {"points": points},
        "agreements": agreements,
        "policies": {
            "alone": {},
            "then": {"as_of": "2015-06-01", "exercise": True},
            "now": {
                "as_of": "2020-01-01",
                "conditions_met": ["asked"],
                "confirmation": {"AAA": "accept", "BBB": {"k_of_n": 2}},
            },
            "some": {"agreements": ["pact-0", "treaty"], "plus": ["pact-2"]},
            "less": {"as_of": "2020-01-01", "except": ["pact-1"]},
            "mesh": {"mesh": {"tier": "track", "mode": "auto"}},
        },
        "responders": {
            f"circle-{i}": {
                "owner": NATIONS[i],
                "lat": round(centre[0]),
                "lon": round((centre[1] + 180) % 360 - 180),
                "radius_km": 2500,
                "reaction_s": 40 * i,
            }
            for i in range(3)
        },
    }
