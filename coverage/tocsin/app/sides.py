"""Rules as a page has them: a policy or a day, with agreements put in and left out."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tocsin.answers.common import with_variant
from tocsin.errors import InputError
from tocsin.words import did_you_mean

if TYPE_CHECKING:
    from tocsin.scenario import Scenario


def with_side(scenario: "Scenario", given: Any) -> "tuple[Scenario, str]":
    """Return a scenario that has some rules as a policy, and the policy's id.

    Parameters
    ----------
    scenario : Scenario
    given : str or mapping
        A policy's id; or ``policy`` or ``as_of`` (a day), with ``with`` and ``without``, lists of
        agreements.

    Raises
    ------
    InputError
        A name or a day is unknown, or an agreement lacks one on which it rests.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> with_side(island, {"policy": "together", "without": ["promise"]})[1]
    'together-without-promise'
    >>> with_side(island, {"as_of": "2020-01-01"})[1]
    'day-2020-01-01'
    """
    if isinstance(given, str):
        given = {"policy": given}
    if not isinstance(given, Mapping):
        raise InputError("Name two policies: a and b.")
    scenario, policy = _start(scenario, given.get("policy"), given.get("as_of"))
    changes = {"with_": _names(given.get("with")), "without": _names(given.get("without"))}
    if not any(changes.values()):
        return scenario, policy
    return with_variant(scenario, changes, policy=policy)  # type: ignore[arg-type]


def _start(scenario: "Scenario", policy: Any, day: Any) -> "tuple[Scenario, str]":
    if policy is None and isinstance(day, str):
        name = f"day-{day}"
        return scenario.updated({f"policies.{name}": {"as_of": day}}), name
    if not isinstance(policy, str):
        raise InputError("Name two policies: a and b.")
    if policy not in scenario.policies:
        raise InputError(
            f"Unknown policy {policy[:80]!r}.{did_you_mean(policy, scenario.policies)}"
        )
    return scenario, policy


def _names(given: Any) -> list[str]:
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise InputError("Invalid with or without. Must be lists of agreements.")
    return given
