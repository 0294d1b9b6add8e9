"""From an axis to its levels: what each of its values changes."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tocsin.errors import InputError
from tocsin.sharing.duties import turning_days

from .vocabulary import BLANK_POLICY, Axis, Sites, Span

if TYPE_CHECKING:
    from tocsin.engine.world import World
    from tocsin.scenario import Scenario


class Column(NamedTuple):
    """A column of a study's table.

    Attributes
    ----------
    name : str
    kind : {'text', 'real', 'whole', 'flag', 'day'}
    """

    name: str
    kind: str


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
        # Levels of one dimension are of one kind, but one of them may change nothing.
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
            # As a list would answer: a slice, a negative index, an IndexError that ends a loop.
            return [self._make(i) for i in range(*index.indices(self._count))]
        if not -self._count <= index < self._count:
            raise IndexError(index)
        return self._make(index % self._count)


def dimensions(name: str, axis: Axis, base: "Scenario") -> list[Dimension]:
    """Return the dimensions of an axis that is not sampled; agreements give one each."""
    return _MAKERS[axis.way](name, axis, base)


def _one(name: str, levels: Sequence[Level]) -> list[Dimension]:
    kind = kind_of(level.values[0] for level in levels)
    return [Dimension(name, (Column(name, kind),), tuple(levels))]


def _values(name: str, axis: Axis, base: "Scenario") -> list[Dimension]:
    values = axis.values or spaced(axis)
    # A column has one type: mixed values and lists are kept as text, but set as they are.
    if kind_of(values) != "text":
        return _one(name, [Level((v,), dict.fromkeys(axis.path or (), v)) for v in values])
    return _one(name, [Level((str(v),), dict.fromkeys(axis.path or (), v)) for v in values])


def spaced(axis: Axis) -> list[float]:
    """Return the steps of a range.

    Both ends are exact, whatever the scale.

    Examples
    --------
    >>> spaced(Axis(path="seed", range=(1.0, 100.0), steps=3, scale="log"))
    [1.0, 10.0, 100.0]
    """
    assert axis.range is not None
    assert axis.steps is not None
    low, high = axis.range
    # Neither gives back its ends to the last bit.
    make = np.geomspace if axis.scale == "log" else np.linspace
    return [low, *make(low, high, axis.steps)[1:-1].tolist(), high]


def _choices(name: str, axis: Axis, base: "Scenario") -> list[Dimension]:
    chosen = axis.choices or {}
    return _one(name, [Level((key,), dict(changes)) for key, changes in chosen.items()])


def _policies(name: str, axis: Axis, base: "Scenario") -> list[Dimension]:
    # The blank policy is ours, for axes of dates and agreements; nobody asked for it.
    own = [policy for policy in base.policies if policy != BLANK_POLICY]
    names = own if axis.policies == "all" else axis.policies or ()
    return _one(name, [Level((policy,), policy=policy) for policy in names])


def _dates(name: str, axis: Axis, base: "Scenario") -> list[Dimension]:
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
    """Return the days on which the agreements in force change, in order.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = Scenario.from_text(scaffold("island"))
    >>> dates = {"agreements.promise.in_force": ["1996-04-01", None]}
    >>> change_days(world.updated(dates))
    [datetime.date(1996, 4, 1)]
    """
    return turning_days(base.agreements.values())


def _span(span: Span) -> Iterator[date]:
    months = 12 if span.every == "year" else 1
    # Days end with the year 9999, after 119,988 months: no span is cut short in practice.
    for step in range(100_000):
        year, month = divmod(span.from_.year * 12 + span.from_.month - 1 + step * months, 12)
        # The 31st of a shorter month is its last day that every month has.
        day = date(year, month + 1, min(span.from_.day, 28))
        if day > span.to:
            return
        yield day


def _agreements(name: str, axis: Axis, base: "Scenario") -> list[Dimension]:
    sharing = [key for key, terms in base.agreements.items() if terms.kind == "sharing"]
    names = sharing if axis.agreements == "all" else axis.agreements or ()
    factors = []
    for agreement in names:
        alone = frozenset([agreement])
        # Two levels each: a full plan of n agreements has 2^n runs, a design for their worth.
        levels = [Level((False,), minus=alone), Level((True,), plus=alone)]
        factors += _one(identifier(agreement), levels)
    return factors


def _shocks(name: str, axis: Axis, base: "Scenario") -> list[Dimension]:
    names = tuple(base.shocks) if axis.shocks == "all" else axis.shocks or ()
    alone = [Level((shock,), suspended=frozenset(base.shocks[shock].suspends)) for shock in names]
    # The base without any shock comes first: what the others are compared with.
    return _one(name, [Level(("none",)), *alone])


def _seeds(name: str, axis: Axis, base: "Scenario") -> list[Dimension]:
    seeds = range(axis.seeds) if isinstance(axis.seeds, int) else axis.seeds or ()
    # Made when asked for: a million seeds are a number, not a list.
    levels = Lazy(len(seeds), lambda step: Level((seeds[step],), seed=seeds[step]))
    return [Dimension(name, (Column(name, "whole"),), levels)]


def _sites(name: str, axis: Axis, base: "Scenario") -> list[Dimension]:
    assert axis.sites is not None
    levels = site_levels(base, axis.sites)
    kinds = {"lat": "whole", "lon": "whole", "host": "text"}
    columns = tuple(Column(f"{name}_{part}", kind) for part, kind in kinds.items())
    return [Dimension(name, columns, levels)]


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


def site_levels(base: "Scenario", sites: Sites) -> tuple[Level, ...]:
    """Return a level for each site, nation by nation, from south to north.

    Raises
    ------
    InputError
        If no site lies on the soil of the nations.
    """
    from tocsin.engine.world import World

    world = World(base)
    sensor = f"sensors.{sites.sensor}"
    levels = []
    for nation in sites.on:
        for lat, lon in _on_soil(world, nation, sites.spacing_deg):
            changes = {f"{sensor}.lat": lat, f"{sensor}.lon": lon, f"{sensor}.host": nation}
            if sites.face is not None:
                changes[f"{sensor}.facing_deg"] = _azimuth_deg(base, (lat, lon), sites.face)
            levels.append(Level((lat, lon, nation), changes))
    if not levels:
        raise InputError(
            f"No site {sites.spacing_deg} degrees apart on the soil of {', '.join(sites.on)}. "
            "Use a smaller spacing_deg."
        )
    return tuple(levels)


def _on_soil(world: "World", nation: str, spacing_deg: int) -> list[tuple[int, int]]:
    import shapely

    shape = world.territory_of(nation)
    west, south, east, north = shape.bounds
    lat, lon = (
        spacing_deg * np.arange(np.ceil(low / spacing_deg), np.floor(high / spacing_deg) + 1)
        for low, high in ((south, north), (west, east))
    )
    # Whole degrees only, as every site of a scenario.
    lats, lons = np.meshgrid(lat, lon, indexing="ij")
    inside = shapely.contains_xy(shape, lons, lats)
    return [(int(a), int(b)) for a, b in zip(lats[inside], lons[inside], strict=True)]


def _azimuth_deg(base: "Scenario", site: tuple[int, int], area: str) -> float:
    from tocsin.geometry.earth import geodesics

    launch = base.launches[area]
    azimuth = float(geodesics(*site, launch.lat, launch.lon)[0][0])
    return float(round(azimuth) % 360)


def identifier(text: str) -> str:
    """Return a name that SQL takes without quotes.

    Examples
    --------
    >>> identifier("sensors.forward-x-band.r1_km"), identifier("2023-pact")
    ('sensors_forward_x_band_r1_km', 'a_2023_pact')
    """
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return plain if plain[:1].isalpha() else f"a_{plain}"


def kind_of(values: Iterable[object]) -> str:
    """Return the kind of a column that holds some values.

    Examples
    --------
    >>> kind_of([1, 2]), kind_of([1, 2.5]), kind_of([True]), kind_of([1, "x"])
    ('whole', 'real', 'flag', 'text')
    """
    # Types, not values: True is an int to Python, and a flag to a reader.
    kinds = {type(value) for value in values}
    if kinds <= {bool}:
        return "flag"
    if kinds <= {int}:
        return "whole"
    if kinds <= {int, float}:
        return "real"
    return "day" if all(issubclass(kind, date) for kind in kinds) else "text"
