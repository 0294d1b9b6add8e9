"""Measures of coverage that a study keeps are what the verb says of the same scenario."""

import numpy as np
import pytest

import tocsin
from tocsin.engine.still import Satisfaction
from tocsin.errors import InputError
from tocsin.study import covered, load_table, plot, sweep
from tocsin.study.batch import BATCHES, COVERED
from tocsin.study.vocabulary import AT_A_HEIGHT, OF_COVERAGE

FLOWN = ("in_view_share", "kfold_share", "gap_s", "dark_s", "custody_share", "first_sight_s")


def test_all_that_is_told_of_a_height_can_be_kept():
    sizes = {"cells", "area_km2", "population"}
    assert set(AT_A_HEIGHT) == set(Satisfaction.__dataclass_fields__) - sizes


def test_a_study_keeps_what_the_verb_tells(base, study_of, tmp_path):
    axes = {
        "owner": {"path": "sensors.eye.owner", "values": ["AAA", "BBB"]},
        "p": {"policies": "all"},
    }
    kept = ["gap_people", "mean_warning_s", *FLOWN, "mean_fold", "covered_share"]
    how = {"k": 1, "angle_deg": 5, "altitude_km": 60, "rcs_m2": 0.1}
    sweep(study_of(axes, measures=kept, coverage=how), tmp_path / "o", workers=1)
    found = load_table(tmp_path / "o").set_index(["owner", "p", "nation", "arc"]).sort_index()
    assert found["error"].isna().all()
    assert list(found)[-len(kept) - 1 : -1] == kept
    for owner in ("AAA", "BBB"):
        world = base.updated({"sensors.eye.owner": owner})
        told = tocsin.coverage(world, k=1, angle_deg=5).table.query("by == 'policy'")
        rows = told.set_index(["whose", "nation", "arc"]).sort_index()
        for name in FLOWN:
            np.testing.assert_array_equal(found.loc[owner, name], rows[name])
        told = tocsin.coverage(world, k=1, altitude_km=60, rcs_m2=0.1).table.query("by == 'policy'")
        for row in told.to_dict("records"):
            of_arcs = found.loc[(owner, row["whose"], row["nation"])]
            for name in ("mean_fold", "covered_share", "gap_people"):
                assert (of_arcs[name] == row[name]).all()
        summary = tocsin.run(world, threads=1).summary.set_index(["policy", "nation", "arc"])
        for key, value in summary["mean_warning_s"].items():
            assert found.loc[(owner, *key), "mean_warning_s"] == pytest.approx(value)


def test_a_sensor_that_does_not_work_covers_nothing(study_of, tmp_path):
    study = study_of({"seed": {"seeds": 8}}, policy="isolated", measures=["in_view_share"])
    sweep(study, tmp_path / "o", workers=1)
    found = load_table(tmp_path / "o").query("nation == 'BBB' and arc == 'all'")["in_view_share"]
    assert found.nunique() == 2


def test_every_set_of_sensors_is_looked_at_once(study_of, tmp_path, monkeypatch):
    asked = []
    real = covered.merits_of
    monkeypatch.setattr(
        "tocsin.study.covered.merits_of", lambda *a, **k: asked.append(1) or real(*a, **k)
    )
    BATCHES.clear()
    COVERED.clear()
    axes = {
        "wait": {"path": "cards.delays.auto_s", "values": [1, 2, 3]},
        "agreement": {"agreements": ["pact", "watch"]},
    }
    with monkeypatch.context() as without:
        # Coverage asks the sensors alone: nobody's times are worked out.
        without.setattr("tocsin.study.batch.Batch.bank", property(lambda _: pytest.fail("a bank")))
        sweep(study_of(axes, measures=["dark_s"]), tmp_path / "o", workers=1)
    assert len(load_table(tmp_path / "o")["run"].unique()) == 12
    # Whoever is in the hub is told of all, pact or not.
    assert len(asked) == 3
    # No delay changes who may be told at all, and what is never asked for costs nothing.
    sweep(study_of(axes, measures=["mean_warning_s"]), tmp_path / "w", workers=1)
    assert len(asked) == 3


def test_counts_and_areas_are_drawn_as_such(study_of, tmp_path):
    study = study_of(
        {"date": {"dates": "all"}}, measures=["gap_cells"], coverage={"altitude_km": 60}
    )
    sweep(study, tmp_path / "o", workers=1)
    _, ax = plot(tmp_path / "o")
    assert ax.get_xlabel() == "points that no sensor covers"
    assert not any("%" in text.get_text() for text in ax.get_xticklabels())


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"measures": ["gap_people"]}, "coverage: {altitude_km: 100}"),
        ({"coverage": {"k": 3}}, "No measure of coverage is kept"),
        ({"measures": ["dark_s"], "coverage": {"k": 0}}, "k"),
        ({"measures": ["dark"]}, "Unknown measure 'dark'"),
    ],
)
def test_what_does_not_fit_is_refused(study_of, keys, said):
    with pytest.raises(InputError, match=said):
        study_of({"p": {"policies": "all"}}, **keys)


def test_no_axis_is_called_like_a_measure(study_of):
    for name in OF_COVERAGE[:2]:
        with pytest.raises(InputError, match="is a measure that a study can keep"):
            study_of({name: {"policies": "all"}})
