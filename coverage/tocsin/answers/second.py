"""The second of two scenarios: whether one is named, and which policy of each is meant."""

from pathlib import Path
from typing import Any

from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.scenario import Scenario
from tocsin.scenario.shipped import shipped_names
from tocsin.scenario.source import scenario_of
from tocsin.words import did_you_mean

_SUFFIXES = (".yaml", ".yml", ".json")


def second_of(first: Scenario, named: Any) -> Scenario | None:
    """Return the scenario that is named in the place of a policy; None where a policy is.

    Parameters
    ----------
    first : Scenario
        A name of one of its policies is that policy.
    named : object
        A scenario, a world, the path of a file or the name of a shipped one; else a policy.
    """
    if isinstance(named, World):
        return named.scenario
    if isinstance(named, Scenario):
        return named
    if not isinstance(named, str | Path) or str(named) in first.policies:
        return None
    # An id has no dot and no slash, so what looks like a file is none of a policy.
    path = Path(named)
    is_file = isinstance(named, Path) or path.suffix in _SUFFIXES or path.parent != Path()
    loaded = scenario_of(named) if is_file or str(named) in shipped_names() else None
    assert loaded is None or isinstance(loaded, Scenario)
    return loaded


def policies_of(
    first: Scenario, second: Scenario, named: str | None, named_second: str | None
) -> tuple[str, str]:
    """Return the policy of each: what is named, or the only one that it has.

    Raises
    ------
    InputError
        None is named of several, or one is unknown.

    Examples
    --------
    >>> from tocsin.scenario import scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> policies_of(island, island, "alone", None), policies_of(island, island, "alone", "together")
    (('alone', 'alone'), ('alone', 'together'))
    """
    sides = (("first", first, named), ("second", second, named_second or named))
    chosen, problems = [], []
    for which, scenario, name in sides:
        known = list(scenario.policies)
        if name is None and len(known) == 1:
            chosen += known
        elif name is None:
            problems.append(
                f"The {which} scenario has several policies ({', '.join(known)}). Name one after "
                "the two scenarios, or one of each."
            )
        elif name not in known:
            hint = did_you_mean(name, known)
            problems.append(f"Unknown policy {name!r} of the {which} scenario.{hint}")
        else:
            chosen.append(name)
    # Both at once, so that one try is enough.
    if problems:
        raise InputError(problems)
    return chosen[0], chosen[1]
