"""Rules that join several entries: what a class needs, where nations lie, how much there is.

They run on every entry that is valid by itself, so that one load reports all problems.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tocsin.card_numbers import card_value
from tocsin.geometry.place_names import shipped_names, shipped_rows, shipped_tables, unknown
from tocsin.sensors.kind import Finding
from tocsin.sensors.kinds import KINDS
from tocsin.sensors.models import Sensor
from tocsin.sensors.resolve import sensor_problems
from tocsin.sharing.clauses.requires import lacking, rests_on
from tocsin.sharing.vocabulary import Agreement

from .arcs import CARD_KEYS as ARC_KEYS
from .arcs import Arc, Launch
from .cards import Cards, packaged_cards
from .content import Content
from .nations import Nation, Place, place_codes
from .policies import Policy
from .problems import Problem, describe, missing_keys
from .read import Path_
from .references import section
from .resolve import arc_kind
from .targets import Targets

MAX_LAUNCH_POINTS = 2000


@dataclass(frozen=True)
class _Entries:
    """The entries of a file that are valid by themselves.

    data: of the file, plain; whole: its scenario, where all is valid: nothing is checked twice.
    """

    data: dict[str, Any]
    whole: Content | None

    def valid(self, name: str, model: Any) -> Mapping[str, Any]:
        """Return the valid entries of a section, which all are of a model."""
        if self.whole is not None:
            return getattr(self.whole, "policies_given" if name == "policies" else name)
        return {
            key: entry
            for key, raw in section(self.data, name).items()
            if (entry := _try(model, raw)) is not None
        }

    @cached_property
    def nations(self) -> Mapping[str, Nation]:
        return self.valid("nations", Nation)

    @cached_property
    def launches(self) -> Mapping[str, Launch]:
        return self.valid("launches", Launch)

    @cached_property
    def places(self) -> list[Place | None]:
        """The scenario's own places, None for each that is not valid."""
        if self.whole is not None:
            return list(self.whole.places)
        own = self.data.get("places") or []
        return [_try(Place, each) for each in own] if isinstance(own, list) else [None]

    @cached_property
    def targets(self) -> Targets | None:
        return _try(Targets, self.data.get("targets")) if self.whole is None else self.whole.targets

    @cached_property
    def cards(self) -> Cards:
        """The classes as they will be, overrides in place."""
        if self.whole is not None:
            return self.whole.cards
        return packaged_cards().merged(_try(Cards, self.data.get("cards") or {}) or Cards())


def rule_problems(
    data: dict[str, Any], whole: Content | None = None, *, with_names: bool = True
) -> Iterator[Problem]:
    """Yield a problem for every broken rule, each a path and a sentence.

    whole: the scenario of the data, where every entry is valid by itself.
    with_names: also of the rules of names alone, which no change of a number breaks.
    """
    entries = _Entries(data, whole)
    # A rule asks what a sensor really has: of its own or by its class.
    for name, sensor in entries.valid("sensors", Sensor).items():
        yield from _placed(("sensors", name), _sensor_rules(sensor, entries.cards))
    for name, arc in entries.valid("arcs", Arc).items():
        yield from _placed(("arcs", name), _arc_rules(arc, entries.cards))
    nations = entries.nations
    for name, nation in nations.items():
        yield from _placed(("nations", name), _collective_rules(name, nation, nations))
    yield from _territory_rules(entries)
    yield from _launch_rules(entries)
    if with_names:
        yield from _threat_rules(entries)
        yield from _requires_rules(entries)
        yield from _place_rules(entries)
    yield from _class_rules(entries.cards)


def _placed(path: tuple[str, str], found: Iterator[Finding]) -> Iterator[Problem]:
    lacking: dict[str, list[str]] = {}
    for key, what, remedy in found:
        place = (*path, key) if key else path
        if what == f"Missing key {key!r}":
            lacking.setdefault(remedy, []).append(key)
        else:
            yield place, f"{what} {describe(place)}. {remedy}"
    # Keys that one remedy gives are missing together.
    for remedy, keys in lacking.items():
        yield (*path, keys[0]), f"{missing_keys(path, keys)} {remedy}"


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _try(model: Any, raw: Any) -> Any:
    try:
        # Not every entry is of one model: an agreement is of either of two.
        return _adapter(model).validate_python(raw)
    except ValidationError:
        return None


def _sensor_rules(sensor: Sensor, cards: Cards) -> Iterator[Finding]:
    card = cards.sensors.get(sensor.class_name)
    if card is not None and card.kind is not None:
        yield from sensor_problems(sensor, card)


def _arc_rules(arc: Arc, cards: Cards) -> Iterator[Finding]:
    card = cards.arcs.get(arc.class_name) if arc.class_name else None
    if arc.class_name and card is None:
        return
    kind = arc_kind(arc, card)
    if card is not None and (card.kind or "ballistic") != kind:
        remedy = f"The class {arc.class_name} is {card.kind or 'ballistic'}; remove one."
        yield "kind", f"Invalid kind {kind!r}", remedy
    foreign = list(arc.foreign_keys(kind))
    if foreign:
        # Keys of the other kind in place of its own are one mistake: the kind.
        keys = f"key{'s' if len(foreign) > 1 else ''} {', '.join(map(repr, foreign))}"
        remedy = "remove it" if len(foreign) == 1 else "remove them, or write its kind"
        yield foreign[0], f"Unused {keys}", f"The arc is {kind}; {remedy}."
        return
    for key in ARC_KEYS[kind]:
        if key != "rcs_m2" and card_value(arc, card, key) is None:
            yield key, f"Missing key {key!r}", "Give it, or a class such as class: medium."


def _collective_rules(
    name: str, nation: Nation, nations: Mapping[str, Nation]
) -> Iterator[Finding]:
    for member in nation.members:
        inner = nations.get(member)
        if member == name or (inner is not None and inner.members):
            what = f"Invalid member {member!r}"
            yield "members", what, "A member must be a single nation, not a collective."


def _territory_rules(entries: _Entries) -> Iterator[Problem]:
    targets, nations = entries.targets, entries.nations
    if targets is None or targets.points is not None or targets.places is not None:
        return
    for index, name in enumerate(targets.nations):
        if name in nations and nations[name].territory is None:
            path = ("targets", "nations", index)
            yield path, f"Nation {name!r} {describe(path)} has no territory. Give it one."
    # As written: a territory that is wrong by itself is there all the same.
    given = section(entries.data, "nations").values()
    if given and not targets.nations and not any(map(_has_territory, given)):
        text = f"No nation has a territory {describe(('targets',))}."
        yield ("targets",), f"{text} Give one to a nation, or name points."


def _has_territory(nation: Any) -> bool:
    return isinstance(nation, dict) and nation.get("territory") is not None


def _place_rules(entries: _Entries) -> Iterator[Problem]:
    """Refuse territories and targets whose places nobody knows."""
    wanted: dict[Path_, tuple[str, ...]] = {
        ("nations", name, "territory", "places"): each.territory.places
        for name, each in entries.nations.items()
        if each.territory is not None and each.territory.places
    }
    targets = entries.targets
    chosen = targets.places.names if targets is not None and targets.places is not None else None
    # A place that is wrong by itself may be the one that is meant.
    if not (wanted or chosen) or None in entries.places:
        return
    given = [(each.name, each.nation) for each in entries.places if each is not None]
    for path, names in wanted.items():
        nation = str(path[1])
        rows = [given] if given else shipped_tables(nation)
        yield from _unknown_places(path, names, rows, given, [nation])
    if targets is not None and chosen:
        # Places of nations that are no targets are left out before anybody looks for a name.
        asked = targets.nations or tuple(section(entries.data, "nations"))
        own = [row for row in given if row[1] in asked]
        codes = place_codes(entries.nations)
        of_each = (shipped_rows(each, code=codes.get(each)) for each in asked)
        tables = [own] if given else of_each
        where = ("targets", "places", "names")
        near = [codes.get(each, each) for each in asked]
        yield from _unknown_places(where, chosen, tables, own, near)


def _unknown_places(
    path: Path_,
    wanted: Sequence[str],
    tables: Iterable[Sequence[Sequence[str]]],
    given: Sequence[tuple[str, str]],
    nations: Sequence[str],
) -> Iterator[Problem]:
    """Yield a problem for each name that no place of some tables bears, with near names."""
    left = dict(enumerate(wanted))
    for table in tables:
        known = {text for row in table for text in (row[0], f"{row[0]}, {row[1]}")}
        left = {index: place for index, place in left.items() if place not in known}
        if not left:
            return
    names = [place for place, _ in given] or [n for each in nations for n in shipped_names(each)]
    for index, sentence in zip(left, unknown(list(left.values()), names), strict=True):
        where = (*path, index)
        yield where, f"{sentence} Named {describe(where)}."


def _launch_rules(entries: _Entries) -> Iterator[Problem]:
    total = sum(launch.points for launch in entries.launches.values())
    if total > MAX_LAUNCH_POINTS:
        text = f"{total} launch points in all {describe(('launches',))}."
        yield ("launches",), f"{text} Must be at most {MAX_LAUNCH_POINTS}."


def _threat_rules(entries: _Entries) -> Iterator[Problem]:
    threat, nations = entries.data.get("threat"), entries.nations
    written = section(entries.data, "launches")
    launching = {launch.nation for launch in entries.launches.values()}
    # An unknown nation is said already, by the rule of names; and a launch area that is wrong by
    # itself may be the one that is meant.
    known = len(entries.launches) == len(written) and launching <= nations.keys()
    if (
        known
        and launching
        and isinstance(threat, str)
        and threat in nations
        and threat not in launching
    ):
        text = f"Nation {threat!r} has no launch area {describe(('threat',))}."
        yield ("threat",), f"{text} Name one that has: {', '.join(sorted(launching))}."


def _requires_rules(entries: _Entries) -> Iterator[Problem]:
    agreements = section(entries.data, "agreements")
    # Plain data: entries that are wrong otherwise must not hide a circle, and few have any.
    requires = {name: _required(entry) for name, entry in agreements.items()}
    if not any(requires.values()):
        return
    resting = rests_on(requires)
    for name, below in resting.items():
        if name in below:
            path = ("agreements", name, "requires")
            others = ", ".join(each for each in below if each != name and name in resting[each])
            way = f" by way of {others}" if others else ""
            yield path, f"Agreement rests on itself{way} {describe(path)}. Remove one requires."
    valid = entries.valid("agreements", Agreement)
    # What rests on an agreement that is wrong by itself does not lack it.
    if len(valid) == len(agreements):
        for name, policy in entries.valid("policies", Policy).items():
            if policy.plus:
                yield from _plus_rules(name, policy, resting, valid)


def _required(entry: Any) -> list[str]:
    requires = entry.get("requires") if isinstance(entry, dict) else None
    return (
        [name for name in requires if isinstance(name, str)] if isinstance(requires, list) else []
    )


def _plus_rules(
    name: str, policy: Policy, resting: dict[str, tuple[str, ...]], agreements: Mapping[str, Any]
) -> Iterator[Problem]:
    """Refuse what a policy puts in by name and leaves without what it rests on."""
    chosen = policy.selects(agreements)
    lacks = lacking(chosen, resting)
    for index, added in enumerate(policy.plus):
        if added in chosen and added in lacks:
            path = ("policies", name, "plus", index)
            missing = ", ".join(lacks[added])
            text = f"Agreement {added!r} rests on {missing} {describe(path)}"
            yield path, f"{text}. The policy does not hold that; add it under plus."


def _class_rules(cards: Cards) -> Iterator[Problem]:
    for name, card in cards.sensors.items():
        if card.kind is None:
            path = ("cards", "sensors", name)
            text = f"Missing key 'kind' {describe((*path, 'kind'))}."
            yield path, f"{text} A new sensor class must be {' or '.join(KINDS)}."
