"""`compare` of two scenarios: what pairs, what the change is owed to, what is refused."""

import pytest

import tocsin
from tocsin.errors import InputError
from tocsin.scenario import Scenario, scaffold

ISLAND = Scenario.from_text(scaffold("island"))


@pytest.fixture(scope="module")
def slower():
    """Half a minute slower, a launch point more, no coast, other order: of nations and of arcs."""
    data = ISLAND.to_dict()
    data["nations"] = {name: data["nations"][name] for name in ("FAR", "COAST", "ISLE")}
    data["arcs"] = {"short": {"class": "short"}} | data["arcs"]
    changes = {"nations.ISLE.assess_s": 90, "launches.far-area.points": 3}
    return Scenario.from_dict(data).updated({**changes, "targets.nations": ["ISLE"]})


@pytest.fixture(scope="module")
def change(slower):
    return tocsin.compare(ISLAND, slower, "alone", "together")


KEY = ["launch", "point", "arc", "cell", "nation"]


def cases(scenario, policy):
    table = tocsin.run(scenario, policies=policy).warning
    table["effective_s"] = table["warning_s"].where(table["status"] == "warned", 0.0)
    return table.astype(dict.fromkeys(("launch", "arc", "cell", "nation"), str))


def test_cases_pair_by_what_they_are_called(change, slower):
    both = cases(ISLAND, "alone").merge(cases(slower, "together"), on=KEY)
    gain_s = both["effective_s_y"] - both["effective_s_x"]
    row = change.table[(change.table["nation"] == "all") & (change.table["arc"] == "all")].iloc[0]
    assert change.pairing.cases == row["cases"] == len(both) > 0
    assert row["change_s"] == pytest.approx(gain_s.mean())
    assert (row["change_min_s"], row["change_max_s"]) == pytest.approx((gain_s.min(), gain_s.max()))
    assert set(change.cells["nation"]) == {"ISLE"}


def test_what_does_not_pair_is_counted_and_what_differs_is_named(change):
    told = change.to_dict()
    assert told["pairing"]["unpaired"]["launch points"] == {"first": 0, "second": 1}
    assert told["pairing"]["unpaired"]["arcs"] == {"first": 0, "second": 1}
    assert told["pairing"]["unpaired"]["cells"]["first"] > 0
    assert told["only_b"] == ["promise"]
    assert list(told["pairing"]["differs"]) == [
        "nations.ISLE.assess_s", "launches.far-area.points", "arcs.short", "targets.nations",
    ]  # fmt: skip
    assert change.sentences[1] == "nations.ISLE.assess_s (unset, then 90.0)"


def test_a_scenario_and_its_equal_do_not_differ():
    same = tocsin.compare(ISLAND, Scenario.from_dict(ISLAND.to_dict()), "together")
    assert same.pairing.differs == ()
    assert same.sentences == (f"{same.pairing.cases} cases are in both and paired one by one.",)
    assert same.table["change_s"].abs().max() == 0.0


def test_shared_options_change_both(slower):
    asked = tocsin.compare(ISLAND, slower, "alone", with_="promise", set={"seed": 3}, arc="medium")
    assert asked.only_a == asked.only_b == ()
    with pytest.raises(InputError, match="In the second scenario: Unknown agreement 'pact'"):
        tocsin.compare(
            ISLAND.updated({"agreements": {"pact": ISLAND.to_dict()["agreements"]["promise"]},
                            "policies": {"p": {"agreements": []}}}),
            ISLAND.updated({"policies": {"p": {"agreements": []}}}), with_="pact",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({}, "The first scenario has several policies"),
        ({"b": "alone", "policy_b": "nosuch"}, "Unknown policy 'nosuch' of the second scenario"),
        ({"b": "alone", "draws": 4}, "Two scenarios have no bands"),
        ({"b": "alone", "launch": "nosuch"}, "Unknown launch 'nosuch'"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(words, told):
    with pytest.raises(InputError, match=told):
        tocsin.compare(ISLAND, ISLAND, **words)


def test_nothing_in_common_is_refused():
    finer = ISLAND.updated({"targets.h3_resolution": 4})
    with pytest.raises(InputError, match="no cell in common"):
        tocsin.compare(ISLAND, finer, "alone")
    with pytest.raises(InputError, match="Two policies are compared, not three"):
        tocsin.compare(ISLAND, "alone", "together", "alone")
    with pytest.raises(InputError, match="verdict takes two policies of one scenario"):
        tocsin.verdict(ISLAND, "hosted-veto", "alone")
    with pytest.raises(InputError, match="Unknown policy 'tother'"):
        tocsin.compare(ISLAND, "tother", "alone")
