"""A verdict for the page: asked for, followed while it draws, and called off."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any

from tocsin.app.lanes import Stopped
from tocsin.app.sides import with_side
from tocsin.errors import InputError, TocsinError

if TYPE_CHECKING:
    from tocsin.app.limits import Limits
    from tocsin.scenario import Scenario


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
    """

    scenario: "Scenario"
    a: str
    b: str
    draws: int
    measure: str
    launch: str | None

    @classmethod
    def of(cls, scenario: "Scenario", asked: Mapping[str, Any], limits: "Limits") -> "Asking":
        """Read what a page asks: ``a``, ``b``, ``draws``, ``measure``, ``launch``.

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
        scenario, a = with_side(scenario, asked.get("a"))
        scenario, b = with_side(scenario, asked.get("b"))
        return cls(scenario, a, b, draws, measure, launch)


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
    _stop: Event = field(default_factory=Event, repr=False)

    def cancel(self) -> None:
        """Call it off: draws stop within a part."""
        self._stop.set()
        if self.state in ("waiting", "running"):
            self.state = "stopped"

    def told(self) -> dict[str, Any]:
        """Return how far it is, and its answer when it is there, as plain data."""
        told = {"job": self.key, "state": self.state, "done": self.done, "of": self.asking.draws}
        if self._found is not None:
            told["verdict"] = self._found
        if self._problems:
            told["problems"] = list(self._problems)
        return told

    def work(self, threads: int | None) -> None:
        """Draw."""
        import tocsin

        # Called off while it waited for others.
        if self._stop.is_set():
            return
        self.state = "running"
        asking = self.asking
        try:
            found = tocsin.verdict(
                asking.scenario, asking.a, asking.b, draws=asking.draws, measure=asking.measure,
                launch=asking.launch, threads=threads, progress=self._progress,
            )  # fmt: skip
            self._found = found.to_dict()
            self.state = "done"
        except Stopped:
            self.state = "stopped"
        except TocsinError as error:
            self._problems = tuple(str(error).splitlines())
            self.state = "failed"

    def _progress(self, done: int, total: int) -> None:
        del total
        if self._stop.is_set():
            raise Stopped
        self.done = done
