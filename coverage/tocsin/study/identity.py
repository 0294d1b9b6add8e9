"""What determines a run, as hashes: the same whenever and wherever it is worked out."""

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tocsin import __version__

if TYPE_CHECKING:
    from tocsin.scenario import Scenario
    from tocsin.scenario.specs import SensorSpec

    from .vocabulary import StudyFile

MODEL_VERSION = 1
"""Raised with every change of the code that changes a number."""
_SOURCED = {"title", "note", "source", "confidence"}
_POLICY_ONLY = ("id", "class_name", "owner", "host", "not_to", "availability")


def digest(content: Any) -> str:
    """Return a hash of plain data and of the code's version, 32 hexadecimal digits.

    Examples
    --------
    >>> digest({"a": 1}) == digest({"a": 1}), digest({"a": 1}) == digest({"a": 2})
    (True, False)
    """
    text = json.dumps([MODEL_VERSION, __version__, content], default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def geometry_key(scenario: "Scenario") -> str:
    """Return a hash of everything that determines who sees what when.

    Owners, hosts, bars, agreements, policies, delays and rules are not in it: they ride on it.
    """
    nations = [
        [name, None if each.territory is None else each.territory.model_dump(mode="json")]
        for name, each in scenario.nations.items()
    ]
    launches = [
        [each.lat, each.lon, each.spread_km, each.points] for each in scenario.launches.values()
    ]
    arcs = [_without(asdict(scenario.arc_spec(name)), ("id",)) for name in scenario.arcs]
    content = {
        "sensors": [_geometry(scenario.sensor_spec(name)) for name in scenario.sensors],
        "launches": launches,
        "arcs": arcs,
        "targets": scenario.targets.model_dump(mode="json"),
        "nations": nations,
        "places": [each.model_dump(mode="json") for each in scenario.places],
    }
    return digest(content)


def cells_key(scenario: "Scenario") -> str:
    """Return a hash of everything that determines the targets."""
    nations = [
        [name, None if each.territory is None else each.territory.model_dump(mode="json")]
        for name, each in scenario.nations.items()
    ]
    places = [each.model_dump(mode="json") for each in scenario.places]
    return digest([nations, places, scenario.targets.model_dump(mode="json")])


def _geometry(sensor: "SensorSpec") -> dict[str, Any]:
    return _without(asdict(sensor), _POLICY_ONLY)


def _without(record: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key not in names}


def scenario_key(scenario: "Scenario", file: "StudyFile") -> str:
    """Return a hash of everything of a scenario, and of what is kept, that all its runs share."""
    nations = [
        [each.members, each.needs, each.assess_s, each.disseminate_s, each.rule, each.k]
        for each in map(scenario.nation_spec, scenario.nations)
    ]
    sensors = [[name, each.owner, each.not_to] for name, each in scenario.sensors.items()]
    content = {
        "geometry": geometry_key(scenario),
        "nations": nations,
        "sensors": sensors,
        "launches": [[name, each.nation] for name, each in scenario.launches.items()],
        "arcs": list(scenario.arcs),
        "delays": asdict(scenario.delays),
        "responders": [each.model_dump(mode="json") for each in scenario.responders.values()],
        "exercise": scenario.exercise,
        "kept": [file.measures, file.by.model_dump(mode="json"), file.keep_cells],
    }
    return digest(content)


def agreement_key(scenario: "Scenario", name: str) -> str:
    """Return a hash of what an agreement says, without titles, sources and dates.

    Whether it is in force has been decided before.
    """
    told = scenario.agreements[name].model_dump(
        mode="json", exclude=_SOURCED | {"in_force", "hypothetical"}
    )
    return digest([name, told])


def policy_key(scenario: "Scenario", name: str) -> str:
    """Return a hash of what a policy says beside the agreements that it selects."""
    policy = scenario.policies[name]
    kept = policy.model_dump(mode="json", include={"mesh", "confirmation", "conditions_met"})
    return digest([kept, scenario.is_exercise(name)])
