"""Every way a scenario can be wrong: the sentence names the value, the place and the remedy."""

from pathlib import Path

import pytest

from tocsin.errors import InputError
from tocsin.scenario import Scenario
from tocsin.scenario.read import read_file

CASES = read_file(Path(__file__).parent / "problems.yaml").data


def put(world, path, value):
    inner = world
    *parents, last = path.split(".")
    for part in parents:
        inner = inner.setdefault(part, {})
    inner[last] = value


def test_the_world_is_fine(world, problems):
    assert problems(world) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["path"])
def test_one_problem(world, problems, case):
    put(world, case["path"], case["value"])
    found = problems(world)
    if case["says"] is None:
        assert found == []
    else:
        assert any(case["says"] in each for each in found), found


def test_a_section_without_what_it_needs(world, problems):
    for key in ("tocsin", "nations", "launches", "arcs", "targets"):
        rest = {name: each for name, each in world.items() if name != key}
        assert f"Missing key {key!r} ({key}). Add it." in problems(rest)


def test_no_nation_with_territory(world, problems):
    world["targets"] = {"h3_resolution": 3}
    for nation in world["nations"].values():
        nation.pop("territory", None)
    assert problems(world) == [
        "No nation has a territory (targets). Give one to a nation, or name points."
    ]


def test_points_and_places_need_no_territory(world, problems):
    for nation in world["nations"].values():
        nation.pop("territory", None)
    world["targets"] = {"points": {"p": {"lat": 0, "lon": 0, "nation": "BBB"}}}
    assert problems(world) == []
    world["targets"] = {"places": {}, "nations": ["BBB"]}
    assert problems(world) == []


@pytest.mark.parametrize(
    ("section", "entry", "most"),
    [
        ("nations", {}, 64),
        ("agreements", {"kind": "sharing", "mesh": True}, 2000),
        ("arcs", {"boost_s": 3}, 100),
        ("shocks", {"probability": 0, "suspends": ["pact"]}, 200),
        ("causes", {"probability": 0}, 200),
        ("policies", {}, 2000),
    ],
)
def test_sizes_are_bounded(world, problems, section, entry, most):
    world[section] = dict(world.get(section, {}))
    room = most - len(world[section])
    world[section] |= {f"n{index}": entry for index in range(room)}
    assert problems(world) == []
    world[section]["one-more"] = entry
    assert any(f"Must have at most {most} entries." in each for each in problems(world))


def test_all_problems_at_once_in_the_order_of_the_lines(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(
        "tocsin: 1\n"
        "titel: oops\n"
        "nations:\n"
        "  AAA: {territory: {country: JPN}}\n"
        "  AAA: {}\n"
        "  LLL:\n"
        "sensors:\n"
        "  eye:\n"
        "    class: ship-s-bend\n"
        "    owner: AAB\n"
        "    lat: 91.0\n"
        "  bird: {class: geo-infrared, owner: AAA}\n"
        "launches: {w: {nation: LLM, lat: 0, lon: 0}}\n"
        "arcs: {m: !!set {class: medium}}\n"
        "targets: {h3_resolution: 3, nations: [LLL]}\n",
        "utf-8",
    )
    with pytest.raises(InputError) as caught:
        Scenario.load(path)
    found = caught.value.problems
    lines = [int(each.removeprefix(f"{path}:").split(":")[0]) for each in found]
    assert lines == [2, 5, 9, 10, 11, 12, 13, 14, 15]
    assert found[4] == (
        f"{path}:11: Invalid lat 91.0 for sensor 'eye' (sensors.eye.lat). Must be within [-90, 90]."
    )
    assert str(caught.value).count("\n") == 8


def test_very_many_problems_are_cut(world, problems):
    world["sensors"] = {f"s{index}": {"class": f"x{index}"} for index in range(1000)}
    found = problems(world)
    assert len(found) == 101
    assert found[-1].startswith("... and ")


def test_long_values_are_cut(world, problems):
    world["refraction"] = "x" * 10_000
    assert len(problems(world)[0]) < 300


def test_a_template_in_a_value_stays_as_it_is(world, problems):
    world["agreements"]["pact"]["parties"] = ["AAA", "{BBB}"]
    assert any("Invalid parties '{BBB}'" in each for each in problems(world))


def test_problems_of_a_text_carry_its_name():
    with pytest.raises(InputError, match="text:1: Unknown key 'a'"):
        Scenario.from_text("a: 1")


def test_each_ring_is_named_with_its_line():
    text = (Path(__file__).parent / "rings.yaml").read_text("utf-8")
    with pytest.raises(InputError) as caught:
        Scenario.from_text(text, name="rings.yaml")
    assert caught.value.problems == (
        "rings.yaml:7: Invalid polygon for nation 'AAA' (nations.AAA.territory.polygon.0.0). "
        "Part 1, outer ring: its sides cross at 1 E, 1 N. "
        "Give the corners in order along the border.",
        "rings.yaml:9: Invalid polygon for nation 'AAA' (nations.AAA.territory.polygon.1.1). "
        "Part 2, hole 1: lies outside its outer ring at 8.5 E, 1.5 N. Make it a part, or move it.",
        "rings.yaml:13: Invalid coordinates 95 for nation 'BBB' "
        "(nations.BBB.territory.coordinates.0.1.1). Must be a number within [-90, 90]. "
        "A corner is [lon, lat].",
    )


def test_longitudes_to_360_are_wrapped(world):
    world["sensors"]["eye"]["lon"] = 190
    world["launches"]["west"]["lon"] = 360
    world["nations"]["AAA"]["territory"]["box"] = {"west": 0, "south": 0, "east": 360, "north": 5}
    read = Scenario.from_dict(world)
    assert read.sensors["eye"].lon == -170.0
    assert read.launches["west"].lon == 0.0
    assert read.nations["AAA"].territory.box.edges == (-180.0, 0.0, 180.0, 5.0)


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        # An entry that is wrong by itself is there all the same, for counts and for references.
        ("nations.AAA.territory.box.north", 95, "Invalid north 95"),
        ("nations", {}, "Must have at least 1 entry"),
        ("nations", 5, "Invalid nations 5"),
        ("launches.west.lat", 95, "Invalid lat 95"),
        ("launches.west.nation", "LLM", "Unknown nation 'LLM'"),
        ("launches", {}, "Must have at least 1 entry"),
        ("agreements", 5, "Invalid agreements 5"),
        ("agreements.pact.tier", "loud", "Invalid tier 'loud'"),
        ("agreements.pact.parties", ["AAA", 5], "Invalid parties 5"),
        ("agreements.pact.onward", ["AAA", 5], "Invalid onward 5"),
        ("agreements.base", {}, "Missing key 'kind'"),
        ("agreements.base.may", [["AAA"]], "Invalid may ['AAA']"),
        ("cards", 5, "Invalid cards 5"),
        ("cards.sensors.own.alert_s", {}, "Missing key 'value'"),
        ("sensors.own", {"class": "own", "owner": "AAA"}, "Missing keys 'lat', 'lon'"),
        ("launches.west", {}, "Missing keys 'nation', 'lat', 'lon'"),
        ("arcs.low", {"altitude_km": 30, "speed_m_s": 900}, "Unused keys 'altitude_km'"),
    ],
)
def test_one_mistake_is_told_once(world, problems, path, value, says):
    world["threat"] = "LLL"
    world["targets"] = {"h3_resolution": 3}
    numbers = {"r1_km": 500, "instrumented_km": 500, "azimuth_deg": 360, "elevation_max_deg": 90}
    own = {"kind": "radar", "elevation_min_deg": 1, **numbers}
    world["cards"] = {"sensors": {"own": own}}
    world["sensors"]["own"] = {"class": "own", "owner": "AAA", "lat": 0, "lon": 0}
    pair = [["AAA", "BBB"]]
    world["agreements"]["base"] = {"kind": "defence", "may": pair, "may_if": "danger"}
    world["agreements"]["pact"]["requires"] = ["base"]
    world["policies"] = {
        "some": {"agreements": ["base"], "plus": ["pact"], "conditions_met": ["danger"]}
    }
    world["shocks"] = {"s": {"probability": 0.5, "suspends": ["pact"], "cause": "c"}}
    world["causes"] = {"c": {"probability": 0.5}}
    assert problems(world) == []
    put(world, path, value)
    (told,) = problems(world)
    assert says in told


def test_a_key_misspelt_is_not_missing_as_well(world, problems):
    launch = world["launches"]["west"]
    launch["nattion"] = launch.pop("nation")
    assert problems(world) == [
        "Unknown key 'nattion' for launch area 'west' (launches.west.nattion). "
        "Did you mean 'nation', which is missing?"
    ]


def test_a_name_misspelt_is_one_mistake_wherever_it_stands(world, problems):
    world["nations"]["AAB"] = world["nations"].pop("AAA")
    assert problems(world) == [
        "Unknown nation 'AAA' for sensor 'eye' (sensors.eye.owner). Did you mean 'AAB'? "
        "Also at targets.nations.0, agreements.pact.parties.0."
    ]
