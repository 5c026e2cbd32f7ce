"""Issuing an invoice or a credit note: its number, its snapshot, its lines and its bookings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from saas.billing.coverage.models import InvoiceLine
from saas.billing.events import InvoiceIssued
from saas.billing.invoices.models import Invoice, steps_taken
from saas.billing.invoices.rules import due_on
from saas.billing.ledger.actions import book
from saas.billing.ledger.models import account_credit, open_amounts
from saas.billing.ledger.rules import credit_set_off, invoiced
from saas.billing.numbering.actions import Given, note_number, take_number
from saas.billing.references.rules import ocr
from saas.billing.seller.models import Seller
from saas.billing.snapshot.rules import Buyer, Heading, Preceding, fingerprint, snapshot
from saas.billing.totals.rules import InvoiceKind, Sold, Totals, totals
from saas.db import db
from saas.licensing.agreement.models import Agreement
from saas.licensing.lines.rules import ChargeLine
from saas.licensing.vat.rules import VatDecision
from saas.money import Money
from saas.outbox import announce
from saas.tenants.company.models import Tenant
from saas.tenants.org_numbers.rules import OrgNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What one invoice is to be made of: who buys from whom, what, and under which tax."""

    seller: Seller
    company: Tenant
    agreement: Agreement
    lines: Sequence[ChargeLine]
    decision: VatDecision


def issue(sale: Sale, *, today: date) -> Invoice:
    """Issue `sale` to the company in scope: a credit note when it comes to less than nothing.

    Called with the company's row locked; locks the number series, last of all. Books the
    receivable, sets credit off against it, and announces InvoiceIssued.
    """
    sums = totals(
        (Sold(line.net, sale.decision) for line in sale.lines),
        currency=sale.agreement.currency,
        in_whole=sale.seller.whole_kronor,
    )
    credited = _credited(sale) if sums.kind is InvoiceKind.CREDIT_NOTE else []
    given = take_number(sale.seller, today=today)
    invoice = _invoice(sale, sums, credited, given)
    db.session.add(invoice)
    db.session.flush()
    note_number(sale.seller, given, issued_to=invoice.tenant_id, invoice_id=invoice.id)
    db.session.add_all(
        _line(invoice, position, line, sale.decision)
        for position, line in enumerate(sale.lines, start=1)
    )
    _book(invoice, sums, credited)
    announce(InvoiceIssued(invoice.id))
    return invoice


def _invoice(sale: Sale, sums: Totals, credited: Sequence[Invoice], given: Given) -> Invoice:
    terms, number = sale.seller.terms, given.number
    heading = Heading(
        kind=sums.kind,
        number=str(number),
        ocr=ocr(number.digits),
        language=sale.company.language,
        issued_on=given.on,
        due_on=due_on(given.on, days=terms.payment_days),
        payment_days=terms.payment_days,
    )
    content = snapshot(
        heading,
        seller=sale.seller.details,
        buyer=_buyer(sale.company),
        lines=sale.lines,
        decision=sale.decision,
        totals=sums,
        credits_=[Preceding(each.number, each.issued_on) for each in credited],
    )
    return Invoice(
        kind=heading.kind,
        seller_id=sale.seller.id,
        number=heading.number,
        ocr=heading.ocr,
        agreement_id=sale.agreement.id,
        step=steps_taken(sale.agreement.id) + 1,
        credits_id=credited[-1].id if credited else None,
        issued_on=heading.issued_on,
        issued_at=given.at,
        due_on=heading.due_on,
        currency=sums.net.currency,
        net_minor=sums.net.minor,
        vat_minor=sums.vat.minor,
        rounding_minor=sums.rounding.minor,
        total_minor=sums.to_pay.minor,
        snapshot=content,
        sha256=fingerprint(content),
    )


def _line(invoice: Invoice, position: int, line: ChargeLine, decision: VatDecision) -> InvoiceLine:
    return InvoiceLine(
        invoice_id=invoice.id,
        position=position,
        agreement_id=invoice.agreement_id,
        item=line.item,
        edition=line.edition,
        name=line.name,
        quantity=line.quantity,
        currency=invoice.currency,
        unit_price_minor=line.unit_price.minor,
        period_starts_on=line.period.starts_on,
        period_until=line.period.until,
        starts_on=line.starts_on,
        until=line.until,
        net_minor=line.net.minor,
        vat_category=decision.category,
        vat_percent=decision.percent,
    )


def _book(invoice: Invoice, sums: Totals, credited: Sequence[Invoice]) -> None:
    """Book the claim, then let what the customer has to their credit settle what it can."""
    currency = invoice.currency
    claim = invoiced(invoice.id, invoice.number, net=sums.net, vat=sums.vat, rounding=sums.rounding)
    if claim:
        book(claim, on=invoice.issued_on)
    if invoice.is_credit_note:
        credit = {invoice.id: -invoice.total}
        against = open_amounts([each.id for each in credited], currency=currency)
        spare = Money(0, currency)
    else:
        credit, against = {}, {invoice.id: invoice.total}
        spare = account_credit(currency=currency)
    set_off = credit_set_off(invoice.number, credit=credit, against=against, spare=spare)
    if set_off:
        book(set_off, on=invoice.issued_on)


def _credited(sale: Sale) -> Sequence[Invoice]:
    """The invoices that charged for the periods of which `sale` takes something back."""
    periods = {line.period.starts_on for line in sale.lines if line.quantity < 0}
    charged = select(InvoiceLine.invoice_id).where(
        InvoiceLine.agreement_id == sale.agreement.id,
        InvoiceLine.period_starts_on.in_(periods),
        InvoiceLine.quantity > 0,
    )
    return db.session.scalars(
        select(Invoice)
        .where(Invoice.id.in_(charged), Invoice.kind == InvoiceKind.INVOICE)
        .order_by(Invoice.id)
    ).all()


def _buyer(company: Tenant) -> Buyer:
    number = OrgNumber(company.country, company.org_number, company.suffix)
    return Buyer(
        name=company.name,
        customer_number=company.customer_number,
        org_number=number.masked,
        vat_number="" if number.is_personal else company.vat_number,
        attention=company.reference,
        street=company.street,
        postcode=company.postcode,
        city=company.city,
        country=company.country,
    )
