"""Using credit: what we owe the customer settles what the customer owes us."""

from __future__ import annotations

from datetime import date

from saas.billing.credit_use.models import times_used
from saas.billing.credit_use.rules import usable
from saas.billing.invoices.models import Invoice
from saas.billing.ledger.actions import book
from saas.billing.ledger.models import account_credit, open_amount
from saas.billing.ledger.rules import Account, Entry, EntryKind, Posting
from saas.billing.open_claims.models import left_of
from saas.billing.open_claims.rules import must_be_paid_here
from saas.billing.payments.models import PaymentPart
from saas.billing.payments.rules import InvoiceBeingPaid
from saas.errors import NotFound
from saas.money import Money
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def use_credit(
    *, by: Person, note: str | None, invoice: str, minor: int | None, today: date
) -> Money:
    """Use what is left of credit note `note` on the invoice numbered `invoice`; how much (S13).

    Without `note` it is the credit on the account that is used. `minor` is a part of it in the
    minor units of the invoice's currency; None is as much as there is and is open. Raises
    NotAllowed, NotFound, NothingToUse, NothingToSettle, MoreThanThereIs, OtherCurrency,
    InvoiceAtAgency, and InvoiceBeingPaid while somebody pays the invoice.
    """
    by.must(Permission.PAY)
    take_turns()
    claim = Invoice.numbered(invoice)
    source = Invoice.numbered(note) if note else None
    if source is not None and not source.is_credit_note:
        raise NotFound
    left_to_pay = left_of(claim.id, due_on=claim.due_on)
    must_be_paid_here(claim.number, left_to_pay)
    if claim.id in PaymentPart.under_way():
        raise InvoiceBeingPaid
    left = (
        -open_amount(source.id, currency=source.currency)
        if source
        else account_credit(currency=claim.currency)
    )
    amount = None if minor is None else Money(minor, claim.currency)
    used = usable(amount, left=left, open_amount=Money(left_to_pay.minor, claim.currency))
    set_off(source, claim, used, on=today)
    return used


def set_off(source: Invoice | None, claim: Invoice, amount: Money, *, on: date) -> None:
    """Book that `amount` of a credit note, or of the account's credit, settles `claim`.

    Called in the company's turn, for no more than is there. The entry is named after the note
    (or the invoice, for the account's credit) and how many times it has been used.
    """
    number = (source or claim).number
    postings = (
        Posting(Account.RECEIVABLE, amount, source.id)
        if source
        else Posting(Account.CREDITS, amount),
        Posting(Account.RECEIVABLE, -amount, claim.id),
    )
    reference = f"{number}/{times_used(number) + 1}"
    book(Entry(EntryKind.CREDIT_SET_OFF, reference, postings), on=on)
