"""The Svefaktura itself: SFTI Basic Invoice 1.0, from a snapshot and an address.

Pure, and the same bytes each time for the same snapshot, address and language. Elements stand in
the order of the schema (SFTI-BasicInvoice-1.0.xsd and its CommonAggregateComponents); R-4 and
the like are the names SFTI has given the rules besides (Schematron of 2016-10-25).
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from saas.billing.e_invoice.content import Content, Line, Rate, Speaker, content_of
from saas.billing.e_invoice.formats import BASIC_INVOICE
from saas.billing.e_invoice.pen import Dialect, Pen, compact
from saas.billing.electronic_address.rules import ElectronicAddress
from saas.billing.snapshot.rules import Snapshot
from saas.billing.svefaktura.parties import write_parties
from saas.text import N_, Text

DIALECT: Final = Dialect(
    document=BASIC_INVOICE,
    aggregates="urn:sfti:CommonAggregateComponents:1:0",
    basics="urn:oasis:names:tc:ubl:CommonBasicComponents:1:0",
    currency="amountCurrencyID",
)
INVOICE, CREDIT_NOTE = 380, 381
INSTRUMENT_NOT_DEFINED: Final = 1  # the one code there is for means of payment
MUTUALLY_DEFINED: Final = "ZZZ"  # the one code there is for an allowance's reason
BANKGIRO, PLUSGIRO = "BGABSESS", "PGSISESS"
PIECE: Final = "C62"  # UN/ECE Recommendation 20: one, a unit
TAXED, EXEMPT = "S", "E"  # the two categories there are


def svefaktura(snapshot: Snapshot, *, to: ElectronicAddress, say: Speaker) -> bytes:
    """The invoice or credit note that `snapshot` is of, addressed to `to`, as a Svefaktura."""
    content = content_of(snapshot, say)
    pen = Pen("Invoice", DIALECT, currency=snapshot["currency"])
    _heading(pen, content)
    write_parties(pen, content, to=to)
    if not content.is_credit and content.sums.to_pay > 0:
        _means(pen, snapshot)
        terms = Text(N_("%(days)s days net"), {"days": snapshot["payment_days"]})
        pen.text(pen.group("PaymentTerms"), "Note", say(terms))
    _allowances(pen, content)
    _taxes(pen, content)
    _totals(pen, content)
    for number, line in enumerate(content.lines, start=1):
        _line(pen, content, number, line)
    _references(pen, content)
    return pen.finished()


def _heading(pen: Pen, content: Content) -> None:
    said = content.said
    pen.text(None, "doc:ID", said["number"])
    pen.text(None, "IssueDate", said["issued_on"])
    pen.text(None, "doc:InvoiceTypeCode", CREDIT_NOTE if content.is_credit else INVOICE)
    pen.text(None, "doc:InvoiceCurrencyCode", said["currency"])
    pen.text(None, "doc:LineItemCountNumeric", len(content.lines))


def _means(pen: Pen, said: Snapshot) -> None:
    """How to pay: by bankgiro, plusgiro or IBAN, each with who keeps the account (R-101)."""
    seller = said["seller"]
    accounts = (
        (seller["bankgiro"], BANKGIRO),
        (seller["plusgiro"], PLUSGIRO),
        (seller["iban"], seller["bic"]),
    )
    for account, keeper in accounts:
        if account and keeper:
            means = pen.group("PaymentMeans")
            pen.text(means, "cac:PaymentMeansTypeCode", INSTRUMENT_NOT_DEFINED)
            pen.text(means, "DuePaymentDate", said["due_on"])
            paid_to = pen.group("PayeeFinancialAccount", means)
            pen.text(paid_to, "cac:ID", compact(account))
            branch = pen.group("FinancialInstitutionBranch", paid_to)
            pen.text(pen.group("FinancialInstitution", branch), "cac:ID", keeper)
            pen.text(paid_to, "cac:PaymentInstructionID", said["ocr"])


def _allowances(pen: Pen, content: Content) -> None:
    for each in content.allowances:
        allowance = pen.group("doc:AllowanceCharge")
        pen.text(allowance, "ChargeIndicator", "false")
        pen.text(allowance, "cac:ReasonCode", MUTUALLY_DEFINED, name=each.reason)
        pen.amount(allowance, "Amount", each.minor)
        _rate(pen, allowance, each.rate)


def _taxes(pen: Pen, content: Content) -> None:
    """One total with a part per rate (R-17)."""
    taxes = pen.group("TaxTotal")
    pen.amount(taxes, "TotalTaxAmount", content.sums.vat)
    for group in content.groups:
        part = pen.group("TaxSubTotal", taxes)
        pen.amount(part, "TaxableAmount", group.base_minor)
        pen.amount(part, "TaxAmount", group.vat_minor)
        _rate(pen, part, group.rate, reason=group.reason)


def _totals(pen: Pen, content: Content) -> None:
    """What is with tax is what is to be paid, rounding and all (R-71)."""
    sums, totals = content.sums, pen.group("LegalTotal")
    pen.amount(totals, "LineExtensionTotalAmount", sums.lines)
    pen.amount(totals, "TaxExclusiveTotalAmount", sums.net)
    pen.amount(totals, "TaxInclusiveTotalAmount", sums.to_pay)
    if sums.rounding:
        pen.amount(totals, "cac:RoundOffAmount", sums.rounding)


def _line(pen: Pen, content: Content, number: int, line: Line) -> None:
    """One line. There is no place for its days but its note; its order is told on each line."""
    within = pen.group("InvoiceLine")
    pen.text(within, "cac:ID", number)
    pen.text(within, "InvoicedQuantity", line.quantity, quantityUnitCode=PIECE)
    pen.amount(within, "LineExtensionAmount", line.net_minor)
    days = f"{line.first.isoformat()} – {line.until.isoformat()}"
    pen.text(within, "Note", ", ".join(told for told in (line.explanation, days) if told))
    if content.order:
        ordered = pen.group("OrderReference", pen.group("OrderLineReference", within))
        pen.text(ordered, "cac:BuyersID", content.order)
    item = pen.group("Item", within)
    pen.text(item, "Description", line.title)
    if line.item:
        pen.text(pen.group("SellersItemIdentification", item), "cac:ID", line.item)
    _rate(pen, item, line.rate)
    pen.amount(pen.group("BasePrice", item), "PriceAmount", line.price_minor)


def _references(pen: Pen, content: Content) -> None:
    """Who ordered (their order number where they name nobody, else they), and what is credited.

    The period is told where it is over: one that ends after the day of issue is minded (R-82),
    and what is paid in advance tells it on its lines.
    """
    ordered = content.said["buyer"]["name"]
    asked = pen.group("doc:RequisitionistDocumentReference")
    pen.text(asked, "cac:ID", content.reference.strip() or content.order or ordered)
    for each in content.said["credits"]:
        pen.text(pen.group("doc:InitialInvoiceDocumentReference"), "cac:ID", each["number"])
    first, until = content.period
    if until <= date.fromisoformat(content.said["issued_on"]):
        period = pen.group("doc:InvoicingPeriod")
        pen.text(period, "StartDateTime", f"{first.isoformat()}T00:00:00")
        pen.text(period, "EndDateTime", f"{until.isoformat()}T00:00:00")


def _rate(pen: Pen, within: Any, rate: Rate, *, reason: str = "") -> None:
    """Taxed at its rate, else exempt at none, with the reason where the totals tell it (R-91)."""
    category = pen.group("TaxCategory", within)
    pen.text(category, "cac:ID", TAXED if rate.category == TAXED else EXEMPT)
    pen.text(category, "Percent", rate.percent)
    if rate.category != TAXED:
        pen.text(category, "ExemptionReason", reason)
    pen.text(pen.group("TaxScheme", category), "cac:ID", "VAT")
