"""How a policy may turn out: sets of agreements that shocks suspend, of sensors that fail.

Each is listed with its probability, before any of them is worked out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from tocsin.engine.rulebook import Rulebook
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.sharing import Shock, Suspension, suspensions
from tocsin.words import joined

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

# Each state is a min-plus over all cases: so many take some seconds.
MAX_STATES = 4096
Names = frozenset[str]
# Agreements that are suspended, sensors that are out of order.
Disturbance = tuple[Names, tuple[str, ...]]
# Sets of sensors that are out of order together, in file order, and how likely each is.
Chances = dict[tuple[str, ...], float]
NOTHING: Names = frozenset()


@dataclass(frozen=True)
class State:
    """One way that a policy may turn out: agreements suspended, sensors out of order."""

    suspended: Names
    out_of_order: tuple[str, ...]
    probability: float

    @property
    def text(self) -> str:
        """What is missing, in words; a dash for nothing."""
        return joined([*sorted(self.suspended), *self.out_of_order])


def sensor_failures(world: World) -> Chances:
    """Probability of every set of sensors that are out of order together.

    Raises
    ------
    InputError
        More than 12 sensors have an availability between 0 and 1.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = Scenario.from_text(scaffold("island"))
    >>> first = next(iter(world.sensors))
    >>> some = world.updated({f"sensors.{name}.availability": 1.0 for name in world.sensors})
    >>> sensor_failures(World(some.updated({f"sensors.{first}.availability": 0.75}))) == {
    ...     (): 0.75, (first,): 0.25}
    True
    """
    unsure = [s for s in world.sensors if 0.0 < s.availability < 1.0]
    # Never works, so it doubles nothing.
    dead = tuple(s.id for s in world.sensors if s.availability == 0.0)
    if 2 ** len(unsure) > MAX_STATES:
        raise InputError(
            f"{len(unsure)} sensors have an availability below 1: {2 ** len(unsure)} combinations. "
            f"Must be at most {MAX_STATES}: let at most 12 sensors fail, or leave availability out."
        )
    chances_of: Chances = {}
    for works in product((True, False), repeat=len(unsure)):
        # Each of the unsure ones works or not, independently of the others.
        both = list(zip(unsure, works, strict=True))
        failed = {s.id for s, up in both if not up} | set(dead)
        chances = (s.availability if up else 1.0 - s.availability for s, up in both)
        chances_of[tuple(s.id for s in world.sensors if s.id in failed)] = float(
            np.prod([*chances])
        )
    return chances_of


def suspended_sets(rulebook: Rulebook) -> dict[Names, float]:
    """Probability of every set of a rulebook's agreements that shocks put out of force together.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> shocks = {"shocks.quarrel": {"probability": 0.25, "suspends": ["promise"]}}
    >>> world = Scenario.from_text(scaffold("island")).updated(shocks)
    >>> {tuple(names): chance for names, chance in
    ...  suspended_sets(Rulebook.of(world, "together")).items()}
    {(): 0.75, ('promise',): 0.25}
    """
    try:
        found = suspensions_of(
            rulebook.scenario, felled=partial(_felled, rulebook), most=MAX_STATES
        )
    except InputError as error:
        raise InputError(f"Policy {rulebook.name!r}: {error}") from error
    return {suspension.agreements: suspension.probability for suspension in found}


def suspensions_of(
    scenario: "Scenario", *, most: int, felled: Callable[[tuple[str, ...]], tuple[str, ...]] = tuple
) -> tuple[Suspension, ...]:
    """Every set of agreements that a scenario's shocks suspend together, with its chance.

    Parameters
    ----------
    scenario : Scenario
    most : int
        How many sets there may be.
    felled : callable
        What goes with the agreements that a shock suspends; these alone by default.

    Raises
    ------
    InputError
        When there are more sets than `most`.
    """
    shocks = [
        Shock(name, shock.probability, felled(shock.suspends), shock.cause)
        for name, shock in scenario.shocks.items()
    ]
    causes = {name: cause.probability for name, cause in scenario.causes.items()}
    return suspensions(shocks, causes=causes, most=most)


def _felled(rulebook: Rulebook, suspended: tuple[str, ...]) -> tuple[str, ...]:
    """What a shock takes out of force: with what it suspends all that rests on it.

    A shock to what the policy has not takes out nothing, and so makes no state of its own.
    """
    left = rulebook.without(*suspended).agreements
    return tuple(name for name in rulebook.agreements if name not in left)


@dataclass(frozen=True)
class Plan:
    """What has to be worked out for one policy.

    Attributes
    ----------
    rulebook : Rulebook
        The policy, undisturbed.
    states : tuple of State
        All ways in which it may turn out.
    """

    rulebook: Rulebook
    states: tuple[State, ...]

    @classmethod
    def of(cls, rulebook: Rulebook, failures: Chances) -> "Plan":
        """List the states of a policy, before any work is done.

        Raises
        ------
        InputError
            There are too many.
        """
        suspended = suspended_sets(rulebook)
        # Told before the work, with what would make it possible.
        if len(suspended) * len(failures) > MAX_STATES:
            raise InputError(
                f"Policy {rulebook.name!r} has {len(suspended)} sets of suspended agreements times "
                f"{len(failures)} of failed sensors. Must be at most {MAX_STATES} states: let "
                "fewer sensors fail, work it out without availability, or name fewer shocks."
            )
        # Shocks and failures are independent of one another, so their chances multiply.
        states = (
            State(names, failed, chance * share)
            for names, chance in suspended.items()
            for failed, share in failures.items()
        )
        return cls(rulebook, tuple(states))

    @property
    def chances(self) -> dict[Disturbance, float]:
        """Probability of all that is worked out: the states, nothing, each agreement alone."""
        beside = [NOTHING, *(frozenset([name]) for name in self.rulebook.agreements)]
        return {(names, ()): 0.0 for names in beside} | {
            (state.suspended, state.out_of_order): state.probability for state in self.states
        }
