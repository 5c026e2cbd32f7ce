"""What we ask of an access point: take a document, and tell what became of those taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the network says of a document: `document` is the name it was sent under."""

    document: str
    accepted: bool
    reason: str


class AccessPoint(Protocol):
    """Sends documents into the network."""

    def send(self, document: str, content: bytes, *, is_test: bool) -> None:
        """Take `content` over under the name `document`, once, however often it is sent.

        Raises OSError when it cannot be taken over; nothing is then half taken over.
        """

    def receipts(self) -> Iterable[Receipt]:
        """Every receipt not yet put away, oldest first; telling them does not put them away."""

    def put_away(self, receipt: Receipt) -> None:
        """Note that `receipt` is known, so that it is not told again."""
