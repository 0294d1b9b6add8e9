"""What a scenario says: every key of its file, and what follows from them."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from tocsin.fields import Flag, Id, Line, Model, Text, Within
from tocsin.frozen import EMPTY, Frozen, FrozenDict
from tocsin.sensors.kind import Refraction, SensorSpec
from tocsin.sensors.models import Sensor
from tocsin.sensors.resolve import sensor_spec
from tocsin.sharing.clauses.requires import lacking, rests_on
from tocsin.sharing.vocabulary import Agreement

from . import resolve
from .arcs import Arc, Launch
from .assumptions import Assumption
from .brought import OR_FILE
from .cards import Cards, packaged_cards
from .nations import Nation, Place, place_codes
from .policies import Cause, Event, Policy, Responder, Shock
from .questions import MOST, OpenQuestion
from .specs import ArcSpec, DelaySpec, NationSpec
from .targets import Targets


class Content(Model):
    """The keys of a scenario's file, and what follows from them: policies, cards, specs.

    Users meet it as `Scenario`, which adds how one is read, changed and written.
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
    questions: Annotated[tuple[OpenQuestion, ...], Field(max_length=MOST)] = ()
    """What a reader guesses before the page shows it; the answers are worked out."""

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
        >>> from tocsin.scenario import Scenario, scaffold
        >>> Scenario.from_text(scaffold("island")).threat_nation
        'FAR'
        """
        return self.threat or next(iter(self.launches.values())).nation

    @cached_property
    def place_codes(self) -> dict[str, str]:
        """By nation the code under which the shipped table has its places."""
        return FrozenDict(place_codes(self.nations))

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
        >>> from tocsin.scenario import Scenario, scaffold
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
        >>> from tocsin.scenario import Scenario, scaffold
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
        >>> from tocsin.scenario import Scenario, scaffold
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
        >>> from tocsin.scenario import Scenario, scaffold
        >>> world = Scenario.from_text(scaffold("island")).updated({"exercise": True})
        >>> world.is_exercise("alone")
        True
        """
        return self.policies[policy].is_exercise(default=self.exercise)
