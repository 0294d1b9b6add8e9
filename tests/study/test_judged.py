"""The verdict of a study: pairs of runs, in the words of a verdict."""

import numpy as np
import pytest

from tocsin.answers.verdict.words import Counts, finding
from tocsin.errors import InputError
from tocsin.study import load_table, sweep, verdict

AXES = {"policy": {"policies": ["isolated", "now"]}, "cards": {"cards": "all"}}


@pytest.fixture(scope="module")
def folder(study_of, tmp_path_factory):
    axes = AXES | {"ship": {"choices": {"there": {}, "gone": {"sensors.eye": None}}}}
    out = tmp_path_factory.mktemp("judged") / "o"
    sweep(study_of(axes, sample={"n": 12, "seed": 3}, measures=["mean_warning_s"]), out, workers=1)
    return out


def gains(folder, **where):
    rows = load_table(folder)
    for name, value in where.items():
        rows = rows[rows[name] == value]
    sides = [
        rows[rows["policy"] == policy].set_index(["sample", "ship"])["mean_warning_s"].sort_index()
        for policy in ("isolated", "now")
    ]
    return (sides[1] - sides[0]).to_numpy()


@pytest.mark.parametrize("nation", ["AAA", "BBB"])
def test_runs_are_paired_and_counted(folder, nation):
    table = verdict(folder, "isolated", "now")
    row = table[(table["nation"] == nation) & (table["arc"] == "all")].iloc[0]
    own = gains(folder, nation=nation, arc="all")
    assert row["draws"] == 24 == len(own)
    assert row["refused"] == 0
    assert row["median_s"] == pytest.approx(np.median(own), abs=1e-9)
    assert row["p95_s"] == pytest.approx(np.quantile(own, 0.95), abs=1e-9)
    counts = Counts.of(own)
    assert (row["better"], row["within"], row["worse"]) == counts[:3]
    assert row["word"] == finding(counts).word


def test_each_value_of_another_axis_has_a_verdict_of_its_own(folder):
    table = verdict(folder, "isolated", "now", by="ship")
    rows = table[(table["nation"] == "AAA") & (table["arc"] == "all")]
    assert rows["ship"].tolist() == ["there", "gone"]
    for row in rows.to_dict("records"):
        own = gains(folder, nation="AAA", arc="all", ship=row["ship"])
        assert row["median_s"] == pytest.approx(np.median(own), abs=1e-9)
        assert row["draws"] == 12
    ships = verdict(folder, "there", "gone", by="policy")
    assert (ships["better"] == 0).all()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("isolated", "nosuch"), "No axis has both 'isolated' and 'nosuch'"),
        (("isolated", "now", {"by": "policy"}), "Choose another one to go by"),
        (("isolated", "now", {"by": "nosuch"}), "nosuch"),
        (("isolated", "now", {"measure": "warned_share"}), "warned_share"),
    ],
)
def test_what_cannot_be_judged_is_refused(folder, asked, told):
    *names, options = (*asked, {}) if not isinstance(asked[-1], dict) else asked
    with pytest.raises(InputError, match=told):
        verdict(folder, *names, **options)


def test_runs_that_failed_forbid_the_strongest_word(study_of, tmp_path):
    axes = {
        "policy": {"policies": ["isolated", "now"]},
        "low": {"path": "sensors.eye.elevation_min_deg", "values": [0, 40]},
        "high": {"path": "sensors.eye.elevation_max_deg", "values": [30, 85]},
    }
    sweep(study_of(axes, measures=["mean_warning_s"]), tmp_path / "o", workers=1)
    table = verdict(tmp_path / "o", "isolated", "now")
    assert (table["draws"] == 3).all()
    assert (table["refused"] == 1).all()
    assert "holds throughout" not in set(table["word"])
    assert (table["better"] == 3).any()


def test_the_command_line_says_the_same(folder, capsys, monkeypatch):
    import json
    import sys

    from tocsin import cli

    words = ["tocsin", "study", "verdict", str(folder), "isolated", "now"]
    monkeypatch.setattr(sys, "argv", [*words, "--json"])
    with pytest.raises(SystemExit):
        cli.main()
    told = json.loads(capsys.readouterr().out)
    assert [row["word"] for row in told] == verdict(folder, "isolated", "now")["word"].tolist()
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit):
        cli.main()
    assert "now against isolated, from west (notional)" in capsys.readouterr().out
