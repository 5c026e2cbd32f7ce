"""What money from the bank settles, and how that is booked and taken back (P7, S110, S112).

An invoice that the payer named comes first, then what is to be paid first, the lowest number
before others of the same day; what is left is credit on the company's account. Each öre goes to
exactly one place, and no invoice is paid more than is open on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from saas.billing.ledger.rules import Account, Entry, EntryKind, Posting
from saas.billing.open_claims.rules import InvoiceAtAgency
from saas.billing.payments.rules import InvoiceBeingPaid
from saas.errors import Refusal
from saas.money import Money, total
from saas.text import N_


@dataclass
class NotOpenHere(Refusal):
    """The invoice is paid, or is none of the company's at this seller in this currency."""

    number: str

    says = N_(
        "Invoice %(number)s cannot be paid with this: it is not open, or not in the currency of "
        "the payment, or not of the seller whose account it came to."
    )
    field: ClassVar[str | None] = "invoices"


@dataclass
class MoreThanIsOpen(Refusal):
    """No invoice takes more than is left to pay on it."""

    number: str
    open: Money

    says = N_("%(open)s is left to pay on invoice %(number)s. Write that, or less.")
    field: ClassVar[str | None] = "invoices"


@dataclass
class MoreThanCame(Refusal):
    """What is shared out is what came in."""

    amount: Money
    shared: Money

    says = N_("%(shared)s is shared out, and %(amount)s came in. Share out less.")
    field: ClassVar[str | None] = "invoices"


@dataclass
class CreditIsSpent(Refusal):
    """What was left over has been used or paid out."""

    left: Money
    credit: Money

    says = N_(
        "%(left)s of this payment became credit on the account, and %(credit)s is left there. "
        "Credit that has been used or paid out cannot be taken back."
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """An open invoice; `at_agency` while an agency collects it, `being_paid` by card just now.

    `disputed_minor` of it is held until somebody has decided (S12).
    """

    number: str
    invoice_id: int
    open: Money
    at_agency: bool = False
    being_paid: bool = False
    disputed_minor: int = 0

    @property
    def undisputed(self) -> Money:
        """What is settled where the payer has not named the invoice."""
        return self.open - Money(self.disputed_minor, self.open.currency)


@dataclass(frozen=True, slots=True)
class Share:
    """So much of a payment settles this invoice."""

    claim: Claim
    amount: Money


@dataclass(frozen=True, slots=True)
class Allocation:
    """What becomes of a payment: the invoices it settles, in order, and what is left over."""

    shares: tuple[Share, ...]
    left: Money

    @property
    def amount(self) -> Money:
        """All of it."""
        return total((each.amount for each in self.shares), self.left.currency) + self.left


def allocated(
    amount: Money, claims: Sequence[Claim], *, named: Sequence[str] = (), from_agency: bool = False
) -> Allocation:
    """What `amount` settles of `claims`, which are of its currency and come in order of due day.

    Invoices `named` by the payer come first, in their order. What a card is just paying is left
    alone. What is at the agency is paid by the agency only, and then before anything else. What
    is disputed is settled where the payer has named the invoice, and not else.
    """
    free = [
        claim
        for claim in claims
        if not claim.being_paid and _may_pay(claim, from_agency=from_agency)
    ]
    by_number = {claim.number: claim for claim in free}
    first = [by_number[number] for number in dict.fromkeys(named) if number in by_number]
    rest = [claim for claim in free if claim not in first]
    if from_agency:
        rest.sort(key=lambda claim: not claim.at_agency)  # the order of due days stays within
    left, shares = amount, []
    for claim in [*first, *rest]:
        settled = min(left, claim.open if claim in first else claim.undisputed)
        if settled.minor > 0:
            shares.append(Share(claim, settled))
            left -= settled
    return Allocation(tuple(shares), left)


def chosen(
    amount: Money,
    claims: Iterable[Claim],
    wanted: Mapping[str, Money],
    *,
    from_agency: bool = False,
) -> Allocation:
    """What our staff say `amount` settles: so much of each invoice; the rest is credit.

    Raises NotOpenHere (also for another currency), InvoiceAtAgency, InvoiceBeingPaid,
    MoreThanIsOpen and MoreThanCame.
    """
    by_number = {claim.number: claim for claim in claims}
    shares = []
    for number, part in wanted.items():
        claim = by_number.get(number)
        if claim is None or part.currency != amount.currency:
            raise NotOpenHere(number)
        if not _may_pay(claim, from_agency=from_agency):
            raise InvoiceAtAgency(number)
        if claim.being_paid:
            raise InvoiceBeingPaid
        if not 0 < part.minor <= claim.open.minor:
            raise MoreThanIsOpen(number, claim.open)
        shares.append(Share(claim, part))
    shared = total((each.amount for each in shares), amount.currency)
    if shared > amount:
        raise MoreThanCame(amount, shared)
    return Allocation(tuple(shares), amount - shared)


def settled_by(number: str, found: Allocation) -> Entry:
    """The money is the company's: it settles invoices, and the rest stands to its credit."""
    return Entry(EntryKind.PAID, number, _moved(found))


def taken_back(number: str, found: Allocation) -> Entry:
    """Exactly the other way: the invoices are open again, and the money is nobody's."""
    back = tuple(Posting(p.account, -p.amount, p.invoice_id) for p in _moved(found))
    return Entry(EntryKind.PAYMENT_UNDONE, number, back)


def must_be_unspent(left: Money, *, credit: Money) -> None:
    """Raise CreditIsSpent where less than `left` is to the company's credit by now."""
    if left > credit:
        raise CreditIsSpent(left, credit)


def _moved(found: Allocation) -> tuple[Posting, ...]:
    postings = (
        Posting(Account.UNIDENTIFIED, found.amount),
        *(Posting(Account.RECEIVABLE, -s.amount, s.claim.invoice_id) for s in found.shares),
        Posting(Account.CREDITS, -found.left),
    )
    return tuple(posting for posting in postings if posting.amount)


def _may_pay(claim: Claim, *, from_agency: bool) -> bool:
    return from_agency or not claim.at_agency
