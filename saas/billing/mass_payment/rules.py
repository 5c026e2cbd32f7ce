"""Which invoices can be paid together, and what they come to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from saas.billing.open_claims.rules import InvoiceAtAgency
from saas.billing.payments.rules import InvoiceBeingPaid
from saas.errors import Refusal
from saas.money import Money, total
from saas.text import N_


class NothingChosen(Refusal):
    """No invoice was ticked."""

    says = N_("Tick at least one invoice to pay.")
    field = "invoice"


class NotOpen(Refusal):
    """The invoice is paid, or is none of the company's."""

    says = N_("Invoice %(number)s is not open any more. Choose among those that are.")
    field = "invoice"
    way_out = ("mass_payment.choose", N_("See what is left to pay"))

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number


@dataclass
class InvoiceDisputed(Refusal):
    """All that is left of it is disputed, and nobody pays that by ticking it (S12, S92)."""

    number: str

    says = N_(
        "All that is left of invoice %(number)s is disputed and waits for our answer. Withdraw "
        "the dispute on the invoice's page to pay it."
    )
    field: ClassVar[str | None] = "invoice"


class TwoCurrencies(Refusal):
    """One charge is in one currency."""

    says = N_("These invoices are in different currencies. Pay those of one currency at a time.")
    field = "invoice"


class TotalHasChanged(Refusal):
    """What was shown is not what would be charged; it is shown anew."""

    says = N_(
        "The invoices now come to %(now)s, not %(shown)s, because something was paid or credited "
        "meanwhile. Nothing was charged. Check the new total and pay again."
    )

    def __init__(self, *, now: Money, shown: Money) -> None:
        super().__init__()
        self.now, self.shown = now, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An open invoice, as somebody who is about to pay sees it.

    `payment` names the payment that is trying to settle it just now, if there is one. What is
    `at_agency` is paid to a collection agency, and not here (S112). `disputed_minor` of it is
    held until a dispute is decided, and not paid here before that.
    """

    invoice_id: int
    number: str
    issued_on: date
    due_on: date
    open: Money
    payment: str | None = None
    at_agency: bool = False
    disputed_minor: int = 0

    @property
    def is_free(self) -> bool:
        """Whether it can be chosen."""
        return self.payment is None and not self.at_agency and self.to_pay.minor > 0

    @property
    def disputed(self) -> Money:
        """How much of it is held."""
        return Money(self.disputed_minor, self.open.currency)

    @property
    def to_pay(self) -> Money:
        """What is paid by choosing it: all that is open and not disputed."""
        return self.open - self.disputed

    def is_overdue(self, today: date) -> bool:
        """Whether its due day has passed; the due day itself is in time."""
        return self.due_on < today


def proposed(claims: Sequence[Claim], *, today: date) -> list[str]:
    """The numbers ticked from the start: what is overdue, or everything when nothing is.

    Nothing of which a part is disputed: paying the rest of that is for somebody to choose.
    """
    free = [claim for claim in claims if claim.is_free and not claim.disputed_minor]
    overdue = [claim.number for claim in free if claim.is_overdue(today)]
    return overdue or [claim.number for claim in free]


def chosen(claims: Sequence[Claim], numbers: Collection[str]) -> list[Claim]:
    """The claims with these numbers, in the order in which they are settled.

    Raises NothingChosen, NotOpen, InvoiceAtAgency, InvoiceDisputed, InvoiceBeingPaid or
    TwoCurrencies.
    """
    if not numbers:
        raise NothingChosen
    open_numbers = {claim.number for claim in claims}
    for number in numbers:
        if number not in open_numbers:
            raise NotOpen(number)
    wanted = [claim for claim in claims if claim.number in numbers]
    if collected := next((claim for claim in wanted if claim.at_agency), None):
        raise InvoiceAtAgency(collected.number)
    if held := next((claim for claim in wanted if claim.to_pay.minor <= 0), None):
        raise InvoiceDisputed(held.number)
    if any(claim.payment for claim in wanted):
        raise InvoiceBeingPaid
    if len({claim.open.currency for claim in wanted}) > 1:
        raise TwoCurrencies
    return wanted


def to_pay(claims: Sequence[Claim]) -> Money:
    """What the chosen claims come to."""
    return total(claim.to_pay for claim in claims)


def must_be_total(claims: Sequence[Claim], shown: Money) -> None:
    """Raise TotalHasChanged unless exactly `shown` would be charged (promises.md R14)."""
    now = to_pay(claims)
    if now != shown:
        raise TotalHasChanged(now=now, shown=shown)
