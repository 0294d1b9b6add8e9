"""What is drawn: cards in use, numbers with a range, assumptions; what is fixed."""

import copy
import pickle

import pytest

from tocsin.errors import InputError
from tocsin.fields import Drawn
from tocsin.scenario import Scenario
from tocsin.scenario.source import scenario_of
from tocsin.scenario.unknowns import Range, assumed, ranges_of, unknowns_of

SPREAD = {"low": 3, "value": 5, "high": 9}


@pytest.fixture
def scenario(world) -> Scenario:
    return Scenario.from_dict(world)


def test_cross_section_is_one_unknown_of_all_arcs():
    asia = scenario_of("northeast-asia")
    cross_section = ranges_of(asia)["cross-section"]
    assert {each.path.split(".")[2] for each in cross_section} == {
        "short", "medium", "intermediate", "low-flyer",
    }  # fmt: skip
    assert all(each.is_log for each in cross_section)


def test_a_plain_number_is_fixed_and_a_range_is_drawn(scenario):
    assert "arcs.medium.boost_s" in ranges_of(scenario)
    fixed = scenario.updated({"arcs.medium.boost_s": 100})
    assert not any("boost_s" in name for name in ranges_of(fixed))
    card = scenario.updated({"cards.arcs.medium.boost_s": 100})
    assert not any("boost_s" in name for name in ranges_of(card))
    drawn = scenario.updated({"arcs.medium.boost_s": SPREAD})
    path = "arcs.medium.boost_s"
    assert ranges_of(drawn)[path] == (Range(path, 3.0, 9.0, 5.0),)


def test_a_class_that_nobody_uses_is_not_drawn(scenario):
    assert not any("geo-infrared" in name for name in ranges_of(scenario))


def test_a_drawn_number_stays_one_through_copies(scenario):
    drawn = scenario.updated({"sensors.eye.alert_s": SPREAD})
    for again in (
        pickle.loads(pickle.dumps(drawn)),
        Scenario.from_text(drawn.to_yaml()),
        drawn.updated({"seed": 4}),
    ):
        number = again.sensors["eye"].alert_s
        assert isinstance(number, Drawn)
        assert (number, number.low, number.high) == (5.0, 3.0, 9.0)
    assert copy.deepcopy(drawn.sensors["eye"].alert_s).high == 9.0
    assert drawn.sensor_spec("eye").alert_s == 5.0


def test_an_assumption_brings_and_takes_entries(scenario):
    blind = {"title": "No eye", "sensors.eye": None}
    other = {"sensors.far": {"class": "airborne", "owner": "BBB", "lat": 3, "lon": 3}}
    both = scenario.updated({"assumptions": {"blind": blind, "other": other}})
    assert Scenario.from_text(both.to_yaml()) == both
    names = [each.name for each in unknowns_of(both)]
    assert names[-2:] == ["blind", "other"]
    assert any(name.startswith("sensors.airborne") for name in names)
    assert list(assumed(both, ("blind", "other")).sensors) == ["far"]
    assert list(assumed(both, ()).sensors) == ["eye"]
    assert assumed(both, ("blind",)).assumptions == {}


def test_assumptions_that_do_not_go_together(scenario):
    clash = {"blind": {"sensors.eye": None}, "deaf": {"sensors.eye.alert_s": 9}}
    both = scenario.updated({"assumptions": clash})
    with pytest.raises(InputError, match="sensors has no 'eye'"):
        assumed(both, ("blind", "deaf"))


def test_a_problem_of_an_assumption_names_its_line():
    text = """
tocsin: 1
nations: {A: {}, B: {}}
launches: {west: {nation: A, lat: 0, lon: 0}}
arcs: {short: {class: short}}
targets: {points: {port: {lat: 0, lon: 9, nation: B}}}
assumptions:
  gone:
    sensors.eye: null
"""
    with pytest.raises(InputError, match="file:8: Unknown path"):
        Scenario.from_text(text, name="file")
