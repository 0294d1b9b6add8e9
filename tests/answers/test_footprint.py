"""The footprints of a scenario: rows, folds, what is refused, what is written and drawn."""

import json

import pytest
import shapely

import tocsin
from tocsin.errors import InputError
from tocsin.geometry.wrap import area_km2
from tocsin.scenario import Scenario, scaffold

PAIR = {
    "sensors.east": {"class": "ship-s-band", "owner": "AAA", "lat": 10, "lon": 20},
    "sensors.west": {"class": "ship-s-band", "owner": "AAA", "lat": 10, "lon": 20.5},
    "sensors.moving": {
        "class": "leo-infrared",
        "owner": "AAA",
        "orbit": {"altitude_km": 1200, "inclination_deg": 60},
    },
}


@pytest.fixture(scope="module")
def scenario():
    island = Scenario.from_text(scaffold("island"))
    owner = next(iter(island.nations))
    return island.updated({key: {**entry, "owner": owner} for key, entry in PAIR.items()})


def test_rows_say_area_far_edge_and_hole(scenario):
    found = tocsin.footprint(scenario, sensor=["east", "west"], altitude_km=[10, 100])
    rows = found.table.set_index(["sensor", "altitude_km"])
    assert list(found.table["altitude_km"]) == [10, 10, 100, 100]
    assert rows.loc[("east", 10.0), "horizon_share"] == 1.0
    assert rows.loc[("east", 100.0), "range_share"] == 1.0
    assert rows.loc[("east", 100.0), "hole"] == "too high above it"
    spec = scenario.sensor_spec("east")
    shape = spec.footprint(altitude_km=100.0)
    assert rows.loc[("east", 100.0), "area_km2"] == pytest.approx(area_km2(shape))


def test_folds_are_those_of_the_shapes(scenario):
    found = tocsin.footprint(scenario, sensor=["east", "west"], altitude_km=100)
    one, two = (each.ground.shape for each in found.seen)
    areas = found.union["area_km2"].tolist()
    assert areas[0] == pytest.approx(area_km2(one.union(two)), rel=1e-4)
    assert areas[1] == pytest.approx(area_km2(one.intersection(two)), rel=1e-4)


def test_a_height_that_nobody_looks_at_has_a_row(scenario):
    found = tocsin.footprint(scenario, sensor="east", altitude_km=9000)
    assert found.union.to_dict("records")[0]["area_km2"] == 0.0
    assert found.table["hole"].tolist() == [""]


def test_size_and_time_matter_where_they_should(scenario):
    small, large = (
        tocsin.footprint(scenario, sensor="east", rcs_m2=size).table["area_km2"][0]
        for size in (0.01, 1.0)
    )
    assert small < large
    now, later = (tocsin.footprint(scenario, sensor="moving", time_s=time) for time in (0.0, 600.0))
    assert not now.seen[0].ground.shape.equals(later.seen[0].ground.shape)
    assert "600 s after launch" in later.basis


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"sensor": "movin"}, "Did you mean 'moving'"),
        ({"altitude_km": "high"}, "Must be numbers of km"),
        ({"altitude_km": [-1.0]}, "within"),
        ({"rcs_m2": 0.0}, "greater than 0"),
    ],
)
def test_what_is_wrong_is_refused(scenario, options, text):
    with pytest.raises(InputError, match=text):
        tocsin.footprint(scenario, **options)


def test_shapes_are_written_as_geojson(scenario, tmp_path):
    found = tocsin.footprint(scenario, sensor=["east", "moving"], altitude_km=[30, 100])
    found.save(tmp_path / "a.geojson")
    data = json.loads((tmp_path / "a.geojson").read_text("utf-8"))
    assert "Notional" in data["notional"]
    assert data["basis"] == found.basis
    for feature, each in zip(data["features"], found.seen, strict=True):
        shape = shapely.geometry.shape(feature["geometry"])
        assert area_km2(shape) == pytest.approx(area_km2(each.ground.shape), rel=1e-5)
        assert all(shapely.is_ccw(part.exterior) for part in shape.geoms)
        assert feature["properties"]["sensor"] == each.sensor.id
        assert feature["properties"]["altitude_km"] == each.altitude_km


def test_only_what_has_shapes_goes_into_geojson(scenario, tmp_path):
    answer = tocsin.rank(scenario, next(iter(scenario.policies)))
    with pytest.raises(InputError, match=r"Unknown format 'a\.geojson'"):
        answer.save(tmp_path / "a.geojson")


def test_maps_state_height_count_and_mark(scenario):
    one = tocsin.footprint(scenario, sensor=["east", "west"]).figure()
    words = [text.get_text() for ax in one.axes for text in ax.texts]
    assert any("at 100 km altitude" in text for text in words)
    several = tocsin.footprint(scenario, sensor=["east", "west"], altitude_km=[10, 100]).figure()
    assert len(several.axes) == 2
    (key,) = several.legends
    told = [text.get_text() for text in key.get_texts()]
    assert told[:4] == ["1 sensor", "2 sensors", "3 sensors", "4 and more"]
