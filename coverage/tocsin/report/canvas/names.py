"""Names on a canvas: nations, countries about them, the largest places."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tocsin.plot.scene import Scene
from tocsin.report.canvas.ground import Ground, middle_of, shape_in
from tocsin.report.canvas.rings import Frame

if TYPE_CHECKING:
    from tocsin.engine.world import World

# A country of which less shows is not named: share of the canvas.
_LEAST_SHARE = 0.004


@dataclass(frozen=True)
class Name:
    """A name and where it stands, in pixels.

    Attributes
    ----------
    kind : str
        ``nation`` of the scenario, ``country`` about them, ``place``.
    """

    text: str
    kind: str
    right: float
    up: float

    @property
    def plain(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "text": self.text,
            "kind": self.kind,
            "x": round(self.right, 1),
            "y": round(self.up, 1),
        }


def names_of(world: "World", frame: Frame, ground: Ground, scene: Scene) -> tuple[Name, ...]:
    """Return all names in order of weight; the page leaves out those without room.

    Parameters
    ----------
    world : World
    frame : Frame
    ground : Ground
    scene : Scene
    """
    least = _LEAST_SHARE * frame.width * frame.height
    countries = [
        Name(each.name, "country", each.right, each.up)
        for each in sorted(ground.countries, key=lambda each: -each.area)
        if each.area > least and each.code not in world.scenario.nations
    ]
    places = frame.pixels_of(
        [mark.lon for mark in scene.places], [mark.lat for mark in scene.places]
    )
    towns = [
        Name(mark.name, "place", *map(float, at))
        for mark, at in zip(scene.places, places, strict=True)
    ]
    return (*_nations(world, frame, ground), *towns, *countries)


def _nations(world: "World", frame: Frame, ground: Ground) -> Iterator[Name]:
    countries = {each.code: each for each in ground.countries}
    for code, nation in world.scenario.nations.items():
        country = countries.get(code)
        name = nation.name or (country.name if country else code)
        # A nation that only launches, or only shares, may have no territory.
        shape = shape_in(frame, world.territory_of(code)) if nation.territory else None
        if shape is not None and not shape.is_empty:
            yield Name(name, "nation", *middle_of(shape))
        elif shape is None and country is not None:
            yield Name(name, "nation", country.right, country.up)
