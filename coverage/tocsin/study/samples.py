"""Sampled axes: numbers drawn between two ends, those of the cards among them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import InputError
from tocsin.words import did_you_mean

from .axes import Column, Dimension, Lazy, Level, identifier
from .vocabulary import Axis, Sample

if TYPE_CHECKING:
    from tocsin.scenario import Scenario


class CardRange(NamedTuple):
    """A card number that is varied."""

    path: str
    low: float
    high: float


def card_ranges(scenario: "Scenario", wanted: Sequence[str] | str) -> list[CardRange]:
    """Return the card numbers that are meant, each with its range.

    Parameters
    ----------
    scenario : Scenario
    wanted : "all" or sequence of str
        Groups (``delays``), classes (``medium``) or single numbers (``delays.auto_s``,
        ``sensors.ship-s-band.r1_km``).

    Returns
    -------
    list of CardRange
        Only classes that the scenario uses, and numbers whose low and high differ.

    Raises
    ------
    InputError
        If a word stands for none of them.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> card_ranges(Scenario.from_text(scaffold("starter")), ["delays.auto_s"])
    [CardRange(path='cards.delays.auto_s', low=2.0, high=10.0)]
    """
    rows = list(_spread(scenario))
    if wanted == "all":
        return [row for row, _ in rows]
    known = list(dict.fromkeys(word for _, words in rows for word in words))
    problems = [
        f"No card number {word!r} with a spread is in use.{did_you_mean(word, known)}"
        for word in wanted
        if word not in known
    ]
    if problems:
        raise InputError(problems)
    return [row for row, words in rows if set(words) & set(wanted)]


def _spread(scenario: "Scenario") -> list[tuple[CardRange, tuple[str, ...]]]:
    """Card numbers in use whose low and high differ, each with the words that stand for it."""
    used: dict[str, set[str]] = {
        "sensors": {sensor.class_name for sensor in scenario.sensors.values()},
        "arcs": {arc.class_name or "" for arc in scenario.arcs.values()},
        "delays": {""},
    }
    ranges: list[tuple[CardRange, tuple[str, ...]]] = []
    for card in scenario.cards.table():
        group, name, key = card["group"], card["class"], card["key"]
        # A card that nobody uses, or that has no spread, would be a direction without effect.
        if name in used[group] and card["low"] < card["high"]:
            path = ".".join(part for part in (group, name, key) if part)
            words = tuple(word for word in (path, group, name) if word)
            ranges.append((CardRange(f"cards.{path}", card["low"], card["high"]), words))
    return ranges


class _Direction(NamedTuple):
    """One direction of the sample: a column, and the paths that get its numbers."""

    column: str
    paths: Sequence[str]
    low: float
    high: float
    log: bool

    def stretch(self, unit: NDArray[np.float64]) -> NDArray[np.float64]:
        """Bring numbers from [0, 1) between the two ends."""
        if self.log:
            # Even in the logarithm: as many points between 1 and 10 as between 10 and 100.
            numbers = self.low * (self.high / self.low) ** unit
        else:
            numbers = self.low + (self.high - self.low) * unit
        # Rounding may lead past an end, which a field's limits would refuse.
        return np.clip(numbers, self.low, self.high)


def sampled(axes: Mapping[str, Axis], base: "Scenario", sample: Sample) -> Dimension:
    """Return the one dimension that all sampled axes make together.

    They share the points: combined in full, a few ranges would already be more runs than a
    machine can do.
    """
    directions = [drawn for name, axis in axes.items() for drawn in _directions(name, axis, base)]
    # All points at once, since a hypercube is a property of all of them together.
    unit = _unit_points(sample, len(directions))
    points = np.empty_like(unit)
    for column, drawn in enumerate(directions):
        points[:, column] = drawn.stretch(unit[:, column])
    # The number of the point, so that rows of one point can be found together.
    columns = (Column("sample", "whole"), *(Column(drawn.column, "real") for drawn in directions))

    def level(step: int) -> Level:
        numbers = points[step].tolist()
        changes = {
            path: number
            for drawn, number in zip(directions, numbers, strict=True)
            for path in drawn.paths
        }
        return Level((step, *numbers), changes)

    return Dimension("sample", columns, Lazy(len(points), level))


def _directions(name: str, axis: Axis, base: "Scenario") -> Iterator[_Direction]:
    if axis.cards is not None:
        for card in card_ranges(base, axis.cards):
            column = identifier(card.path.removeprefix("cards."))
            # A card's spread says nothing of its shape: evenly between the two ends.
            yield _Direction(column, (card.path,), card.low, card.high, log=False)
    elif axis.range is not None:
        low, high = axis.range
        yield _Direction(name, axis.path or (), low, high, log=axis.scale == "log")


def _unit_points(sample: Sample, count: int) -> NDArray[np.float64]:
    from scipy.stats import qmc

    # Independent draws need no engine, and no import of scipy.
    if sample.method == "random":
        return np.random.default_rng(sample.seed).random((sample.n, count))
    engine = qmc.Sobol if sample.method == "sobol" else qmc.LatinHypercube
    points: NDArray[np.float64] = engine(count, seed=sample.seed).random(sample.n)
    return points
