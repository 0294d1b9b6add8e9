"""Arcs that have been solved, kept for scenarios that differ in other things."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from tocsin.geometry.arcs import Arcs
    from tocsin.scenario.specs import ArcSpec


class Solved:
    """Arcs that have been solved, for worlds with the same launch points and cells.

    Length of boost has no part in an ellipse, so that arcs which differ in it alone are solved
    once. Of low-flyers only the last are kept: their height is drawn.
    """

    def __init__(self) -> None:
        self._held: dict[tuple[Any, ...], tuple[Any, Arcs]] = {}

    def get(self, place: tuple[Any, ...], spec: "ArcSpec", solve: Callable[[], "Arcs"]) -> "Arcs":
        """Return the arcs of a class from a place, solved now or before.

        Parameters
        ----------
        place : tuple
            Launch point, class and cells.
        spec : ArcSpec
        solve : callable
            Solves them.
        """
        path = (spec.kind, spec.profile, spec.value, spec.altitude_km, spec.speed_m_s)
        known, arcs = self._held.get(place, (None, None))
        if arcs is None or known != path:
            arcs = solve()
            self._held[place] = path, arcs
        if spec.kind == "cruise":
            return arcs
        return replace(arcs, boost_s=np.full(len(arcs), float(spec.boost_s)))
