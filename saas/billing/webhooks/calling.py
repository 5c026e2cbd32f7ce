"""Calling an address that somebody else chose: pinned to where its name led, never onwards.

The name is looked up once, what it leads to is judged, and that very address is called, so that
a name cannot lead elsewhere between the judgement and the call. Redirects are not followed.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from typing import Final
from urllib.parse import urlsplit

from saas.billing.webhooks.rules import all_public

TIMEOUT_SECONDS: Final = 10
PORTS: Final = {"https": 443, "http": 80}


class NotReached(OSError):
    """An address that could not be called, or is not one to call."""


def call(url: str, body: bytes, headers: dict[str, str], *, open_internet: bool) -> int:
    """POST `body` and answer the status. Raises NotReached (an OSError) when nobody answers."""
    at = urlsplit(url)
    host, port = at.hostname or "", at.port or PORTS[at.scheme]
    try:
        leads_to = [str(f[4][0]) for f in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if open_internet and not all_public(leads_to):
            raise NotReached(f"{host} leads into a network that is not public")
        connection = _Pinned(host, port, leads_to[0], encrypted=at.scheme == "https")
        try:
            path = (at.path or "/") + (f"?{at.query}" if at.query else "")
            connection.request("POST", path, body, headers)
            return connection.getresponse().status
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, UnicodeError) as fault:
        raise NotReached(f"{host}: {fault}") from fault


class _Pinned(http.client.HTTPConnection):
    """A connection to `address`, in the name of `host`."""

    def __init__(self, host: str, port: int, address: str, *, encrypted: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT_SECONDS)
        self.address, self.encrypted = address, encrypted

    def connect(self) -> None:
        """Connect to the address that was judged; the certificate must be the host's."""
        plain = socket.create_connection((self.address, self.port), TIMEOUT_SECONDS)
        if self.encrypted:
            context = ssl.create_default_context()
            plain = context.wrap_socket(plain, server_hostname=self.host)
        self.sock = plain
