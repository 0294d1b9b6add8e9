"""A verdict for the page: asked for, followed while it draws, and called off."""

import json
import os
import pickle
import secrets
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from tocsin.app.sides import with_side
from tocsin.errors import InputError

if TYPE_CHECKING:
    from tocsin.app.limits import Limits
    from tocsin.scenario import Scenario

_BROKEN = "The draws ended before they were done: too little memory, perhaps. Ask for fewer."


@dataclass(frozen=True)
class Asking:
    """What a verdict is asked, checked.

    Attributes
    ----------
    scenario : Scenario
        With both sides as policies.
    a, b : str
        The policies.
    draws : int
    measure : str
    launch : str or None
        Launch area or nation; the one that leads by default.
    why : bool
        Also what it depends on, and where it flips.
    """

    scenario: "Scenario"
    a: str
    b: str
    draws: int
    measure: str
    launch: str | None
    why: bool

    @classmethod
    def of(cls, scenario: "Scenario", asked: Mapping[str, Any], limits: "Limits") -> "Asking":
        """Read what a page asks: ``a``, ``b``, ``draws``, ``measure``, ``launch``, ``why``.

        The two are sides as `with_side` takes them.

        Raises
        ------
        InputError
            With what is wrong.

        Examples
        --------
        >>> from tocsin.app.limits import Limits
        >>> from tocsin.scenario import Scenario, scaffold
        >>> island = Scenario.from_text(scaffold("island"))
        >>> side = {"policy": "together", "without": ["promise"]}
        >>> asking = Asking.of(island, {"a": "alone", "b": side}, Limits())
        >>> asking.b, asking.draws
        ('together-without-promise', 256)
        """
        draws, measure = asked.get("draws", 256), asked.get("measure", "mean_warning_s")
        launch = asked.get("launch")
        # To Python true is a whole number; to whoever asks it is none.
        if isinstance(draws, bool) or not isinstance(draws, int) or not 1 <= draws <= limits.draws:
            raise InputError(f"Invalid draws {draws!r}. Must be within [1, {limits.draws}].")
        if not isinstance(measure, str) or not isinstance(launch, str | None):
            raise InputError("Invalid measure or launch. Must be names.")
        why = asked.get("why", False)
        if not isinstance(why, bool):
            raise InputError(f"Invalid why {why!r}. Must be true or false.")
        scenario, a = with_side(scenario, asked.get("a"))
        scenario, b = with_side(scenario, asked.get("b"))
        return cls(scenario, a, b, draws, measure, launch, why)


@dataclass
class Job:
    """One verdict on its way.

    Attributes
    ----------
    asking : Asking
    key : str
    done : int
        Draws that are worked out.
    state : str
        ``waiting``, ``running``, ``done``, ``failed`` or ``stopped``.
    """

    asking: Asking
    key: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    done: int = 0
    state: str = "waiting"
    _found: Any = None
    _problems: tuple[str, ...] = ()
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def cancel(self) -> None:
        """Call it off: its process ends, and what works for it."""
        with self._lock:
            if self.state in ("waiting", "running"):
                self.state = "stopped"
                _end(self._process)

    def told(self) -> dict[str, Any]:
        """Return how far it is, and its answer when it is there, as plain data."""
        told = {"job": self.key, "state": self.state, "done": self.done, "of": self.asking.draws}
        if self._found is not None:
            told["verdict"] = self._found
        if self._problems:
            told["problems"] = list(self._problems)
        return told

    def work(self, threads: int | None) -> None:
        """Draw, in a process of its own; see `tocsin.app.drawing`."""
        with self._lock:
            # Called off while it waited for others.
            if self.state == "stopped":
                return
            self.state = "running"
            self._process = process = _started()
        with process:
            assert process.stdin is not None
            assert process.stdout is not None
            # It may have been ended already.
            with suppress(OSError):
                process.stdin.write(pickle.dumps((self.asking, threads)))
                process.stdin.close()
            for line in process.stdout:
                self._hear(json.loads(line))
        with self._lock:
            if self.state == "running":
                self.state, self._problems = "failed", (_BROKEN,)

    def _hear(self, told: dict[str, Any]) -> None:
        with self._lock:
            if self.state != "running":
                return
            self.done = told.get("done", self.done)
            if "verdict" in told:
                self.state, self._found = "done", told["verdict"]
            if "problems" in told:
                self.state, self._problems = "failed", tuple(told["problems"])


def _started() -> "subprocess.Popen[bytes]":
    # Without the folder in which the user stands: a file there may be called like a library.
    command = [sys.executable, "-P", "-c", "from tocsin.app.drawing import main; main()"]
    # A group of its own: Ctrl-C in the terminal is for the server, which then ends it.
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip


def _end(process: "subprocess.Popen[bytes] | None") -> None:
    if process is None:
        return
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGTERM)
        else:
            process.terminate()
