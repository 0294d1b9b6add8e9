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
    from tocsin.answers.burden import burden
    from tocsin.answers.compare import compare, rank
    from tocsin.answers.explain.cell import explain
    from tocsin.answers.friction import friction
    from tocsin.answers.history import history
    from tocsin.answers.run import Result, run
    from tocsin.engine.bank import Bank
    from tocsin.engine.world import World
    from tocsin.errors import InputError, RunError, TocsinError
    from tocsin.scenario import Scenario
    from tocsin.study import Study, sweep

__version__ = version("tocsin")

_HOMES = {
    "InputError": "tocsin.errors",
    "Bank": "tocsin.engine.bank",
    "Result": "tocsin.answers.run",
    "RunError": "tocsin.errors",
    "Scenario": "tocsin.scenario",
    "TocsinError": "tocsin.errors",
    "Study": "tocsin.study",
    "World": "tocsin.engine.world",
    "burden": "tocsin.answers.burden",
    "compare": "tocsin.answers.compare",
    "explain": "tocsin.answers.explain.cell",
    "friction": "tocsin.answers.friction",
    "history": "tocsin.answers.history",
    "rank": "tocsin.answers.compare",
    "run": "tocsin.answers.run",
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
