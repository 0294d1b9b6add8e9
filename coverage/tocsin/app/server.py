"""The server: on this machine's own address unless told otherwise, until it is interrupted."""

import asyncio
import errno
import logging
import os
import socket
import sys
import webbrowser
from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING

# Before there are threads: answers look whether it is there, and half of it is worse than none.
import pandas  # noqa: F401
from tornado.httpserver import HTTPServer
from tornado.ioloop import PeriodicCallback
from tornado.web import Application

from tocsin.app.desk import Desk
from tocsin.app.doors import Door, is_loopback
from tocsin.app.handlers import ADDRESSES
from tocsin.app.limits import Limits
from tocsin.errors import InputError

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

log = logging.getLogger("tocsin")

# How often sessions are looked through; how long a body may take to come, and a connection wait.
_SWEEP_MS, _BODY_S, _IDLE_S = 60_000, 60.0, 600.0
# Who sends more is cut off, and not told why [bytes].
_MOST = 64_000_000
EXPOSED = (
    "Warning: other computers reach this server. Whoever has the address with its token can use "
    "it, and sees nothing but what tocsin works out; nothing is encrypted on the way."
)
"""What is told of a server that others reach."""


def check_host(host: str, *, expose: bool) -> None:
    """Refuse to let other computers in where nobody said so.

    Raises
    ------
    InputError
        The host is not this machine's own.

    Examples
    --------
    >>> check_host("127.0.0.1", expose=False)
    >>> check_host("0.0.0.0", expose=False)
    Traceback (most recent call last):
    tocsin.errors.InputError: Host '0.0.0.0' lets other computers in. Say --expose too, if ...
    """
    if not expose and not is_loopback(host):
        raise InputError(
            f"Host {host!r} lets other computers in. Say --expose too, if you mean it; or leave "
            "--host out."
        )


def listen(host: str, port: int) -> socket.socket:
    """Take a port.

    Raises
    ------
    InputError
        It is in use, or not ours to take, or there is no such host.
    """
    # One socket: of two, of both families, one port may be free and the other not.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        taken = socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        why = error.strerror or str(error)
        if error.errno == errno.EADDRINUSE:
            why = "it is in use"
        raise InputError(
            f"Cannot listen on {host}, port {port}: {why}. Choose another --port, or 0 for one "
            "that is free."
        ) from None
    taken.setblocking(False)
    return taken


async def serve(
    scenario: "Scenario",
    *,
    name: str,
    host: str = "127.0.0.1",
    port: int = 0,
    limits: Limits | None = None,
    threads: int | None = None,
    ready: Callable[[Desk], None] = lambda desk: None,
) -> None:
    """Serve until cancelled.

    Parameters
    ----------
    scenario : Scenario
        What sessions begin with.
    name : str
        Its name.
    host : str
    port : int
        0 for any that is free.
    limits : Limits, optional
    threads : int, optional
        Of one piece of work; all cores by default.
    ready : callable
        Told when it listens.

    Raises
    ------
    InputError
        See `listen`.
    """
    listening = listen(host, port)
    door = Door(host, listening.getsockname()[1])
    desk = Desk(scenario, name, door, limits or Limits(), threads)
    # Refusals are no news; what is unforeseen goes to the log of tocsin.
    logging.getLogger("tornado").setLevel(logging.CRITICAL)
    addresses = [(path, handler, {"desk": desk}) for path, handler in ADDRESSES]
    application = Application(addresses, log_function=_logged, compress_response=False)
    server = HTTPServer(
        application, body_timeout=_BODY_S, idle_connection_timeout=_IDLE_S, max_body_size=_MOST
    )
    server.add_socket(listening)
    sweep = PeriodicCallback(desk.sessions.forget_idle, _SWEEP_MS)
    sweep.start()
    # The first world is worked out while the browser starts.
    desk.work.submit(lambda: desk.banks.result_of(scenario))
    try:
        ready(desk)
        await asyncio.Event().wait()
    finally:
        # Draws end with their sessions; threads end with the program.
        sweep.stop()
        server.stop()
        desk.sessions.forget_all()
        await server.close_all_connections()


def _logged(handler: object) -> None:
    request, status = handler.request, handler.get_status()  # type: ignore[attr-defined]
    # Without what stands after the path: the token may.
    log.debug("%s %s %d %.3f s", request.method, request.path, status, request.request_time())


def open_browser(address: str) -> None:
    """Open the address in the user's browser, if there is a screen; never wait for it."""
    is_bare = sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    # Without a screen some systems would start a browser of text in this terminal.
    if not is_bare:
        Thread(target=webbrowser.open, args=(address,), daemon=True).start()
