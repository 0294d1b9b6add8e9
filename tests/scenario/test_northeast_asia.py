"""The shipped triad holds the regimes of its history in their order."""

from itertools import pairwise
from pathlib import Path

import pytest

from tocsin.scenario import Scenario

PATH = Path(__file__).parents[2] / "configs" / "scenarios" / "northeast-asia.yaml"


@pytest.fixture(scope="module")
def triad() -> Scenario:
    return Scenario.load(PATH)


def sharing(triad: Scenario, policy: str) -> set[str]:
    names = triad.agreements_of(policy)
    return {name for name in names if triad.agreements[name].kind == "sharing"}


def test_order_and_sizes(triad):
    assert list(triad.nations) == ["JPN", "KOR", "USA", "PRK", "OTH"]
    assert len({sensor.class_name for sensor in triad.sensors.values()}) >= 5
    assert triad.target_nations == ("JPN", "KOR")
    assert list(triad.arcs) == ["short", "medium", "intermediate", "lofted", "low"]


def test_regimes_only_ever_add_until_the_mesh(triad):
    regimes = "isolated early-warning-1997 bilateral-2008 tisa-2015 gsomia-2017 realtime-2024"
    steps = [sharing(triad, policy) for policy in regimes.split()]
    for earlier, later in pairwise(steps):
        assert earlier < later


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("bilateral-2008", "bilateral-2012"),
        ("gsomia-2017", "normalised-2023"),
    ],
)
def test_regimes_that_share_alike(triad, one, other):
    assert sharing(triad, one) == sharing(triad, other)


def test_no_direct_link_without_gsomia(triad):
    for policy in ("bilateral-2012", "lapse-2019"):
        for name in sharing(triad, policy):
            assert set(triad.agreements[name].parties) != {"JPN", "KOR"}


def test_the_hub_is_limited_to_one_launch_nation(triad):
    assert triad.agreements["realtime"].purpose == ("PRK",)
    assert triad.agreements["tisa"].purpose == ("PRK",)
    assert {launch.nation for launch in triad.launches.values()} == {"PRK", "OTH"}
    assert not sharing(triad, "without-hub") & {"tisa", "realtime"}


def test_the_hub_rests_on_the_bilateral_agreements(triad):
    assert triad.resting["realtime"] == ("tisa", "us-rok-gsomia", "us-japan-gsomia")
    without = triad.updated({"policies.realtime-2024.except": ["us-rok-gsomia"]})
    assert not sharing(without, "realtime-2024") & {"tisa", "realtime"}


def test_the_lapse_that_never_happened_takes_out_the_pact_alone(triad):
    assert sharing(triad, "gsomia-2017") - sharing(triad, "lapse-2019") == {"gsomia"}


def test_what_is_hypothetical(triad):
    names = [name for name, each in triad.agreements.items() if each.hypothetical]
    assert names == ["trilateral-treaty", "gsomia-2012"]
    assert set(names) <= set(triad.agreements_of("founding-article"))


def test_every_entry_of_the_timeline_is_there(triad):
    text = PATH.read_text("utf-8")
    missing = [f"T{number:02}" for number in range(1, 25) if f"T{number:02}" not in text]
    assert missing == []


def test_shocks_of_the_story(triad):
    assert triad.shocks["history-dispute"].probability == 0.15
    assert triad.shocks["history-dispute"].suspends == ("gsomia", "realtime")
    assert triad.shocks["export-controls"].cause in triad.causes
