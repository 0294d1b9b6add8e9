"""The plan: what runs there are, in which order, and what each one asks."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from tocsin.engine.agreement_book import AgreementBook
from tocsin.errors import InputError
from tocsin.study import plan
from tocsin.study.batch import draw, rulebook_of
from tocsin.study.keys import geometry_key
from tocsin.study.planning import CHUNKS


def values(made):
    return [made.values(run) for run in range(len(made))]


def test_full_factorial_has_every_combination_once(study_of):
    made = plan(
        study_of(
            {
                "p": {"policies": ["now", "mesh"]},
                "lat": {"path": "sensors.eye.lat", "values": [35, 36, 37]},
                "x": {"agreements": ["pact", "watch"]},
            }
        )
    )
    assert len(made) == 2 * 3 * 4 == len(set(values(made)))
    assert [column.name for column in made.columns] == ["p", "lat", "pact", "watch"]
    assert made.n_scenarios == 3 == made.n_worlds()


def test_runs_on_one_scenario_are_neighbours_and_geometry_is_slowest(study_of):
    made = plan(
        study_of(
            {
                "delay": {"path": "cards.delays.auto_s", "values": [1, 2]},
                "lat": {"path": "sensors.eye.lat", "values": [35, 36, 37]},
                "owner": {"path": "sensors.eye.owner", "values": ["AAA", "HUB"]},
            }
        )
    )
    assert made.outer[0].name == "lat"
    assert [column.name for column in made.columns] == ["delay", "lat", "owner", "policy"]
    keys = [geometry_key(made.base.updated(made.changes(run))) for run in range(0, len(made), 4)]
    assert len(set(keys)) == 3
    assert sum(a != b for a, b in pairwise(keys)) == 2


def test_zip_goes_step_by_step(study_of):
    axes = {
        "lat": {"path": "sensors.eye.lat", "values": [35, 36]},
        "p": {"policies": ["now", "mesh"]},
    }
    assert values(plan(study_of(axes, combine="zip"))) == [(35, "now"), (36, "mesh")]
    axes["p"] = {"policies": ["now"]}
    with pytest.raises(InputError, match="lat has 2, p has 1"):
        len(plan(study_of(axes, combine="zip")))


def test_zip_without_policies_runs_them_all(study_of):
    axes = {"lat": {"path": "sensors.eye.lat", "values": [35, 36]}}
    assert len(plan(study_of(axes, combine="zip"))) == 2 * 4


@pytest.mark.parametrize("method", ["latin-hypercube", "sobol", "random"])
def test_samples_stay_in_their_ranges(study_of, method):
    axes = {
        "lat": {"path": "sensors.eye.lat", "range": [30, 40]},
        "wait": {"path": "cards.delays.release_s", "range": [1, 1000], "scale": "log"},
        "c": {"cards": ["delays.auto_s", "medium"]},
    }
    # A Sobol sample needs that many points before the cards are independent in it.
    n = 1024 if method == "sobol" else 64
    study = study_of(axes, sample={"method": method, "n": n, "seed": 3}, policy="now")
    made = plan(study)
    names = [column.name for column in made.columns]
    assert names == ["sample", "lat", "wait", "arcs_medium_boost_s", "cross_section",
                     "delays_auto_s"]  # fmt: skip
    points = np.array(values(made), dtype=float)
    assert points.shape == (n, 6)
    for column, (low, high) in {1: (30, 40), 2: (1, 1000), 3: (100, 210), 5: (2, 10)}.items():
        assert points[:, column].min() >= low
        assert points[:, column].max() <= high
        assert np.ptp(points[:, column]) > 0.7 * (high - low)
    assert 20 < np.median(points[:, 2]) < 50
    # 0.03 to 10 m2, even in the logarithm.
    assert 0.3 < np.median(points[:, 4]) < 1.0
    assert values(plan(study)) == values(made)
    assert made.changes(5)["cards.delays.auto_s"] == points[5, 5]


def test_steps_keep_both_ends(study_of):
    axis = {"path": "cards.delays.release_s", "range": [0.1, 100.3], "steps": 4, "scale": "log"}
    found = [value for value, *_ in values(plan(study_of({"x": axis}, policy="now")))]
    assert (found[0], found[-1], len(found)) == (0.1, 100.3, 4)
    assert found[1] / found[0] == pytest.approx(found[2] / found[1])


def test_all_cards_in_use_and_no_others(study_of):
    study = study_of({"c": {"cards": "all"}}, sample={"n": 2}, policy="now")
    names = {column.name for column in plan(study).columns}
    assert "sensors_ship_s_band_r1_km" in names
    assert "delays_request_s" in names
    assert not any("forward_x_band" in name for name in names)


def test_dates(study_of):
    days = [v for (v,) in values(plan(study_of({"d": {"dates": "all"}})))]
    assert days == [date(1990, 1, 1), date(2000, 1, 1), date(2010, 1, 1), date(2020, 1, 1)]
    span = {"from": "2019-11-30", "to": "2020-02-01", "every": "month"}
    days = [v for (v,) in values(plan(study_of({"d": {"dates": span}})))]
    assert days == [date(2019, 11, 28), date(2019, 12, 28), date(2020, 1, 28)]


def rulebook(made, run):
    book = AgreementBook(made.base)
    return rulebook_of(book, made.levels(run), policy=made.study.file.policy)


def test_dates_replace_the_selection_and_keep_the_rest(study_of):
    made = plan(
        study_of({"d": {"dates": ["1995-01-01", "2012-01-01"]}, "p": {"policies": ["own"]}})
    )
    assert rulebook(made, 0).agreements == ("treaty",)
    assert rulebook(made, 1).agreements == ("pact", "watch", "treaty")
    assert rulebook(made, 0).name == "own"


def test_agreements_go_in_and_out_and_shocks_suspend(study_of):
    made = plan(study_of({"a": {"agreements": ["dream"]}, "s": {"shocks": "all"}}, policy="now"))
    found = {made.values(run): rulebook(made, run).agreements for run in range(len(made))}
    assert found[True, "none"] == ("pact", "watch", "treaty", "dream")
    assert found[False, "quarrel"] == ("watch", "treaty")
    assert found[True, "storm"] == ("pact", "treaty", "dream")


def test_draws_follow_their_probabilities(base):
    drawn = [draw(base, seed) for seed in range(2000)]
    assert np.mean(["pact" in fallen for fallen, _ in drawn]) == pytest.approx(0.5, abs=0.04)
    assert np.mean(["watch" in fallen for fallen, _ in drawn]) == pytest.approx(0.15, abs=0.03)
    assert np.mean(["arc-side" in out for _, out in drawn]) == pytest.approx(0.5, abs=0.04)
    assert not any("eye" in out for _, out in drawn)
    assert draw(base, 7) == draw(base, 7)


def test_chunks_cover_every_run_once_in_hundreds(study_of):
    for n in (1, 10, 300, 50_000, 1_000_000):
        made = plan(study_of({"s": {"seeds": n}}, policy="now"))
        chunks = list(made.chunks())
        assert len(chunks) == made.n_chunks <= CHUNKS + 1
        assert chunks[0].start == 0
        assert chunks[-1].stop == n
        assert all(a.stop == b.start for a, b in pairwise(chunks))


def test_a_plan_of_a_million_runs_is_made_at_once(study_of):
    axes = {"s": {"seeds": 100_000}, "a": {"agreements": ["pact", "watch", "dream"]}}
    made = plan(study_of(axes, policy="now"))
    assert len(made) == 800_000
    assert made.values(799_999) == (99_999, True, True, True)


def test_too_many_runs_are_refused(study_of):
    axes = {"s": {"seeds": 1_000_000}, "d": {"path": "seed", "values": list(range(200))}}
    with pytest.raises(InputError, match="200000000 runs"):
        plan(study_of(axes, policy="now"))


def test_columns_must_differ(study_of):
    axes = {"pact": {"policies": "all"}, "a": {"agreements": ["pact"]}}
    with pytest.raises(InputError, match="'pact'"):
        len(plan(study_of(axes)))


def test_sites_stand_on_soil_and_face_the_launch_area(base):
    from tocsin.study import Study

    box = {"box": {"west": 129.5, "south": 33.5, "east": 133.2, "north": 36.5}}
    world = base.updated({"nations.AAA.territory": box})
    sites = {"sensor": "arc-side", "on": ["AAA"], "spacing_deg": 2, "face": "west"}
    axes = {"site": {"sites": sites}}
    data = {"tocsin_study": 1, "base": "world", "policy": "now", "axes": axes}
    made = plan(Study.from_dict(data, base=world))
    assert [value[:2] for value in values(made)] == [(34, 130), (34, 132), (36, 130), (36, 132)]
    changes = made.changes(0)
    assert changes["sensors.arc-side.host"] == "AAA"
    assert 320 < changes["sensors.arc-side.facing_deg"] < 335
    sites["spacing_deg"] = 30
    with pytest.raises(InputError, match="No site 30 degrees apart on the soil of AAA"):
        len(plan(Study.from_dict(data, base=world)))
