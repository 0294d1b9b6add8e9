"""What the server keeps of each browser: its scenario, what it changed, its verdict."""

import asyncio
import json
import secrets
import time
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tocsin.app.lanes import BusyError
from tocsin.errors import InputError

if TYPE_CHECKING:
    from tocsin.app.limits import Limits
    from tocsin.app.verdicts import Job
    from tocsin.scenario import Scenario


@dataclass
class Session:
    """One browser's state. Nobody else's request ever reaches it.

    Attributes
    ----------
    scenario : Scenario or None
        As it stands; None until one is opened.
    name : str
        File or shipped name, for downloads.
    opened : Scenario or None
        As it was opened: its cards have the ranges that edits stay within.
    past : deque of bytes
        What it was before each edit: plain data, packed.
    job : Job or None
        Its verdict.
    seen_s : float
        When it asked last.
    turn : asyncio.Lock
        Its requests are answered one after the other.
    waiting : int
        How many of them wait or are being answered.
    """

    past: "deque[bytes]"
    scenario: "Scenario | None" = None
    opened: "Scenario | None" = None
    name: str = "scenario"
    job: "Job | None" = None
    seen_s: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    waiting: int = 0

    @property
    def world(self) -> "Scenario":
        """Its scenario.

        Raises
        ------
        InputError
            None is open.
        """
        if self.scenario is None:
            raise InputError("No scenario is open. Choose or upload one.")
        return self.scenario

    def open(self, scenario: "Scenario", *, name: str) -> None:
        """Begin with a scenario; nothing of the one before is left.

        Examples
        --------
        >>> from tocsin.scenario import Scenario, scaffold
        >>> session = Session(deque(maxlen=9))
        >>> session.open(Scenario.from_text(scaffold("island")), name="island")
        >>> session.put(session.world.updated({"title": "Another"}))
        >>> session.undo(), session.world.title == session.opened.title, session.undo()
        (True, True, False)
        """
        self.scenario = self.opened = scenario
        self.name = name
        # Steps of another scenario would bring that one back.
        self.past.clear()
        self.stop()

    def put(self, scenario: "Scenario") -> None:
        """Take an edited scenario as it is now; the one before can come back."""
        # Packed: a hundred models would take a hundred times as much.
        self.past.append(zlib.compress(json.dumps(self.world.to_dict()).encode()))
        self.scenario = scenario

    def undo(self) -> bool:
        """Go one edit back; False where there is none."""
        if not self.past:
            return False
        # Checked once more: it costs little, and nothing unchecked is ever a scenario.
        data = json.loads(zlib.decompress(self.past.pop()))
        self.scenario = self.world.remade(data)
        return True

    def stop(self) -> None:
        """End its verdict, if one is being worked out."""
        if self.job is not None:
            self.job.cancel()
            self.job = None


class Sessions:
    """All sessions by key, so many at most; one that is idle for long is forgotten.

    Parameters
    ----------
    limits : Limits
    clock : callable
        Seconds that only rise.

    Examples
    --------
    >>> from tocsin.app.limits import Limits
    >>> sessions = Sessions(Limits(sessions=1))
    >>> key = sessions.begin()
    >>> sessions.get(key) is sessions.get(key), sessions.get("another") is None
    (True, True)
    """

    def __init__(self, limits: "Limits", *, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits, self._clock = limits, clock
        self._held: dict[str, Session] = {}

    def __len__(self) -> int:
        """Count them."""
        return len(self._held)

    def begin(self) -> str:
        """Begin a session and return its key.

        Raises
        ------
        BusyError
            There are as many as there may be, and all are in use.
        """
        # Before anybody is turned away.
        self.forget_idle()
        if len(self._held) >= self._limits.sessions:
            raise BusyError(
                f"{len(self._held)} browsers use this server, and it takes no more. Close one that "
                "is not needed and wait, or start another server."
            )
        key = secrets.token_urlsafe(32)
        self._held[key] = Session(deque(maxlen=self._limits.steps), seen_s=self._clock())
        return key

    def get(self, key: str) -> Session | None:
        """Return the session of a key, if there is one."""
        session = self._held.get(key)
        if session is not None:
            session.seen_s = self._clock()
        return session

    def forget_idle(self) -> None:
        """Forget sessions that have asked nothing for long."""
        since_s = self._clock() - self._limits.idle_s
        # A list: the dictionary changes while it is gone through.
        for key, session in list(self._held.items()):
            if session.seen_s < since_s:
                session.stop()
                del self._held[key]

    def forget_all(self) -> None:
        """End what sessions wait for, and forget them."""
        for session in self._held.values():
            session.stop()
        self._held.clear()
