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
    from tocsin.analysis.bank import Bank
    from tocsin.analysis.burden import burden
    from tocsin.analysis.compare import compare, rank
    from tocsin.analysis.explain import explain
    from tocsin.analysis.friction import friction
    from tocsin.analysis.history import history
    from tocsin.analysis.run import Result, run
    from tocsin.analysis.world import World
    from tocsin.errors import InputError, RunError, TocsinError
    from tocsin.scenario import Scenario
    from tocsin.study import Study, sweep

__version__ = version("tocsin")

_HOMES = {
    "InputError": "tocsin.errors",
    "Bank": "tocsin.analysis.bank",
    "Result": "tocsin.analysis.run",
    "RunError": "tocsin.errors",
    "Scenario": "tocsin.scenario",
    "TocsinError": "tocsin.errors",
    "Study": "tocsin.study",
    "World": "tocsin.analysis.world",
    "burden": "tocsin.analysis.burden",
    "compare": "tocsin.analysis.compare",
    "explain": "tocsin.analysis.explain",
    "friction": "tocsin.analysis.friction",
    "history": "tocsin.analysis.history",
    "rank": "tocsin.analysis.compare",
    "run": "tocsin.analysis.run",
    "sweep": "tocsin.study",
}

__all__ = [
    "Bank",
    "InputError",
    "Result",
    "RunError",
    "Scenario",
    "Study",
    "TocsinError",
    "World",
    "burden",
    "compare",
    "explain",
    "friction",
    "history",
    "rank",
    "run",
    "sweep",
]


def __getattr__(name: str) -> object:
    """Import the home of a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
