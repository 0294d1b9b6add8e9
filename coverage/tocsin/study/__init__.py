"""Studies: many runs of one base scenario, planned, run, stored and asked.

Importing this package is cheap; what it offers loads with the first name that needs it. Worker
processes rely on that: they set their number of threads before anything heavy is imported.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .file import Study
    from .planning import Plan, plan
    from .results import load_dataset, load_table, plot, query, summary, table
    from .run import Estimate, Outcome, estimate, sweep

_HOMES = {
    "Estimate": "run",
    "Outcome": "run",
    "Plan": "planning",
    "Study": "file",
    "estimate": "run",
    "load_dataset": "results",
    "load_table": "results",
    "plan": "planning",
    "plot": "results",
    "query": "results",
    "summary": "results",
    "sweep": "run",
    "table": "results",
}

__all__ = [
    "Estimate",
    "Outcome",
    "Plan",
    "Study",
    "estimate",
    "load_dataset",
    "load_table",
    "plan",
    "plot",
    "query",
    "summary",
    "sweep",
    "table",
]


def __getattr__(name: str) -> object:
    """Import the home of a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
