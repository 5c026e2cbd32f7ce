"""How a payment moves from started to its end."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from saas.billing.gateway.port import Answer, Confirming, Declined, Processing, Settled
from saas.errors import Refusal
from saas.text import N_


class PaymentState(StrEnum):
    """Where a payment is. An outcome we do not know is not a failure: it stays `started`."""

    STARTED = "started"
    CONFIRMING = "confirming"  # the card holder's bank asks them to confirm
    PROCESSING = "processing"
    SETTLED = "settled"
    DECLINED = "declined"


OPEN: Final = frozenset({PaymentState.STARTED, PaymentState.CONFIRMING, PaymentState.PROCESSING})
MEANS: Final = {
    Settled: PaymentState.SETTLED,
    Confirming: PaymentState.CONFIRMING,
    Processing: PaymentState.PROCESSING,
    Declined: PaymentState.DECLINED,
}


class InvoiceBeingPaid(Refusal):
    """Another payment is trying to settle one of the invoices this very moment."""

    says = N_(
        "One of the invoices is being paid just now, perhaps in another window. "
        "Wait for that payment to end, then choose what is left."
    )
    way_out = ("mass_payment.choose", N_("See what is left to pay"))


class NothingToGiveUp(Refusal):
    """Only a payment that waits for its card holder can be given up."""

    says = N_("The payment no longer waits for you. See what became of it.")


class Contradiction(RuntimeError):
    """The gateway has told us two things that cannot both be true: a fault, never a refusal."""


def hear(state: PaymentState, answer: Answer) -> PaymentState:
    """The state after an answer from the gateway. Hearing it again changes nothing.

    A settled payment stays settled whatever older answer arrives late. Money that was taken is
    always heard of, also when we had thought the payment declined. Raises Contradiction when a
    settled payment is said to be declined.
    """
    heard = MEANS[type(answer)]
    if state is PaymentState.SETTLED and heard is PaymentState.DECLINED:
        raise Contradiction(f"settled, and now {answer!r}")
    if state in OPEN or heard is PaymentState.SETTLED:
        return heard
    return state


def must_wait_for_holder(state: PaymentState) -> None:
    """Raise NothingToGiveUp unless the payment waits for its card holder."""
    if state is not PaymentState.CONFIRMING:
        raise NothingToGiveUp
