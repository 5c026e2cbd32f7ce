"""The mail server that SMTP_URL names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import unquote, urlsplit

PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
"""How it is spoken to, and the usual port for that (RFC 5321, 6409 and 8314)."""


class NoMailServer(ValueError):
    """An address that names no mail server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where it is, how it is spoken to, and as whom; nobody in particular without a user."""

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)

    @classmethod
    def at(cls, url: str) -> Self:
        """The server of `url`: smtp://, smtp+starttls:// or smtps://. Raises NoMailServer."""
        try:
            said = urlsplit(url)
            port = said.port
        except ValueError as error:
            raise NoMailServer(str(error)) from error
        if said.scheme not in PORTS or not said.hostname:
            raise NoMailServer
        return cls(
            scheme=said.scheme,
            host=said.hostname,
            port=port or PORTS[said.scheme],
            user=unquote(said.username or ""),
            password=unquote(said.password or ""),
        )
