import json
import math

import numpy as np
import pytest

from tocsin.answers.explain.compare import compare
from tocsin.answers.explain.question import explain
from tocsin.answers.run import run
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.scenario import Scenario

# Four radars of one kind stand along an equatorial low flight at 1 km/s and 10 km height, each
# seeing 200 km in a full circle with its horizon far off, so that times can be written down.
KM_DEG = math.degrees(1.0 / 6378.137)
PLACES = [
    {"name": "Longport", "nation": "EAST", "lat": 0.01, "lon": 9.0, "population": 1000},
    {"name": "Midway", "nation": "SOUTH", "lat": 0.0, "lon": 5.0, "population": 500},
]


def radar(owner, at_km, **more):
    return {"class": "all-round", "owner": owner, "lat": 0, "lon": at_km * KM_DEG, **more}


WORLD = {
    "tocsin": 1,
    "refraction": "none",
    "nations": {
        "EAST": {"assess_s": 40, "disseminate_s": 20},
        "SOUTH": {"assess_s": 10, "disseminate_s": 10},
        "HUB": {},
        "WEST": {},
        "NEAR": {},
    },
    "cards": {"sensors": {"all-round": {
        "kind": "radar", "r1_km": 200, "instrumented_km": 200, "azimuth_deg": 360,
        "elevation_min_deg": -5, "elevation_max_deg": 90, "alert_s": 10, "track_s": 30}}},
    "sensors": {
        "first": radar("SOUTH", 300, height_m=9000),
        "second": radar("HUB", 500, height_m=9000, not_to=["SOUTH"]),
        "own": radar("EAST", 800, height_m=9000),
        "blind": radar("EAST", -3000),
    },
    "launches": {"area": {"nation": "WEST", "lat": 0, "lon": 0, "points": 1},
                 "next": {"nation": "WEST", "lat": 0, "lon": 0.001, "spread_km": 5, "points": 3}},
    "arcs": {"low": {"kind": "cruise", "altitude_km": 10, "speed_m_s": 1000},
             "slow": {"kind": "cruise", "altitude_km": 10, "speed_m_s": 500}},
    "targets": {"points": {
        "port": {"lat": 0, "lon": 9, "nation": "EAST"},
        "isle": {"lat": 0, "lon": 5, "nation": "SOUTH"},
    }},
    "places": PLACES,
    "agreements": {
        "star": {"kind": "sharing", "hub": "HUB", "spokes": ["EAST", "SOUTH"], "delay_s": 7},
        "desk": {"kind": "sharing", "from": "SOUTH", "to": "EAST", "delay_s": 150},
        "mask": {"kind": "sharing", "hub": "HUB", "spokes": ["EAST", "SOUTH"], "delay_s": 7,
                 "anonymous": True},
        "pact": {"kind": "defence", "must": [["HUB", "EAST"]], "may": [["SOUTH", "EAST"]],
                 "may_if": "asked"},
    },
    "policies": {
        "none": {},
        "desk": {"agreements": ["desk"]},
        "star": {"agreements": ["star", "pact"]},
        "mask": {"agreements": ["mask"]},
        "own": {"agreements": ["star"], "confirmation": {"EAST": "own"}},
        "two": {"agreements": ["star"], "confirmation": {"EAST": {"k_of_n": 2}}},
        "five": {"agreements": ["star"], "confirmation": {"EAST": {"k_of_n": 5}}},
        "mesh": {"mesh": {"tier": "track", "mode": "exercise"}},
        "asked": {"agreements": ["pact"], "conditions_met": ["asked"]},
    },
    "responders": {
        "shield": {"owner": "EAST", "lat": 0, "lon": 9, "radius_km": 50, "reaction_s": 100},
        "friend": {"owner": "SOUTH", "lat": 0, "lon": 9, "radius_km": 50, "reaction_s": 100},
        "away": {"owner": "EAST", "lat": 0, "lon": 5, "radius_km": 50, "reaction_s": 100},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def scenario():
    return Scenario.from_dict(WORLD)


@pytest.fixture(scope="module")
def world(scenario):
    return World(scenario)


@pytest.fixture(scope="module")
def table(scenario):
    rows = run(scenario).warning
    return rows.astype({"policy": str, "arc": str, "launch": str, "cell": str})


def test_the_waterfall_of_a_shared_item(world):
    told = explain(world, policy="star", at="port")
    # The flight of 1001.9 km enters the circle of 200 km about km 300 at km 100.
    assert told.impact_s == pytest.approx(1001.875, abs=0.01)
    assert told.waterfall["unseen"] == pytest.approx(100.1, abs=0.5)
    rest = [told.waterfall[part] for part in list(told.waterfall)[1:-1]]
    assert rest == pytest.approx([10.0, 7.0, 7.0, 0.0, 40.0, 20.0], abs=1e-6)
    assert told.waterfall["left"] == told.warning_s == told.impact_s - told.public_s
    assert (told.sensor, told.route, told.status) == ("first", "SOUTH>HUB>EAST", "warned")
    assert [hop.agreement for hop in told.hops] == ["star", "star"]
    assert told.hops[-1].held_s == told.know_s == told.notice_s


@pytest.mark.parametrize("policy", WORLD["policies"])
@pytest.mark.parametrize("at", ["port", "isle"])
@pytest.mark.parametrize("arc", ["low", "slow"])
def test_an_explanation_is_the_row_of_the_run(world, table, policy, at, arc):
    told = explain(world, policy=policy, at=at, arc=arc)
    chosen = (table["policy"] == policy) & (table["cell"] == at) & (table["arc"] == arc)
    row = table[chosen & (table["launch"] == "area")].iloc[0]
    assert sum(told.waterfall.values()) == pytest.approx(told.impact_s, abs=1e-3)
    assert told.status == row["status"]
    assert [told.sensor, told.route] == [
        None if each != each else each for each in (row["sensor"], row["route"])
    ]
    known = told.status != "never"
    found = [told.notice_s if known else math.nan, told.public_s if known else math.nan]
    found = [each if math.isfinite(each) else math.nan for each in found]
    np.testing.assert_allclose(found, [row["notice_s"], row["public_s"]], atol=1e-6)
    np.testing.assert_allclose(
        [told.warning_s, told.response_s], [row["warning_s"], row["response_s"]], atol=1e-6
    )


def test_confirmation_by_an_own_sensor_is_waited_for(world):
    told = explain(world, policy="own", at="port")
    # The own circle about km 800 is entered at km 600, 500 s after the first's, less two hops.
    assert told.waterfall["confirmation_wait"] == pytest.approx(500.0 - 14.0, abs=0.5)
    assert told.confirmed_by == ("own",)
    assert "EAST acts only on a sensor of its own: own" in "\n".join(told.sentences)


def test_confirmation_by_two_names_both(world):
    told = explain(world, policy="two", at="port")
    assert told.confirmed_by == ("first", "second")
    # The second is made 200 s after the first, and takes one hop less.
    assert told.waterfall["confirmation_wait"] == pytest.approx(200.0 - 7.0, abs=0.5)


def test_never_confirmed_waits_until_impact(world):
    told = explain(world, policy="five", at="port")
    assert (told.status, told.notice_s) == ("late", math.inf)
    wait_s = told.impact_s - told.know_s
    assert told.waterfall["confirmation_wait"] == pytest.approx(wait_s)
    assert told.waterfall["left"] == told.waterfall["assess"] == 0.0
    assert math.isnan(told.warning_s)
    assert "does not have before impact" in " ".join(told.sentences)


def test_confirmed_after_impact_has_no_notice():
    changes = {"policies.two.agreements": ["desk"], "agreements.desk.delay_s": 5000}
    slow = Scenario.from_dict(WORLD).updated(changes)
    told = explain(slow, policy="two", at="port")
    assert (told.status, told.notice_s, told.public_s) == ("late", math.inf, math.inf)
    assert math.isnan(told.warning_s)
    assert "does not confirm it before impact" in " ".join(told.sentences)
    table = run(slow, policies=["two"]).warning
    late = table[(table["cell"] == "port") & (table["status"] == "late")]
    assert len(late)
    assert late[["notice_s", "public_s", "warning_s"]].isna().all(axis=None)


def test_never_is_unseen_throughout(world):
    told = explain(world, policy="none", at="port", nation="NEAR")
    assert told.status == "never"
    assert told.waterfall["unseen"] == told.impact_s
    assert sum(told.waterfall.values()) == told.impact_s
    assert (told.sensor, told.route, told.hops) == (None, None, ())


def test_an_item_after_impact_is_told_but_is_no_notice(scenario):
    late = scenario.updated(
        {"agreements.desk.delay_s": 5000, "sensors.own.alert_s": None, "sensors.own.track_s": None}
    )
    told = explain(late, policy="desk", at="port")
    assert (told.status, told.sensor, told.route) == ("never", None, None)
    assert any("after impact" in sentence for sentence in told.sentences)


def test_late_is_negative(scenario):
    told = explain(scenario.updated({"nations.EAST.assess_s": 5000}), policy="star", at="port")
    assert told.status == "late"
    assert told.waterfall["left"] == told.warning_s < 0.0
    assert told.effective_warning_s == 0.0
    assert sum(told.waterfall.values()) == pytest.approx(told.impact_s, abs=1e-3)


def test_any_nation_may_be_asked_about_an_arc_to_another(world):
    told = explain(world, policy="star", at="port", nation="SOUTH")
    assert (told.nation, told.cell_nation, told.launch_nation) == ("SOUTH", "EAST", "WEST")
    assert (told.sensor, told.route) == ("first", "SOUTH")
    assert told.waterfall["assess"] == 10.0


def test_the_clause_of_a_refused_route_is_told_and_taking_it_away_gives_that_arrival(scenario):
    told = explain(scenario, policy="desk", at="port")
    assert told.route == "SOUTH>EAST"
    (refused,) = [each for each in told.refused if each.sensor == "first"]
    assert (refused.route, refused.agreements) == ("SOUTH>HUB>EAST", ("star",))
    assert refused.clauses == ("policies",)
    allowed = scenario.updated({"policies.desk.agreements": ["desk", "star"]})
    freed = explain(allowed, policy="desk", at="port")
    assert freed.know_s == pytest.approx(refused.arrives_s, abs=1e-9)
    assert freed.know_s == pytest.approx(told.know_s - refused.saved_s, abs=1e-9)


def test_a_bar_on_a_sensor_is_told(world):
    told = explain(world, policy="star", at="isle", nation="SOUTH")
    assert not any(each.sensor == "second" for each in told.refused)  # it would be no faster
    blind = explain(
        world.scenario.updated({"sensors.first.alert_s": None, "sensors.first.track_s": None}),
        policy="star",
        at="port",
        nation="SOUTH",
    )
    (bar,) = [each for each in blind.refused if each.sensor == "second"]
    assert bar.clauses == ("not_to",)
    assert "bars SOUTH" in bar.sentence


def test_a_mesh_for_exercises_is_known_as_such(world):
    told = explain(world, policy="mesh", at="port")
    mesh = [each for each in told.refused if each.agreements == ("mesh",)]
    assert [each.clauses for each in mesh] == [("mode",)] * len(mesh)
    assert mesh


def test_an_unnamed_originator_is_named_nowhere(world, table):
    told = explain(world, policy="mask", at="port")
    assert (told.sensor, told.route) == ("?", "?>HUB>EAST")
    assert told.hops[0].source == "?"
    words = " ".join([told.title, *told.sentences])
    assert "first (" not in words.replace("tells first (", "")
    assert "SOUTH" not in words.replace("Responder friend of SOUTH", "").replace("but SOUTH", "")
    rows = table[(table["policy"] == "mask") & (table["cell"] == "port")]
    assert set(rows["route"]) == {"?>HUB>EAST"}
    assert set(rows["sensor"]) == {"?"}


def test_equal_arrivals_are_settled_by_fewer_hops(scenario):
    pair = {"kind": "sharing", "delay_s": 7, "onward": "any"}
    tied = {
        "sensors": {"far": radar("HUB", 300, height_m=9000),
                    "first": radar("SOUTH", 300, height_m=9000)},
        "agreements.desk.delay_s": 14,
        "agreements.link": {**pair, "from": "HUB", "to": "NEAR"},
        "agreements.last": {**pair, "from": "NEAR", "to": "EAST", "items": "any"},
        "policies.desk.agreements": ["link", "last", "desk"],
    }  # fmt: skip
    world = scenario.updated(tied)
    told = explain(world, policy="desk", at="port")
    assert (told.sensor, told.route) == ("first", "SOUTH>EAST")
    row = run(world, policies=["desk"]).warning.iloc[0]
    assert (row["sensor"], row["route"]) == ("first", "SOUTH>EAST")


def test_who_may_act_and_why_not(world):
    told = explain(world, policy="star", at="port")
    rows = {row.responder: row for row in told.responders}
    assert [rows[name].covers for name in ("shield", "friend", "away")] == [True, True, False]
    assert [rows[name].may_act for name in ("shield", "friend")] == [True, False]
    # The track of the first is made 20 s after the alert.
    assert rows["shield"].track_s == pytest.approx(told.know_s + 20.0)
    assert told.response_s == rows["shield"].left_s
    assert rows["shield"].left_s == told.impact_s - rows["shield"].track_s - 100.0
    assert [(duty.actor, duty.level, duty.met) for duty in told.duties] == [
        ("HUB", "must", True),
        ("SOUTH", "may", False),
    ]
    assert any("only if 'asked'" in sentence for sentence in told.sentences)
    asked = explain(world, policy="asked", at="port")
    assert {row.responder: row.may_act for row in asked.responders}["friend"]


def test_every_sensor_has_a_row(world):
    told = explain(world, policy="none", at="port")
    rows = {row.sensor: row for row in told.sensors}
    assert list(rows) == ["first", "second", "own", "blind"]
    assert rows["blind"].first_sight_s == math.inf
    assert rows["blind"].windows == ()
    for name in ("first", "second", "own"):
        row = rows[name]
        assert row.alert_s - row.first_sight_s == pytest.approx(10.0, abs=1e-4)
        assert row.track_s - row.first_sight_s == pytest.approx(30.0, abs=1e-4)


def test_json_holds_no_infinity_and_says_notional(world):
    for policy in WORLD["policies"]:
        told = explain(world, policy=policy, at="port").to_dict()
        text = json.dumps(told, allow_nan=False)
        assert "otional" in told["notional"]
        assert json.loads(text) == told


@pytest.mark.parametrize("at", ["port", "Longport", "longport", (0.02, 9.1), "0.02, 9.1"])
def test_a_cell_may_be_asked_for_in_several_ways(world, at):
    assert explain(world, policy="none", at=at).cell == "port"


def test_a_place_is_named_in_the_title(world):
    told = explain(world, policy="none", at="Longport")
    assert told.place == "Longport"
    assert "to Longport (EAST)" in told.title


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"at": "prot"}, "Did you mean 'port'"),
        ({"at": "Longprot"}, "Did you mean 'Longport'"),
        ({"at": "zzzzzz"}, "lat,lon"),
        ({"at": (10.0, 9.0)}, "The nearest is 'port'"),
        ({"at": (95.0, 9.0)}, "latitude_deg 95.0"),
        ({"at": "95, 9"}, "latitude_deg 95.0"),
        ({"policy": "sta"}, "Did you mean 'star'"),
        ({"nation": "SUOTH"}, "Did you mean 'SOUTH'"),
        ({"arc": "lwo"}, "Did you mean 'low'"),
        ({"launch": "arae"}, "Did you mean 'area'"),
        ({"point": 1}, r"launches.area. Must be within \[0, 0\]"),
    ],
)
def test_what_is_unknown_is_said(world, asked, words):
    with pytest.raises(InputError, match=words):
        explain(world, **{"policy": "none", "at": "port", **asked})


def test_launch_points_are_chosen_by_area_and_number(world):
    told = explain(world, policy="none", at="port", launch="next", point=2)
    assert (told.launch, told.point) == ("next", 2)


def test_side_by_side(world):
    told = [explain(world, policy=policy, at="port") for policy in ("none", "star")]
    compared = compare(told)
    change = compared.table.set_index("part")["change_s"]
    assert change["release"] == change["relay"] == 7.0
    assert change.sum() == pytest.approx(0.0, abs=1e-6)
    assert compared.sentences[0].startswith("From none to star, EAST gains 486 s")
    assert "Before: own by EAST (its own). After: first by SOUTH>HUB>EAST (star)." in (
        compared.sentences
    )
    json.dumps(compared.to_dict(), allow_nan=False)


def test_side_by_side_tells_what_each_policy_refuses(world):
    explanations = [explain(world, policy=policy, at="port") for policy in ("none", "desk", "star")]
    compared = compare(explanations)
    told = [line for line in compared.sentences if line.startswith("Under ")]
    assert any(line.startswith("Under desk: first of SOUTH by SOUTH>HUB>EAST: at") for line in told)
    assert any("Refused: star: left out of this policy." in line for line in told)
    assert not any("Under star" in line for line in told)
    row = compared.to_dict()["explanations"][1]["refused"][0]
    assert (row["clauses"], row["route"]) == (["policies"], "SOUTH>HUB>EAST")
    json.dumps(compared.to_dict(), allow_nan=False)


def test_policies_that_refuse_the_same_say_it_once(world):
    explanations = [explain(world, policy=policy, at="port") for policy in ("none", "asked")]
    told = [line for line in compare(explanations).sentences if line.startswith("Under ")]
    assert told
    assert all(line.startswith("Under none and asked: ") for line in told)


def test_ways_of_one_kind_are_told_together_after_what_is_nearer(scenario):
    drills = {f"drill-{i}": {"kind": "sharing", "from": "SOUTH", "to": "EAST", "delay_s": 7,
                             "mode": "exercise"} for i in range(3)}  # fmt: skip
    more = {f"agreements.{name}": terms for name, terms in drills.items()}
    told = explain(scenario.updated(more), policy="none", at="port")
    assert [len(row.clauses) for row in told.refused] == sorted(
        len(row.clauses) for row in told.refused
    )
    assert told.refused[-1].agreements == ("drill-2",)
    assert told.refused[-1].clauses == ("policies", "mode")
    (line,) = [line for line in told.sentences if "drill-0" in line]
    assert line.endswith(
        "Refused: drill-0: left out of this policy, exercise only."
        " So is the same way by drill-1 and drill-2."
    )


def test_side_by_side_of_unlike_cells_is_refused(world):
    told = [explain(world, policy="none", at=at) for at in ("port", "isle")]
    with pytest.raises(InputError, match="differ in cell"):
        compare(told)
    with pytest.raises(InputError, match="two explanations"):
        compare(told[:1])
