"""The regimes of the real timeline, run: their order, the second origin, duties kept apart."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import tocsin
from tocsin.engine.rulebook import Rulebook

PATH = Path(__file__).parents[2] / "configs" / "scenarios" / "northeast-asia.yaml"
KEYS = ["launch", "point", "arc", "cell"]
# A.4 of the domain notes: P0 <= P1 <= P2 = P3 <= P4 <= P5 = P7 <= P8 <= P9, and P6 = P5: what
# passes on request comes hours too late to matter.
NEVER_LESS = [
    *("isolated", "early-warning-1997", "bilateral-2008", "tisa-2015", "gsomia-2017"),
    *("realtime-2024", "full-mesh"),
]
EQUAL = [
    ("bilateral-2008", "bilateral-2012"),
    ("gsomia-2017", "normalised-2023"),
    ("gsomia-2017", "lapse-2019"),
]
LIMITED = ("tisa", "realtime")


@pytest.fixture(scope="module")
def triad():
    return tocsin.Scenario.load(PATH).updated({"targets.h3_resolution": 3})


@pytest.fixture(scope="module")
def by_policy(triad):
    """Warning table by policy; rows are the same cases in the same order."""
    warning = tocsin.run(triad).warning
    return {str(name): rows for name, rows in warning.groupby("policy", observed=True)}


def left_s(rows):
    """Time left, late (negative) and never (-inf) included: an order of outcomes."""
    return rows["warning_s"].fillna(-np.inf).to_numpy()


def rank(rows):
    return rows["status"].map({"never": 0, "late": 1, "warned": 2}).astype(int).to_numpy()


def test_cases_are_in_the_same_order(by_policy):
    first, *others = by_policy.values()
    assert all((first[KEYS].to_numpy() == rows[KEYS].to_numpy()).all() for rows in others)
    assert set(first["nation"]) == {"JPN", "KOR"}
    assert set(first["arc"]) == {"short", "medium", "intermediate", "lofted", "low"}


@pytest.mark.parametrize(("less", "more"), list(pairwise(NEVER_LESS)))
def test_no_case_loses_from_one_regime_to_the_next(by_policy, less, more):
    assert (left_s(by_policy[less]) <= left_s(by_policy[more])).all()
    assert (rank(by_policy[less]) <= rank(by_policy[more])).all()


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_regimes_that_are_equal_case_by_case(by_policy, one, other):
    assert np.array_equal(left_s(by_policy[one]), left_s(by_policy[other]))
    assert (by_policy[one]["status"].to_numpy() == by_policy[other]["status"].to_numpy()).all()


@pytest.mark.parametrize(
    ("less", "more", "nation"),
    [
        ("isolated", "early-warning-1997", "JPN"),
        ("tisa-2015", "gsomia-2017", "KOR"),
        ("gsomia-2017", "realtime-2024", "JPN"),
        ("realtime-2024", "full-mesh", "JPN"),
    ],
)
def test_some_case_gains_where_it_should(by_policy, less, more, nation):
    here = (by_policy[less]["nation"] == nation).to_numpy()
    assert (left_s(by_policy[less])[here] < left_s(by_policy[more])[here]).any()


@pytest.mark.parametrize("policy", ["bilateral-2012", "realtime-2024"])
def test_from_the_first_origin_sharing_gives_korea_nothing(by_policy, policy):
    """It sees first itself."""
    rows = by_policy["isolated"]
    here = ((rows["nation"] == "KOR") & (rows["launch"] == "west-area")).to_numpy()
    assert np.array_equal(left_s(rows)[here], left_s(by_policy[policy])[here])


def test_the_united_states_gain_for_guam_and_the_law_of_2015_matters_there(triad):
    guam = triad.updated({"targets.nations": ["USA"]})
    policies = ["bilateral-2012", "realtime-2024", "law-invoked-2024"]
    summary = tocsin.run(guam, policies=policies).warning.groupby("policy", observed=True)
    warning, response = summary["warning_s"].mean(), summary["response_s"].max()
    assert warning["realtime-2024"] > warning["bilateral-2012"] + 1.0
    # Nobody who may act covers it, unless Japan's conditions are met.
    assert np.isnan(response["realtime-2024"])
    assert response["law-invoked-2024"] > 600.0


def test_limited_agreements_do_nothing_for_the_second_origin(triad, by_policy):
    assert all(triad.agreements[name].purpose == ("PRK",) for name in LIMITED)
    assert set(triad.policies["without-hub"].except_) == set(LIMITED)
    kept, cut = by_policy["realtime-2024"], by_policy["without-hub"]
    other = (kept["launch"] == "inland-area").to_numpy()
    assert np.array_equal(left_s(kept)[other], left_s(cut)[other])
    routes = [rows["route"].astype(object).fillna("-")[other].tolist() for rows in (kept, cut)]
    assert routes[0] == routes[1]
    assert (left_s(kept)[~other] > left_s(cut)[~other]).any()


def test_without_its_purpose_the_same_agreement_would_serve_the_second_origin(triad):
    free = tocsin.run(triad.updated({"agreements.realtime.purpose": ["PRK", "OTH"]})).warning
    bound = tocsin.run(triad).warning
    here = (bound["policy"] == "realtime-2024") & (bound["launch"] == "inland-area")
    assert (left_s(free[here]) >= left_s(bound[here])).all()
    assert (left_s(free[here]) > left_s(bound[here])).any()


def test_duties_change_and_sharing_does_not(triad):
    since = {"as_of": "2012-07-01"}
    policies = {"as-it-was": since, "treaty": since | {"plus": ["trilateral-treaty"]}}
    found = tocsin.run(triad.updated({"policies": policies})).warning
    was, treaty = (found[found["policy"] == name] for name in policies)
    for column in ("status", "notice_s", "public_s", "warning_s", "sensor", "route"):
        assert was[column].astype(object).equals(treaty[column].set_axis(was.index).astype(object))
    more = np.nan_to_num(treaty["response_s"].to_numpy(), nan=-np.inf)
    less = np.nan_to_num(was["response_s"].to_numpy(), nan=-np.inf)
    assert (more >= less).all()
    assert (more > less).any()


def test_the_shelved_pact_adds_nothing_to_the_treaty(triad):
    since = {"as_of": "2012-07-01", "plus": ["trilateral-treaty"]}
    article = triad.to_dict()["policies"]["founding-article"]
    policies = {"founding-article": article, "treaty": since}
    found = tocsin.run(triad.updated({"policies": policies})).warning
    asked, treaty = (found[found["policy"] == name] for name in ("founding-article", "treaty"))
    for column in ("warning_s", "response_s"):
        assert np.array_equal(asked[column], treaty[column], equal_nan=True)


def test_sharing_changes_and_duties_do_not(triad):
    since = {"as_of": "2012-07-01"}
    policies = {"as-it-was": since, "told": since | {"plus": ["tisa", "realtime"]}}
    world = tocsin.World(triad.updated({"policies": policies}))
    was, told = (Rulebook.of(world.book, name) for name in policies)
    assert np.array_equal(was.obligations.level, told.obligations.level)
    assert len(told.network.grants) > len(was.network.grants)
