"""Python alone: shipped scenarios, what a console shows, what the logger tells."""

import re

import pytest

import tocsin
from tocsin.scenario import scaffold


@pytest.fixture
def tiny():
    return tocsin.Scenario.from_text(scaffold("island"))


def test_shipped_scenarios_are_listed_and_asked_by_name():
    listed = tocsin.scenarios()
    assert {"northeast-asia", "hosted-veto"} <= set(listed)
    assert all(listed.values())
    world = tocsin.Scenario.shipped("hosted-veto")
    assert (world.title, world.source.stem) == (listed["hosted-veto"], "hosted-veto")
    (policy, *_) = world.policies
    by_name = tocsin.run("hosted-veto", policies=policy)
    assert by_name.to_dict() == tocsin.run(world, policies=[policy]).to_dict()


def test_a_scenario_is_one_line_and_a_small_page(tiny):
    world = tiny
    assert re.fullmatch(
        r"<Scenario 'An island .*: 3 nations, .*2 policies; hash \w{12}>", repr(world)
    )
    assert str(world) == repr(world)
    page = world.updated({"title": "A <b>"})._repr_html_()
    assert "A &lt;b&gt;" in page
    assert {"ISLE, COAST, FAR", "alone, together"} <= set(re.findall("<td>(.*?)</td>", page))
    assert "Notional" in page


def test_the_logger_tells_what_took_time(tiny, caplog):
    with caplog.at_level("DEBUG", logger="tocsin"):
        tocsin.run(tiny)
    told = [record.getMessage() for record in caplog.records if record.name == "tocsin"]
    assert [re.sub(r"[\d.]+", "N", text) for text in told] == [
        "geometry of N cells: N s",
        "run: N s",
    ]
