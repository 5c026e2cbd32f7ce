"""A link that goes out by mail: 256 random bits, kept as their hash, used once and in time.

The letter that carries it is emptied when it has been sent (`saas.mail`).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from saas.errors import Gone
from saas.text import N_


class LinkExpired(Gone):
    """The link is too old. Nothing is lost: a new one continues where it began."""

    says = N_("This link has expired. Ask for a new one, and what you filled in is still there.")


class LinkUsed(Gone):
    """The link has done its work."""

    says = N_("This link has already been used. Log in with the password you chose.")
    way_out = ("login.log_in", N_("Log in"))


class LinkUnknown(Gone):
    """No link of ours, or one that a newer e-mail has replaced: we cannot tell which."""

    says = N_(
        "This link does not work. If we have sent you several e-mails, use the link in the latest."
        " You can also begin again."
    )
    way_out = ("registration.register", N_("Begin again"))


@dataclass(frozen=True, slots=True)
class Link:
    """A link's secret, and the part of it we keep."""

    token: str
    kept: bytes

    @classmethod
    def new(cls) -> Link:
        """256 random bits (ASVS V11.5.1) and their SHA-256."""
        token = secrets.token_urlsafe(32)
        return cls(token, kept_of(token))


def kept_of(token: str) -> bytes:
    """What the database knows of a token: enough to recognise it, not to make it."""
    return hashlib.sha256(token.encode()).digest()


def must_be_open(*, expires_at: datetime | None, used_at: datetime | None, now: datetime) -> None:
    """Refuse a link that has been used or is too old. Raises LinkUsed or LinkExpired."""
    if used_at is not None:
        raise LinkUsed
    if expires_at is None or expires_at <= now:
        raise LinkExpired
