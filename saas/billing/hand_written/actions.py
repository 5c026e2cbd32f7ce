"""Writing an invoice by hand to the company in scope."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from saas.billing.hand_written.rules import WrittenLine, must_cost_something
from saas.billing.invoices.actions import issue
from saas.billing.invoices.models import Invoice
from saas.billing.invoices.sale import ByHand, Sale, buyer_of
from saas.billing.purchase_orders.actions import order_written
from saas.billing.seller.actions import seller_for
from saas.billing.seller.selling import must_sell_in
from saas.db import db
from saas.licensing.agreement.models import Agreement
from saas.licensing.catalogue.models import catalogue
from saas.licensing.effects.rules import PreviewOutdated
from saas.licensing.vat.models import vat_of
from saas.money import total
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person


def write_invoice(
    lines: Sequence[WrittenLine],
    *,
    by: Person,
    today: date,
    order_reference: str = "",
    shown: str | None = None,
) -> Invoice:
    """Issue an invoice of `lines`, whatever the company's agreement says.

    Its lines cover nothing, so no run charges or credits because of them. A buyer who is not
    charged Swedish VAT is charged none, whatever rate a line has. It names the order that is
    written, else one of the company's that fits. With the fingerprint of what was `shown` it is
    that or nothing. Raises NothingWritten, OrderDoesNotFit, OrderMissing, PreviewOutdated, and
    NobodySellsIn where no seller of ours invoices in the lines' currency.
    """
    sale = invoice_to_be(lines, by=by, today=today, order_reference=order_reference)
    if shown not in (None, fingerprint(sale)):
        raise PreviewOutdated
    return issue(sale, today=today)


def fingerprint(sale: Sale) -> str:
    """Says whether it is still what somebody has looked at: buyer, lines, tax, order and sums.

    And whether nothing has been issued to the company since, so what was shown is issued once.
    """
    latest = db.session.scalar(select(func.max(Invoice.id)))
    seen = (sale.company.id, buyer_of(sale.company), sale.seller.id, sale.lines, sale.decided)
    told = repr((*seen, sale.sums, sale.order_reference, latest))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def currency_to_write_in(today: date) -> str:
    """What the company in scope is invoiced in: as its agreement says, else the price list."""
    agreement = Agreement.holding_on(today)
    return agreement.currency if agreement else catalogue().currency


def invoice_to_be(
    lines: Sequence[WrittenLine], *, by: Person, today: date, order_reference: str = ""
) -> Sale:
    """What `write_invoice` would issue, in the company's turn; nothing is issued."""
    must_cost_something(lines)
    company = take_turns()
    currency = lines[0].unit_price.currency
    seller = seller_for(company, currency=currency)
    must_sell_in(currency, sells_in=seller.currency)
    decisions = [vat_of(company, on=today, rate=line.rate) for line in lines]
    net = total((line.charge.net for line in lines), currency)
    return Sale(
        seller=seller,
        company=company,
        agreement=None,
        lines=[line.charge for line in lines],
        decision=decisions[0],
        decisions=decisions,
        order_reference=order_written(order_reference, net=net, today=today),
        by_hand=ByHand(by_name=by.name, covers=False),
    )
