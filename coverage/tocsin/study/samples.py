"""Sampled axes: numbers drawn between two ends, those of the cards among them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.draws import latin_hypercube
from tocsin.errors import InputError
from tocsin.scenario.unknowns import Range, between, card_numbers, ranges_of
from tocsin.words import did_you_mean

from .axes import Column, Dimension, Lazy, Level, identifier
from .vocabulary import Axis, Sample

if TYPE_CHECKING:
    from tocsin.scenario import Scenario


def card_ranges(scenario: "Scenario", wanted: Sequence[str] | str) -> list[Range]:
    """Return the card numbers that are meant, each with its range.

    Parameters
    ----------
    scenario : Scenario
    wanted : "all" or sequence of str
        Groups (``delays``), classes (``medium``) or single numbers (``delays.auto_s``,
        ``sensors.ship-s-band.r1_km``).

    Returns
    -------
    list of Range
        Only classes that the scenario uses, and numbers whose low and high differ.

    Raises
    ------
    InputError
        If a word stands for none of them.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> card_ranges(Scenario.from_text(scaffold("starter")), ["delays.auto_s"])
    [Range(path='cards.delays.auto_s', low=2.0, high=10.0, value=5.0)]
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


def _spread(scenario: "Scenario") -> Iterator[tuple[Range, tuple[str, ...]]]:
    """Card numbers in use whose low and high differ, each with the words that stand for it."""
    for card, _ in card_numbers(scenario):
        path = card.path.removeprefix("cards.")
        group, _, rest = path.partition(".")
        name = rest.rpartition(".")[0]
        yield card, tuple(word for word in (path, group, name) if word)


class _Direction(NamedTuple):
    """One direction of the sample: a column, and what each path gets: low, high, scale."""

    column: str
    paths: Mapping[str, tuple[float, float, bool]]

    def changes(self, share: float) -> dict[str, float]:
        """Return what stands at each path, a share of the way from low to high."""
        return {
            path: between(low, high, share, is_log=is_log)
            for path, (low, high, is_log) in self.paths.items()
        }


def sampled(axes: Mapping[str, Axis], base: "Scenario", sample: Sample) -> Dimension:
    """Return the one dimension that all sampled axes make together.

    They share the points: combined in full, a few ranges would already be more runs than a
    machine can do.
    """
    directions = [drawn for name, axis in axes.items() for drawn in _directions(name, axis, base)]
    # All points at once, since a hypercube is a property of all of them together.
    unit = _unit_points(sample, len(directions))
    # The number of the point, so that rows of one point can be found together.
    columns = (Column("sample", "whole"), *(Column(drawn.column, "real") for drawn in directions))

    def level(step: int) -> Level:
        shares = unit[step].tolist()
        drawn = [each.changes(share) for each, share in zip(directions, shares, strict=True)]
        # Cards that are one unknown move together: the first stands for them in the table.
        numbers = [next(iter(changes.values())) for changes in drawn]
        return Level((step, *numbers), {path: n for each in drawn for path, n in each.items()})

    return Dimension("sample", columns, Lazy(len(unit), level))


def _directions(name: str, axis: Axis, base: "Scenario") -> Iterator[_Direction]:
    if axis.cards is not None:
        wanted = {card.path for card in card_ranges(base, axis.cards)}
        for unknown, ranges in ranges_of(base).items():
            paths = {r.path: (r.low, r.high, r.is_log) for r in ranges if r.path in wanted}
            if paths:
                yield _Direction(identifier(unknown), paths)
    elif axis.range is not None:
        low, high = axis.range
        ends = (low, high, axis.scale == "log")
        yield _Direction(name, dict.fromkeys(axis.path or (), ends))


def _unit_points(sample: Sample, count: int) -> NDArray[np.float64]:
    if sample.method == "random":
        return np.random.default_rng(sample.seed).random((sample.n, count))
    if sample.method != "sobol":
        return latin_hypercube(sample.n, count, seed=sample.seed)
    from scipy.stats import qmc

    points: NDArray[np.float64] = qmc.Sobol(count, seed=sample.seed).random(sample.n)
    return points
