"""Calling an address that somebody else chose: pinned to where its name led, never onwards.

The name is looked up once, what it leads to is judged, and that very address is called, so that
a name cannot lead elsewhere between the judgement and the call. Redirects are not followed. All
of it together has a deadline, however slowly the other side takes and gives.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from typing import Any, Final
from urllib.parse import urlsplit

from saas.billing.webhooks.rules import all_public

DEADLINE_SECONDS: Final = 20.0
PORTS: Final = {"https": 443, "http": 80}


class NotReached(OSError):
    """An address that could not be called, or is not one to call."""


def call(
    url: str,
    body: bytes,
    headers: dict[str, str],
    *,
    open_internet: bool,
    within: float = DEADLINE_SECONDS,
) -> int:
    """POST `body` and answer the status.

    Raises NotReached (an OSError) when nobody has answered `within` so many seconds, the search
    for the name's address aside, for which the system has a limit of its own.
    """
    at = urlsplit(url)
    host, port = at.hostname or "", at.port or PORTS[at.scheme]
    try:
        leads_to = [str(f[4][0]) for f in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if open_internet and not all_public(leads_to):
            raise NotReached(f"{host} leads into a network that is not public")
        connection = _Pinned(host, port, leads_to[0], encrypted=at.scheme == "https", within=within)
        try:
            path = (at.path or "/") + (f"?{at.query}" if at.query else "")
            connection.request("POST", path, body, headers)
            return connection.getresponse().status
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, UnicodeError) as fault:
        raise NotReached(f"{host}: {fault}") from fault


class _Pinned(http.client.HTTPConnection):
    """A connection to `address`, in the name of `host`, for so many seconds from now."""

    def __init__(
        self, host: str, port: int, address: str, *, encrypted: bool, within: float
    ) -> None:
        super().__init__(host, port)
        self.address, self.encrypted = address, encrypted
        self.deadline = time.monotonic() + within

    def connect(self) -> None:
        """Connect to the address that was judged; the certificate must be the host's."""
        plain = socket.create_connection((self.address, self.port), _left(self.deadline))
        try:
            if self.encrypted:
                plain.settimeout(_left(self.deadline))
                context = ssl.create_default_context()
                plain = context.wrap_socket(plain, server_hostname=self.host)
        except OSError:
            plain.close()
            raise
        self.sock = _Hurried(plain, self.deadline)


class _Hurried:
    """What HTTP needs of a socket; no wait for the other side ends after the deadline.

    A socket's own timeout begins anew with each byte that comes.
    """

    def __init__(self, plain: socket.socket, deadline: float) -> None:
        self.plain, self.deadline = plain, deadline

    def sendall(self, content: bytes) -> None:
        """Send all of it. Raises TimeoutError."""
        rest = memoryview(content)
        while rest:
            self.plain.settimeout(_left(self.deadline))
            rest = rest[self.plain.send(rest) :]

    def makefile(self, *_how: Any) -> io.BufferedReader:
        """What comes in, to be read."""
        return io.BufferedReader(_Coming(self))

    def close(self) -> None:
        """Hang up."""
        self.plain.close()


class _Coming(io.RawIOBase):
    """What comes in over a hurried socket."""

    def __init__(self, over: _Hurried) -> None:
        self.over = over

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Wait for some of it. Raises TimeoutError."""
        self.over.plain.settimeout(_left(self.over.deadline))
        return self.over.plain.recv_into(buffer)


def _left(deadline: float) -> float:
    """The seconds that are left. Raises TimeoutError when none are."""
    if (left := deadline - time.monotonic()) <= 0:
        raise TimeoutError("it took too long")
    return left
