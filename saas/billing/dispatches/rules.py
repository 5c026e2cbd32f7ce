"""The ways an invoice can go, what can become of a sending, and the sentence for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from saas.billing.e_invoice.formats import Format
from saas.text import N_, Text


class Way(StrEnum):
    """How invoices reach a company."""

    MAIL = "mail"
    E_INVOICE = "e_invoice"
    PAPER = "paper"
    PORTAL = "portal"


class Paper(StrEnum):
    """What was sent."""

    INVOICE = "invoice"
    SPECIFICATION = "specification"


class Fate(StrEnum):
    """What has become of a sending."""

    WAITING = "waiting"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    BOUNCED = "bounced"


WAYS: Final = {
    Way.MAIL: N_("PDF by e-mail"),
    Way.E_INVOICE: N_("E-invoice"),
    Way.PAPER: N_("On paper"),
    Way.PORTAL: N_("Here only"),
}

_TOLD: Final = {
    (Way.MAIL, Fate.SENT): N_("Mailed to %(recipient)s"),
    (Way.MAIL, Fate.BOUNCED): N_("Came back from %(recipient)s"),
    (Way.E_INVOICE, Fate.WAITING): N_("Waits to be sent as an e-invoice to %(recipient)s"),
    (Way.E_INVOICE, Fate.SENT): N_("Sent as an e-invoice to %(recipient)s"),
    (Way.E_INVOICE, Fate.ACCEPTED): N_("Received as an e-invoice by %(recipient)s"),
    (Way.E_INVOICE, Fate.REJECTED): N_("Refused as an e-invoice by %(recipient)s"),
    (Way.PAPER, Fate.WAITING): N_("Waits to be printed and posted"),
    (Way.PAPER, Fate.SENT): N_("Posted on paper"),
    (Way.PORTAL, Fate.SENT): N_("Made available here"),
}
_TONES: Final = {Fate.ACCEPTED: "good", Fate.REJECTED: "bad", Fate.BOUNCED: "bad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A sending, as an invoice's history tells it."""

    at: datetime
    way: Way
    paper: Paper
    fate: Fate
    recipient: str
    is_test: bool
    reason: Text | None
    format: Format | None = None

    @property
    def what(self) -> Text:
        """What became of it, in a sentence."""
        said = Text(_TOLD[self.way, self.fate], {"recipient": self.recipient})
        if self.paper is Paper.SPECIFICATION:
            said = Text(N_("Specification: %(what)s"), {"what": said})
        if self.is_test:
            said = Text(N_("Test: %(what)s"), {"what": said})
        if self.reason:
            said = Text(N_("%(what)s. %(reason)s"), {"what": said, "reason": self.reason})
        return said

    @property
    def tone(self) -> str:
        """What colours it in a timeline."""
        return _TONES.get(self.fate, "info")
