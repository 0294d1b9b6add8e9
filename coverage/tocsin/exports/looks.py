"""How layers look in programs that can be told: the classes and colours of our own maps."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.exports.layers import Layer

if TYPE_CHECKING:
    from tocsin.engine.world import World

SHOWN_AS = "shown_as"
"""Column that says under which label of the key a row is shown."""


class Look(NamedTuple):
    """How some things of a layer are drawn.

    Attributes
    ----------
    label : str
        Line of the key.
    color : str
        ``#rrggbb``.
    opacity : float
        Of areas, 0 to 1; outlines and lines are opaque.
    width : float
        Of outlines and lines, pixels.
    """

    label: str
    color: str
    opacity: float
    width: float

    def rgba(self, *, filled: bool) -> tuple[int, int, int, int]:
        """Return red, green, blue and opacity, 0 to 255, of an area or of a line.

        Examples
        --------
        >>> Look("late", "#ff8000", 0.5, 1.0).rgba(filled=True)
        (255, 128, 0, 128)
        """
        red, green, blue = (int(self.color[i : i + 2], 16) for i in (1, 3, 5))
        return red, green, blue, round(255 * self.opacity) if filled else 255


class Dress(NamedTuple):
    """The looks of a layer, and which of them each row has.

    Attributes
    ----------
    looks : list of Look
    of : ndarray of int, shape (n,)
        Positions in `looks`.
    """

    looks: list[Look]
    of: NDArray[np.int64]

    @property
    def labels(self) -> list[str]:
        """The label of each row."""
        return [self.looks[each].label for each in self.of]


def dress(layer: Layer, world: "World") -> Dress:
    """Return how a layer looks.

    Cells have the classes of a map of warning, sensors and footprints the colour of their owner,
    arcs that of their status.

    Examples
    --------
    >>> from tocsin.engine.world import World
    >>> from tocsin.exports.layers import sensors_layer
    >>> from tocsin.scenario.source import scenario_of
    >>> world = World(scenario_of("hosted-veto"))
    >>> [look.label for look in dress(sensors_layer(world), world).looks]
    ['ROWAN', 'SORREL', 'LINDEN']
    """
    # Colours live with the figures, and only who dresses a layer waits for those.
    from tocsin.plot import style

    if layer.name == "cells":
        return _of_cells(layer)
    if layer.name == "launches":
        return Dress([Look("launch area", style.LAUNCH, 0.15, 2.0)], np.zeros(len(layer), int))
    if layer.name == "arcs":
        colors = {"warned": style.PALETTE[0], "late": style.PALETTE[2], "never": style.OTHERS}
        return _by(layer.table["status"], colors, opacity=1.0, width=2.0)
    from tocsin.plot.world_scene import owner_colors

    return _by(layer.table["owner"], owner_colors(world), opacity=0.08, width=1.5)


def _of_cells(layer: Layer) -> Dress:
    from tocsin.plot.maps import warning_classes

    table = layer.table
    # What no cell has needs no line in a key.
    classes = [
        each
        for each in warning_classes(table["effective_warning_s"], table["status"])
        if each.members.any()
    ]
    looks = [Look(each.label, each.color, 0.75, 0.2) for each in classes]
    members = np.array([each.members for each in classes]).reshape(len(classes), len(table))
    return Dress(looks, members.argmax(axis=0))


def _by(column: Any, colors: Mapping[str, str], *, opacity: float, width: float) -> Dress:
    names = list(dict.fromkeys(column))
    looks = [Look(str(name), colors[name], opacity, width) for name in names]
    return Dress(looks, np.array([names.index(name) for name in column], dtype=np.int64))
