"""The fictional worlds give what a reader works out from their rules by hand."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tocsin

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "configs" / "scenarios"
EXPECTED = pd.read_csv(ROOT / "tests" / "reference" / "worlds.csv")
WORLDS = list(EXPECTED["world"].unique())
MEASURES = ["warned_share", "never_share", "mean_warning_s", "mean_response_s"]
KEYS = ["policy", "nation", "launch", "arc"]


@pytest.fixture(scope="module")
def results():
    found = {}

    def result(world, **changes):
        if changes or world not in found:
            scenario = tocsin.Scenario.load(FOLDER / f"{world}.yaml").updated(changes)
            made = tocsin.run(scenario)
            return made if changes else found.setdefault(world, made)
        return found[world]

    return result


def measured(result):
    warning = result.warning.astype({name: str for name in KEYS})
    cases = pd.DataFrame(
        {
            **{name: warning[name] for name in KEYS},
            "warned_share": warning["status"] == "warned",
            "never_share": warning["status"] == "never",
            "mean_warning_s": warning["warning_s"].clip(lower=0).fillna(0),
            "mean_response_s": warning["response_s"].clip(lower=0).fillna(0),
        }
    )
    return cases.groupby(KEYS)[MEASURES].mean()


def by_policy(result, nation, column="warning_s"):
    warning = result.warning[result.warning["nation"] == nation]
    return {
        str(policy): rows[column].to_numpy()
        for policy, rows in warning.groupby("policy", observed=True)
    }


def test_every_world_but_the_real_ones_has_numbers():
    shipped = {path.stem for path in FOLDER.glob("*.yaml")} - {"northeast-asia", "low-over-the-sea"}
    assert set(WORLDS) == shipped


@pytest.mark.parametrize("world", WORLDS)
def test_world_gives_the_numbers_worked_out_by_hand(world, results):
    expected = EXPECTED[EXPECTED["world"] == world].set_index(KEYS)[MEASURES]
    found = measured(results(world))
    assert set(found.index) == set(expected.index)
    pd.testing.assert_frame_equal(
        found.loc[expected.index].astype(float), expected, atol=1e-3, rtol=0, check_names=False
    )


@pytest.mark.parametrize("world", WORLDS)
def test_comment_of_the_file_says_the_same(world):
    text = (FOLDER / f"{world}.yaml").read_text("utf-8")
    header = " ".join(line.lstrip("# ") for line in text.split("\ntocsin: 1")[0].splitlines())
    stated = dict(
        re.findall(r"([A-Z]+ [\w-]+(?: from [\w-]+)?): (.*?)\.", header.split("worlds.csv):")[1])
    )
    rows = EXPECTED[EXPECTED["world"] == world]
    cases = rows["nation"] + " " + rows["arc"]
    if rows["launch"].nunique() > 1:
        cases += " from " + rows["launch"]
    assert set(stated) == set(cases)
    for case, row in zip(cases, rows.to_dict("records"), strict=True):
        value = f"{row['policy']} {row['mean_warning_s']:.0f}"
        assert value in stated[case].split(", ")


@pytest.mark.parametrize("world", WORLDS)
def test_page_says_the_same(world):
    page = (ROOT / "docs" / "worlds.md").read_text("utf-8").replace(" (never)", "")
    (section,) = (part for part in page.split("\n## ") if f"`{world}.yaml`" in part)
    rows = EXPECTED[EXPECTED["world"] == world]
    told = 0
    for _, of_nation in rows.groupby(["nation", "launch", "arc"]):
        values = " | ".join(f"{value:.0f}" for value in of_nation["mean_warning_s"])
        told += f"| {values} |\n" in section
    # The page may leave out a nation whose numbers teach nothing, and one at most.
    assert told >= max(1, len(rows.groupby(["nation", "launch", "arc"])) - 1)


@pytest.mark.parametrize("world", WORLDS)
def test_world_is_small_and_fictional(world, results):
    scenario = results(world).scenario
    assert 3 <= len(scenario.nations) <= 5
    assert len(results(world).world.cells) <= 32
    assert all(each.territory is None or each.territory.country is None
               for each in scenario.nations.values())  # fmt: skip
    assert all("(fictional)" in each.name for each in scenario.nations.values())
    assert "NOTIONAL" in (FOLDER / f"{world}.yaml").read_text("utf-8")


def test_a_pact_on_request_adds_nothing_and_joining_adds_what_the_hub_withheld(results):
    left = by_policy(results("hub-pact-realtime"), "BRELL")
    assert np.array_equal(left["pact"], left["hub-only"])
    assert (left["joined"] > left["hub-only"]).all()


def test_the_veto_holds_by_every_route_and_only_the_veto_keeps_it_out(results):
    left = by_policy(results("hosted-veto"), "SORREL")
    for policy in ("alliance", "friendship", "every-route"):
        assert np.array_equal(left[policy], left["alone"])
    free = by_policy(results("hosted-veto", **{"sensors.guest.not_to": []}), "SORREL")
    assert (free["friendship"] > left["friendship"] + 120).all()


def test_the_centre_is_worth_nothing_to_who_does_not_believe_it(results):
    found = by_policy(results("shared-centre"), "WEST", column="status")
    assert (found["believed"] == "warned").all()
    assert (found["distrusted"] != "warned").all()


def test_authority_changes_response_and_never_warning(results):
    left = by_policy(results("warned-without-authority"), "NORR")
    response = by_policy(results("warned-without-authority"), "NORR", column="response_s")
    assert np.array_equal(left["warned-only"], left["defended"])
    assert np.isnan(response["consulted"]).all()
    assert (response["defended"] > 0).all()


def test_seven_minutes_are_seven_minutes(results):
    impact_s = results("seven-minutes").warning["impact_s"]
    assert 6.5 * 60 <= impact_s.median() <= 7.5 * 60


def test_never_becomes_warned(results):
    warning = results("below-the-horizon").warning
    low = warning[warning["arc"] == "low"]
    assert set(low[low["policy"] == "alone"]["status"]) == {"never"}
    assert set(low[low["policy"] == "shared"]["status"]) == {"warned"}


def test_the_spread_of_an_unknown_edge(results):
    left = by_policy(results("unknown-edge"), "QUILL")
    assert np.allclose(left["edge-present"] - left["edge-by-release"], 295.0)
    assert (left["edge-by-release"] > left["edge-absent"]).all()


def test_hiding_the_name_costs_no_time(results):
    for nation in ("CLAY", "FLINT"):
        left = by_policy(results("anonymous-star"), nation)
        assert np.array_equal(left["anonymous"], left["named"])


def test_what_the_command_tells_a_member_stays_there(results):
    warning = results("collective").warning
    told = warning[(warning["nation"] == "MOSS") & (warning["policy"] == "partnership")]
    assert set(told["sensor"]) == {"fern-watch"}
    assert set(told["route"]) == {"FERN>MOSS"}


def test_a_notice_before_the_launch_buys_belief_and_no_seconds(results):
    left = by_policy(results("notified-launches"), "TERN")
    status = by_policy(results("notified-launches"), "TERN", column="status")
    assert np.array_equal(left["announced-only"], left["alone"], equal_nan=True)
    assert set(status["told"]) == {"late"}
    assert set(status["announced"]) == {"warned"}
    # Nothing left to assess: two minutes of the card, to the millisecond.
    quick = by_policy(results("notified-launches", **{"nations.TERN.assess_s": 0}), "TERN")
    assert np.allclose(quick["announced"] - left["announced"], 120.0, rtol=0, atol=1e-3)


def test_two_stars_are_bridged_by_both_consents_alone(results):
    result = results("two-hubs")
    left = by_policy(result, "SHOAL")
    assert np.array_equal(left["two-stars"], left["one-star"])
    assert np.array_equal(left["label-only"], left["one-star"])
    assert set(by_policy(result, "SHOAL", column="route")["bridged"]) == {"FLOW>REEF>EBB>SHOAL"}
    # The spoke's consent without the owner's is as empty.
    scenario = result.scenario.updated(
        {"policies.gateway-only": {"agreements": ["ebb-star", "flow-star", "gateway"]}}
    )
    gateway = by_policy(tocsin.run(scenario), "SHOAL")["gateway-only"]
    assert np.array_equal(gateway, left["one-star"])


def test_history_finds_the_days_of_a_pact_that_grows(results):
    measures = tocsin.history(results("growing-pact").scenario).measures
    told = measures[measures["arc"] == "medium"].astype({"date": str})
    told = told.set_index(["nation", "date"])["mean_warning_s"]
    days = {
        "before": "1979-12-31",
        "founded": "1980-01-01",
        "third-joins": "1990-01-01",
        "fourth-joins": "2000-01-01",
        "founder-leaves": "2010-01-01",
    }
    rows = EXPECTED[EXPECTED["world"] == "growing-pact"]
    for row in rows.to_dict("records"):
        found = told[row["nation"], days[row["policy"]]]
        assert found == pytest.approx(row["mean_warning_s"], abs=1e-3)
    assert "1999-03-01" not in set(told.index.get_level_values("date"))


def test_a_veto_binds_the_guest_radar_and_not_the_chain(results):
    result = results("island-chain")
    told = by_policy(result, "INNER", column="sensor")
    assert set(told["chain"]) == {"outer-watch"}
    free = by_policy(results("island-chain", **{"sensors.guest.not_to": []}), "INNER")
    assert (free["chain"] > by_policy(result, "INNER")["chain"] + 60).all()


def test_consent_costs_its_wait_and_never_delays_what_is_ones_own(results):
    vale, fen = (by_policy(results("consent-cell"), nation) for nation in ("VALE", "FEN"))
    for left in (vale, fen):
        waited = left["agreed-beforehand"] - left["duty-officer"]
        assert np.allclose(waited, 90.0, rtol=0, atol=1e-3)
    assert np.array_equal(vale["committee"], vale["alone"])
    assert np.isnan(fen["committee"]).sum() > 0


def test_a_purpose_is_silent_about_another_launch_nation(results):
    warning = results("beyond-the-purpose").warning
    kite = warning[warning["sensor"] == "kite-watch"]
    told = kite.groupby("launch", observed=True)["policy"].unique()
    assert set(told["fell-area"]) == {"unlimited"}
    assert set(told["crag-area"]) == {"limited", "limited-and-request", "unlimited"}
