"""What the server answers: one class an address, all of them behind the same checks."""

import asyncio
import json
import logging
import re
from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from tornado.web import HTTPError, RequestHandler, stream_request_body

from tocsin.app import downloads, opening
from tocsin.app.doors import HEADERS
from tocsin.app.lanes import BusyError
from tocsin.app.panel import panel_of
from tocsin.app.session import Session
from tocsin.app.verdicts import Asking, Job
from tocsin.errors import InputError, TocsinError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tocsin.app.desk import Desk
    from tocsin.scenario import Scenario

log = logging.getLogger("tocsin")

Made = TypeVar("Made")

# Requests of one browser that may wait for one another.
_IN_TURN = 8
_LINE = re.compile(rf"{re.escape(opening.NAME)}:(\d+): ")
_OTHER_PAGE = "Another page asks. Only the page of this server may."
_NO_SESSION = "No session. Open the address that tocsin app has printed, with its token."


@stream_request_body
class Answering(RequestHandler):
    """Checks of every request, and errors as the command line says them."""

    desk: "Desk"
    needs_session = True

    def initialize(self, desk: "Desk") -> None:
        """Take what all share."""
        self.desk = desk
        self._body = bytearray()

    def set_default_headers(self) -> None:
        """Forbid what no answer of ours needs."""
        # Nobody needs to know what answers, and how old it is.
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Refuse, before the body is read, whom and what must not come in."""
        door, headers = self.desk.door, self.request.headers
        if not door.knows(self.request.host):
            raise HTTPError(403, "Unknown host. Open the address that tocsin app has printed.")
        reads = self.request.method in ("GET", "HEAD")
        if not reads and not door.admits(headers, self.request.host):
            raise HTTPError(403, _OTHER_PAGE)
        # Another page may not even make us work.
        if headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            self._refuse_other_page()
        if self.needs_session:
            self.current_user = self.desk.sessions.get(self.get_cookie(self.desk.door.cookie, ""))
            if self.current_user is None:
                raise HTTPError(403, _NO_SESSION)

    def _refuse_other_page(self) -> None:
        raise HTTPError(403, _OTHER_PAGE)

    def data_received(self, chunk: bytes) -> None:
        """Keep a part of the body, up to the bound; what is beyond is read and dropped."""
        # Whoever cuts a browser short while it sends cannot tell it why.
        if len(self._body) <= self.desk.limits.body_bytes:
            self._body += chunk

    @property
    def session(self) -> Session:
        """Of the browser that asks, and no other."""
        found: Session = self.current_user
        return found

    @asynccontextmanager
    async def turn(self) -> "AsyncIterator[Session]":
        """Wait until the session's requests before this one are done."""
        session = self.session
        # One that asks without end takes its own turns, not those of others.
        if session.waiting >= _IN_TURN:
            raise HTTPError(429, "Too many requests at once. Wait for the answers.")
        session.waiting += 1
        try:
            async with session.turn:
                yield session
        finally:
            session.waiting -= 1

    async def done(self, work: Callable[[], Made]) -> Made:
        """Have work done by another thread."""
        return await asyncio.wrap_future(self.desk.work.submit(work))

    def body(self) -> dict[str, Any]:
        """Return the body, an object of JSON."""
        most = self.desk.limits.body_bytes
        if len(self._body) > most:
            raise HTTPError(413, f"Larger than {most / 1e6:g} MB. Use the command line.")
        try:
            data = json.loads(self._body.decode("utf-8"))
        except (ValueError, RecursionError):
            raise HTTPError(400, "Invalid body. Must be JSON.") from None
        if not isinstance(data, dict):
            raise HTTPError(400, "Invalid body. Must be an object of JSON.")
        return data

    def tell(self, data: Any) -> None:
        """Answer with JSON."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(data, allow_nan=False))

    def write_error(self, status_code: int, **how: Any) -> None:
        """Say what is wrong, each problem with its line where it has one."""
        error = how["exc_info"][1] if "exc_info" in how else None
        problems = _problems(error, status_code)
        found = [_LINE.match(each) for each in problems]
        lines = [int(each[1]) if each else None for each in found]
        if self.needs_session:
            self.tell({"problems": problems, "lines": lines})
            return
        # A person reads it, in the place of the page.
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish("\n".join(problems) + "\n")

    def _handle_request_exception(self, e: BaseException) -> None:
        """Give errors of ours their status; all others are unforeseen."""
        status = _status(e)
        if status is None or self._finished:
            super()._handle_request_exception(e)
            return
        self.send_error(status, exc_info=(type(e), e, e.__traceback__))

    def log_exception(self, *error: Any) -> None:
        """Say in the log of tocsin what was unforeseen."""
        if not isinstance(error[1], HTTPError):
            log.error("%s: %s", self.request.path, error[1], exc_info=error[1])


def _status(error: BaseException) -> int | None:
    if isinstance(error, InputError):
        return 422
    if isinstance(error, BusyError):
        return 503
    if isinstance(error, TocsinError):
        return 500
    return 507 if isinstance(error, MemoryError) else None


def _problems(error: BaseException | None, status: int) -> list[str]:
    if isinstance(error, InputError):
        return list(error.problems)
    if isinstance(error, TocsinError):
        return [str(error)]
    if isinstance(error, HTTPError):
        return [error.log_message or {404: "Nothing is here.", 405: "Not so."}.get(status, "No.")]
    if isinstance(error, MemoryError):
        return ["Not enough memory. Take fewer cells, launch points or arcs."]
    return [f"Something unforeseen: {type(error).__name__}. The server's terminal says more."]


class Page(Answering):
    """The page itself; the token in its address becomes a cookie."""

    needs_session = False

    def _refuse_other_page(self) -> None:
        """A link of another page may lead here: it gets in with a token or a session only."""

    async def get(self) -> None:
        """Answer with the page."""
        door, sessions = self.desk.door, self.desk.sessions
        token = self.get_query_argument("token", "")
        session = sessions.get(self.get_cookie(door.cookie, ""))
        if token:
            if not door.opens(token):
                raise HTTPError(403, "Wrong token. Open the address that tocsin app has printed.")
            if session is None:
                key = sessions.begin()
                self.desk.welcome(sessions.get(key))
                self.set_cookie(
                    door.cookie, key, httponly=True, samesite="Strict", path="/", expires_days=None
                )
            # Away with the token: addresses are copied and remembered.
            self.redirect("/")
            return
        if session is None:
            raise HTTPError(403, _NO_SESSION)
        text, policy = await self.done(lambda: self.desk.page(session))
        self.set_header("Content-Security-Policy", policy)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(text)


class Shipped(Answering):
    """The scenarios that can be opened by name."""

    async def get(self) -> None:
        """Answer with names and titles."""
        self.tell({"scenarios": await self.done(self.desk.shipped)})


class Open(Answering):
    """Opening a scenario."""

    async def post(self) -> None:
        """Open a shipped scenario by ``name``, or check and open a ``text``."""
        asked = self.body()
        name, text = asked.get("name"), asked.get("text")
        given = text if name is None else name
        if not isinstance(given, str):
            raise HTTPError(400, "Name a shipped scenario (name), or send one (text).")

        def work() -> "Scenario":
            if name is None:
                scenario = opening.open_text(given, self.desk.limits)
            else:
                scenario = opening.open_shipped(given)
            # Laid out too: some problems show only there.
            self.desk.banks.result_of(scenario)
            return scenario

        async with self.turn() as session:
            session.open(await self.done(work), name=name or "scenario")
            self.tell(await self.done(lambda: panel_of(session)))


class State(Answering):
    """The scenario as it stands, for the panel that edits it."""

    async def get(self) -> None:
        """Answer with the scenario, its cards and what can be undone."""
        async with self.turn() as session:
            self.tell(await self.done(lambda: panel_of(session)))


class Data(Answering):
    """The data of the page."""

    async def get(self) -> None:
        """Answer with the header and with the sections that the browser does not hold."""
        held = set(self.get_query_argument("held", "").split(","))
        async with self.turn() as session:
            scenario, name = session.world, f"{session.name}.yaml"
            body = await self.done(lambda: self.desk.banks.data_of(scenario, name).body(held))
        self.set_header("Content-Type", "application/octet-stream")
        self.finish(body)


class Edit(Answering):
    """Changes to the scenario."""

    async def post(self) -> None:
        """Put values at dotted paths (``changes``); all of them, or none where one is wrong."""
        changes = self.body().get("changes")
        most = self.desk.limits.changes
        if not isinstance(changes, dict) or not 1 <= len(changes) <= most:
            raise HTTPError(400, f"Invalid changes. Must be 1 to {most} values by path.")
        async with self.turn() as session:
            before, opened = session.world, session.opened or session.world

            def work() -> Any:
                scenario = opening.edited(before, opened, changes)
                self.desk.banks.result_of(scenario)
                session.put(scenario)
                return panel_of(session)

            self.tell(await self.done(work))


class Undo(Answering):
    """The last change taken back."""

    async def post(self) -> None:
        """Take it back, if there is one."""
        async with self.turn() as session:

            def work() -> Any:
                session.undo()
                return panel_of(session)

            self.tell(await self.done(work))


class Verdict(Answering):
    """Asking for a verdict."""

    async def post(self) -> None:
        """Begin one; the session's other one ends."""
        asked = self.body()
        async with self.turn() as session:
            scenario = session.world
            job = Job(await self.done(lambda: Asking.of(scenario, asked, self.desk.limits)))
            # Each takes all cores: nobody has two.
            session.stop()
            self.desk.verdicts.submit(lambda: job.work(self.desk.threads))
            session.job = job
        self.tell(job.told())


class Progress(Answering):
    """A verdict on its way."""

    def get(self, key: str) -> None:
        """Say how far it is, or what it found."""
        self.tell(self._job(key).told())

    def delete(self, key: str) -> None:
        """Call it off."""
        job = self._job(key)
        job.cancel()
        self.tell(job.told())

    def _job(self, key: str) -> Job:
        job = self.session.job
        # Another session's is looked for nowhere.
        if job is None or job.key != key:
            raise HTTPError(404, "No such verdict. It may have been called off.")
        return job


class Download(Answering):
    """Files to take home."""

    async def get(self, name: str) -> None:
        """Answer with a file."""
        kind = downloads.type_of(name)
        side = {key: self.get_query_argument(key, None) for key in ("policy", "as_of")}
        changed = {key: self.get_query_arguments(key) for key in ("with", "without")}
        wanted = downloads.Wanted(side | changed, self.get_query_argument("launch", None))
        async with self.turn() as session:
            scenario, title = session.world, session.name
            making = self.desk.files.submit(
                lambda: downloads.made(name, scenario, self.desk.banks, wanted)
            )
            content = await asyncio.wrap_future(making)
        # The scenario keeps its name; of the others a folder may hold many.
        ending = name if name != "scenario.yaml" else f"{_plain(title)}.yaml"
        self.set_header("Content-Type", kind)
        self.set_header("Content-Disposition", f'attachment; filename="{ending}"')
        self.finish(content)


def _plain(name: str) -> str:
    """Return a name that no header and no file system minds.

    >>> _plain('a"b/c')
    'a-b-c'
    """
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name)[:60] or "scenario"


class Nothing(Answering):
    """All other addresses."""

    def prepare(self) -> None:
        """Check who asks, and say that nothing is here."""
        super().prepare()
        raise HTTPError(404)


ADDRESSES: list[tuple[str, type[Answering]]] = [
    (r"/", Page),
    (r"/api/shipped", Shipped),
    (r"/api/open", Open),
    (r"/api/scenario", State),
    (r"/api/data", Data),
    (r"/api/edit", Edit),
    (r"/api/undo", Undo),
    (r"/api/verdict", Verdict),
    (r"/api/verdict/([\w-]+)", Progress),
    (r"/api/download/([\w.-]+)", Download),
    (r".*", Nothing),
]
