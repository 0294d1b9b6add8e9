"""The kinds of sensor: every module of this folder is one and names it ``KIND``.

A new file is a new kind: nothing else has to be told of it.

>>> list(KINDS)
['radar', 'infrared']
>>> [number.key for number in KINDS["infrared"].numbers]
['alert_s', 'track_s', 'cloud_top_km', 'min_elevation_deg', 'availability']
"""

from importlib import import_module
from pkgutil import iter_modules

from tocsin.sensors.kind import Kind


def _kinds() -> dict[str, Kind]:
    # Sorted twice: the order of a folder's files must not show in messages, tables or the schema.
    names = sorted(module.name for module in iter_modules(__path__))
    kinds: list[Kind] = [import_module(f"{__name__}.{name}").KIND for name in names]
    return {kind.name: kind for kind in sorted(kinds, key=lambda kind: kind.rank)}


KINDS = _kinds()
"""Every kind by the name that a card's ``kind`` gives it."""
