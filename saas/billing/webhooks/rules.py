"""Where a webhook may go, what it says, and how it is signed (standardwebhooks.com, v1)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, ClassVar, Final
from urllib.parse import SplitResult, urlsplit

from saas.errors import Refusal
from saas.text import N_

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - the beginning of every secret, not one
SECRET_BYTES: Final = 32
MOST_ENDPOINTS: Final = 5
LONGEST_URL: Final = 500
INVOICE_ISSUED: Final = "invoice.issued"


class AddressNotAllowed(Refusal):
    """Not an address on the open Internet that we send to."""

    says = N_("Write an address that begins with https:// and that anybody can reach.")
    field: ClassVar[str | None] = "url"


class TooManyEndpoints(Refusal):
    """More webhooks than one company needs."""

    says = N_("There can be at most five webhooks. Remove one that is not used.")
    field: ClassVar[str | None] = "url"


@dataclass(frozen=True, slots=True)
class Headers:
    """What goes with a call: the id of the message, when it is sent, and the signature."""

    id: str
    timestamp: int
    signature: str

    def as_sent(self) -> dict[str, str]:
        """As HTTP has them."""
        return {
            "content-type": "application/json",
            "user-agent": "Kundzon-Webhooks/1",
            "webhook-id": self.id,
            "webhook-timestamp": str(self.timestamp),
            "webhook-signature": self.signature,
        }


def secret(random: bytes) -> str:
    """The secret made of these random bytes, as it is told to the receiver once."""
    return SECRET_PREFIX + base64.b64encode(random).decode()


def signed(body: bytes, *, id_: str, timestamp: int, key: str) -> Headers:
    """The headers of a call: HMAC-SHA256 of `id.timestamp.body` under the secret `key`."""
    content = f"{id_}.{timestamp}.".encode() + body
    bare = base64.b64decode(key.removeprefix(SECRET_PREFIX))
    digest = base64.b64encode(hmac.new(bare, content, hashlib.sha256).digest()).decode()
    return Headers(id=id_, timestamp=timestamp, signature=f"v1,{digest}")


def endpoint(written: str, *, open_internet: bool) -> str:
    """The address to call. With `open_internet` it must be https on a public host by name.

    Raises AddressNotAllowed.
    """
    at = _split(written.strip())
    usable = at is not None and at.hostname and not at.username and not at.password
    schemes = {"https"} if open_internet else {"https", "http"}
    if at is None or not usable or at.scheme not in schemes or len(written) > LONGEST_URL:
        raise AddressNotAllowed
    if open_internet and not _is_public_name(at.hostname or ""):
        raise AddressNotAllowed
    return at._replace(fragment="").geturl()


def all_public(addresses: Iterable[str]) -> bool:
    """Whether a name leads to the open Internet only, and never into somebody's own network."""
    read = [ip_address(address) for address in addresses]
    return bool(read) and all(address.is_global and not address.is_multicast for address in read)


def body_of(kind: str, *, at: str, data: dict[str, Any]) -> bytes:
    """The message as JSON: the same bytes each time it is tried."""
    said = {"type": kind, "timestamp": at, "data": data}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _split(written: str) -> SplitResult | None:
    try:
        at = urlsplit(written)
        _ = at.port  # reading it is what checks it
    except ValueError:
        return None
    return at if at.hostname and written.isprintable() and " " not in written else None


def _is_public_name(host: str) -> bool:
    try:
        return all_public([host])
    except ValueError:
        return "." in host.rstrip(".") and not host.endswith((".local", ".internal", ".localhost"))
