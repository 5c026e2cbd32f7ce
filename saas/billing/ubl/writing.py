"""The e-invoice itself: Peppol BIS Billing 3.0 in UBL 2.1, from a snapshot and an address.

Pure, and the same bytes each time for the same snapshot, address and language.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any, Final

from saas.billing.documents.paying import ACCOUNTS, reference_of, ways_to_pay
from saas.billing.e_invoice.content import Content, Line, Rate, Speaker, content_of
from saas.billing.e_invoice.formats import PEPPOL_BILLING, PEPPOL_PROCESS, UBL
from saas.billing.e_invoice.pen import Dialect, Pen, compact, decimal
from saas.billing.electronic_address.rules import ElectronicAddress
from saas.billing.snapshot.rules import Snapshot
from saas.billing.ubl.parties import write_parties

INVOICE, CREDIT_NOTE = 380, 381
TRANSFER: Final = 30
PIECE: Final = "C62"  # UN/ECE Recommendation 20: one, a unit
BRANCHES: Final = {"bankgiro": "SE:BANKGIRO", "plusgiro": "SE:PLUSGIRO"}
EXEMPTIONS: Final = {"AE": "VATEX-EU-AE", "O": "VATEX-EU-O"}


def e_invoice(
    snapshot: Snapshot, *, to: ElectronicAddress, say: Speaker, pdf: bytes = b""
) -> bytes:
    """The invoice or credit note that `snapshot` is of, addressed to `to`, as UBL.

    `pdf` is the same document to look at, carried within it (BG-24); empty for none.
    """
    content = content_of(snapshot, say)
    root = "CreditNote" if content.is_credit else "Invoice"
    pen = Pen(root, _dialect(root), currency=snapshot["currency"])
    _heading(pen, content)
    if pdf:
        _picture(pen, snapshot["number"], pdf)
    write_parties(pen, content, to=to)
    if not content.is_credit and content.sums.to_pay > 0:
        _means(pen, snapshot)
    _allowances(pen, content)
    _taxes(pen, content)
    _totals(pen, content)
    for number, line in enumerate(content.lines, start=1):
        _line(pen, content, number, line)
    return pen.finished()


def _dialect(root: str) -> Dialect:
    return Dialect(
        document=f"{UBL}{root}-2",
        aggregates=f"{UBL}CommonAggregateComponents-2",
        basics=f"{UBL}CommonBasicComponents-2",
        currency="currencyID",
    )


def _heading(pen: Pen, content: Content) -> None:
    said = content.said
    pen.text(None, "CustomizationID", PEPPOL_BILLING)
    pen.text(None, "ProfileID", PEPPOL_PROCESS)
    pen.text(None, "ID", said["number"])
    pen.text(None, "IssueDate", said["issued_on"])
    if content.is_credit:
        pen.text(None, "CreditNoteTypeCode", CREDIT_NOTE)
    else:
        pen.text(None, "DueDate", said["due_on"])
        pen.text(None, "InvoiceTypeCode", INVOICE)
    pen.text(None, "DocumentCurrencyCode", said["currency"])
    pen.text(None, "BuyerReference", content.reference)
    _period(pen, None, *content.period)
    if content.order:
        pen.text(pen.group("OrderReference"), "ID", content.order)
    for each in said["credits"]:
        preceding = pen.group("InvoiceDocumentReference", pen.group("BillingReference"))
        pen.text(preceding, "ID", each["number"])
        pen.text(preceding, "IssueDate", each["issued_on"])


def _picture(pen: Pen, number: str, pdf: bytes) -> None:
    """The document as it is printed, under its own number (BT-122, BT-125)."""
    reference = pen.group("AdditionalDocumentReference")
    pen.text(reference, "ID", number)
    attached = pen.group("Attachment", reference)
    told = b64encode(pdf).decode()
    named = {"mimeCode": "application/pdf", "filename": f"{number}.pdf"}
    pen.text(attached, "EmbeddedDocumentBinaryObject", told, **named)


def _means(pen: Pen, said: Snapshot) -> None:
    """How to pay: bankgiro and plusgiro as SE-R-007 to -012 want them, and by IBAN.

    The accounts and the reference (BT-83) are those that the paper prints: giros and OCR number
    in kronor, elsewhere IBAN with a reference that banks there check.
    """
    reference = reference_of(said).value
    for way in ways_to_pay(said):
        if way.kind in ACCOUNTS:
            branch = BRANCHES.get(way.kind) or said["seller"]["bic"]
            means = pen.group("PaymentMeans")
            pen.text(means, "PaymentMeansCode", TRANSFER)
            pen.text(means, "PaymentID", reference)
            paid_to = pen.group("PayeeFinancialAccount", means)
            pen.text(paid_to, "ID", compact(way.value))
            if branch:
                pen.text(pen.group("FinancialInstitutionBranch", paid_to), "ID", branch)


def _allowances(pen: Pen, content: Content) -> None:
    for each in content.allowances:
        allowance = pen.group("AllowanceCharge")
        pen.text(allowance, "ChargeIndicator", "false")
        pen.text(allowance, "AllowanceChargeReason", each.reason)
        pen.amount(allowance, "Amount", each.minor)
        _rate(pen, pen.group("TaxCategory", allowance), each.rate)


def _taxes(pen: Pen, content: Content) -> None:
    """One total with a subtotal per rate (R053)."""
    taxes = pen.group("TaxTotal")
    pen.amount(taxes, "TaxAmount", content.sums.vat)
    for group in content.groups:
        part = pen.group("TaxSubtotal", taxes)
        pen.amount(part, "TaxableAmount", group.base_minor)
        pen.amount(part, "TaxAmount", group.vat_minor)
        code = EXEMPTIONS.get(group.rate.category, "")
        category = pen.group("TaxCategory", part)
        _rate(pen, category, group.rate, exemption=(code, group.reason))


def _totals(pen: Pen, content: Content) -> None:
    sums, totals = content.sums, pen.group("LegalMonetaryTotal")
    pen.amount(totals, "LineExtensionAmount", sums.lines)
    pen.amount(totals, "TaxExclusiveAmount", sums.net)
    pen.amount(totals, "TaxInclusiveAmount", sums.gross)
    if content.allowances:
        pen.amount(totals, "AllowanceTotalAmount", sums.allowances)
    if sums.rounding:
        pen.amount(totals, "PayableRoundingAmount", sums.rounding)
    pen.amount(totals, "PayableAmount", sums.to_pay)


def _line(pen: Pen, content: Content, number: int, line: Line) -> None:
    kind, quantity = (
        ("Invoice", "Invoiced") if not content.is_credit else ("CreditNote", "Credited")
    )
    within = pen.group(f"{kind}Line")
    pen.text(within, "ID", number)
    pen.text(within, f"{quantity}Quantity", line.quantity, unitCode=PIECE)
    pen.amount(within, "LineExtensionAmount", line.net_minor)
    _period(pen, within, line.first, line.until)
    item = pen.group("Item", within)
    pen.text(item, "Description", line.explanation)
    pen.text(item, "Name", line.title)
    if line.item:
        pen.text(pen.group("SellersItemIdentification", item), "ID", line.item)
    _rate(pen, pen.group("ClassifiedTaxCategory", item), line.rate)
    price = pen.group("Price", within)
    pen.text(price, "PriceAmount", decimal(line.price_minor), currencyID=pen.currency)


def _period(pen: Pen, within: Any, first: Any, until: Any) -> None:
    period = pen.group("InvoicePeriod", within)
    pen.text(period, "StartDate", first)
    pen.text(period, "EndDate", until)


def _rate(pen: Pen, category: Any, rate: Rate, *, exemption: tuple[str, str] = ("", "")) -> None:
    """The category and its per cent; outside the scope of VAT no per cent is told (BR-O-05)."""
    pen.text(category, "ID", rate.category)
    if rate.category != "O":
        pen.text(category, "Percent", rate.percent)
    for name, told in zip(("TaxExemptionReasonCode", "TaxExemptionReason"), exemption, strict=True):
        if told:
            pen.text(category, name, told)
    pen.text(pen.group("TaxScheme", category), "ID", "VAT")
