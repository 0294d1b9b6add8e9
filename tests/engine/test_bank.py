import numpy as np
import pytest

from tocsin.answers.run import run
from tocsin.engine.bank import Bank
from tocsin.engine.cases import Group
from tocsin.engine.measures import ALL, RESPONSE_MEASURES, Rows
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.scenario import Scenario

WORLD = {
    "tocsin": 1,
    "nations": {
        "EAST": {"territory": {"box": {"west": 8, "south": -1, "east": 10, "north": 1}}},
        "SOUTH": {"territory": {"box": {"west": 4, "south": -6, "east": 6, "north": -4}}},
        "HUB": {},
        "WEST": {},
        "FAR": {},
    },
    "sensors": {
        "shore": {"class": "national-warning", "owner": "EAST", "lat": 0, "lon": 8,
                  "facing_deg": 270},
        "cape": {"class": "transportable-l-band", "owner": "SOUTH", "lat": -4, "lon": 5,
                 "facing_deg": 320, "not_to": ["EAST"]},
        "ship": {"class": "ship-s-band", "owner": "SOUTH",
                 "patrol": {"west": 2, "south": -3, "east": 4, "north": -1}},
        "eye": {"class": "geo-infrared", "owner": "HUB", "lon": 10},
    },
    "launches": {
        "area": {"nation": "WEST", "lat": 0, "lon": 0, "spread_km": 20, "points": 2},
        "other": {"nation": "FAR", "lat": 3, "lon": 2},
    },
    "arcs": {"short": {"class": "short"}, "low": {"class": "low-flyer", "altitude_km": 10,
                                                   "speed_m_s": 800}},
    "targets": {"h3_resolution": 3},
    "agreements": {
        "star": {"kind": "sharing", "hub": "HUB", "spokes": ["EAST", "SOUTH"], "purpose": ["WEST"]},
        "watch": {"kind": "sharing", "from": "HUB", "to": ["EAST", "SOUTH"], "tier": "alert",
                  "mode": "auto"},
    },
    "policies": {
        "none": {},
        "watch": {"agreements": ["watch"]},
        "all": {"agreements": ["watch", "star"]},
        "doubt": {"agreements": ["watch", "star"], "confirmation": {"EAST": "own"}},
        "two": {"agreements": ["watch", "star"], "confirmation": {"EAST": {"k_of_n": 2}}},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def result():
    return run(Scenario.from_dict(WORLD))


@pytest.fixture(scope="module")
def bank(result):
    return Bank.of(result.world)


def of_launch(table, name):
    """Rows that a launch area, or all areas of a launch nation, is about; a plain reading."""
    areas = [area for area, each in WORLD["launches"].items() if name in (area, each["nation"])]
    return table["launch"].isin(areas)


def test_summary_is_that_of_the_table(result):
    """The measures of the engine, against a plain reading of the warning table."""
    table = result.warning
    summary = result.summary.set_index(["policy", "launch", "nation", "arc"])
    assert set(result.summary["launch"]) == set(result.world.launch_names)
    for (policy, launch, nation, arc), row in summary.iterrows():
        cases = table[(table["policy"] == policy) & of_launch(table, launch)]
        if nation != "all":
            cases = cases[cases["nation"] == nation]
        if arc != "all":
            cases = cases[cases["arc"] == arc]
        left_s = cases["warning_s"].where(cases["status"] == "warned", 0.0)
        warned_s = cases["warning_s"][cases["status"] == "warned"].to_numpy()
        assert row["cells"] == cases["cell"].nunique()
        assert row["mean_warning_s"] == pytest.approx(left_s.mean(), abs=1e-9)
        for name in ("warned", "late", "never"):
            assert row[f"{name}_share"] == pytest.approx((cases["status"] == name).mean())
        if len(warned_s):
            for name, share in (("p10", 10), ("median", 50), ("p90", 90)):
                assert row[f"warning_{name}_s"] == np.percentile(warned_s, share)


def test_people_weigh_each_case_by_those_who_live_in_its_cell():
    """Against a plain reading of the warning table, in a world where few cells are lived in."""
    places = [
        {"name": "port", "nation": "EAST", "lat": 0.0, "lon": 8.5, "population": 900},
        {"name": "farm", "nation": "EAST", "lat": 0.8, "lon": 9.8, "population": 100},
        {"name": "bay", "nation": "SOUTH", "lat": -5.0, "lon": 5.0, "population": 400},
    ]
    result = run(Scenario.from_dict(WORLD | {"places": places}), policies=["none", "watch"])
    table = result.warning
    for row in result.summary.query("arc == 'all'").to_dict("records"):
        cases = table[(table["policy"] == row["policy"]) & of_launch(table, row["launch"])]
        if row["nation"] != "all":
            cases = cases[cases["nation"] == row["nation"]]
        people = cases["population"].to_numpy()
        warned = (cases["status"] == "warned").to_numpy()
        left_s = np.where(warned, cases["warning_s"], 0.0)
        mean_s = (left_s * people).sum() / people.sum()
        assert row["mean_warning_pop_s"] == pytest.approx(mean_s, abs=1e-9)
        assert row["warned_pop_share"] == pytest.approx((warned * people).sum() / people.sum())
        assert row["population"] == {"EAST": 1000.0, "SOUTH": 400.0, "all": 1400.0}[row["nation"]]
    by_people = result.summary["mean_warning_pop_s"]
    assert (abs(by_people - result.summary["mean_warning_s"]) > 1.0).any()


def test_sensors_of_one_owner_with_the_same_bars_are_one_feed(bank):
    names = list(WORLD["sensors"])
    assert [[names[s] for s in feed.sensors] for feed in bank.feeds] == [[n] for n in names]
    plain = {**WORLD, "policies": {"none": {}, "all": {"agreements": ["star"]}}}
    plain["sensors"] = {**WORLD["sensors"], "second": WORLD["sensors"]["shore"]}
    scenario = Scenario.from_dict(plain)
    world = World(scenario)
    assert (0, 4) in [feed.sensors for feed in Bank.of(world).feeds]
    assert (0, 4) not in [feed.sensors for feed in Bank.of(world, apart=["second"]).feeds]


def test_a_bank_that_keeps_sensors_together_cannot_blind_one_of_them():
    plain = {**WORLD, "policies": {"none": {}}}
    plain["sensors"] = {**WORLD["sensors"], "second": WORLD["sensors"]["shore"]}
    scenario = Scenario.from_dict(plain)
    rulebook = Rulebook.of(scenario, "none").blinding("second")
    with pytest.raises(InputError, match=r"apart=\[...\]"):
        Bank.of(World(scenario)).outcome(rulebook).values("know_s")
    apart = Bank.of(World(scenario), apart=["second"])
    assert (apart.outcome(rulebook).know_s >= 0.0).all()


def test_of_equals_the_first_sensor_in_the_file_counts():
    twins = {**WORLD, "sensors": {"one": WORLD["sensors"]["shore"], **WORLD["sensors"]}}
    result = run(Scenario.from_dict(twins))
    assert "one" in set(result.warning["sensor"].dropna())
    assert "shore" not in set(result.warning["sensor"].dropna())


def test_the_policies_differ(result):
    rows = result.summary.query("nation == 'EAST' and arc == 'all'")
    mean = rows[rows["launch"] == result.question.launch].set_index("policy")
    effective = mean["mean_warning_s"]
    assert effective["none"] < effective["watch"] < effective["all"]
    assert effective["doubt"] == pytest.approx(effective["none"])
    assert effective["two"] <= effective["all"]


def test_threads_come_from_the_environment_and_are_checked(monkeypatch):
    from tocsin.engine.visibility import default_threads

    monkeypatch.setenv("TOCSIN_THREADS", "3")
    assert default_threads() == 3
    monkeypatch.setenv("TOCSIN_THREADS", "many")
    with pytest.raises(InputError, match="'many'"):
        default_threads()
    monkeypatch.delenv("TOCSIN_THREADS")
    assert default_threads() >= 1


def test_nobody_to_act_is_a_share_of_nothing(bank, result):
    """This world has no responder: nobody acts in any case."""
    rows = Rows(bank, nations=(ALL,), arcs=(ALL,))
    for row in rows.table(result.outcomes["all"], measures=RESPONSE_MEASURES):
        assert row["response_share"] == row["mean_response_s"] == 0.0
        assert np.isnan(row["response_median_s"])


@pytest.mark.parametrize("seed", range(6))
def test_rows_left_out_as_idle_never_come_first(seed):
    random = np.random.default_rng(seed)
    rows = random.integers(0, 50, (6, 40)).astype(float)
    rows[random.random(rows.shape) < 0.2] = np.inf
    # One feed whose alerts always lead, one that makes none, one of any order.
    rows[1] = np.maximum(rows[0], rows[1])
    rows[2] = np.inf
    group = Group(
        0, 1, np.array([0]), np.arange(40), np.ones(40), 1, rows, np.zeros((6, 40), np.int16),
        np.full(40, 99.0),
    )  # fmt: skip
    delays = random.integers(0, 9, (20, 6)).astype(float)
    delays[random.random(delays.shape) < 0.2] = np.inf
    useful = group.without_idle(delays)
    assert (useful[:, [0, 2, 4]] == delays[:, [0, 2, 4]]).all()
    assert np.isinf(useful[:, 1][delays[:, 0] <= delays[:, 1]]).all()
    first = [(rows + each[:, None]).min(axis=0) for each in (delays[7], useful[7])]
    np.testing.assert_array_equal(*first)
