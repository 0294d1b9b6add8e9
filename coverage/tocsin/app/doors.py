"""Who may come in: names of the server, keys of browsers, and what every answer forbids."""

import hmac
import ipaddress
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Of every answer."""


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches a host.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    # A name, but every system keeps it for itself.
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Door:
    """Names under which the server may be asked, and the token that opens it.

    Attributes
    ----------
    host : str
        Where it listens.
    port : int
    token : str
        Stands in the address that the command prints; whoever has it gets a session.
    """

    host: str
    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def cookie(self) -> str:
        """Name of the cookie: browsers do not tell ports apart, and there may be two servers."""
        return f"tocsin-{self.port}"

    @property
    def origin(self) -> str:
        """Address without the token.

        Examples
        --------
        >>> Door("127.0.0.1", 8000).origin, Door("::1", 8000).origin
        ('http://127.0.0.1:8000', 'http://[::1]:8000')
        """
        name = "127.0.0.1" if self.host == "localhost" else self.host
        # Whoever listens everywhere is reached here, too.
        name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(name, name)
        return f"http://{f'[{name}]' if ':' in name else name}:{self.port}"

    @property
    def address(self) -> str:
        """Address to open, with the token."""
        return f"{self.origin}/?token={self.token}"

    def opens(self, token: str) -> bool:
        """Tell whether a token is the right one, in a time that does not tell how near it was."""
        # As bytes: letters outside ASCII are no error, only wrong.
        return hmac.compare_digest(token.encode(), self.token.encode())

    def knows(self, host: str) -> bool:
        """Tell whether a ``Host`` header is a name of this server: no page can rebind another.

        Examples
        --------
        >>> door = Door("127.0.0.1", 8000)
        >>> [door.knows(host) for host in ("127.0.0.1:8000", "localhost:8000", "evil.test:8000")]
        [True, True, False]
        """
        try:
            parts = urlsplit(f"//{host}")
            name, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        # The port too: another server of this machine is another server.
        return port == self.port and (name in LOOPBACK or name == self.host or self._is_own(name))

    def _is_own(self, name: str) -> bool:
        """Whether it is a name of a machine that lets others in: no name that another may give."""
        if is_loopback(self.host):
            return False
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name == socket.gethostname().lower()
        return True

    def admits(self, headers: Mapping[str, str], host: str) -> bool:
        """Tell whether a request that changes something comes from our own page.

        Browsers say which page asks; a request without that word comes from no page.

        Examples
        --------
        >>> door = Door("127.0.0.1", 8000)
        >>> door.admits({"Origin": "http://127.0.0.1:8000"}, "127.0.0.1:8000")
        True
        >>> door.admits({"Origin": "http://127.0.0.1:9000"}, "127.0.0.1:8000")
        False
        >>> door.admits({}, "127.0.0.1:8000")
        False
        """
        # Its host is known to be ours by now, so that one comparison tells.
        return headers.get("Origin") == f"http://{host}"
