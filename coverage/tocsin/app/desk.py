"""What all requests share: limits, door, sessions, worlds, threads."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from tocsin.app.banks import Banks
from tocsin.app.doors import Door
from tocsin.app.lanes import Lane
from tocsin.app.limits import Limits
from tocsin.app.session import Session, Sessions
from tocsin.report.html import live_page
from tocsin.scenario.shipped import scenarios

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

# Threads that open, edit and lay out; kernels use the cores by themselves.
_THREADS = 4


@dataclass(frozen=True)
class Desk:
    """What all requests share.

    Attributes
    ----------
    first : Scenario
        What a new session begins with.
    name : str
        Its name.
    door : Door
    limits : Limits
    threads : int or None
        Of one piece of work; all cores by default.
    """

    first: "Scenario"
    name: str
    door: Door
    limits: Limits = field(default_factory=Limits)
    threads: int | None = None

    @cached_property
    def sessions(self) -> Sessions:
        """Of all browsers."""
        return Sessions(self.limits)

    @cached_property
    def banks(self) -> Banks:
        """Worlds that have been worked out."""
        return Banks(self.limits, threads=self.threads)

    @cached_property
    def work(self) -> Lane:
        """Where scenarios are opened and edited."""
        return Lane("work", threads=_THREADS, waiting=4 * self.limits.sessions)

    @cached_property
    def verdicts(self) -> Lane:
        """Where verdicts are drawn, one after the other: each takes all cores."""
        return Lane("verdict", threads=1, waiting=self.limits.waiting)

    @cached_property
    def files(self) -> Lane:
        """Where files are made, one after the other: pictures share one drawing library."""
        return Lane("files", threads=1, waiting=self.limits.waiting)

    def welcome(self, session: Session | None) -> None:
        """Give a new session the first scenario."""
        assert session is not None
        session.open(self.first, name=self.name)

    def shipped(self) -> list[dict[str, str]]:
        """Names and titles of the shipped scenarios."""
        return [{"name": name, "title": title} for name, title in scenarios().items()]

    def page(self, session: Session) -> tuple[str, str]:
        """Return the page of a session, without its data, and its content policy."""
        scenario = session.world
        text, policy = live_page(title=scenario.title, description=scenario.description)
        # A frame of another page could lead a reader's clicks; a page cannot say this of itself.
        return text, f"{policy}; frame-ancestors 'none'"
