"""From an axis to its levels: what each of its values changes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from tocsin.errors import InputError

from .cardpick import card_ranges
from .columns import Column, identifier, kind_of

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

    from .models import Axis, Sample, Span


@dataclass(frozen=True)
class Level:
    """One value of an axis, or of several that go together.

    Attributes
    ----------
    values : tuple
        For the axis's columns.
    changes : dict
        Dotted paths of the scenario and what they get.
    policy, as_of, seed
        Policy, day and seed of the run, where the axis sets them.
    plus, minus, suspended : frozenset of str
        Agreements put in, taken out, suspended.
    """

    values: tuple[Any, ...]
    changes: dict[str, Any] = field(default_factory=dict)
    policy: str | None = None
    as_of: date | None = None
    seed: int | None = None
    plus: frozenset[str] = frozenset()
    minus: frozenset[str] = frozenset()
    suspended: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Dimension:
    """One direction of a plan: columns, and a level for each step."""

    name: str
    columns: tuple[Column, ...]
    levels: Sequence[Level]

    @property
    def changes_world(self) -> bool:
        """Whether its levels change the scenario, rather than ride on it as a policy does."""
        return any(level.changes for level in self.levels[:2])


class Lazy(Sequence[Level]):
    """Levels that are made when asked for: there may be a million."""

    def __init__(self, count: int, make: Callable[[int], Level]) -> None:
        self._count = count
        self._make = make

    def __len__(self) -> int:
        """Count them."""
        return self._count

    def __getitem__(self, index: Any) -> Any:
        """Return one level, or a list of levels for a slice."""
        if isinstance(index, slice):
            return [self._make(i) for i in range(*index.indices(self._count))]
        if not -self._count <= index < self._count:
            raise IndexError(index)
        return self._make(index % self._count)


def dimensions(name: str, axis: "Axis", base: "Scenario") -> list[Dimension]:
    """Return the dimensions of an axis that is not sampled; agreements give one each."""
    return _MAKERS[axis.way](name, axis, base)


def _one(name: str, levels: Sequence[Level]) -> list[Dimension]:
    kind = kind_of(level.values[0] for level in levels)
    return [Dimension(name, (Column(name, kind),), tuple(levels))]


def _values(name: str, axis: "Axis", base: "Scenario") -> list[Dimension]:
    values = axis.values or spaced(axis)
    if kind_of(values) != "text":
        return _one(name, [Level((v,), dict.fromkeys(axis.path or (), v)) for v in values])
    return _one(name, [Level((str(v),), dict.fromkeys(axis.path or (), v)) for v in values])


def spaced(axis: "Axis") -> list[float]:
    """Return the steps of a range.

    Both ends are exact, whatever the scale.
    """
    assert axis.range is not None
    assert axis.steps is not None
    low, high = axis.range
    make = np.geomspace if axis.scale == "log" else np.linspace
    return [low, *make(low, high, axis.steps)[1:-1].tolist(), high]


def _choices(name: str, axis: "Axis", base: "Scenario") -> list[Dimension]:
    chosen = axis.choices or {}
    return _one(name, [Level((key,), dict(changes)) for key, changes in chosen.items()])


def _policies(name: str, axis: "Axis", base: "Scenario") -> list[Dimension]:
    from .fit import BLANK_POLICY

    own = [each for each in base.policies if each != BLANK_POLICY]
    names = own if axis.policies == "all" else axis.policies or ()
    return _one(name, [Level((each,), policy=each) for each in names])


def _dates(name: str, axis: "Axis", base: "Scenario") -> list[Dimension]:
    if axis.dates == "all":
        days = change_days(base)
    elif isinstance(axis.dates, tuple):
        days = list(axis.dates)
    else:
        assert axis.dates is not None
        days = list(_span(axis.dates))
    if not days:
        raise InputError(f"Axis {name!r}: no agreement of the base has a date. Name dates.")
    return _one(name, [Level((day,), as_of=day) for day in days])


def change_days(base: "Scenario") -> list[date]:
    """Return the days on which the agreements in force change, in order."""
    real = [each.in_force for each in base.agreements.values() if not each.hypothetical]
    return sorted({day for span in real if span for day in span if day is not None})


def _span(span: "Span") -> Iterator[date]:
    months = 12 if span.every == "year" else 1
    for step in range(100_000):
        year, month = divmod(span.from_.year * 12 + span.from_.month - 1 + step * months, 12)
        # The 31st of a shorter month is its last day that every month has.
        day = date(year, month + 1, min(span.from_.day, 28))
        if day > span.to:
            return
        yield day


def _agreements(name: str, axis: "Axis", base: "Scenario") -> list[Dimension]:
    every = [key for key, each in base.agreements.items() if each.kind == "sharing"]
    names = every if axis.agreements == "all" else axis.agreements or ()
    found = []
    for each in names:
        out = Level((False,), minus=frozenset([each]))
        found += _one(identifier(each), [out, Level((True,), plus=frozenset([each]))])
    return found


def _shocks(name: str, axis: "Axis", base: "Scenario") -> list[Dimension]:
    names = tuple(base.shocks) if axis.shocks == "all" else axis.shocks or ()
    alone = [Level((n,), suspended=frozenset(base.shocks[n].suspends)) for n in names]
    return _one(name, [Level(("none",)), *alone])


def _seeds(name: str, axis: "Axis", base: "Scenario") -> list[Dimension]:
    seeds = range(axis.seeds) if isinstance(axis.seeds, int) else axis.seeds or ()
    levels = Lazy(len(seeds), lambda step: Level((seeds[step],), seed=seeds[step]))
    return [Dimension(name, (Column(name, "whole"),), levels)]


def _sites(name: str, axis: "Axis", base: "Scenario") -> list[Dimension]:
    from .sites import site_levels

    assert axis.sites is not None
    levels = site_levels(base, axis.sites)
    columns = [(f"{name}_lat", "whole"), (f"{name}_lon", "whole"), (f"{name}_host", "text")]
    return [Dimension(name, tuple(Column(*each) for each in columns), levels)]


_MAKERS = {
    "values": _values,
    "range": _values,
    "choices": _choices,
    "sites": _sites,
    "policies": _policies,
    "dates": _dates,
    "agreements": _agreements,
    "shocks": _shocks,
    "seeds": _seeds,
}


def sampled(axes: dict[str, "Axis"], base: "Scenario", sample: "Sample") -> Dimension:
    """Return the one dimension that all sampled axes make together."""
    names: list[str] = []
    paths: list[Sequence[str]] = []
    spans: list[tuple[float, float, bool]] = []
    for name, axis in axes.items():
        if axis.cards is not None:
            for card in card_ranges(base, axis.cards):
                names.append(identifier(card.path.removeprefix("cards.")))
                paths.append((card.path,))
                spans.append((card.low, card.high, False))
        elif axis.range is not None:
            names.append(name)
            paths.append(axis.path or ())
            spans.append((axis.range[0], axis.range[1], axis.scale == "log"))
    points = _stretched(_unit_points(sample, len(names)), spans)
    columns = (Column("sample", "whole"), *(Column(name, "real") for name in names))

    def level(step: int) -> Level:
        row = points[step].tolist()
        changes = {p: v for each, v in zip(paths, row, strict=True) for p in each}
        return Level((step, *row), changes)

    return Dimension("sample", columns, Lazy(len(points), level))


def _unit_points(sample: "Sample", count: int) -> np.ndarray:
    from scipy.stats import qmc

    if sample.method == "random":
        return np.random.default_rng(sample.seed).random((sample.n, count))
    engine = qmc.Sobol if sample.method == "sobol" else qmc.LatinHypercube
    return engine(count, seed=sample.seed).random(sample.n)


def _stretched(unit: np.ndarray, spans: Sequence[tuple[float, float, bool]]) -> np.ndarray:
    points = np.empty_like(unit)
    for column, (low, high, log) in enumerate(spans):
        if log:
            points[:, column] = low * (high / low) ** unit[:, column]
        else:
            points[:, column] = low + (high - low) * unit[:, column]
        np.clip(points[:, column], low, high, out=points[:, column])
    return points
