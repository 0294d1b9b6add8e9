import asyncio
import http.client
import json
import threading
from contextlib import suppress
from types import SimpleNamespace

import pytest

from tocsin.app.limits import Limits
from tocsin.app.server import serve
from tocsin.scenario import Scenario

SMALL = """\
# Two shores, as a user wrote it
tocsin: 1
title: Two shores
nations:
  EAST: {territory: {box: {west: 8, south: -1, east: 10, north: 1}}, assess_s: 60}
  HUB: {}
  WEST: {}
sensors:
  shore: {class: national-warning, owner: EAST, lat: 0, lon: 8, facing_deg: 270}  # looks west
  eye: {class: geo-infrared, owner: HUB, lon: 10}
launches:
  area: {nation: WEST, lat: 0, lon: 0, spread_km: 20, points: 2}
arcs:
  short: {class: short}
targets: {h3_resolution: 3, nations: [EAST]}
agreements:
  warn: {kind: sharing, from: HUB, to: EAST, tier: alert, mode: auto, in_force: [2000-01-01, null]}
policies:
  before: {as_of: 1999-01-01}
  after: {as_of: 2001-01-01}
"""


class Browser:
    """A client with a cookie of its own, which says of itself what a browser says."""

    def __init__(self, door):
        self.door, self.cookie = door, ""

    def ask(self, method, path, body=None, **headers):
        """Return status, headers and content; header names with underscores."""
        connection = http.client.HTTPConnection("127.0.0.1", self.door.port, timeout=60)
        sent = {"Host": f"127.0.0.1:{self.door.port}", "Origin": self.door.origin}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookie:
            sent["Cookie"] = f"{self.door.cookie}={self.cookie}"
        text = json.dumps(body) if body is not None and not isinstance(body, bytes) else body
        try:
            connection.request(
                method, path, text, {name: text for name, text in sent.items() if text is not None}
            )
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        return SimpleNamespace(
            status=answer.status, headers=answer.headers, content=content,
            json=lambda: json.loads(content),
        )  # fmt: skip

    def enter(self):
        """Come in by the address that the command prints."""
        answer = self.ask("GET", f"/?token={self.door.token}")
        assert answer.status == 302
        self.cookie = answer.headers["Set-Cookie"].split(";")[0].partition("=")[2]
        return self

    def edit(self, changes):
        return self.ask("POST", "/api/edit", {"changes": changes})

    def scenario(self):
        return self.ask("GET", "/api/scenario").json()["scenario"]


@pytest.fixture(scope="package")
def serving():
    """A function that starts a server of a text in a thread, and gives its desk."""
    ends = []

    def start(text=SMALL, **limits):
        ready = threading.Event()
        found = {}

        def listens(desk):
            found["desk"] = desk
            ready.set()

        async def main():
            found["loop"], found["task"] = asyncio.get_running_loop(), asyncio.current_task()
            await serve(
                Scenario.from_text(text), name="small", limits=Limits(**limits), threads=1,
                ready=listens,
            )  # fmt: skip

        def run():
            with suppress(asyncio.CancelledError):
                asyncio.run(main())

        thread = threading.Thread(target=run)
        thread.start()
        assert ready.wait(30)
        ends.append((thread, found))
        return found["desk"]

    yield start
    for thread, found in ends:
        found["loop"].call_soon_threadsafe(found["task"].cancel)
        thread.join(30)


@pytest.fixture(scope="package")
def desk(serving):
    return serving()


@pytest.fixture
def enter(desk):
    """A function that gives a new browser with a session."""
    return lambda: Browser(desk.door).enter()


@pytest.fixture
def stranger(desk):
    """A browser without a session."""
    return Browser(desk.door)
