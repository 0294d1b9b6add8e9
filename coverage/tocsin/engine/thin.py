"""Where a table of places is thin: it holds so few of a nation's people that no share is theirs."""

from functools import lru_cache
from typing import TYPE_CHECKING

from tocsin.geometry.place_names import people_of, shipped_rows
from tocsin.words import few, percent

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

# Places that hold less of a nation's people than this say nothing of the others.
THIN = 1.0 / 3.0


@lru_cache(maxsize=1024)
def _shipped_share(nation: str) -> float | None:
    people = people_of(nation)
    if people is None:
        return None
    # Districts that are listed beside their city count twice.
    return min(1.0, sum(float(row[-1]) for row in shipped_rows(nation)) / people)


def held_share(scenario: "Scenario", nation: str) -> float | None:
    """Return the share of a nation's people that live in its places.

    Returns
    -------
    float or None
        None where it has no meaning: places are the scenario's own, or nobody said how many people
        the nation has, as of a fictional one.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> print(held_share(Scenario.from_text(scaffold("island")), "ISLE"))
    None
    """
    # Its own table replaces the shipped one whole, and is what the scenario means.
    return None if scenario.places else _shipped_share(scenario.place_codes[nation])


def is_thin(scenario: "Scenario", nation: str) -> bool:
    """Tell whether by people is withheld for a nation.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> is_thin(Scenario.from_text(scaffold("island")), "ISLE")
    False
    """
    share = held_share(scenario, nation)
    # Named points have no people, so that nothing is by people.
    return scenario.targets.points is None and share is not None and share < THIN


def withheld(scenario: "Scenario", *, every: bool = False) -> str:
    """Say for which target nations by people is withheld, and why; nothing where it is not.

    every: however many they are; of many the first by default.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> withheld(Scenario.from_text(scaffold("island")))
    ''
    """
    thin = [
        f"{name} ({percent(held_share(scenario, name))})"
        for name in scenario.target_nations
        if is_thin(scenario, name)
    ]
    if not thin:
        return ""
    listed = few(thin, every=every)
    return (
        f"By people is withheld where the places hold under a third of a nation's people: {listed}."
    )
