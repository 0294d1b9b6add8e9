"""Land, places and far parts of the target nations."""

import pytest

from tocsin.engine.extent import far_off
from tocsin.engine.world import World
from tocsin.geometry.parts import far_parts
from tocsin.geometry.territory import country, polygon
from tocsin.scenario import Scenario, scaffold


def test_far_parts_are_named_with_a_clip_that_leaves_them_out():
    island = Scenario.from_text(scaffold("island"))
    (told,) = far_off(World(island.updated({"nations.ISLE.territory": {"country": "FRA"}})))
    assert told.startswith("ISLE has parts up to 8,")
    assert told.endswith("clip: {west: -5, south: 41, east: 10, north: 52}.")
    clip = {"west": -5, "south": 41, "east": 10, "north": 52}
    mainland = island.updated({"nations.ISLE.territory": {"country": "FRA", "clip": clip}})
    assert list(far_off(World(mainland))) == []


@pytest.mark.parametrize("code", ["RUS", "FJI", "JPN"])
def test_parts_over_the_antimeridian_are_near(code):
    assert far_parts(country(code)) is None


def test_the_box_runs_over_the_antimeridian_where_the_parts_do():
    squares = [[[lon, 0], [lon + 2, 0], [lon + 2, 2], [lon, 2]] for lon in (170, 181, 240)]
    far = far_parts(polygon([[square] for square in squares]))
    assert far.near_bounds == (170, 0, -177, 2)
