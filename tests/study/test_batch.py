"""What a run of a study finds is what a single run of the same scenario finds."""

import os
import subprocess
import sys

import numpy as np
import pytest

from tocsin.answers.run import run as run_scenario
from tocsin.engine.measures import WARNING_MEASURES
from tocsin.study import load_table, plan, sweep
from tocsin.study.batch import BANKS, BATCHES, SIGHTS, batch_of


def test_measures_are_those_of_the_summary(base, study_of, tmp_path):
    study = study_of({"p": {"policies": "all"}})
    sweep(study, tmp_path / "o", workers=1)
    found = load_table(tmp_path / "o").set_index(["p", "nation", "arc"])
    summary = run_scenario(base, threads=1).summary.set_index(["policy", "nation", "arc"])
    shared = list(WARNING_MEASURES)
    assert len(found) == len(summary) == 4 * 3 * 3
    np.testing.assert_allclose(
        found.loc[summary.index, shared].to_numpy(float),
        summary[shared].to_numpy(float),
        rtol=1e-12,
    )


def test_responses_are_those_of_the_warning_table(base, study_of, tmp_path):
    study = study_of({"p": {"policies": ["now"]}})
    sweep(study, tmp_path / "o", workers=1)
    found = load_table(tmp_path / "o").set_index(["nation", "arc"])
    warning = run_scenario(base, policies=["now"], threads=1).warning
    response = warning[warning["nation"] == "AAA"]["response_s"]
    there = response > 0
    assert 0 < there.mean() <= 1
    assert found.loc[("AAA", "all"), "response_share"] == there.mean()
    assert found.loc[("AAA", "all"), "response_median_s"] == pytest.approx(response[there].median())
    assert found.loc[("AAA", "all"), "mean_response_s"] == pytest.approx(
        response.where(there, 0.0).mean()
    )


def test_changed_worlds_are_those_of_changed_scenarios(base, study_of, tmp_path):
    """Geometry shared between runs must never be the wrong one."""
    axes = {
        "alert": {"path": "sensors.eye.alert_s", "values": [5, 60]},
        "delay": {"path": "cards.delays.auto_s", "values": [1, 90]},
        "owner": {"path": "sensors.eye.owner", "values": ["AAA", "HUB"]},
    }
    study = study_of(axes, policy="now", by={"nations": [], "arcs": []})
    sweep(study, tmp_path / "o", workers=1)
    for row in load_table(tmp_path / "o").to_dict("records"):
        changes = {
            "sensors.eye.alert_s": row["alert"],
            "cards.delays.auto_s": row["delay"],
            "sensors.eye.owner": row["owner"],
        }
        summary = run_scenario(base.updated(changes), policies=["now"], threads=1).summary
        alone = summary[(summary["nation"] == "all") & (summary["arc"] == "all")].iloc[0]
        assert row["mean_warning_s"] == pytest.approx(alone["mean_warning_s"], rel=1e-12)


def test_a_date_is_the_policy_of_that_day(base, study_of, tmp_path):
    study = study_of({"d": {"dates": ["2011-01-01"]}}, by={"nations": [], "arcs": []})
    sweep(study, tmp_path / "o", workers=1)
    dated = base.updated({"policies.then": {"as_of": "2011-01-01"}})
    summary = run_scenario(dated, policies=["then"], threads=1).summary
    found = load_table(tmp_path / "o")["mean_warning_s"].item()
    assert found == pytest.approx(summary.iloc[-1]["mean_warning_s"], rel=1e-12)


def test_a_sensor_that_is_out_tells_nobody_anything(study_of):
    made = plan(study_of({"s": {"seeds": 20}}, policy="mesh"))
    found = {}
    for run in range(20):
        batch, rulebook = batch_of(made, run)
        found.setdefault(rulebook.blind, batch.measures(rulebook)[:, -5])
    assert set(found) == {frozenset(), frozenset(["arc-side"])}
    assert not np.array_equal(found[frozenset()], found[frozenset(["arc-side"])])


def test_equal_delays_are_measured_once(study_of):
    made = plan(study_of({"d": {"dates": ["2012-01-01", "2013-01-01", "2019-01-01"]}}))
    batches = [batch_of(made, run) for run in range(3)]
    for batch, rulebook in batches:
        batch.measures(rulebook)
    assert all(batch is batches[0][0] for batch, _ in batches)
    assert len(batches[0][0].remembered) == 1


@pytest.mark.parametrize(
    ("path", "values", "shared"),
    [
        ("sensors.eye.owner", ["AAA", "HUB", "BBB"], True),
        ("sensors.eye.not_to", [["HUB"], ["BBB"]], True),
        ("responders.ring.radius_km", [100, 1200], True),
        ("cards.delays.auto_s", [1, 2], False),
        ("sensors.eye.alert_s", [5, 10], False),
    ],
)
def test_geometry_is_worked_out_once_for_all_that_rides_on_it(
    path, values, shared, study_of, monkeypatch
):
    from tocsin.engine import visibility

    looks = []
    look = visibility.look
    monkeypatch.setattr(
        visibility, "look", lambda *args, **more: looks.append(args[0]) or look(*args, **more)
    )
    made = plan(study_of({"x": {"path": path, "values": values}}, policy="now"))
    assert made.shares_sights == shared
    for held in (SIGHTS, BANKS, BATCHES):
        held.clear()
    rows = [
        batch.measures(rulebook)
        for batch, rulebook in map(batch_of, [made] * len(made), range(len(made)))
    ]
    worlds = {id(world) for world in looks}
    assert len(worlds) == (len(values) if path == "sensors.eye.alert_s" else 1)
    assert all(np.isfinite(row[:, 0]).all() for row in rows)


def test_only_wanted_rows_are_kept(study_of, tmp_path):
    by = {"launches": ["LLL"], "nations": ["BBB"], "arcs": ["low", "all"]}
    study = study_of({"p": {"policies": ["now"]}}, by=by, measures=["never_share"])
    sweep(study, tmp_path / "o", workers=1)
    found = load_table(tmp_path / "o")
    assert found[["nation", "arc"]].values.tolist() == [["BBB", "low"], ["BBB", "all"]]
    about = ["run", "run_hash", "p", "launch", "nation", "arc"]
    assert list(found.columns) == [*about, "never_share", "error"]
    assert set(found["launch"]) == {"west"}  # its only area


def test_cells_are_those_of_the_warning_table(base, study_of, tmp_path):
    from tocsin.study import query

    study = study_of({"p": {"policies": ["own", "mesh"]}}, keep_cells=True)
    sweep(study, tmp_path / "o", workers=1)
    cells = query(tmp_path / "o", "SELECT * FROM cells ORDER BY run, arc, launch, point, cell")
    warning = run_scenario(base, policies=["own", "mesh"], threads=1).warning
    warning["run"] = (warning["policy"] == "mesh").astype(int)
    texts = ["arc", "launch", "cell", "status", "sensor", "nation"]
    warning[texts] = warning[texts].astype(object)
    warning = warning.sort_values(["run", "arc", "launch", "point", "cell"])
    assert len(cells) == len(warning) == 24
    for name in ("status", "cell", "sensor"):
        left, right = cells[name].astype(object), warning[name]
        assert left.where(left.notna(), None).tolist() == right.where(right.notna(), None).tolist()
    for name in ("warning_s", "notice_s", "response_s", "impact_s"):
        np.testing.assert_array_equal(cells[name].to_numpy(float), warning[name].to_numpy(float))


def test_means_do_not_hang_on_the_number_of_threads():
    """A linear-algebra library that splits a sum over its threads gives other last bits."""
    code = (
        "import numpy as np\n"
        "from tocsin.engine.sample import mean\n"
        "draw = np.random.default_rng(0).random\n"
        "print(repr(mean(300 * draw(30000), 1e5 * draw(30000))))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(found) == 1
