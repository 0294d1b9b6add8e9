"""Burden: leave one nation out, by hand and against a run of a scenario without it."""

from pathlib import Path

import numpy as np
import pytest

import tocsin
from tocsin.answers.burden import burden
from tocsin.scenario import scaffold

ROOT = Path(__file__).parents[2] / "configs" / "scenarios"
POLICIES = ("bilateral-2012", "realtime-2024")


@pytest.fixture(scope="module")
def triad():
    asia = tocsin.Scenario.load(ROOT / "northeast-asia.yaml")
    return asia.updated({"targets.h3_resolution": 3, "arcs": {"medium": {"class": "medium"}}})


@pytest.fixture(scope="module")
def found(triad):
    return burden(triad, policies=POLICIES)


def row(table, **keys):
    for name, value in keys.items():
        table = table[table[name] == value]
    (only,) = table.to_dict("records")
    return only


def effective_s(result, policy, nation, column="warning_s"):
    rows = result.warning[(result.warning["policy"] == policy)
                          & (result.warning["launch"] == "west-area")
                          & (result.warning["nation"] == nation)]  # fmt: skip
    return float(rows[column].clip(lower=0.0).fillna(0.0).mean())


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("giver", ["JPN", "KOR", "USA"])
def test_loss_is_what_a_run_without_its_sensors_says(triad, found, policy, giver):
    kept = {n: s for n, s in triad.to_dict()["sensors"].items() if s["owner"] != giver}
    whole = tocsin.run(triad, policies=POLICIES)
    blind = tocsin.run(triad.updated({"sensors": kept}), policies=POLICIES)
    for nation in ("JPN", "KOR"):
        told = row(found.matrix, policy=policy, nation=nation, giver=giver)
        before, after = (effective_s(each, policy, nation) for each in (whole, blind))
        assert told["warning_s"] == pytest.approx(before, abs=1e-9)
        assert told["warning_lost_s"] == pytest.approx(before - after, abs=1e-9)
        before, after = (effective_s(r, policy, nation, "response_s") for r in (whole, blind))
        assert told["response_lost_unsensed_s"] == pytest.approx(before - after, abs=1e-9)


@pytest.mark.parametrize("giver", ["JPN", "USA"])
def test_response_loss_is_what_a_run_without_its_responders_says(triad, found, giver):
    kept = {n: r for n, r in triad.to_dict()["responders"].items() if r["owner"] != giver}
    whole = tocsin.run(triad, policies=POLICIES)
    alone = tocsin.run(triad.updated({"responders": kept}), policies=POLICIES)
    told = row(found.matrix, policy="realtime-2024", nation="JPN", giver=giver)
    before, after = (effective_s(r, "realtime-2024", "JPN", "response_s") for r in (whole, alone))
    assert told["response_lost_s"] == pytest.approx(before - after, abs=1e-9)
    assert told["response_lost_s"] > 0


def test_shares_of_first_items_are_those_of_the_run(triad, found):
    warning = tocsin.run(triad, policies=["realtime-2024"], launch="west-area").warning
    owner = {name: each.owner for name, each in triad.sensors.items()}
    here = warning[(warning["nation"] == "JPN") & warning["sensor"].notna()]
    counted = here["sensor"].astype(str).map(owner).value_counts(normalize=True)
    for giver in ("JPN", "KOR", "USA"):
        told = row(found.matrix, policy="realtime-2024", nation="JPN", giver=giver)
        assert told["first_share"] == pytest.approx(counted.get(giver, 0.0))
    of_japan = found.matrix[(found.matrix["nation"] == "JPN")]
    assert np.allclose(of_japan.groupby("policy")["first_share"].sum(), 1.0)
    assert np.allclose(of_japan.groupby("policy")["acting_share"].sum(), 1.0)


def test_hub_is_missed_for_what_it_passes_on(found):
    hub = row(found.matrix, policy="realtime-2024", nation="JPN", giver="USA")
    neighbour = row(found.matrix, policy="realtime-2024", nation="JPN", giver="KOR")
    # All that the neighbour gives passes through the hub.
    assert hub["warning_lost_unrelayed_s"] == pytest.approx(neighbour["warning_lost_s"])
    assert hub["warning_lost_unrelayed_s"] > 0
    none = row(found.matrix, policy="bilateral-2012", nation="JPN", giver="USA")
    assert none["warning_lost_unrelayed_s"] == 0


def test_carried_leaves_out_the_givers_own_cells(found):
    matrix = found.matrix[found.matrix["policy"] == "realtime-2024"]
    told = row(found.carried, policy="realtime-2024", giver="KOR")
    assert told["warning_lost_s"] == pytest.approx(
        row(matrix, nation="JPN", giver="KOR")["warning_lost_s"]
    )


def test_alone_everything_rests_on_oneself():
    scenario = tocsin.Scenario.load(ROOT / "hub-pact-realtime.yaml")
    matrix = burden(scenario, policies=["alone"]).matrix
    own = row(matrix, giver="BRELL")
    assert own["warning_lost_s"] == pytest.approx(own["warning_s"])
    assert own["first_share"] == 1.0
    others = matrix[matrix["giver"] != "BRELL"]
    assert (others[["first_share", "warning_lost_s"]] == 0).all(axis=None)


def test_population_weights_change_the_mean(triad, found):
    people = burden(triad, policies=POLICIES, weight="population")
    told = row(people.matrix, policy="realtime-2024", nation="JPN", giver="USA")
    summary = tocsin.run(triad, policies=["realtime-2024"]).summary
    of_run = summary[(summary["nation"] == "JPN") & (summary["arc"] == "all")].iloc[0]
    assert told["warning_s"] == pytest.approx(of_run["mean_warning_pop_s"])
    assert people.to_dict()["weight"] == "population"


def test_wrong_weights_are_refused(triad):
    with pytest.raises(tocsin.InputError, match="Unknown weight 'people'"):
        burden(triad, weight="people")
    empty = tocsin.Scenario.load(ROOT / "seven-minutes.yaml").updated(
        {"places": [{"name": "Far", "nation": "CORRAN", "lat": 0, "lon": 3, "population": 5}]}
    )
    with pytest.raises(tocsin.InputError, match="nobody lives"):
        burden(empty, weight="population")


def test_a_weight_is_refused_before_any_work(monkeypatch):
    monkeypatch.setattr("tocsin.answers.burden.Bank.of", None)
    with pytest.raises(tocsin.InputError, match="Unknown weight 'heads'"):
        burden(tocsin.Scenario.from_text(scaffold("island")), weight="heads")
