"""The verb: at a height by counting point by point, its laws, its credit, what it refuses."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

import tocsin
from tocsin.answers.coverage.heights import CHANGES
from tocsin.engine.still import Points, box_around, sighted
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.scenario import Scenario, scaffold

LAYER = {"altitude_km": 1200, "inclination_deg": 60, "planes": 3, "per_plane": 4}
WORLD = {
    "tocsin": 1,
    "nations": {
        "AAA": {"territory": {"box": {"west": 4, "south": 34, "east": 8, "north": 38}}},
        "BBB": {"territory": {"box": {"west": 9, "south": 34, "east": 13, "north": 38}}},
        "LLL": {},
    },
    "sensors": {
        "north": {"class": "ship-s-band", "owner": "AAA", "lat": 36, "lon": 5},
        "south": {"class": "national-warning", "owner": "BBB", "lat": 35, "lon": 11,
                  "facing_deg": 270},
        "layer": {"class": "leo-infrared", "owner": "BBB", "orbit": LAYER},
    },
    "launches": {"west": {"nation": "LLL", "lat": 36, "lon": 0}},
    "arcs": {"short": {"class": "short"}, "low": {"class": "low-flyer", "altitude_km": 30}},
    "targets": {"grid": {"spacing_deg": 1}},
    "agreements": {
        "pact": {"kind": "sharing", "from": "BBB", "to": "AAA"},
        "back": {"kind": "sharing", "from": "AAA", "to": "BBB"},
    },
    "policies": {"none": {}, "pact": {"plus": ["pact"]}, "both": {"plus": ["pact", "back"]}},
}  # fmt: skip


@pytest.fixture(scope="module")
def world():
    return Scenario.from_dict(WORLD)


@pytest.fixture(scope="module")
def heights(world):
    return tocsin.coverage(world, policies=["none", "pact", "both"], altitude_km=[10, 60], k=1)


def test_a_height_counts_what_each_sensor_says_of_each_point(world, heights):
    laid_out = World(world)
    cells, telling = laid_out.cells, {"none": {"AAA": ["north"], "BBB": ["south", "layer"]}}
    telling["pact"] = telling["none"] | {"AAA": ["north", "south", "layer"]}
    telling["both"] = {key: ["north", "south", "layer"] for key in ("AAA", "BBB")}
    sensors = {sensor.id: sensor for sensor in laid_out.sensors}
    for (altitude_km, nation, policy), row in (
        heights.table.query("by == 'policy'")
        .set_index(["altitude_km", "nation", "whose"])
        .iterrows()
    ):
        if nation == "all":
            continue
        own = np.flatnonzero(cells.nation == laid_out.nations.index(nation))
        where = cells.lat[own], cells.lon[own], altitude_km
        fold = sum(sensors[name].in_view(*where).astype(int) for name in telling[policy][nation])
        area = cells.area_km2[own]
        assert row["cells"] == len(own)
        assert row["covered_share"] == pytest.approx((area * (fold > 0)).sum() / area.sum())
        assert row["mean_fold"] == pytest.approx((area * fold).sum() / area.sum())
        assert row["gap_area_km2"] == pytest.approx(area[fold == 0].sum())


def test_all_nations_together_are_the_sum_of_each_with_what_it_may_be_told(heights):
    table = heights.table.query("by == 'policy' and altitude_km == 10").set_index("nation")
    for policy in heights.policies:
        rows = table[table["whose"] == policy]
        parts = rows.loc[["AAA", "BBB"]]
        assert rows.loc["all", "gap_area_km2"] == pytest.approx(parts["gap_area_km2"].sum())
        mean = np.average(parts["mean_fold"], weights=parts["area_km2"])
        assert rows.loc["all", "mean_fold"] == pytest.approx(mean)


def test_more_agreements_and_less_fold_never_lower_satisfaction(world, heights):
    assert (heights.added["covered_change_share"] >= 0.0).all()
    assert (heights.added["gap_area_change_km2"] <= 0.0).all()
    shares = [
        tocsin.coverage(world, altitude_km=60, k=k).table["satisfied_share"] for k in (1, 2, 3)
    ]
    assert (np.diff(shares, axis=0) <= 0.0).all()


def test_a_change_is_owed_to_the_agreement_that_makes_it(heights):
    credit = heights.credit.query("policy == 'both' and altitude_km == 60")
    credit = credit.set_index(["nation", "agreement"])["first_mean_fold"]
    assert credit["AAA", "pact"] > 0.0
    assert credit["BBB", "back"] > 0.0
    assert credit["AAA", "back"] == credit["BBB", "pact"] == 0.0


def test_a_grid_is_the_same_ground_for_every_nation(world):
    told = tocsin.coverage(world, altitude_km="60", grid_deg=2, region="0,30,16,42").table
    assert set(told["cells"]) == {48}
    assert sorted(told.query("nation == 'all'")["by"].unique()) == ["any sensor", "owner"]
    by_policy = told.query("by == 'policy'").set_index(["nation", "whose"])["mean_fold"]
    whole = told.query("by == 'any sensor'")["mean_fold"].iloc[0]
    assert by_policy["AAA", "both"] == pytest.approx(whole)
    assert by_policy["AAA", "none"] < whole


def test_at_a_height_a_launch_decides_nothing_but_which_agreements_hold(world, heights):
    areas = {"far": {"nation": "LLL", "lat": -20, "lon": 100}, "own": {"nation": "NNN", "lat": 36,
             "lon": 0}}  # fmt: skip
    nations = WORLD["nations"] | {"NNN": {}}
    pact = WORLD["agreements"]["pact"] | {"purpose": ["LLL"]}
    purposed = WORLD["agreements"] | {"pact": pact}
    other = WORLD | {"nations": nations, "launches": areas, "agreements": purposed}
    far, own = (
        tocsin.coverage(
            Scenario.from_dict(other), policies=["none", "pact", "both"], altitude_km=[10, 60], k=1,
            launch=launch,
        )
        for launch in areas
    )  # fmt: skip
    pd.testing.assert_frame_equal(
        far.table.drop(columns="launch"), heights.table.drop(columns="launch")
    )
    assert not own.added.query("policy == 'pact'")[list(CHANGES)].any(axis=None)
    basis = "Points at 10, 60 km, whoever launches; agreements as for launches from far (LLL). One "
    assert far.to_dict()["basis"].startswith(basis)
    assert basis in " ".join(str(text.get_text()) for text in far.figure().findobj(Text))


def test_a_box_about_targets_on_both_sides_of_the_antimeridian_is_narrow():
    points = {"a": {"lat": 0, "lon": 178, "nation": "AAA"}, "b": {"lat": 5, "lon": -177,
              "nation": "AAA"}}  # fmt: skip
    laid_out = World(Scenario.from_dict(WORLD | {"targets": {"points": points}}))
    assert box_around(laid_out, margin_deg=2.0) == (176.0, -2.0, -175.0, 7.0)


def test_over_a_period_the_mean_of_the_moments_is_told(world):
    laid_out = World(world)
    points = Points.of_targets(laid_out)
    (layer,) = (sensor for sensor in laid_out.sensors if sensor.id == "layer")
    seen = sighted([layer], points, 60.0, over_period=True).seen[:, 0]
    # Kepler's third law: the first satellite is back after its period, the earth has turned.
    radius_m = 6378137.0 + 1.2e6
    period_s = 2 * np.pi * np.sqrt(radius_m**3 / 3.986004418e14)
    moments = np.arange(60)[:, None] * period_s / 60
    assert np.array_equal(seen, layer.in_view(points.lat, points.lon, 60.0, time_s=moments))
    told = tocsin.coverage(world, altitude_km=60, over_period=True, set={"sensors.south": None})
    cells = told.cells.query("by == 'any sensor'")
    assert (cells["in_view_share"] >= seen.mean(axis=0) - 1e-12).all()


def test_along_arcs_first_and_last_add_up_where_agreements_do_not_meet(world):
    told = tocsin.coverage(world, policies=["none", "both"])
    added = told.added.set_index(["nation", "arc"])["dark_change_s"]
    credit = told.credit.set_index(["nation", "arc", "agreement"])
    for nation, name in (("AAA", "pact"), ("BBB", "back")):
        row = credit.loc[(nation, "all", name)]
        assert row["dark_first_s"] == pytest.approx(added[nation, "all"])
        assert row["dark_last_s"] == pytest.approx(added[nation, "all"])
    rows = told.table.query("arc == 'all'").set_index(["nation", "by"])
    own = rows.loc[("AAA", "policy")]
    every = rows.loc[("AAA", "any sensor"), "in_view_share"]
    assert own["in_view_share"].max() == pytest.approx(np.max(every))


def test_the_island_is_dark_without_the_promise():
    told = tocsin.coverage(Scenario.from_text(scaffold("island")), policies=["alone", "together"])
    assert told.figure().axes
    table = told.table.set_index(["nation", "arc", "whose"])
    assert table.loc[("ISLE", "all", "alone"), "seen_share"] == 0.0
    assert np.isnan(table.loc[("ISLE", "all", "alone"), "first_sight_s"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"k": 0}, "Invalid k 0. Must be greater than 0."),
        ({"angle_deg": 91}, "Invalid angle_deg 91. Must be within"),
        ({"altitude_km": "high"}, "Must be numbers of km"),
        ({"altitude_km": -1}, "Invalid altitude_km -1. Must be within"),
        ({"altitude_km": 10, "rcs_m2": 0}, "Invalid rcs_m2 0"),
        ({"altitude_km": 10, "region": "1,2,3,4"}, "Give grid_deg, too"),
        ({"altitude_km": 10, "grid_deg": 1, "region": "1,2,3"}, "Write west,south,east,north"),
        ({"altitude_km": 10, "grid_deg": 0.7}, "Must divide 180"),
        ({"grid_deg": 1}, "Give altitude_km, too"),
        ({"policies": "nome"}, "Did you mean 'none'"),
    ],
)
def test_what_makes_no_sense_is_refused(world, options, message):
    with pytest.raises(InputError, match=message):
        tocsin.coverage(world, **options)
