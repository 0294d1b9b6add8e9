"""Edges of the model: next to nothing in a world, odd arcs, arcs that do not exist."""

import numpy as np
import pytest
from slow_compare import compare_rows, compare_windows
from slow_rules import expected
from slow_worlds import world

from tocsin.answers.run import run
from tocsin.engine.world import World
from tocsin.errors import ArcError, InputError
from tocsin.scenario import Scenario

POINT = {"lat": 36.0, "lon": 137.0, "nation": "JPN"}


def sketch(**changes):
    """The sketch of design section 5, with points for targets."""
    plain = {
        "tocsin": 1,
        "nations": {
            "JPN": {"assess_s": 60, "disseminate_s": 30, "confirmation": "accept"},
            "KOR": {},
            "USA": {},
            "PRK": {},
        },
        "sensors": {
            "north-forward": {"class": "forward-x-band", "owner": "USA", "host": "JPN",
                              "lat": 41, "lon": 140, "facing_deg": 280},
            "watch-east": {"class": "geo-infrared", "owner": "USA", "lon": 100},
            "patrol-1": {"class": "ship-s-band", "owner": "KOR", "not_to": ["JPN"],
                         "patrol": {"west": 129, "south": 36, "east": 131, "north": 39}},
            "south": {"class": "national-warning", "owner": "KOR", "lat": 37, "lon": 127,
                      "facing_deg": 350},
        },
        "launches": {"west-area": {"nation": "PRK", "lat": 39.5, "lon": 125.5, "spread_km": 80,
                                   "points": 3}},
        "arcs": {"medium": {"boost_s": 150, "profile": "min-energy"},
                 "lofted": {"boost_s": 150, "apogee_ratio": 2},
                 "low": {"kind": "cruise", "altitude_km": 40, "speed_m_s": 2000}},
        "targets": {"points": {"centre": POINT, "far": {**POINT, "lat": 26.0, "lon": 128.0},
                               "seoul": {"lat": 37.5, "lon": 127.0, "nation": "KOR"}}},
        "agreements": {
            "sew-japan": {"kind": "sharing", "from": "USA", "to": "JPN", "tier": "alert",
                          "onward": "none", "in_force": ["1996-04-01", None]},
            "gsomia": {"kind": "sharing", "parties": ["JPN", "KOR"], "tier": "alert",
                       "mode": "request", "in_force": ["2016-11-23", None]},
            "realtime": {"kind": "sharing", "hub": "USA", "spokes": ["JPN", "KOR"],
                         "tier": "track", "purpose": ["PRK"], "in_force": ["2023-12-19", None]},
            "us-rok-treaty": {"kind": "defence", "must": [["USA", "KOR"], ["KOR", "USA"]],
                              "in_force": ["1954-11-18", None]},
        },
        "policies": {
            "bilateral-2012": {"as_of": "2012-07-01"},
            "realtime-2024": {"as_of": "2024-01-01"},
            "without-hub": {"as_of": "2024-01-01", "except": ["realtime"]},
            "full-mesh": {"mesh": {"tier": "track", "mode": "auto"}},
        },
        "responders": {"ship": {"owner": "USA", "lat": 38, "lon": 128, "radius_km": 500,
                                "reaction_s": 60}},
    }  # fmt: skip
    return {**plain, **changes}


def agrees(plain):
    scenario = Scenario.from_dict(plain)
    rows, seen = expected(scenario)
    result = run(scenario, windows=True)
    compare_rows(result.warning, rows)
    compare_windows(result, seen)
    return result


NEAR = {"targets": {"points": {"near": {"lat": 37.5, "lon": 127.0, "nation": "KOR"}}}}
EDGES = {
    "the sketch": {},
    "no boost": {"arcs": {"push": {"boost_s": 0}}},
    "boost longer than the arc": {"arcs": {"slow": {"boost_s": 1000}}, **NEAR},
    "one case": {"targets": {"points": {"only": POINT}}, "arcs": {"medium": {"boost_s": 150}},
                 "launches": {"a": {"nation": "PRK", "lat": 39, "lon": 126}}},
    "a nation launches at itself": {
        "launches": {"a": {"nation": "JPN", "lat": 43, "lon": 142}}},
    "tracks are needed": {"nations": {"JPN": {"needs": "track"}, "KOR": {"needs": "track"},
                                      "USA": {}, "PRK": {}}},
    "own confirmation": {"nations": {"JPN": {"confirmation": "own"}, "USA": {}, "PRK": {},
                                     "KOR": {"confirmation": {"k_of_n": 3}}}},
    "exercise only": {"exercise": True, "agreements": {
        "drill": {"kind": "sharing", "from": "USA", "to": "JPN", "mode": "exercise"}},
        "policies": {"on": {"plus": ["drill"]}, "off": {"plus": ["drill"], "exercise": False}}},
    "straight rays": {"refraction": "none"},
    "no agreements": {"agreements": {}, "policies": {}},
}  # fmt: skip


@pytest.mark.parametrize("change", EDGES.values(), ids=EDGES)
def test_edges_agree_with_the_slow_model(change):
    plain = sketch(**change)
    if not plain["policies"]:
        del plain["policies"]
    result = agrees(plain)
    assert np.isfinite(result.warning["impact_s"]).all()


@pytest.mark.parametrize("policies", [{"alone": {}}, {"mesh": {"mesh": {"tier": "track"}}}])
def test_without_sensors_nobody_ever_knows(policies):
    result = run(Scenario.from_dict(sketch(sensors={}, policies=policies)), windows=True)
    assert (result.warning["status"] == "never").all()
    assert result.warning[["notice_s", "warning_s", "sensor", "route"]].isna().all(axis=None)
    assert result.windows.empty
    assert (result.summary["never_share"] == 1).all()


def test_pieces_without_any_route_stand_beside_pieces_with_one():
    """A launch area in nobody's view beside one in view: columns of text still join."""
    plain = sketch()
    plain["launches"] = {"away": {"nation": "PRK", "lat": -40, "lon": -60}, **plain["launches"]}
    plain["targets"] = {"points": {"south": {"lat": -42, "lon": -58, "nation": "JPN"},
                                   "centre": POINT}}  # fmt: skip
    plain["arcs"] = {"low": plain["arcs"]["low"]}
    frame = run(Scenario.from_dict(plain)).warning
    away = (frame["launch"] == "away") & (frame["cell"] == "south")
    assert frame["route"][away].isna().all()
    assert frame["route"].notna().any()


def test_a_boost_longer_than_the_arc_ends_with_it():
    result = run(Scenario.from_dict(sketch(arcs={"slow": {"boost_s": 1000}}, **NEAR)), windows=True)
    seen = result.windows.merge(result.warning.drop_duplicates(["point", "cell"]),
                                on=["point", "cell"])  # fmt: skip
    assert (seen["window_out_s"] <= seen["impact_s"]).all()
    assert (seen["impact_s"] < 1000).all()


def one_arc(target, arc, launch=(10.0, 20.0)):
    plain = sketch(
        launches={"west": {"nation": "PRK", "lat": launch[0], "lon": launch[1]}},
        targets={"points": {"fine": POINT, "odd": {**target, "nation": "JPN"}}},
        arcs={"named": arc},
    )
    return World(Scenario.from_dict(plain))


BAD_ARCS = [
    ({"lat": 10.0, "lon": 20.001}, {"boost_s": 90}, "at least 1 km apart; move the launch area"),
    ({"lat": 10.0, "lon": 20.0}, {"class": "low-flyer"}, "at least 1 km apart"),
]


@pytest.mark.parametrize(("target", "arc", "remedy"), BAD_ARCS)
def test_arcs_that_do_not_exist_are_named(target, arc, remedy):
    with pytest.raises(ArcError) as caught:
        one_arc(target, arc).solve(0, 0)
    text = str(caught.value)
    assert text.startswith("launches.west, arcs.named: point 0 to cell 'odd': ")
    assert remedy in text
    assert caught.value.index == 1


def test_an_apogee_below_the_ends_is_refused():
    with pytest.raises(ArcError, match=r"cell 'fine': .* apogee_km 5 .* must be above both ends"):
        one_arc({"lat": 0.0, "lon": 60.0}, {"boost_s": 90, "apogee_km": 5}).solve(0, 0)


def test_a_ratio_of_an_apogee_below_the_mean_radius_is_refused():
    """Near the poles the ground lies below the mean radius, and so does a short arc's apogee."""
    with pytest.raises(ArcError, match=r"apogee_ratio 2 .* above the mean radius .* apogee_km"):
        one_arc({"lat": 80.3, "lon": 20.0}, {"boost_s": 0, "apogee_ratio": 2},
                launch=(80.0, 20.0)).solve(0, 0)  # fmt: skip


def antipode_of(lat, lon, seconds):
    """Where a target must stand now to be opposite the launch point in inertial space later."""
    turn = np.degrees(7.292115e-5 * seconds)
    return {"lat": -lat, "lon": (lon + 180.0 - turn + 180.0) % 360.0 - 180.0}


def refusal_of(target):
    try:
        one_arc(target, {"boost_s": 0}).solve(0, 0)
    except ArcError as error:
        return str(error)
    return None


def test_near_antipodal_arcs_are_refused():
    refusals = [refusal_of(antipode_of(10.0, 20.0, each)) for each in np.linspace(2300, 2800, 200)]
    found = [text for text in refusals if text is not None]
    assert 0 < len(found) < 100
    reasons = ("Too near to antipodal", "that of a level start")
    assert all("cell 'odd'" in text and any(map(text.__contains__, reasons)) for text in found)


@pytest.mark.parametrize("target", [{"lat": 89.99, "lon": 0.0}, {"lat": -90.0, "lon": 0.0},
                                    {"lat": 10.0, "lon": -160.5}])  # fmt: skip
def test_poles_and_long_arcs_are_fine(target):
    world_ = one_arc(target, {"boost_s": 370})
    assert np.isfinite(world_.solve(0, 0).impact_s).all()


def test_a_run_says_which_arc_is_wrong_and_stops():
    plain = sketch(targets={"points": {"here": {"lat": 39.5, "lon": 125.5, "nation": "KOR"}}})
    with pytest.raises(InputError, match=r"launches\.west-area.*cell 'here'.*0\.0 km apart"):
        run(Scenario.from_dict(plain))


def test_a_patrol_stands_where_the_launch_point_says():
    plain = world(3)
    plain["launches"] = {"a": {**plain["launches"]["area-0"], "points": 4}}
    plain["sensors"] = {
        "ship": {"class": "ship-s-band", "owner": "AAA",
                 "patrol": {"west": plain["launches"]["a"]["lon"], "north": 60, "south": -60,
                            "east": plain["launches"]["a"]["lon"] + 3}},
    }  # fmt: skip
    agrees(plain)


def test_a_grid_over_a_region_that_no_territory_reaches_has_no_cells():
    box = {"west": 139, "south": 35, "east": 140, "north": 36}
    far = {"west": 0, "south": 0, "east": 1, "north": 1}
    plain = sketch(targets={"grid": {"spacing_deg": 0.5, "region": far}, "nations": ["JPN"]})
    plain["nations"]["JPN"]["territory"] = {"box": box}
    with pytest.raises(InputError, match="No target cells"):
        run(Scenario.from_dict(plain))
