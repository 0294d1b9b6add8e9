"""The cards library: complete, in order, sourced; overrides merge number by number."""

import pytest

from tocsin.scenario import Scenario, packaged_cards
from tocsin.scenario.cards import unit_of

SENSORS = [
    "forward-x-band",
    "terminal-x-band",
    "early-warning-uhf",
    "national-warning",
    "ship-s-band",
    "transportable-l-band",
    "air-defence",
    "point-defence",
    "geo-infrared",
    "airborne",
    "heo-infrared",
    "leo-infrared",
]
TABLE = packaged_cards().table()


def test_the_classes_of_the_package():
    assert list(packaged_cards().sensors) == SENSORS
    assert list(packaged_cards().arcs) == ["short", "medium", "intermediate", "long", "low-flyer"]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['class']}.{row['key']}")
def test_every_number_has_spread_source_and_confidence(row):
    assert row["low"] <= row["value"] <= row["high"]
    assert row["confidence"] in ("low", "medium", "high")
    assert "http" in row["source"] or "[notional]" in row["source"] or "github.com" in row["source"]
    assert row["unit"]


@pytest.mark.parametrize("name", SENSORS)
def test_titles_name_classes_not_systems(name):
    assert packaged_cards().sensors[name].title


def test_values_of_the_design():
    delays = packaged_cards().delays
    assert (delays.auto_s.value, delays.release_s.value, delays.request_s.value) == (5, 300, 21600)
    boosts = {
        name: card.boost_s.value for name, card in packaged_cards().arcs.items() if card.boost_s
    }
    assert boosts == {"short": 90, "medium": 150, "intermediate": 240, "long": 370}


def test_an_infrared_satellite_gives_no_track():
    assert packaged_cards().sensors["geo-infrared"].track_s is None
    assert packaged_cards().sensors["airborne"].track_s is None


@pytest.mark.parametrize(
    ("key", "unit"),
    [
        ("r1_km", "km"),
        ("azimuth_deg", "deg"),
        ("alert_s", "s"),
        ("height_m", "m"),
        ("rcs_m2", "m2"),
        ("speed_m_s", "m/s"),
        ("availability", "1"),
    ],
)
def test_units_come_from_the_keys(key, unit):
    assert unit_of(key) == unit


def test_a_bare_number_is_exact_and_leaves_the_rest(world):
    world["cards"] = {"sensors": {"ship-s-band": {"r1_km": 700}}}
    card = Scenario.from_dict(world).cards.sensors["ship-s-band"]
    assert (card.r1_km.low, card.r1_km.value, card.r1_km.high) == (700, 700, 700)
    assert card.r1_km.source == "scenario file"
    assert card.track_s == packaged_cards().sensors["ship-s-band"].track_s
    assert packaged_cards().sensors["ship-s-band"].r1_km.value == 800


def test_a_mapping_may_leave_out_an_end(world):
    world["cards"] = {"delays": {"auto_s": {"value": 4, "high": 9, "source": "ours"}}}
    number = Scenario.from_dict(world).cards.delays.auto_s
    assert (number.low, number.value, number.high, number.source) == (4, 4, 9, "ours")


def test_overrides_stand_in_the_table(world):
    world["cards"] = {"arcs": {"skimmer": {"kind": "cruise", "altitude_km": 1, "speed_m_s": 300}}}
    rows = Scenario.from_dict(world).cards.table()
    assert len(rows) == len(TABLE) + 2
    assert {"group": "arcs", "class": "skimmer", "key": "speed_m_s"}.items() <= rows[-7].items()
