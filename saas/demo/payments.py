"""Money that came to the demo's bank: one payment that names its invoice, and one that does not."""

from __future__ import annotations

from saas.billing.bank_desk.models import account_called
from saas.billing.bank_payments.actions import book_received
from saas.billing.bank_rows.actions import Received
from saas.billing.invoices.models import Invoice
from saas.billing.mass_payment.models import claims
from saas.dates import now, today
from saas.db import db
from saas.money import Money
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.people.models import Person

ROUNDED_UP = 100_00


def money_comes_in(owner: Person) -> None:
    """Its oldest invoice is paid by its OCR number, with a little too much; and some money waits.

    Stina of the staff books both, as the bank tells of them.
    """
    with tenant_scope(owner.tenant_id):
        oldest = claims()[0]
        reference = Invoice.numbered(oldest.number).ocr
    _books("SE-4711-1", oldest.open + Money(ROUNDED_UP), reference, "Nordströms Smide AB")
    _books("SE-4711-2", Money.sek(499), "Tack för hjälpen i våras", "A Andersson")
    db.session.commit()


def _books(bank_reference: str, amount: Money, reference: str, payer: str) -> None:
    ours = account_called("main:bankgiro")
    said = Received(
        seller_id=ours.seller.id,
        account=ours.account,
        booked_on=today(),
        amount=amount,
        bank_reference=bank_reference,
        reference=reference,
        payer=payer,
    )
    with tenant_scope(OPERATOR):
        stina = Person.with_email("stina@kundzon.example")
    if stina:
        book_received(said, by=stina, now=now())
