"""The case of 2019: what a neighbour's ship sees low over the sea, and who is told."""

from pathlib import Path

import pytest

import tocsin

PATH = Path(__file__).parents[2] / "configs" / "scenarios" / "low-over-the-sea.yaml"


def told(policy, **changes):
    world = tocsin.Scenario.load(PATH).updated(changes)
    return tocsin.explain(world, policy=policy, at="sea")


def test_japan_alone_never_knows():
    assert told("isolated").status == "never"


SLOW = {f"sensors.{name}.alert_s": 35 for name in ("watch-west", "watch-east")}


def test_early_warning_helps_only_where_the_boost_outlasts_the_satellites():
    assert told("early-warning").sensor == "watch-west"
    assert told("early-warning", **{"arcs.low.boost_s": 60}, **SLOW).status == "never"


@pytest.mark.parametrize("boost_s", [60, 90, 150])
def test_real_time_sharing_warns_by_korean_tracks_through_the_hub(boost_s):
    warned = told("realtime", **{"arcs.low.boost_s": boost_s})
    assert (warned.status, warned.route) == ("warned", "KOR>USA>JPN")


def test_what_passes_on_request_comes_too_late():
    assert told("rules-of-2019").notice_s == told("early-warning").notice_s
