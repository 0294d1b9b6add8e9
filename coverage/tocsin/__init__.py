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

from importlib.metadata import version as _version

from tocsin.lazy import attach as _attach

__version__ = _version("tocsin")
__getattr__, __dir__, __all__ = _attach(__name__, __file__)
