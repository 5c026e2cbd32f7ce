"""Issuing an invoice or a credit note: its number, its snapshot, its lines and its bookings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import insert, select

from saas.billing.coverage.models import InvoiceLine
from saas.billing.events import InvoiceIssued
from saas.billing.invoices.models import Invoice, steps_taken
from saas.billing.invoices.rules import due_on
from saas.billing.invoices.sale import ByHand, Heading, Sale
from saas.billing.ledger.actions import book
from saas.billing.ledger.models import account_credit, open_amounts
from saas.billing.ledger.rules import credit_set_off, invoiced
from saas.billing.numbering.actions import Given, note_number, take_number
from saas.billing.references.rules import ocr
from saas.billing.seller.selling import must_sell_in
from saas.billing.snapshot.rules import Preceding, fingerprint, snapshot
from saas.billing.totals.rules import InvoiceKind, Totals
from saas.db import db
from saas.licensing.lines.rules import ChargeLine
from saas.licensing.vat.rules import VatDecision
from saas.money import Money
from saas.outbox import announce

NO_HAND: Final = ByHand(by_name="")


def issue(sale: Sale, *, today: date) -> Invoice:
    """Issue `sale` to the company in scope: a credit note when it comes to less than nothing.

    Called with the company's row locked; locks the number series, last of all. Books the
    receivable, sets credit off against it, and announces InvoiceIssued. Raises NobodySellsIn
    for a new claim in a currency that its seller's books are not in; what was claimed once can
    be credited and corrected.
    """
    sums = sale.sums
    if not sums.is_credit and not (sale.by_hand and sale.by_hand.replaces):
        must_sell_in(sale.currency, sells_in=sale.seller.currency)
    credited = _credited(sale) if sums.is_credit else []
    given = take_number(sale.seller, today=today, code=sale.series(sums))
    invoice = _invoice(sale, sums, credited, given)
    db.session.add(invoice)
    db.session.flush()
    note_number(sale.seller, given, issued_to=invoice.tenant_id, invoice_id=invoice.id)
    db.session.execute(insert(InvoiceLine).values(list(_lines(invoice, sale))))
    _book(invoice, sums, credited, rest_stays=sale.by_hand is not None)
    announce(InvoiceIssued(invoice.id))
    return invoice


def _invoice(sale: Sale, sums: Totals, credited: Sequence[Invoice], given: Given) -> Invoice:
    terms, number = sale.seller.terms, given.number
    hand, agreement = sale.by_hand or NO_HAND, sale.agreement
    due = max(hand.due_on or due_on(given.on, days=terms.payment_days), given.on)
    heading = Heading(
        kind=sums.kind,
        number=str(number),
        ocr=ocr(number.digits),
        language=sale.company.language,
        issued_on=given.on,
        due_on=due,
        payment_days=(due - given.on).days,
    )
    content = snapshot(
        heading,
        seller=sale.seller.details,
        buyer=sale.buyer,
        lines=sale.lines,
        decision=sale.decided,
        totals=sums,
        credits_=[Preceding(each.number, each.issued_on) for each in credited],
        correction=hand.correction,
        order_reference=sale.order_reference,
    )
    return Invoice(
        kind=heading.kind,
        seller_id=sale.seller.id,
        number=heading.number,
        ocr=heading.ocr,
        agreement_id=agreement.id if agreement else None,
        step=steps_taken(agreement.id) + 1 if agreement else None,
        credits_id=credited[-1].id if credited else None,
        replaces_id=hand.replaces.id if hand.replaces else None,
        reason=hand.reason,
        made_by_name=hand.by_name or None,
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


def _lines(invoice: Invoice, sale: Sale) -> Iterator[dict[str, Any]]:
    hand = sale.by_hand or NO_HAND
    of_lines: Sequence[int | None] = hand.of_lines or [None] * len(sale.lines)
    facts = zip(sale.lines, sale.decided, sale.covers, of_lines, strict=True)
    for position, (line, decision, covers, of_line) in enumerate(facts, start=1):
        own = {"covers": covers, "credits_line_id": of_line}
        yield _line(invoice, position, line, decision) | own


def _line(
    invoice: Invoice, position: int, line: ChargeLine, decision: VatDecision
) -> dict[str, Any]:
    return {
        "tenant_id": invoice.tenant_id,
        "invoice_id": invoice.id,
        "position": position,
        "agreement_id": invoice.agreement_id,
        "item": line.item,
        "edition": line.edition,
        "name": line.name,
        "quantity": line.quantity,
        "currency": invoice.currency,
        "unit_price_minor": line.unit_price.minor,
        "period_starts_on": line.period.starts_on,
        "period_until": line.period.until,
        "starts_on": line.starts_on,
        "until": line.until,
        "net_minor": line.net.minor,
        "vat_category": decision.category,
        "vat_percent": decision.percent,
    }


def _book(invoice: Invoice, sums: Totals, credited: Sequence[Invoice], *, rest_stays: bool) -> None:
    """Book the claim, then let what the customer has to their credit settle what it can.

    With `rest_stays` what a credit note leaves over stays on it, for the customer to use.
    """
    currency = invoice.currency
    claim = invoiced(invoice.id, invoice.number, net=sums.net, vat=sums.vat, rounding=sums.rounding)
    if claim:
        book(claim, on=invoice.issued_on)
    if invoice.is_credit_note:
        against = open_amounts([each.id for each in credited], currency=currency)
        credit = {invoice.id: -invoice.total}
        if rest_stays:
            usable = sum(
                (max(left, Money(0, currency)) for left in against.values()),
                start=Money(0, currency),
            )
            credit = {invoice.id: min(-invoice.total, usable)}
        spare = Money(0, currency)
    else:
        credit, against = {}, {invoice.id: invoice.total}
        spare = account_credit(currency=currency)
    set_off = credit_set_off(invoice.number, credit=credit, against=against, spare=spare)
    if set_off:
        book(set_off, on=invoice.issued_on)


def _credited(sale: Sale) -> Sequence[Invoice]:
    """The invoices that charged for what `sale` takes something back of."""
    if sale.by_hand is not None:
        return [sale.by_hand.credits] if sale.by_hand.credits else []
    if sale.agreement is None:
        return []
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
