"""What we ask of an access point: take a document, and tell what became of those taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """A document on its way, and what a network has to know to carry it.

    `name` is what it is sent under, `extension` what its file is called after that. `format`
    is our word for what it is written in; `document_type` and `process` are the network's.
    `sender` and `recipient` are addresses such as 0007:5567788990; a sender's may be empty.
    """

    name: str
    extension: str
    content: bytes
    format: str
    document_type: str
    process: str
    sender: str
    recipient: str
    is_test: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the network says of a document: `document` is the name it was sent under."""

    document: str
    accepted: bool
    reason: str


class AccessPoint(Protocol):
    """Sends documents into the network."""

    def send(self, consignment: Consignment) -> None:
        """Take a document over under its name, once, however often it is sent.

        Raises OSError when it cannot be taken over; nothing is then half taken over.
        """

    def receipts(self) -> Iterable[Receipt]:
        """Every receipt not yet put away, oldest first; telling them does not put them away."""

    def put_away(self, receipt: Receipt) -> None:
        """Note that `receipt` is known, so that it is not told again."""
