"""What may be taken in as a statement, and when somebody's word is the company's."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from saas.errors import Refusal
from saas.licensing.channels.rules import NAMES_ITS_SENDER, WRITTEN_TO_US, Channel
from saas.text import N_

LARGEST_SCAN: Final = 1_500_000
"""Bytes: some ten pages in grey."""

LONGEST_FILENAME: Final = 120

_BEGINNINGS: Final = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
}


class ScanTooLarge(Refusal):
    """The file is larger than we keep."""

    says = N_("The file is too large: at most 1.5 megabytes. Scan it in grey, or fewer pages.")
    field = "scan"


class NotAScan(Refusal):
    """The file is none of the kinds we show."""

    says = N_("Choose a PDF, a PNG or a JPEG.")
    field = "scan"


class NeedsNoStaff(Refusal):
    """What comes by the button, the form or the API is written down by the service itself."""

    says = N_("Choose by which way it reached us: e-mail, letter or telephone.")
    field = "channel"


class StatementSettled(Refusal):
    """The statement has become a notice, or was rejected."""

    says = N_("This has been settled already.")
    way_out = ("received_notices.index", N_("See what has reached us"))


@dataclass(frozen=True, slots=True)
class Scan:
    """A file as it is kept: its own name, the kind its first bytes say it is, its bytes."""

    filename: str
    mime_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The fingerprint of its bytes, in hexadecimal."""
        return sha256(self.content).hexdigest()


def scanned(filename: str, content: bytes) -> Scan:
    """A scan to be kept. Its kind is what its first bytes say, whatever it is called.

    Raises ScanTooLarge or NotAScan.
    """
    if len(content) > LARGEST_SCAN:
        raise ScanTooLarge
    for beginning, (mime_type, ending) in _BEGINNINGS.items():
        if content.startswith(beginning):
            stem = "".join(
                c
                for c in filename.rpartition(".")[0]
                if (c.isascii() and c.isalnum()) or c in " -_"
            )
            return Scan(f"{stem[:LONGEST_FILENAME].strip() or 'scan'}.{ending}", mime_type, content)
    raise NotAScan


def must_pass_our_hands(channel: Channel) -> None:
    """Raise NeedsNoStaff for a way that does not lead through our staff."""
    if channel not in WRITTEN_TO_US:
        raise NeedsNoStaff


def recognises(channel: Channel, *, from_name: str, from_email: str, name: str, email: str) -> bool:
    """Whether a statement is the word of the person called `name` with the address `email`.

    A mail is by whoever has its address. A letter is by whoever has the address in it, or else
    the very name that signed it. A voice on the telephone is nobody's until it is confirmed.
    """
    if channel not in NAMES_ITS_SENDER:
        return False
    if from_email:
        return from_email.casefold() == email.casefold()
    return channel is Channel.LETTER and _plain(from_name) == _plain(name)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
