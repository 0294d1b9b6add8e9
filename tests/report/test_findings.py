"""The finding in a map's title says what its cells say."""

import numpy as np

from tocsin.answers.compare import CHANGES
from tocsin.plot.world_scene import fictional_lands
from tocsin.report.atlas import Atlas, Sheet
from tocsin.report.findings import change_finding, warning_finding
from tocsin.words import minutes


def test_a_title_says_the_median_cell_of_each_nation(result):
    atlas = Atlas(result)
    values = atlas.values(Sheet("warning", "full-mesh"))
    said = warning_finding(result.world, values)
    world = result.world
    for index in np.unique(world.cells.nation):
        name = world.scenario.nations[world.nations[index]].name or world.nations[index]
        part = values.value_s[world.cells.nation == index]
        assert f"{name} {minutes(float(np.median(part)))}" in said


def test_a_change_names_who_gains_and_who_does_not(result):
    world = result.world
    first, *_ = np.unique(world.cells.nation)
    of_first = world.cells.nation == first
    codes = np.where(of_first, CHANGES.index("newly warned"), CHANGES.index("later"))
    said = change_finding(world, np.where(of_first, np.nan, -61.0), codes)
    assert "newly warned everywhere" in said
    assert "−1:01" in said
    still = np.full(len(codes), CHANGES.index("no change"))
    assert change_finding(world, np.zeros(len(codes)), still).count("no change") == len(
        np.unique(world.cells.nation)
    )


def test_the_ground_of_real_nations_is_the_real_one(result):
    lands = fictional_lands(result.world)
    assert {land.name for land in lands} == {
        nation.name or code
        for code, nation in result.scenario.nations.items()
        if nation.territory is not None
    }
