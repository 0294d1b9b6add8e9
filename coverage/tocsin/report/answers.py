"""The figures of answers that are maps: they are those of a run's atlas, of the same look."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tocsin.answers.answer import draws
from tocsin.errors import InputError
from tocsin.geometry.overlap import folds
from tocsin.words import counted

if TYPE_CHECKING:
    from tocsin.answers.compare import Comparison
    from tocsin.answers.coverage.arcs import ArcCoverage
    from tocsin.answers.coverage.heights import HeightCoverage
    from tocsin.answers.footprint import Footprints, Seen
    from tocsin.answers.run import Result
    from tocsin.plot.scene import Outline
    from tocsin.plot.style import Figure


@draws("run")
def result(answer: "Result") -> "Figure":
    """Draw warning by policy and arc as small multiples; one map where there is one of each."""
    from tocsin.report.atlas import Atlas, Sheet

    if len(answer.policies) == len(answer.world.arcs) == 1:
        return Atlas(answer).draw(Sheet("warning", answer.policies[0]))
    return Atlas(answer).draw(Sheet("multiples"))


@draws("compare")
def comparison(answer: "Comparison") -> "Figure":
    """Draw the change of each cell's median case, as the maps of a run do."""
    # Maps load a library of their own, which other pictures do without.
    from tocsin.report.atlas import Atlas, Sheet

    if answer.result is None:
        raise InputError("Nothing to draw: the comparison was made without a result.")
    return Atlas(answer.result).draw(Sheet("change", answer.b, before=answer.a))


@draws("coverage")
def coverage(answer: "ArcCoverage | HeightCoverage") -> "Figure":
    """Draw each cell under the first policy, under the last, and what the last adds."""
    from tocsin.answers.coverage.heights import HeightCoverage
    from tocsin.plot.coverage import panels
    from tocsin.plot.world_scene import scene_of
    from tocsin.report.coverage import fold_maps, gap_maps

    if isinstance(answer, HeightCoverage):
        cells, maps, what = fold_maps(answer)
    else:
        cells, maps, what = gap_maps(answer)
    return panels(
        cells,
        maps,
        scene=scene_of(answer.world, footprints=False),
        subtitle=f"{what} {answer.basis}",
    )


@draws("footprint")
def footprints(answer: "Footprints") -> "Figure":
    """Draw how many sensors see the same ground, a map a height."""
    from tocsin.engine.world import World
    from tocsin.plot.heights import footprint_multiples
    from tocsin.plot.maps import footprint_map
    from tocsin.plot.scene import Scene
    from tocsin.plot.world_scene import fictional_lands, owner_colors

    world = World(answer.scenario)
    if answer.along is not None:
        return _section(answer, owner_colors(world))
    scene = Scene(lands=fictional_lands(world), colors=owner_colors(world))
    heights = answer.altitudes_km
    panels = {height: _outlines(answer.at(height)) for height in heights}
    title, left_out = _footprint_title(answer), _left_out(answer)
    if len(heights) > 1:
        return footprint_multiples(panels, titles=(title, f"{answer.basis}{left_out}"), scene=scene)
    (height,) = heights
    # The map says the height itself, after what it is told here.
    note = f"{answer.question.basis}{left_out} {answer.rcs_m2:g} m2"
    return footprint_map(
        panels[height], altitude_km=height, title=title, subtitle=note, scene=scene
    )[0]


def _section(answer: "Footprints", colors: Mapping[str, str]) -> "Figure":
    """Draw the section: those that see any of it, without satellites."""
    from tocsin.plot.section import section_chart

    along = answer.along
    assert along is not None
    sensors = [each.sensor for each in _sited(answer.at(answer.altitudes_km[0]))]
    seen = [along.seen(s, rcs_m2=answer.rcs_m2, time_s=answer.time_s) for s in sensors]
    lowest = {
        str(name): rows["lowest_km"].to_numpy() for name, rows in answer.section.groupby("sensor")
    }
    ends = [f"{along.lat[i]:.4g}, {along.lon[i]:.5g}" for i in (0, -1)]
    return section_chart(
        along.ground_range_km,
        along.height_km,
        np.sum(seen, axis=0),
        lowest_km={sensor.id: lowest[sensor.id] for sensor in sensors},
        colors={sensor.id: colors[sensor.owner] for sensor in sensors},
        titles=(
            f"What the sensors see from {ends[0]} to {ends[1]}",
            f"{answer.basis}{_left_out(answer)}",
        ),
    )[0]


def _sited(seen: "Sequence[Seen]") -> "list[Seen]":
    """Those with a site: the cap of a satellite would shade the whole map. All, if none has."""
    return [each for each in seen if each.sensor.site is not None] or list(seen)


def _outlines(seen: "Sequence[Seen]") -> "list[Outline]":
    from tocsin.plot.world_scene import outline_on

    return [outline_on(each.sensor, each.ground) for each in _sited(seen)]


def _left_out(answer: "Footprints") -> str:
    names = {each.sensor.id for each in answer.seen} - {e.sensor.id for e in _sited(answer.seen)}
    return f" Without satellites ({', '.join(sorted(names))})." if names else ""


def _footprint_title(answer: "Footprints") -> str:
    """Say how many see the same ground, where most do."""
    most = {
        height: len(folds([each.ground.shape for each in _sited(answer.at(height))]).area_km2)
        for height in answer.altitudes_km
    }
    height = max(most, key=lambda each: most[each])
    return f"Up to {counted(most[height], 'sensor')} see the same ground, at {height:g} km"
