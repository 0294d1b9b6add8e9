"""The shipped places and their population in cells."""

import h3
import numpy as np
import pytest
import shapely

from tocsin.errors import InputError
from tocsin.geometry import cells, places, territory
from tocsin.geometry.outside import km_outside
from tocsin.geometry.place_names import people_of


def test_the_table_is_clean():
    table = places.load()
    assert table.columns.tolist() == (
        ["name", "nation", "lat", "lon", "population", "source", "confidence"]
    )
    assert not table.name[table.confidence == "high"].duplicated().any()
    assert not table.isna().any().any()
    assert set(table.confidence) <= {"high", "medium", "low"}
    assert set(table.nation) <= set(territory.country_names())


def test_coordinates_and_populations_are_rounded():
    table = places.load()
    for column in ("lat", "lon"):
        np.testing.assert_allclose(table[column], table[column].round(1), atol=1e-9)
    digits = table.population.astype(str).str.rstrip("0").str.len()
    assert digits.max() <= 3


def test_each_place_lies_in_its_nation():
    table = places.load()
    away = {}
    for nation, own in table.groupby("nation"):
        shape = territory.country(nation)
        if nation == "USA":
            shape = shape.union(territory.country("GUM"))
        away[nation] = shapely.distance(shape, shapely.points(own.lon, own.lat))
    # Some lie on islands that the shapes lack, or in lands that are disputed.
    assert np.mean(np.concatenate(list(away.values())) < 0.1) > 0.998
    assert max(away["JPN"].max(), away["KOR"].max()) < 0.1


def test_the_usual_names_are_there_whatever_the_source_calls_them():
    usual = {"New York": "USA", "Xian": "CHN", "Cologne": "DEU", "Izmir": "TUR", "Bogota": "COL"}
    for name, nation in usual.items():
        assert nation in places.find([name], nation=nation).nation.tolist()


def test_a_nation_is_read_alone_and_holds_no_more_than_its_people():
    assert set(places.shipped(("TUR", "Nowhere")).nation.tolist()) == {"TUR"}
    for nation in ("ARE", "AUS", "SGP", "TWN", "JPN", "KOR", "FRA"):
        held = places.shipped((nation,)).population.sum() / people_of(nation)
        # Rounding makes a nation of one city a little larger than it is.
        assert 1 / 3 < held < 1.005, nation


def test_names_are_those_of_the_nation_first():
    assert places.find(["London"], nation="CAN").nation.tolist() == ["CAN"]
    assert "GBR" in places.find(["London"], nation="JPN").nation
    with pytest.raises(InputError, match="Did you mean Toronto"):
        places.find(["Torontu"], nation="CAN")


def test_a_tree_finds_what_the_plain_search_finds(monkeypatch):
    points, among = (
        places.unit_vectors(*np.random.default_rng(1).uniform(-60, 60, (2, count)))
        for count in (40, 900)
    )
    plain = places.nearest(points, among)
    monkeypatch.setattr(places, "_MANY_PAIRS", 1)
    tree = places.nearest(points, among)
    assert plain[0].tolist() == tree[0].tolist()
    np.testing.assert_allclose(plain[1], tree[1], rtol=1e-12)


def test_the_places_that_were_promised_are_there():
    table = places.load()
    assert {"Tokyo", "Naha", "Seoul", "Busan", "Guam", "Honolulu", "Anchorage"} <= set(table.name)
    assert (table.nation == "JPN").sum() >= 47 + 30
    assert (table.nation == "KOR").sum() >= 45
    assert (table.nation == "KOR").sum() + (table.nation == "JPN").sum() < len(table) - 150


def test_the_table_and_its_columns_are_one():
    table, columns = places.load(), places.shipped()
    for name, column in zip(columns._fields, columns, strict=True):
        assert table[name].tolist() == column.tolist()


def test_load_gives_a_copy():
    table = places.load()
    table["population"] = 0
    assert places.load().population.min() > 0


def test_find_keeps_the_order_and_names_every_unknown():
    assert places.find(["Seoul", "Guam"]).nation.tolist() == ["KOR", "USA"]
    with pytest.raises(InputError, match="Did you mean Busan") as caught:
        places.find(["Buson", "Seoul", "Qqqq"])
    assert len(caught.value.problems) == 2
    own = places.Places.of([("Tam", "A", 0.0, 0.0, 1.0)])
    assert places.find(["Tam"], places=own).nation.tolist() == ["A"]


def test_population_of_a_nation_is_kept_and_lies_in_the_right_cell():
    ids, lat, lon = cells.h3_cells(territory.country("KOR"), 5)
    population = places.population_in_cells(ids, lat, lon, np.full(len(ids), "KOR"))
    table = places.load()
    assert population.sum() == table.population[table.nation == "KOR"].sum()
    seoul = table[table.name == "Seoul"].iloc[0]
    holder = h3.latlng_to_cell(seoul.lat, seoul.lon, 5)
    assert population[ids == holder][0] >= seoul.population


def test_population_never_crosses_a_border():
    cell_lat, cell_lon = [0.0, 0.1], [0.0, 0.0]
    table = places.Places.of([("a", "A", 0.1, 0.0, 5.0), ("b", "B", 0.1, 0.0, 7.0)])
    got = places.population_in_cells(["g0", "g1"], cell_lat, cell_lon, ["A", "B"], places=table)
    assert got.tolist() == [5.0, 7.0]


def test_far_places_do_not_count():
    got = places.population_in_cells(["x"], [13.5], [144.8], ["USA"])
    assert got.tolist() == [154000.0]  # Guam alone, none of the mainland


def test_the_nearest_cell_is_found_over_the_antimeridian():
    table = places.Places.of([("a", "A", 0.0, 179.9, 3.0)])
    got = places.population_in_cells(
        ["g0", "g1"], [0.0, 0.0], [-179.9, 179.0], ["A", "A"], places=table
    )
    assert got.tolist() == [3.0, 0.0]


def test_every_place_of_a_name_is_found_and_may_be_asked_for_with_its_nation():
    rows = [("Newport", "A", 1, 2, 3), ("Newport", "B", 4, 5, 6), ("Newport", "B", 7, 8, 9)]
    table = places.Places.of(rows)
    assert places.find(["Newport"], places=table).population.tolist() == [3.0, 6.0, 9.0]
    assert places.find(["Newport, B"], places=table).population.tolist() == [6.0, 9.0]
    assert places.find(["Newport, A", "Newport"], places=table).population.tolist() == [3, 6, 9]


def test_distinct_names_differ_even_for_one_place_twice():
    table = places.Places.of([("Tam", "A", 1, 2, 3), ("Tam", "A", 1, 2, 4), ("Bay", "A", 0, 0, 1)])
    assert places.distinct_names(table).tolist() == ["Tam (1, 2) #1", "Tam (1, 2) #2", "Bay"]


@pytest.mark.parametrize(("lat", "lon", "km"), [(1, 179.5, 0), (1, -177, 222), (1, 177, 222)])
def test_distance_from_a_shape_knows_the_antimeridian(lat, lon, km):
    shape = shapely.union(shapely.box(179, 0, 180, 2), shapely.box(-180, 0, -179, 2))
    assert km_outside(shape, [lat], [lon])[0] == pytest.approx(km, abs=1)
