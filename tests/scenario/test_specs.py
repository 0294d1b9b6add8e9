"""What the analysis receives: cards merged, sectors joined, defaults filled."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.scenario import ArcSpec, DelaySpec, Scenario
from tocsin.sensors.sectors import merge_sectors

FULL = ((0.0, 180.0),)
REGION = {"west": 0, "south": 0, "east": 9, "north": 9}


@pytest.mark.parametrize(
    ("sectors", "merged"),
    [
        ([(280, 60)], ((280.0, 60.0),)),
        ([(-80, 60)], ((280.0, 60.0),)),
        ([(0, 60)], ((0.0, 60.0),)),
        ([(0, 60), (120, 60)], ((60.0, 120.0),)),
        ([(0, 60), (120, 60), (240, 60)], FULL),
        ([(350, 20), (30, 20)], ((10.0, 40.0),)),
        ([(90, 10), (270, 10)], ((90.0, 10.0), (270.0, 10.0))),
        ([(90, 40), (95, 5)], ((90.0, 40.0),)),
        ([(90, 180)], FULL),
        ([(180, 100), (0, 85)], FULL),
        ([(10, 10), (350, 10), (180, 5)], ((180.0, 5.0), (0.0, 20.0))),
        ([(0, 10), (359.9999999999999, 10)], ((0.0, 10.0),)),
    ],
)
def test_sectors_that_touch_are_joined(sectors, merged):
    found = merge_sectors(sectors)
    assert len(found) == len(merged)
    for one, other in zip(found, merged, strict=True):
        gap = abs((one[0] - other[0] + 180) % 360 - 180)
        assert gap < 1e-9
        assert one[1] == pytest.approx(other[1], abs=1e-9)


def _covers(sectors, azimuth):
    return any(abs((azimuth - c + 180) % 360 - 180) <= half + 1e-6 for c, half in sectors)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-360, 360), st.integers(1, 180)), min_size=1, max_size=6),
)
def test_joined_sectors_cover_the_same(sectors):
    merged = merge_sectors(sectors)
    for azimuth in range(0, 720):
        # Half degrees and thirds of them: edges lie on whole degrees.
        probe = azimuth / 2 + 1 / 3
        assert _covers(merged, probe) == _covers(sectors, probe)
    for one in merged:
        assert 0 <= one[0] < 360
    for first, second in pairwise(merged):
        assert first[0] + first[1] < second[0] + (360 if second[0] < first[0] else 0) - second[1]


def test_sensor_with_everything_inline(everything):
    spec = everything.sensor_spec("radar")
    assert (spec.r1_km, spec.instrumented_km, spec.height_m) == (1000, 1500, 40)
    assert spec.range_min_km == 50
    assert spec.sectors == ((55.0, 95.0),)
    assert (spec.alert_s, spec.track_s) == (4, None)
    assert (spec.owner, spec.host, spec.not_to) == ("AAA", "BBB", ("CCC",))
    assert spec.mask == ((0, 1), (90, 2.5), (350, 0))
    assert (spec.refraction, spec.availability, spec.kind) == ("none", 0.9, "radar")


def test_sensors_that_take_their_card(everything):
    ship = everything.sensor_spec("ship")
    assert (ship.r1_km, ship.alert_s, ship.track_s, ship.height_m) == (800, 5, 10, 15)
    assert ship.patrol == (175, 0, -175, 5)
    assert (ship.lat, abs(ship.lon), ship.sectors) == (2.5, 180, FULL)
    assert (ship.refraction, ship.host) == ("effective-earth", "BBB")
    own = everything.sensor_spec("own-class")
    assert (own.r1_km, own.height_m, own.availability, own.alert_s) == (10, 5, 0.5, 2)
    assert (own.range_min_km, ship.range_min_km) == (1, 0)
    assert everything.sensor_spec("split").sectors == ((0.0, 20.0),)


def test_satellites(everything):
    high = everything.sensor_spec("high")
    assert (high.kind, high.lon, high.orbit, high.site) == ("infrared", 100, None, None)
    assert (high.cloud_top_km, high.min_elevation_deg) == (8, 4)
    layer = everything.sensor_spec("layer")
    assert (layer.orbit.perigee_km, layer.orbit.apogee_km) == (1000, 1000)
    assert (layer.orbit.planes, layer.orbit.phasing) == (3, 1)
    north = everything.sensor_spec("north").orbit
    assert (north.perigee_km, north.apogee_km, north.argument_of_perigee_deg) == (900, 39000, 270)
    assert layer.cloud_top_km == 10


def test_arcs(everything):
    assert everything.arc_spec("plain") == ArcSpec(
        "plain", "ballistic", 100.0, "min-energy", 0.0, 0.5, 0.0, 0.0
    )
    assert everything.arc_spec("high") == ArcSpec(
        "high", "ballistic", 140.0, "apogee_ratio", 2.0, 2.0, 0.0, 0.0
    )
    announced = everything.arc_spec("announced")
    assert (announced.profile, announced.value, announced.boost_s) == ("apogee_km", 4000, 370)
    assert everything.arc_spec("low") == ArcSpec(
        "low", "cruise", 0.0, "min-energy", 0.0, 1.0, 30.0, 900.0
    )


def test_a_class_brings_its_kind(world):
    world["arcs"] = {"low": {"class": "low-flyer"}}
    spec = Scenario.from_dict(world).arc_spec("low")
    assert (spec.kind, spec.altitude_km, spec.speed_m_s) == ("cruise", 40, 2000)


def test_delays_and_nations(everything):
    assert everything.delays == DelaySpec(1, 2, 3, 4, 5, 6)
    first = everything.nation_spec("AAA")
    assert (first.assess_s, first.disseminate_s, first.rule, first.k) == (60, 20, "k_of_n", 3)
    assert first.needs == "track"
    assert everything.nation_spec("AAA", policy="chosen").rule == "accept"
    second = everything.nation_spec("BBB", policy="day")
    assert (second.assess_s, second.disseminate_s, second.rule, second.k) == (5, 6, "own", 1)
    assert (second.name, everything.nation_spec("CCC").k) == ("BBB", 2)
    assert everything.nation_spec("ALL").members == ("AAA", "BBB")


def test_policies_select(everything):
    assert everything.agreements_of("none") == ()
    assert everything.agreements_of("day") == ("give", "pact", "net", "treaty")
    assert everything.agreements_of("chosen") == ("give",)
    assert everything.is_exercise("none")
    assert not everything.is_exercise("chosen")


@pytest.mark.parametrize(
    ("day", "selected"),
    [
        ("1999-12-31", False),
        ("2000-01-01", True),
        ("2009-12-31", True),
        ("2010-01-01", False),
    ],
)
def test_the_first_day_counts_and_the_last_does_not(everything, day, selected):
    scenario = everything.updated({"policies.day": {"as_of": day}})
    assert ("star" in scenario.agreements_of("day")) == selected


def test_without_policies_there_are_two(world):
    world["agreements"]["dream"] = {"kind": "sharing", "mesh": True, "hypothetical": True}
    scenario = Scenario.from_dict(world)
    assert list(scenario.policies) == ["isolated", "all"]
    assert scenario.agreements_of("isolated") == ()
    assert scenario.agreements_of("all") == ("pact",)
    assert "policies" not in scenario.to_dict()


@pytest.mark.parametrize(
    ("targets", "nations"),
    [
        ({"h3_resolution": 3}, ("AAA", "BBB")),
        ({"h3_resolution": 3, "nations": ["BBB"]}, ("BBB",)),
        ({"grid": {"spacing_deg": 2, "region": REGION}}, ("AAA", "BBB")),
        ({"places": {"min_population": 5, "names": ["x"]}}, ("AAA", "BBB", "LLL")),
        ({"points": {"p": {"lat": 1, "lon": 2, "nation": "LLL"}}}, ("LLL",)),
    ],
)  # fmt: skip
def test_nations_of_the_targets(world, targets, nations):
    world["targets"] = targets
    # A target that is named must be known.
    world["places"] = [{"name": "x", "nation": "AAA", "lat": 1, "lon": 2, "population": 9}]
    scenario = Scenario.from_dict(world)
    assert scenario.target_nations == nations
    assert Scenario.from_dict(scenario.to_dict()) == scenario


def test_shapes_of_agreements(everything):
    shapes = {
        name: each.shape for name, each in everything.agreements.items() if each.kind == "sharing"
    }
    assert shapes == {"give": "from", "pact": "parties", "star": "hub", "net": "mesh"}
    give = everything.agreements["give"]
    assert (give.from_, give.to, give.onward.to, give.onward.consent_s) == (
        ("AAA",),
        ("BBB", "CCC"),
        ("DDD",),
        60.0,
    )
