"""The scenario: one frozen model of the whole file, and the verbs that work on it."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr

from tocsin.fields import Flag, Id, Line, Model, Text, Within
from tocsin.frozen import EMPTY, Frozen, FrozenDict
from tocsin.sensors.kind import Refraction, SensorSpec
from tocsin.sensors.models import Sensor
from tocsin.sensors.resolve import sensor_spec
from tocsin.sharing.clauses.requires import lacking, rests_on
from tocsin.sharing.vocabulary import Agreement

from . import dump, load, resolve
from .arcs import Arc, Launch
from .assumptions import Assumption
from .brought import OR_FILE
from .cards import Cards, packaged_cards
from .changes import as_data, with_changes
from .nations import Nation, Place
from .policies import Cause, Event, Policy, Responder, Shock
from .shipped import shipped
from .shown import line_of, page_of
from .specs import ArcSpec, DelaySpec, NationSpec
from .targets import Targets
from .written import Written


class Scenario(Model):
    """A world to ask questions of: what a file says, checked, and never changed.

    `load`, `from_text` and `from_dict` make one, and so does `Scenario(**data)`, which checks as
    `from_dict` does. `updated` makes another one of it.

    The order of nations and sensors matters: it breaks ties.
    """

    tocsin: Literal[1]
    """Version of the file format: 1."""
    title: Line = ""
    """Title of figures and reports."""
    description: Text = ""
    """What the scenario is for."""
    seed: Annotated[int, Within(0, 2**63 - 1)] = 0
    """Seed of everything random."""
    refraction: Refraction = "traced"
    """How rays bend: ``traced``, ``effective-earth`` or ``none``."""
    exercise: Flag = False
    """Whether the run is an exercise, so that exercise-only agreements work."""
    nations: Annotated[dict[Id, Nation], Field(min_length=1, max_length=64), Frozen]
    """Nations by ID, in the order that breaks ties."""
    sensors: Annotated[dict[Id, Sensor], Field(max_length=5000), Frozen] = EMPTY
    """Sensors by ID, in the order that breaks ties."""
    launches: Annotated[dict[Id, Launch], Field(min_length=1, max_length=2000), Frozen]
    """Launch areas by ID."""
    threat: Id | None = None
    """The launch nation that answers lead with; that of the first launch area if absent."""
    arcs: Annotated[dict[Id, Arc], Field(min_length=1, max_length=100), Frozen]
    """Arcs by ID."""
    targets: Targets
    """Where warning time is measured."""
    places: Annotated[tuple[Place, ...], Field(max_length=50_000), OR_FILE] = ()
    """The scenario's own places table, or ``{file: cities.csv}`` beside the scenario; the shipped
    table if absent."""
    agreements: Annotated[dict[Id, Agreement], Field(max_length=2000), OR_FILE, Frozen] = EMPTY
    """Agreements by ID, or ``{file: pacts.csv}`` beside the scenario."""
    policies_given: Annotated[
        dict[Id, Policy], Field(max_length=2000, alias="policies"), Frozen
    ] = EMPTY
    """Policies by ID; ``isolated`` and ``all`` if absent."""
    shocks: Annotated[dict[Id, Shock], Field(max_length=200), Frozen] = EMPTY
    """Shocks by ID."""
    causes: Annotated[dict[Id, Cause], Field(max_length=200), Frozen] = EMPTY
    """Common causes of shocks by ID."""
    responders: Annotated[dict[Id, Responder], Field(max_length=2000), Frozen] = EMPTY
    """Responders by ID."""
    card_overrides: Annotated[Cards, Field(alias="cards")] = Cards()
    """Cards that replace or extend the package's."""
    assumptions: Annotated[dict[Id, Assumption], Field(max_length=32), Frozen] = EMPTY
    """Assumptions by ID: what may be otherwise, each on in half of the draws of a verdict."""
    history: Annotated[tuple[Event, ...], Field(max_length=2000)] = ()
    """Dated events that change no edge."""

    _source: Path | None = PrivateAttr(default=None)
    _written: Written | None = PrivateAttr(default=None)

    def __init__(self, **data: Any) -> None:
        self.__setstate__(load.from_data(type(self), data).__getstate__())

    # pydantic's validation makes instances without it: it is called by users only.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def model_validate(cls, obj: Any, **_how: Any) -> Self:
        """Check plain data, as `from_dict`."""
        return obj if isinstance(obj, cls) else cls.from_dict(obj)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **_how: Any) -> Self:
        """Check a text of JSON, as `from_text`."""
        text = json_data if isinstance(json_data, str) else json_data.decode()
        return cls.from_text(text, json=True)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read and check a scenario file (YAML, or JSON if it is called ``.json``).

        Raises
        ------
        InputError
            With every problem of the file, each with its line.
        """
        scenario = cls._of(*load.from_file(cls, Path(path)))
        # A private attribute: where it was read from is no part of what it says.
        scenario._source = Path(path)
        return scenario

    @classmethod
    def shipped(cls, name: str) -> Self:
        """Load a scenario that comes with the package: see `tocsin.scenarios`.

        Raises
        ------
        InputError
            There is none of this name; near names are offered.
        """
        return cls.load(shipped(name))

    @classmethod
    def from_text(cls, text: str, *, name: str = "text", json: bool = False) -> Self:
        """Check a YAML (or JSON) text; `name` stands for the file in messages.

        Raises
        ------
        InputError
            With every problem of the text, each with its line.

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> list(Scenario.from_text(scaffold("island")).nations)
        ['ISLE', 'COAST', 'FAR']
        """
        return cls._of(*load.from_text(cls, text, name=name, json=json))

    @classmethod
    def _of(cls, scenario: Self, text: str | None) -> Self:
        if text is not None:
            scenario._written = Written(text, scenario.model_copy())
        return scenario

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Check plain data laid out like the file.

        Raises
        ------
        InputError
            With every problem, each with its dotted key.

        Examples
        --------
        >>> Scenario.from_dict({"tocsin": 1, "sede": 7})
        Traceback (most recent call last):
        ...
        tocsin.errors.InputError: Unknown key 'sede' (sede). Did you mean 'seed'? ...
        """
        return load.from_data(cls, data)

    def updated(self, changes: Mapping[str, Any]) -> Self:
        """Return a checked copy with values put at dotted paths.

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> world = Scenario.from_text(scaffold("starter"))
        >>> world.updated({"seed": 7, "sensors.north.alert_s": 12}).sensors["north"].alert_s
        12.0
        """
        data = self.to_dict()
        if not self.policies_given and any(key.startswith("policies.") for key in changes):
            # The policies that stand in for absent ones become entries, so that a path finds them.
            data["policies"] = {name: as_data(policy) for name, policy in self.policies.items()}
        told = any(key.partition(".")[0] == "assumptions" for key in changes)
        return self.remade(with_changes(data, changes), with_assumptions=told)

    def redrawn(self, numbers: Mapping[str, float]) -> Self:
        """Return a checked copy with other numbers where there were numbers: see `Range`.

        As `updated`, but that names are known is not checked again: draws are many.

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> world = Scenario.from_text(scaffold("starter"))
        >>> card = "cards.sensors.air-defence.alert_s"
        >>> world.redrawn({card: 7.0}) == world.updated({card: 7.0})
        True
        """
        return self.remade(with_changes(self.to_dict(), numbers), with_names=False)

    def remade(
        self, data: dict[str, Any], *, with_assumptions: bool = False, with_names: bool = True
    ) -> Self:
        """Check changed data of this scenario, and return it as one from the same file.

        data: made of `to_dict`, and plain; with_names: names may have changed as well.
        """
        copy = load.changed(
            type(self), data, with_assumptions=with_assumptions, with_names=with_names
        )
        # Files that the scenario names are still looked for where it came from.
        copy._source, copy._written = self._source, self._written
        return copy

    def to_dict(self) -> dict[str, Any]:
        """Return what the file says, as plain data that JSON can hold.

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> world = Scenario.from_text(scaffold("island"))
        >>> Scenario.from_dict(world.to_dict()) == world
        True
        """
        return as_data(self)

    def to_yaml(self, *, comments: bool = True) -> str:
        """Return the scenario as YAML text, which loads into an equal scenario.

        Where it came from a text of YAML, order and comments of that are kept, unless `comments`
        is false: a value that was changed is changed in place.

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> world = Scenario.from_text(scaffold("island"))
        >>> Scenario.from_text(world.to_yaml()) == world
        True
        """
        text = self._written.saying(self) if comments and self._written else None
        return dump.to_yaml(self) if text is None else text

    def content_hash(self) -> str:
        """Return a SHA-256 of everything that determines results (not of titles and sources).

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> world = Scenario.from_text(scaffold("island"))
        >>> [world.updated(change).content_hash() == world.content_hash()
        ...  for change in ({"title": "Another"}, {"seed": 7})]
        [True, False]
        """
        return dump.content_hash(self, cards=self.cards, policies=self.policies)

    def __eq__(self, other: object) -> bool:
        """Whether the two say the same, wherever they were read from."""
        if not isinstance(other, Scenario):
            return NotImplemented
        # Not pydantic's own comparison, which also compares where a scenario was read from.
        names = type(self).model_fields
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def __repr__(self) -> str:
        """One line: title, counts, hash."""
        return line_of(self)

    __str__ = __repr__

    _repr_html_ = page_of

    @property
    def source(self) -> Path | None:
        """The file that it was loaded from."""
        return self._source

    @cached_property
    def policies(self) -> dict[str, Policy]:
        """The policies; without any in the file ``isolated`` and ``all`` (none hypothetical)."""
        if self.policies_given:
            return self.policies_given
        # A hypothetical agreement is asked for by name; "all" means all that there is.
        real = tuple(name for name, each in self.agreements.items() if not each.hypothetical)
        return FrozenDict({"isolated": Policy(), "all": Policy(agreements=real)})

    @cached_property
    def resting(self) -> dict[str, tuple[str, ...]]:
        """All that each agreement rests on, at first or second hand."""
        return FrozenDict(rests_on({name: each.requires for name, each in self.agreements.items()}))

    @cached_property
    def cards(self) -> Cards:
        """The package's cards with the scenario's overrides in place."""
        # Merged once, not in each question: a run asks for every sensor's class.
        return packaged_cards().merged(self.card_overrides)

    @cached_property
    def delays(self) -> DelaySpec:
        """Delays of the merged cards, seconds."""
        return resolve.delay_spec(self.cards.delays)

    @property
    def threat_nation(self) -> str:
        """The launch nation that answers lead with: `threat`, or that of the first launch area.

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> Scenario.from_text(scaffold("island")).threat_nation
        'FAR'
        """
        return self.threat or next(iter(self.launches.values())).nation

    @property
    def colors(self) -> dict[str, str]:
        """Colours of the nations that have one of their own."""
        return {name: each.color for name, each in self.nations.items() if each.color is not None}

    @property
    def target_nations(self) -> tuple[str, ...]:
        """Nations whose warning is measured, in file order."""
        if self.targets.points is not None:
            chosen = {point.nation for point in self.targets.points.values()}
        elif self.targets.places is not None:
            chosen = set(self.targets.nations or self.nations)
        else:
            chosen = {name for name, each in self.nations.items() if each.territory is not None}
        if self.targets.nations:
            # Sets lose the order; the next line brings back that of the file.
            chosen &= set(self.targets.nations)
        return tuple(name for name in self.nations if name in chosen)

    def sensor_spec(self, sensor_id: str) -> SensorSpec:
        """Return a sensor with the numbers of its class filled in."""
        sensor = self.sensors[sensor_id]
        card = self.cards.sensors[sensor.class_name]
        return sensor_spec(sensor_id, sensor, card, refraction=self.refraction)

    def arc_spec(self, arc_id: str) -> ArcSpec:
        """Return an arc with the numbers of its class filled in.

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> world = Scenario.from_text(scaffold("island"))
        >>> [world.arc_spec(arc).boost_s for arc in world.arcs]
        [150.0]
        """
        arc = self.arcs[arc_id]
        card = self.cards.arcs.get(arc.class_name) if arc.class_name else None
        return resolve.arc_spec(arc_id, arc, card)

    def nation_spec(self, nation_id: str, *, policy: str | None = None) -> NationSpec:
        """Return how a nation decides, under a policy's confirmation rules if one is named.

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> world = Scenario.from_text(scaffold("island"))
        >>> world.nation_spec("ISLE").rule
        'accept'
        """
        nation = self.nations[nation_id]
        rules = self.policies[policy].confirmation if policy is not None else {}
        rule = rules.get(nation_id, nation.confirmation)
        return resolve.nation_spec(nation_id, nation, rule=rule, delays=self.delays)

    def agreements_of(self, policy: str) -> tuple[str, ...]:
        """Return the agreements in force under a policy, in file order (its mesh is separate).

        They are what it selects, less what lacks something on which it rests.

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> world = Scenario.from_text(scaffold("island"))
        >>> {policy: world.agreements_of(policy) for policy in world.policies}
        {'alone': (), 'together': ('promise',)}
        """
        chosen = self.policies[policy].selects(self.agreements)
        lacks = lacking(chosen, self.resting)
        return tuple(name for name in chosen if name not in lacks)

    def is_exercise(self, policy: str) -> bool:
        """Return whether exercise-only agreements work under a policy.

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> world = Scenario.from_text(scaffold("island")).updated({"exercise": True})
        >>> world.is_exercise("alone")
        True
        """
        return self.policies[policy].is_exercise(default=self.exercise)
