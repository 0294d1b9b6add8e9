"""Responders: notional circles with a reaction time; what each covers. No kinematics.

Kept apart from warning: who may act for whom is a rulebook's word, how late a responder's owner
holds a track is the bank's.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.world import World
from tocsin.geometry.near import within_km


@dataclass(frozen=True)
class Responders:
    """The responders of a world, in file order.

    Attributes
    ----------
    owner : ndarray of int, shape (r,)
        Position of the nation that each belongs to.
    reaction_s : ndarray, shape (r,)
        From its owner's holding a track to its being ready [s].
    covers : ndarray of bool, shape (r, cells)
        Whether its circle holds the centre of a cell, by geodesic distance.
    """

    owner: NDArray[np.int64]
    reaction_s: NDArray[np.float64]
    covers: NDArray[np.bool_]

    @classmethod
    def of(cls, world: World) -> "Responders":
        """Lay out the responders of a world."""
        responders = world.scenario.responders.values()
        cells = world.cells
        # Once for a world: no rulebook moves a circle.
        covers = np.zeros((len(responders), len(cells)), dtype=bool)
        for row, responder in enumerate(responders):
            where = responder.lat, responder.lon
            covers[row] = within_km(*where, cells.lat, cells.lon, radius_km=responder.radius_km)
        # Positions, as everywhere in the engine: names are for tables.
        owner = [world.nations.index(responder.owner) for responder in responders]
        reaction_s = [responder.reaction_s for responder in responders]
        return cls(np.array(owner, dtype=np.int64), np.array(reaction_s, dtype=float), covers)

    def __len__(self) -> int:
        """Count the responders."""
        return len(self.owner)
