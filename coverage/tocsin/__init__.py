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

from tocsin import interrupt as _interrupt

# Before all else is imported. A program that imports tocsin keeps its own way to be interrupted.
if _interrupt.is_command():
    _interrupt.end_at_once()

from tocsin.lazy import attach as _attach

_find, __dir__, __all__ = _attach(__name__, __file__)


def __getattr__(name: str) -> object:
    """Find a public name, or the version: to read that takes a third of ``tocsin --help``."""
    if name == "__version__":
        from importlib.metadata import version

        return version("tocsin")
    return _find(name)
