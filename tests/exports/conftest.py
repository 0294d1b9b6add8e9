"""Two fictional worlds: one across the antimeridian with texts that formats could misread."""

import pytest

import tocsin

# What a formula, a mark-up and a quoted text would be, were they taken for one.
NASTY = '=1+1 & <b>"Reef"</b> \\ $x$'
CROSSING = {
    "tocsin": 1,
    "title": NASTY,
    "nations": {
        "REEF": {
            "name": NASTY,
            "territory": {"box": {"west": 178, "south": -2, "east": -178, "north": 2}},
        },
        "SHORE": {"name": "-Shore", "color": "#aa3377"},
        "FAR": {"name": "@Far (fictional)"},
    },
    "sensors": {
        "dish": {"class": "national-warning", "owner": "REEF", "lat": 0, "lon": 179,
                 "facing_deg": 270},
        "round": {"class": "air-defence", "owner": "SHORE", "lat": 1, "lon": -179},
        "eye": {"class": "geo-infrared", "owner": "SHORE", "lon": 179},
    },
    "launches": {
        "west-area": {"nation": "FAR", "lat": 0, "lon": 172, "spread_km": 40, "points": 2},
        "east-area": {"nation": "FAR", "lat": 3, "lon": -170},
    },
    "arcs": {"short": {"class": "short"}, "low": {"class": "low-flyer", "altitude_km": 10,
                                                   "speed_m_s": 800}},
    "targets": {"h3_resolution": 3, "nations": ["REEF"]},
    "agreements": {
        "pact": {"kind": "sharing", "parties": ["REEF", "SHORE"], "tier": "alert"},
        "line": {"kind": "sharing", "from": "SHORE", "to": "REEF", "tier": "track",
                 "title": NASTY},
    },
    "policies": {
        "alone": {"agreements": []},
        "together": {"title": NASTY, "agreements": ["pact", "line"]},
    },
}  # fmt: skip


@pytest.fixture(scope="session")
def crossing():
    return tocsin.Scenario.from_dict(CROSSING)


@pytest.fixture(scope="session")
def result(crossing):
    return tocsin.run(crossing)
