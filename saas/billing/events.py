"""What billing announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from saas.events import Event


@dataclass(frozen=True, slots=True)
class PeriodBegan(Event):
    """A billing period of an agreement has begun on or before `day` and is not yet invoiced."""

    agreement_id: int
    day: date


@dataclass(frozen=True, slots=True)
class ChunkBegan(Event):
    """Companies of a billing run are to be invoiced, those of the chunk at this position."""

    run_id: int
    position: int


@dataclass(frozen=True, slots=True)
class InvoiceIssued(Event):
    """An invoice or a credit note exists, with its number."""

    invoice_id: int


@dataclass(frozen=True, slots=True)
class CardVisitReturned(Event):
    """A visit to the gateway's card page may have saved a card: somebody should look."""

    visit_id: int


@dataclass(frozen=True, slots=True)
class CardRemoved(Event):
    """A card is no longer used, and the gateway is to let go of it."""

    card_id: int


@dataclass(frozen=True, slots=True)
class PaymentStarted(Event):
    """Somebody has asked to pay; nothing has been charged."""

    payment_id: int


@dataclass(frozen=True, slots=True)
class ChargeUnanswered(Event):
    """A payment was started and the gateway knows nothing of it: it is to be charged."""

    payment_id: int


@dataclass(frozen=True, slots=True)
class AnswerWanted(Event):
    """Something may have become of a payment: the gateway is to be asked."""

    payment_id: int


@dataclass(frozen=True, slots=True)
class PaymentGivenUp(Event):
    """Nobody confirmed a payment, or nobody wants it any more: it is to be cancelled."""

    payment_id: int


@dataclass(frozen=True, slots=True)
class PaymentSettled(Event):
    """The money has arrived and is booked."""

    payment_id: int


@dataclass(frozen=True, slots=True)
class PaymentDeclined(Event):
    """The bank said no, or nobody confirmed: nothing was taken."""

    payment_id: int


@dataclass(frozen=True, slots=True)
class GatewayNewsHeard(Event):
    """The gateway has told of something; it is noted in the inbox."""

    news_id: int


@dataclass(frozen=True, slots=True)
class CompanyClosed(Event):
    """A company on Free has closed its account."""

    closure_id: int


@dataclass(frozen=True, slots=True)
class CompanyReopened(Event):
    """A closed account is open again."""

    closure_id: int


@dataclass(frozen=True, slots=True)
class EInvoiceReady(Event):
    """An e-invoice waits to be handed to the access point."""

    dispatch_id: int


@dataclass(frozen=True, slots=True)
class ReceiptHeard(Event):
    """The network has told what became of an e-invoice; `reason` is its own, when refused."""

    dispatch_id: int
    accepted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class EInvoicesActivated(Event):
    """A company's e-invoices are tested: from now on they come instead of PDF."""

    choice_id: int


@dataclass(frozen=True, slots=True)
class DeliveryFailed(Event):
    """An invoice did not arrive where it was sent, and is to go another way."""

    invoice_id: int


@dataclass(frozen=True, slots=True)
class PurchaseOrdersChanged(Event):
    """A company has entered a purchase order, or demands none any more: who waits may go on."""

    by_id: int


@dataclass(frozen=True, slots=True)
class InvoiceHeld(Event):
    """An agreement is owed on and not invoiced, because the company demands a purchase order."""

    agreement_id: int
    net_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class InvoiceComing(Event):
    """An invoice of an agreement will be issued on `day`, some days from now."""

    agreement_id: int
    day: date


@dataclass(frozen=True, slots=True)
class PrebilledPeriodEnded(Event):
    """A period that was charged ahead is over; `starts_on` was its first day."""

    starts_on: date


@dataclass(frozen=True, slots=True)
class WebhookDue(Event):
    """A company's program is to be told of an invoice."""

    message_id: int
