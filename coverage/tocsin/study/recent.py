"""The last few results of a function, held for the runs that ask for them again."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any


class Recent:
    """The last few results of a function, by key; safe for the threads of a worker."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._held: OrderedDict[str, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], Any]) -> Any:
        """Return what is held, else make it, letting go of the oldest first."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
            while len(self._held) >= self.size:
                self._held.popitem(last=False)
        made = make()
        with self._lock:
            self._held[key] = made
        return made


# Geometries that a process holds: one is in use, the other may be asked for again.
BANKS = Recent(2)
CELLS = Recent(4)
