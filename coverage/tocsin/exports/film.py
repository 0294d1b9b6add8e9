"""A film of one arc as an animated picture: see `tocsin.plot.film`."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from tocsin.answers.explain.cell import explain_cell
from tocsin.constants import NOTIONAL
from tocsin.exports.formats import file_format
from tocsin.words import minutes

if TYPE_CHECKING:
    from tocsin.exports.content import Content

COLORS = 128


@file_format("Film", ".gif", layers=("arcs",))
def write_film(content: "Content", names: tuple[str, ...], path: Path) -> None:
    """Write the film of the first arc: to the largest place of the first nation.

    The options of an export choose another; its own words say which it is.
    """
    from tocsin.plot.explanation import passage_of
    from tocsin.plot.film import Flight, film_of
    from tocsin.plot.world_scene import scene_of

    world = content.world
    track = content.tracks[0]
    told = explain_cell(
        world,
        policy=content.rulebook.name,
        at=str(world.cells.id[track.cell]),
        launch=world.launches.area[track.launch],
        arc=world.arcs[track.arc].id,
    )
    flight = Flight(
        track.time_s,
        track.lon,
        track.lat,
        np.maximum(track.height_m / 1e3, 0.0),
        {row.sensor: row.windows for row in told.sensors if row.windows},
        passage_of(told),
    )
    scene = scene_of(world, footprints=False)
    areas = [each for each in scene.launches if each.name == told.launch]
    places = [each for each in scene.places if each.name == track.place]
    left = f"{minutes(told.warning_s)} left" if told.status == "warned" else told.status
    film = film_of(
        flight,
        scene=replace(scene, launches=areas, places=places),
        title=f"{content.title}: {left}",
        subtitle=f"{told.arc} arc, {told.launch} to {track.place} ({told.nation}). {told.basis}",
    )
    # One palette for all frames, or colours would flicker.
    first = film.frames[len(film.frames) // 2].quantize(COLORS)
    frames = [
        frame.quantize(COLORS, palette=first, dither=Image.Dither.NONE) for frame in film.frames
    ]
    frames[0].save(
        path,
        format="GIF",
        save_all=True,
        append_images=frames[1:],
        duration=list(film.durations_ms),
        loop=0,
        comment=NOTIONAL.encode(),
    )
