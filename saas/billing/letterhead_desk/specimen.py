"""An invoice to nobody, to see how a seller's documents look before anybody else does."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any, Final

from flask_babel import force_locale

from saas.billing.documents.rules import invoice_paper
from saas.billing.letterhead.paper import with_letterhead
from saas.billing.letterhead.rules import Look
from saas.billing.seller.models import Seller
from saas.billing.seller.rules import LetterheadDetails
from saas.billing.snapshot.rules import Buyer, Heading, snapshot
from saas.billing.totals.rules import InvoiceKind, Sold, totals
from saas.documents.typesetting import HOUSE, picture, render
from saas.licensing.agreement.rules import Period
from saas.licensing.lines.rules import ChargeLine, Item
from saas.licensing.vat.rules import vat_decision
from saas.money import Money
from saas.web.words import say

INVOICE: Final = HOUSE / "documents" / "invoice.typ"
MONTH: Final = Period(date(2026, 3, 1), date(2026, 4, 1))
DUE: Final = date(2026, 3, 31)
NOBODY: Final = Buyer(
    name="Exempelkund AB",
    customer_number="100000",
    org_number="556000-0000",
    vat_number="SE556000000001",
    attention="",
    street="Storgatan 1",
    postcode="111 22",
    city="Stockholm",
    country="SE",
)


def specimen_pdf(seller: Seller, look: Look, *, language: str) -> bytes:
    """The specimen as PDF, as every invoice would be made."""
    return render(INVOICE, specimen(seller, look, language=language))


def specimen_picture(seller: Seller, look: Look, *, language: str) -> bytes:
    """Its first page as a PNG, for a screen. Raises `typst.TypstError` for a broken logo."""
    return picture(INVOICE, specimen(seller, look, language=language))


def specimen(seller: Seller, look: Look, *, language: str) -> dict[str, Any]:
    """What `invoice.typ` needs to show an invoice of `seller` with that look."""
    plain = asdict(seller.details)
    plain.pop("look", None)
    line = ChargeLine(
        item=Item.PLAN,
        edition="basic-2026",
        name="Basic",
        quantity=1,
        unit_price=Money(299_00, seller.currency),
        period=MONTH,
        starts_on=MONTH.starts_on,
        until=MONTH.until,
        net=Money(299_00, seller.currency),
    )
    decision = vat_decision(country="SE", vat_number_proven=False, on=MONTH.starts_on)
    heading = Heading(
        kind=InvoiceKind.INVOICE,
        number="20260000000",
        ocr="2026000000034",
        language=language,
        issued_on=MONTH.starts_on,
        due_on=DUE,
        payment_days=(DUE - MONTH.starts_on).days,
    )
    content = snapshot(
        heading,
        seller=LetterheadDetails(**plain, look=look),
        buyer=NOBODY,
        lines=[line],
        decision=decision,
        totals=totals([Sold(line.net, decision)], currency=seller.currency),
    )
    with force_locale(language):
        return with_letterhead(invoice_paper(content, say))
