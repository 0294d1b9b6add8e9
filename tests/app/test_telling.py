"""A verdict in the words of the page."""

import tocsin
from tocsin.app.telling import told, unknown_words
from tocsin.scenario import Scenario
from tocsin.scenario.unknowns import unknowns_of

from .conftest import SMALL

NAMED = {
    "nations.EAST.name": "The eastern shore",
    "assumptions": {"no-eye": {"title": "The satellite is out", "sensors.eye": None}},
}


def test_every_unknown_of_the_shipped_worlds_has_words():
    for name in ("northeast-asia", "unknown-edge", "hosted-veto"):
        scenario = Scenario.shipped(name)
        words = unknown_words(scenario)
        for unknown in unknowns_of(scenario):
            # Only what a file writes with a range of its own is told by its path.
            if unknown.is_switch or any(each.path.startswith("cards.") for each in unknown.ranges):
                assert words[unknown.name] != unknown.name
                assert "_" not in words[unknown.name]


def test_nations_and_unknowns_are_told_by_what_readers_call_them():
    scenario = Scenario.from_text(SMALL).updated(NAMED)
    found = tocsin.verdict(scenario, "before", "after", draws=64, why=True, threads=1)
    said = told(found, scenario)
    assert len(said["said"]) == 1
    assert said["said"][0].startswith("The eastern shore: ")
    assert [each["words"] for each in said["drivers"] if each["unknown"] == "no-eye"] == [
        "\u201cThe satellite is out\u201d"
    ]
    assert said["flips"]
    for sentence in said["flips"]:
        assert sentence.startswith("The eastern shore: ")
        assert "delays." not in sentence
        assert "no-eye" not in sentence
    assert said["boxes"] == found.to_dict()["boxes"]
