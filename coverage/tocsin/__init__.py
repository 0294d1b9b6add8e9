"""tocsin: how many seconds are left when a nation first holds a notice it may use. Notional.

The verbs of the command line are functions here, under the same names; heavy libraries load with
the first name that needs them.

>>> import tocsin
>>> scenario = tocsin.Scenario.from_dict({
...     "tocsin": 1,
...     "nations": {"A": {}, "B": {}},
...     "sensors": {"east": {"class": "national-warning", "owner": "B", "lat": 0, "lon": 8,
...                          "facing_deg": 270}},
...     "launches": {"west": {"nation": "A", "lat": 0, "lon": 0}},
...     "arcs": {"short": {"class": "short"}},
...     "targets": {"points": {"port": {"lat": 0, "lon": 9, "nation": "B"}}},
... })
>>> result = tocsin.run(scenario, policies=["isolated"])
>>> result.warning["status"].tolist(), result.warning["route"].tolist()
(['warned'], ['B'])
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.analysis.explain import explain
    from tocsin.analysis.run import Result, run
    from tocsin.analysis.world import World
    from tocsin.errors import InputError, RunError, TocsinError
    from tocsin.scenario import Scenario

__version__ = version("tocsin")

_HOMES = {
    "InputError": "tocsin.errors",
    "Result": "tocsin.analysis.run",
    "RunError": "tocsin.errors",
    "Scenario": "tocsin.scenario",
    "TocsinError": "tocsin.errors",
    "World": "tocsin.analysis.world",
    "explain": "tocsin.analysis.explain",
    "run": "tocsin.analysis.run",
}

__all__ = [
    "InputError",
    "Result",
    "RunError",
    "Scenario",
    "TocsinError",
    "World",
    "explain",
    "run",
]


def __getattr__(name: str) -> object:
    """Import the home of a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
