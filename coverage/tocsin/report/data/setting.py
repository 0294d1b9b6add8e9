"""What a command line must set so that it works on the scenario of a page, and not on its file."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tocsin.scenario.changes import as_data

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

# Words; what a command names by options; and policies, which the page sets one by one.
_ELSEWHERE = ("title", "description", "history", "questions", "launches", "threat", "policies")
_GONE = object()


def settings(scenario: "Scenario") -> list[str]:
    """Return PATH=VALUE for all that differs from the text that the scenario was read from.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> settings(island), settings(island.updated({"seed": 7, "sensors.coast-radar": None}))
    ([], ['sensors.coast-radar=null', 'seed=7'])
    """
    read = scenario.as_read
    if read is None or read is scenario:
        return []
    old, new = (
        {key: value for key, value in each.to_dict().items() if key not in _ELSEWHERE}
        for each in (read, scenario)
    )
    return [f"{path}={json.dumps(value)}" for path, value in _unlike(old, new, "")]


def written_policies(scenario: "Scenario") -> dict[str, bool]:
    """Tell of each policy whether the file itself has it as it is.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> written_policies(island.updated({"policies.other": {}}))
    {'alone': True, 'together': True, 'other': False}
    """
    read = scenario.as_read or scenario
    return {name: read.policies.get(name) == each for name, each in scenario.policies.items()}


def entry_of(policy: Any) -> dict[str, Any]:
    """Return what a policy says, as a file would, without its title."""
    return {key: value for key, value in as_data(policy).items() if key != "title"}


def _unlike(old: Any, new: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys([*old, *new]):
            inner = f"{path}.{key}" if path else str(key)
            yield from _unlike(old.get(key, _GONE), new.get(key, _GONE), inner)
    elif old != new:
        yield path, None if new is _GONE else new
