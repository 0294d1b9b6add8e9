import json
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pytest
from stated import outcome_of, stated

from tocsin.answers.compare import CHANGES, COMPARE_COLUMNS, cell_changes, compare
from tocsin.answers.run import Result, run
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.scenario import Scenario

WORLD = {
    "tocsin": 1,
    "refraction": "none",
    "nations": {"EAST": {}, "SOUTH": {}, "WEST": {}},
    "sensors": {"shore": {"class": "ship-s-band", "owner": "SOUTH", "lat": 0, "lon": 3}},
    "launches": {"area": {"nation": "WEST", "lat": 0, "lon": 0}},
    "arcs": {"short": {"class": "short"}, "low": {"class": "low-flyer", "altitude_km": 9,
                                                   "speed_m_s": 800}},
    "targets": {"places": {"min_population": 0}},
    "places": [
        {"name": "A", "nation": "EAST", "lat": 0, "lon": 9, "population": 600},
        {"name": "B", "nation": "EAST", "lat": 1, "lon": 9, "population": 200},
        {"name": "C", "nation": "EAST", "lat": 2, "lon": 9, "population": 200},
        {"name": "D", "nation": "SOUTH", "lat": 0, "lon": 6, "population": 1000},
    ],
    "agreements": {
        "link": {"kind": "sharing", "from": "SOUTH", "to": "EAST"},
        "pact": {"kind": "defence", "must": [["SOUTH", "EAST"]]},
    },
    "policies": {"apart": {}, "linked": {"agreements": ["link", "pact"]},
                 "bound": {"agreements": ["pact"]}},
}  # fmt: skip

# status and warning of A, B, C, D by the short arc and by the low one, before and after.
BEFORE = [("warned", 100.0), ("late", -50.0), ("never", np.nan), ("warned", 300.0)]
AFTER = [("warned", 130.0), ("warned", 40.0), ("late", np.nan), ("warned", 300.0)]
LOW_BEFORE = [("warned", 90.0), ("warned", 60.0), ("never", np.nan), ("never", np.nan)]
LOW_AFTER = [("warned", 70.0), ("late", -5.0), ("never", np.nan), ("never", np.nan)]


@pytest.fixture(scope="module")
def ran():
    return run(Scenario.from_dict(WORLD))


@dataclass(frozen=True)
class Told(Result):
    """The run with outcomes that are written down above instead of its own."""

    @cached_property
    def outcomes(self):
        told = {"apart": (BEFORE, LOW_BEFORE), "linked": (AFTER, LOW_AFTER)}
        return super().outcomes | {name: self.stated(*arcs) for name, arcs in told.items()}

    def stated(self, *arcs):
        parts = []
        for group in self.bank.groups:
            cases = [arc[cell] for arc in arcs for cell in group.cells]
            parts.append(stated(group, [name for name, _ in cases], [left for _, left in cases]))
        return outcome_of(*parts)


@pytest.fixture(scope="module")
def result(ran):
    return Told(ran.bank, ran.policies)


def all_arcs(table, arc="all"):
    return table[table["arc"] == arc].set_index("nation")


def test_the_table_of_two_policies(result):
    table = compare(result, "apart", "linked").table
    assert tuple(table.columns) == COMPARE_COLUMNS
    assert set(table["launch"]) == {"area"}
    found = all_arcs(table)
    assert list(found.index) == ["EAST", "SOUTH", "all"]
    east = found.loc["EAST"]
    assert (east["cells"], east["cases"], east["population"]) == (3, 6, 1000.0)
    # Warned before: A twice, B low; after: A twice, B short.
    assert east["warned_share_a"] == east["warned_share_b"] == pytest.approx(3 / 6)
    assert east["newly_warned_share"] == east["no_longer_warned_share"] == pytest.approx(1 / 6)
    assert east["newly_known_share"] == pytest.approx(1 / 6)  # C short: never to late
    assert (east["sooner_share"], east["later_share"]) == (2 / 6, 2 / 6)
    assert east["newly_warned_pop_share"] == pytest.approx(200 / 2000)
    assert east["newly_warned_people"] == pytest.approx(100.0)
    assert east["response_change_s"] == 0.0
    # Changes: A +30 and -20, B +40 and -60, C none.
    assert east["change_s"] == pytest.approx(-10 / 6)
    assert east["change_pop_s"] == pytest.approx((600 * 10 - 200 * 20) / 2000)
    assert (east["change_median_s"], east["change_min_s"], east["change_max_s"]) == (5, -60, 40)
    everyone = found.loc["all"]
    assert (everyone["cells"], everyone["cases"]) == (4, 8)
    assert everyone["change_s"] == pytest.approx(-10 / 8)


def test_a_nation_without_change_has_no_median(result):
    south = all_arcs(compare(result, "apart", "linked").table).loc["SOUTH"]
    assert south["change_s"] == south["sooner_share"] == south["later_share"] == 0.0
    assert south[["change_median_s", "change_min_s", "change_max_s"]].isna().all()


def test_every_arc_has_its_row(result):
    east = all_arcs(compare(result, "apart", "linked").table, "short").loc["EAST"]
    assert (east["cases"], east["newly_warned_share"]) == (3, 1 / 3)
    assert (east["no_longer_warned_share"], east["change_max_s"]) == (0.0, 40.0)


def test_one_arc_may_be_compared_alone(ran):
    whole = compare(ran, "apart", "linked").table
    alone = compare(ran.scenario, "apart", "linked", arc="short").table
    assert set(alone["arc"]) == {"short", "all"}
    pd.testing.assert_frame_equal(all_arcs(alone, "short"), all_arcs(whole, "short"))


def test_cells_by_the_median_of_their_cases(result):
    found = cell_changes(result, "apart", "linked")
    assert found["cell"].tolist() == ["A", "B", "C", "D"]
    # A has 95 before and 100 after.
    assert found.loc[0, ["before_s", "after_s", "change_s"]].tolist() == [95.0, 100.0, 5.0]
    assert found["change"].iloc[0] == "sooner"
    assert found["nation"].tolist() == ["EAST", "EAST", "EAST", "SOUTH"]


def test_the_other_way_round_gains_and_losses_swap(result):
    there = compare(result, "apart", "linked").table
    back = compare(result, "linked", "apart").table
    for gain, loss in (("newly_warned_share", "no_longer_warned_share"),
                       ("sooner_share", "later_share")):  # fmt: skip
        assert there[gain].tolist() == back[loss].tolist()
    np.testing.assert_allclose(there["change_s"], -back["change_s"])
    np.testing.assert_allclose(there["change_max_s"], -back["change_min_s"])


def test_what_differs_in_law(result):
    there = compare(result, "apart", "linked")
    assert (there.only_a, there.only_b) == ((), ("link", "pact"))
    assert compare(result, "linked", "bound").only_a == ("link",)


def test_changes_are_those_of_the_summary(ran):
    found = all_arcs(compare(ran, "apart", "linked").table)
    total = ran.summary[ran.summary["arc"] == "all"].set_index(["policy", "nation"])
    for nation in ("EAST", "SOUTH", "all"):
        for mine, theirs in (("change_s", "mean_warning_s"),
                             ("change_pop_s", "mean_warning_pop_s")):  # fmt: skip
            change = total.loc[("linked", nation), theirs] - total.loc[("apart", nation), theirs]
            assert found.loc[nation, mine] == pytest.approx(change)
    assert found.loc["EAST", "change_s"] > 10.0
    assert found.loc["SOUTH", "change_s"] == 0.0


def test_a_policy_is_equal_to_itself(ran):
    found = compare(ran, "linked", "linked")
    assert set(found.cells["change"]) <= {"no change", "warned under neither"}
    assert (found.table[["newly_warned_share", "sooner_share", "change_s"]] == 0.0).all(axis=None)


def test_json_holds_no_nan(result):
    told = compare(result, "apart", "linked").to_dict()
    assert "otional" in told["notional"]
    text = json.dumps(told, allow_nan=False)
    assert json.loads(text)["nations"][3]["change_max_s"] is None


def test_every_kind_of_change_is_a_category(result):
    kinds = cell_changes(result, "apart", "linked")["change"].dtype
    assert isinstance(kinds, pd.CategoricalDtype)
    assert tuple(kinds.categories) == CHANGES


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"a": "apert"}, "Did you mean 'apart'"),
        ({"b": "xyz"}, "Use one of apart, linked, bound"),
        ({"launch": "aera"}, "Did you mean 'area'"),
        ({"arc": "short"}, "Give the scenario"),
    ],
)
def test_what_is_unknown_is_said(result, asked, words):
    with pytest.raises(InputError, match=words):
        compare(result, **{"a": "apart", "b": "linked", **asked})


def test_a_policy_that_was_not_run_is_unknown(ran):
    partial = run(World(ran.scenario).scenario, policies=["apart"])
    with pytest.raises(InputError, match="Unknown policy 'linked'"):
        compare(partial, "apart", "linked")


def test_nations_stand_in_file_order():
    """Places may be listed in another order than their nations."""
    turned = {**WORLD, "places": WORLD["places"][::-1]}
    found = compare(Scenario.from_dict(turned), "apart", "linked").table
    assert list(dict.fromkeys(found["nation"])) == ["EAST", "SOUTH", "all"]
