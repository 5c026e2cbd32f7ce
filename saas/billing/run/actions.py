"""Invoicing what one agreement owes."""

from __future__ import annotations

from datetime import date

from saas.billing.coverage.models import invoiced_lines
from saas.billing.invoices.actions import issue
from saas.billing.invoices.models import Invoice
from saas.billing.invoices.sale import Sale
from saas.billing.purchase_orders.actions import nothing_to_hold, order_for_invoice
from saas.billing.reminder_fees.actions import note_charged
from saas.billing.reminder_fees.models import fees_for
from saas.billing.run.models import note_billing_day
from saas.billing.seller.actions import seller_for
from saas.db import db
from saas.licensing.agreement.models import Agreement
from saas.licensing.charges.rules import difference
from saas.licensing.reckoning.rules import due_days
from saas.licensing.services.models import services_rendered
from saas.licensing.small_charges.models import at_once_from
from saas.licensing.small_charges.rules import Books, waits
from saas.licensing.vat.models import vat_of
from saas.money import total
from saas.tenants.company.models import take_turns


def issue_what_is_owed(
    agreement_id: int, *, today: date, through: date | None = None, as_confirmed: bool = False
) -> Invoice | None:
    """Invoice everything an agreement of the company in scope owes through `today`.

    Owed is what the agreement's timeline charges for every period that is due, and what its
    services cost, less what its invoice lines already cover: the invoice is the difference, a
    credit note when that is negative. None when there is no difference, so doing it again does
    nothing. When something is next due is noted. With `through` it is what was owed by that
    earlier day; it is numbered, dated, taxed and due by `today` all the same. What waits for a
    purchase order is not issued, and stays due; what costs little `waits` for the next one. Fees
    for reminders are no reason for one; who confirmed (`as_confirmed`) is charged what they saw.

    The company's row is locked first, so that one transaction at a time compares and issues.
    Raises NotFound, NoSellerYet and NobodySellsIn.
    """
    through = through or today
    company = take_turns()
    agreement = Agreement.find(agreement_id)
    db.session.refresh(agreement, attribute_names=["terms", "notices", "changes"])
    timeline, services = agreement.timeline(), services_rendered(agreement_id)
    books = _books_of(agreement)
    lines = difference(timeline, invoiced=books.invoiced, through=through, services=services)
    note_billing_day(agreement_id, next(due_days(timeline, after=through, services=services), None))
    if not lines or waits(lines, timeline=timeline, day=through, books=books):
        nothing_to_hold(agreement_id, today=today)
        return None
    fees = [] if as_confirmed else fees_for(lines)
    lines += [fee.line for fee in fees]
    net = total((line.net for line in lines), agreement.currency)
    order = order_for_invoice(agreement_id, net=net, today=today)
    if order.is_held:
        note_billing_day(agreement_id, through)
        return None
    sale = Sale(
        seller=seller_for(company, currency=agreement.currency),
        company=company,
        agreement=agreement,
        lines=lines,
        decision=vat_of(company, on=today),
        order_reference=order.number,
    )
    invoice = issue(sale, today=today)
    note_charged(fees, invoice)
    return invoice


def _books_of(agreement: Agreement) -> Books:
    invoiced = invoiced_lines(agreement.id)
    return Books(invoiced=tuple(invoiced), at_once_from=at_once_from(agreement.currency))
