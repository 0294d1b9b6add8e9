"""Comments and order of a file survive load, change and save."""

import copy
import pickle

import pytest

from tocsin.scenario import Scenario

TEXT = """\
# A world of two
tocsin: 1
title: 'Two shores'   # fictional
nations:              # the order breaks ties
  EAST: {}
  # The one that is asked
  WEST: {assess_s: 60}  # slow
launches:
  area: {nation: WEST, lat: 0, lon: 0}
arcs: {short: {class: short}}
targets:
  points:
    port: {lat: 0, lon: 9, nation: EAST}
agreements:
  old: {kind: sharing, from: WEST, to: EAST}
  pact:   # the last
    kind: sharing
    from: WEST
    to: EAST
"""


@pytest.fixture
def world():
    return Scenario.from_text(TEXT)


def test_what_did_not_change_is_written_as_it_was(world):
    assert world.to_yaml() == TEXT
    assert Scenario.load("configs/scenarios/northeast-asia.yaml").to_yaml().count("#") > 10
    assert "#" not in world.to_yaml(comments=False)


def test_changed_removed_and_added_stand_in_their_places(world):
    changed = world.updated(
        {
            "nations.WEST.assess_s": 30,
            "agreements.old": None,
            "agreements.new": {"kind": "sharing", "from": "EAST", "to": "WEST"},
        }
    )
    expected = (
        TEXT.replace("assess_s: 60}  #", "assess_s: 30.0} #")
        .replace("  old: {kind: sharing, from: WEST, to: EAST}\n", "")
        .__add__("  new: {from: [EAST], to: [WEST], kind: sharing}\n")
    )
    for each in (changed, copy.deepcopy(changed), pickle.loads(pickle.dumps(changed))):
        assert each.to_yaml() == expected
        assert Scenario.from_text(each.to_yaml()) == each


def test_what_cannot_be_kept_is_written_anew(world, tmp_path):
    (tmp_path / "places.csv").write_text("name,nation,lat,lon,population\nPort,EAST,0,9,5\n")
    (tmp_path / "world.yaml").write_text(TEXT + "places: {file: places.csv}  # here\n")
    loaded = Scenario.load(tmp_path / "world.yaml")
    assert loaded.places[0].name == "Port"
    assert Scenario.from_text(loaded.to_yaml()) == loaded
    plain = Scenario.from_dict(world.to_dict())
    assert Scenario.from_text(plain.to_yaml()) == plain == world
