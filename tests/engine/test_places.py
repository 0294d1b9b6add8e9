"""Places as targets: equal names are kept apart, nations follow the file, far ones are told."""

import numpy as np
import pytest

import tocsin
from tocsin.answers.locate import cell_of, one_cell
from tocsin.engine.claims import claims, unclaimed
from tocsin.engine.doubts import doubts, thin_places
from tocsin.engine.extent import extents
from tocsin.engine.thin import withheld
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.scenario import Scenario

BOX = {"west": 10, "south": 0, "east": 20, "north": 10}
FILE = {
    "tocsin": 1,
    "nations": {"BBB": {}, "AAA": {"territory": {"box": BOX}}, "XXA": {}},
    "sensors": {"r": {"class": "national-warning", "owner": "AAA", "lat": 5, "lon": 15,
                      "facing_deg": 90}},
    "launches": {"area": {"nation": "XXA", "lat": 5, "lon": 28}},
    "arcs": {"medium": {"class": "medium"}},
    "places": [
        {"name": "Newport", "nation": "AAA", "lat": 2.0, "lon": 12.0, "population": 200000},
        {"name": "Bay", "nation": "AAA", "lat": 3.0, "lon": 12.0, "population": 200000},
        {"name": "Bay", "nation": "BBB", "lat": 3.0, "lon": 22.0, "population": 200000},
        {"name": "Newport", "nation": "AAA", "lat": 8.0, "lon": 18.0, "population": 300000},
        {"name": "Faraway", "nation": "AAA", "lat": 40.0, "lon": 18.0, "population": 300000},
    ],
    "targets": {"places": {}},
}  # fmt: skip


@pytest.fixture(scope="module")
def world():
    return World(Scenario.from_dict(FILE))


def test_places_of_one_name_are_two_places_in_every_table(world):
    cells = ["Bay, BBB", "Newport (2, 12)", "Bay, AAA", "Newport (8, 18)", "Faraway"]
    assert world.cells.id.tolist() == cells
    result = tocsin.run(world.scenario, policies=["isolated"])
    assert result.warning["cell"].tolist() == cells
    # Nations in the order of the file, whatever the order of the places.
    assert list(dict.fromkeys(result.summary["nation"])) == ["BBB", "AAA", "all"]


def test_nations_of_points_follow_the_file_in_tables():
    points = {name: {"lat": 5, "lon": 12, "nation": name} for name in ("AAA", "BBB")}
    result = tocsin.run(Scenario.from_dict(FILE | {"targets": {"points": points}}))
    assert list(dict.fromkeys(result.summary["nation"])) == ["BBB", "AAA", "all"]


@pytest.mark.parametrize(
    ("at", "cell"),
    [
        ("bay, bbb", "Bay, BBB"),
        ("Newport (8, 18)", "Newport (8, 18)"),
        ("2,12", "Newport (2, 12)"),
        ("faraway", "Faraway"),
    ],
)
def test_each_is_asked_for_by_itself(world, at, cell):
    assert tocsin.explain(world.scenario, policy="all", at=at).cell == cell


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (
            "Newport",
            "2 places 'Newport'. Write one of: '8,18' (AAA, at 8,18, 300,000 people); '2,12'",
        ),
        ("bay", "'Bay, AAA' (AAA, at 3,12, 200,000 people); 'Bay, BBB'"),
    ],
)
def test_a_name_of_several_places_is_refused_with_what_to_write(world, at, told):
    with pytest.raises(InputError) as caught:
        tocsin.explain(world.scenario, policy="all", at=at)
    assert told in str(caught.value)


def test_a_place_far_outside_its_nation_is_told_and_nobody_else(world):
    assert list(doubts(world)) == [
        "1 place lies more than 100 km outside the territory of AAA: Faraway (3,324 km). Check "
        "coordinates and nation."
    ]
    assert list(unclaimed(claims(world))) == []


@pytest.mark.parametrize("at", ["18,40", "12,2", (12.0, 2.0)])
def test_latitude_and_longitude_that_were_swapped_are_noticed(at):
    # Only the swapped point has a cell near by.
    points = {
        "a": {"lat": 40, "lon": 18, "nation": "AAA"},
        "b": {"lat": 2, "lon": 12, "nation": "AAA"},
    }
    swapped = Scenario.from_dict(FILE | {"targets": {"points": points}})
    with pytest.raises(InputError, match=r"Did you mean (40,18|2,12)"):
        tocsin.explain(swapped, policy="all", at=at)


def test_a_latitude_over_90_may_be_a_longitude():
    points = {"a": {"lat": 37.5, "lon": 126.9, "nation": "AAA"}}
    east = Scenario.from_dict(FILE | {"targets": {"points": points}})
    with pytest.raises(InputError, match=r"Did you mean 37\.5,126\.9"):
        tocsin.explain(east, policy="all", at="126.9,37.5")


def land(*nations):
    return {
        "tocsin": 1,
        "nations": {name: {"territory": {"country": name}} for name in nations} | {"XXA": {}},
        "launches": {"area": {"nation": "XXA", "lat": 36, "lon": 52}},
        "arcs": {"medium": {"class": "medium"}},
        "targets": {"h3_resolution": 2, "nations": list(nations)},
    }


def test_a_nation_with_few_people_in_places_is_told_of():
    (told,) = thin_places(Scenario.from_dict(land("LKA", "TUR", "KOR")))
    assert "under a third of a nation's people: LKA (20 %). Give places" in told
    assert not list(thin_places(Scenario.from_dict(land("TUR", "KOR"))))
    points = land("LKA") | {"targets": {"points": {"a": {"lat": 7, "lon": 81, "nation": "LKA"}}}}
    assert withheld(Scenario.from_dict(points)) == ""


def test_places_of_ones_own_are_never_thin():
    own = {"places": [{"name": "Tam", "nation": "LKA", "lat": 7, "lon": 81, "population": 9}]}
    world = World(Scenario.from_dict(land("LKA") | own))
    assert withheld(world.scenario) == ""
    assert extents(world)["LKA"].sentence(3).endswith("1 place.")
    summary = tocsin.run(world).summary
    assert summary["warned_pop_share"].notna().all()


@pytest.fixture(scope="module")
def thin():
    return Scenario.from_dict(
        land("LKA", "KOR")
        | {
            "sensors": {
                name: {"class": "national-warning", "owner": name, "lat": lat, "lon": lon,
                       "facing_deg": 300}
                for name, lat, lon in (("LKA", 7, 81), ("KOR", 37, 127))
            },
            "agreements": {"pact": {"kind": "sharing", "parties": ["LKA", "KOR"]}},
            "policies": {"alone": {"agreements": []}, "together": {"agreements": ["pact"]}},
            "shocks": {"quarrel": {"probability": 0.5, "suspends": ["pact"]}},
        }
    )  # fmt: skip


def by_people(table):
    """Nations of a table for which every number by people is there, and for which none is."""
    columns = [name for name in table.columns if "_pop_" in name or name.endswith("_people")]
    assert columns
    told = table.set_index("nation")[columns].notna()
    assert (told.all(axis=1) == told.any(axis=1)).all()
    return set(told.index[told.all(axis=1)]), set(told.index[~told.any(axis=1)])


def test_by_people_is_withheld_where_places_are_thin_and_there_alone(thin):
    result = tocsin.run(thin)
    answers = {
        "run": result.summary,
        "compare": tocsin.compare(thin, "alone", "together").table,
        "rank": tocsin.rank(thin, "together").table,
        "friction": tocsin.friction(thin, policies=["together"]).nations,
    }
    for verb, table in answers.items():
        told, untold = by_people(table)
        assert "KOR" in told, verb
        assert "LKA" in untold, verb
        assert "all" not in told, verb
    # What is not by people is told, and so is how many people the places have.
    assert result.summary[["mean_warning_s", "population"]].notna().all(axis=None)
    assert result.warning["population"].sum() > 0
    assert "people: LKA (20 %)" in result.basis
    assert "people: LKA (20 %)" in tocsin.compare(thin, "alone", "together").to_dict()["basis"]
    assert "withheld" not in tocsin.run(thin, nation="KOR").basis


def test_a_weight_by_people_is_refused_where_it_is_withheld(thin):
    for ask in (
        lambda **asked: tocsin.burden(thin, weight="population", **asked),
        lambda **asked: tocsin.verdict(
            thin, "alone", "together", measure="mean_warning_pop_s", draws=2, **asked
        ),
    ):
        with pytest.raises(InputError, match=r"people: LKA \(20 %\)"):
            ask()
    assert len(tocsin.burden(thin, weight="population", nation="KOR").matrix)


def test_a_check_says_how_complete_places_are():
    world = World(Scenario.from_dict(land("TUR")))
    assert extents(world)["TUR"].sentence(9).endswith("429 places with 94 % of its people.")


def test_places_of_a_country_are_those_of_the_nation_that_it_is():
    """A nation may be called by no code; two that share a country have none of its places."""
    shared = {"territory": {"country": "Turkey"}}
    called = land("TUR") | {"nations": {"TURKEY": shared, "XXA": {}}}
    called["targets"] = {"h3_resolution": 2}
    world, coded = World(Scenario.from_dict(called)), World(Scenario.from_dict(land("TUR")))
    assert set(world.places.nation.tolist()) == {"TURKEY"}
    assert world.cells.population.tolist() == coded.cells.population.tolist()
    assert extents(world)["TURKEY"].sentence(9) == extents(coded)["TUR"].sentence(9)
    called["targets"] = {"places": {"names": ["Ankara, TURKEY", "Izmir"]}}
    assert World(Scenario.from_dict(called)).cells.id.tolist() == ["Ankara", "Izmir"]
    called["nations"]["WEST"], called["targets"] = shared, {"h3_resolution": 2}
    assert not len(World(Scenario.from_dict(called)).places.name)


def test_places_abroad_and_of_nations_called_by_no_code_are_known():
    called = land("KOR") | {"nations": {"SOUTH": {"territory": {"country": "KOR"}}, "XXA": {}}}
    called["targets"] = {"h3_resolution": 4}
    world = World(Scenario.from_dict(called))
    assert set(world.places.nation.tolist()) == {"SOUTH"}
    assert world.cells.nation[cell_of(world, "seoul")] == 0
    named = land("KOR")
    named["nations"]["KOR"] = {"territory": {"places": ["Seoul", "London", "Busan, KOR"]}}
    assert len(World(Scenario.from_dict(named)).territory_of("KOR").geoms) > 3
    named["nations"]["KOR"] = {"territory": {"places": ["Seoul", "Soul"]}}
    with pytest.raises(InputError, match=r"Unknown place 'Soul'\. Did you mean Seoul"):
        Scenario.from_dict(named)


def test_one_cell_is_found_without_the_others():
    """Points on land, on both sides of a strait, out at sea; a small island; a harbour."""
    world = Scenario.shipped("northeast-asia").updated({"targets.h3_resolution": 5})
    laid_out = World(world)
    assert len(laid_out.cells)
    rng = np.random.default_rng(3)
    some = rng.integers(0, len(laid_out.cells), 12)
    lat, lon = laid_out.cells.lat[some], laid_out.cells.lon[some]
    about = zip(lat + rng.normal(0.0, 0.4, 12), lon + rng.normal(0.0, 0.4, 12), strict=True)
    for at in (*about, "Osaka", "Busan", "Naha", "24.3,124", (34.2, 130.0)):
        alone = World(world)
        found = one_cell(alone, at)
        assert not alone.has_cells
        assert str(found.id[0]) == str(laid_out.cells.id[cell_of(laid_out, at)])
    with pytest.raises(InputError, match="No cell within 100 km"):
        one_cell(World(world), "30,170")


def test_a_cell_is_sought_about_a_point_over_the_antimeridian():
    called = land("FJI") | {"nations": {"FJI": {"territory": {"country": "FJI"}}, "XXA": {}}}
    called["targets"] = {"h3_resolution": 6}
    laid_out, alone = (World(Scenario.from_dict(called)) for _ in range(2))
    for at in ((-16.8, 179.99), (-16.8, -179.99), (-16.7, -179.9)):
        expected = laid_out.cells.id[cell_of(laid_out, at)]
        assert one_cell(alone, at).id[0] == expected
    assert not alone.has_cells
