"""The vocabulary: frozen models of a scenario file, the cards library, loading and checking.

Importing this package is cheap; pydantic and ruamel.yaml load with the first name that needs them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cards import CardNumber, Cards, packaged_cards
    from .models import Scenario
    from .schema import json_schema
    from .specs import ArcSpec, DelaySpec, NationSpec, OrbitSpec, SensorSpec
    from .starters import TEMPLATES, scaffold

_HOMES = {
    "ArcSpec": "specs",
    "CardNumber": "cards",
    "Cards": "cards",
    "DelaySpec": "specs",
    "NationSpec": "specs",
    "OrbitSpec": "specs",
    "Scenario": "models",
    "SensorSpec": "specs",
    "TEMPLATES": "starters",
    "json_schema": "schema",
    "packaged_cards": "cards",
    "scaffold": "starters",
}

__all__ = [
    "TEMPLATES",
    "ArcSpec",
    "CardNumber",
    "Cards",
    "DelaySpec",
    "NationSpec",
    "OrbitSpec",
    "Scenario",
    "SensorSpec",
    "json_schema",
    "packaged_cards",
    "scaffold",
]


def __getattr__(name: str) -> object:
    """Import the home of a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
