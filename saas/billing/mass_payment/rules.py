"""Which invoices can be paid together, and what they come to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

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
    `at_agency` is paid to a collection agency, and not here (S112).
    """

    invoice_id: int
    number: str
    issued_on: date
    due_on: date
    open: Money
    payment: str | None = None
    at_agency: bool = False

    @property
    def is_free(self) -> bool:
        """Whether it can be chosen."""
        return self.payment is None and not self.at_agency

    def is_overdue(self, today: date) -> bool:
        """Whether its due day has passed; the due day itself is in time."""
        return self.due_on < today


def proposed(claims: Sequence[Claim], *, today: date) -> list[str]:
    """The numbers ticked from the start: what is overdue, or everything when nothing is."""
    free = [claim for claim in claims if claim.is_free]
    overdue = [claim.number for claim in free if claim.is_overdue(today)]
    return overdue or [claim.number for claim in free]


def chosen(claims: Sequence[Claim], numbers: Collection[str]) -> list[Claim]:
    """The claims with these numbers, in the order in which they are settled.

    Raises NothingChosen, NotOpen, InvoiceAtAgency, InvoiceBeingPaid or TwoCurrencies.
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
    if any(claim.payment for claim in wanted):
        raise InvoiceBeingPaid
    if len({claim.open.currency for claim in wanted}) > 1:
        raise TwoCurrencies
    return wanted


def to_pay(claims: Sequence[Claim]) -> Money:
    """What the chosen claims come to."""
    return total(claim.open for claim in claims)


def must_be_total(claims: Sequence[Claim], shown: Money) -> None:
    """Raise TotalHasChanged unless exactly `shown` would be charged (promises.md R14)."""
    now = to_pay(claims)
    if now != shown:
        raise TotalHasChanged(now=now, shown=shown)
