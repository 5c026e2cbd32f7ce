"""What stands in the way of an e-invoice, each with where to mend it, looked for before sending.

A network that refuses an invoice tells days later, in codes. So each rule that our own data can
break is looked at here first, under its name in EN 16931 or Peppol BIS Billing 3.0 (domain.md
§12), and is told in words (P24).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from saas.billing.documents.paying import ACCOUNTS, ways_to_pay
from saas.billing.e_invoice.arithmetic import wrong_sums
from saas.billing.e_invoice.content import Content, content_of
from saas.billing.e_invoice.rules import (
    SWEDEN,
    SWEDISH_RATES,
    Fault,
    Mend,
    giro_is_mistyped,
    is_swedish_vat,
)
from saas.billing.electronic_address.rules import ElectronicAddress, address_by_number
from saas.billing.snapshot.rules import Snapshot
from saas.billing.totals.rules import InvoiceKind
from saas.text import N_, Text

CATEGORIES: Final = frozenset({"S", "AE", "O", "E"})


def faults(snapshot: Snapshot, *, to: ElectronicAddress | None) -> list[Fault]:
    """Everything that stands in the way of sending this to `to`; nothing when all is well."""
    content = content_of(snapshot, str)
    said = snapshot
    return [
        *missing_of_buyer(reference=content.reference, order=content.order, to=to),
        *_of_buyer(said["buyer"], content),
        *_of_seller(said["seller"], content),
        *(_house(rule, sentence) for rule, sentence in _of_document(content)),
        *(_house(rule, sentence) for rule, sentence in wrong_sums(content)),
    ]


def missing_of_buyer(
    *, reference: str, order: str, to: ElectronicAddress | None
) -> Iterator[Fault]:
    """What a company has to tell before any e-invoice can reach it (R003, R010)."""
    if not reference.strip() and not order.strip():
        yield Fault(
            "PEPPOL-EN16931-R003",
            Text(
                N_(
                    "Your reference is missing: e-invoices must carry a reference or a purchase "
                    "order number of yours."
                )
            ),
            Mend.INVOICE_DETAILS,
        )
    if to is None:
        yield Fault(
            "PEPPOL-EN16931-R010",
            Text(N_("Your address in the e-invoice network is missing: a scheme and a number.")),
            Mend.DELIVERY,
        )


def _of_buyer(buyer: dict[str, Any], content: Content) -> Iterator[Fault]:
    if not buyer["name"].strip() or not buyer["country"]:
        yield Fault(
            "BR-07", Text(N_("The name or the country of the buyer is missing.")), Mend.HOUSE
        )
    reverse = any(group.rate.category == "AE" for group in content.groups)
    if reverse and not buyer["vat_number"]:
        said = Text(N_("Your VAT number is missing: without VAT, the invoice must name it."))
        yield Fault("BR-AE-02", said, Mend.INVOICE_DETAILS)


def _of_seller(seller: dict[str, Any], content: Content) -> Iterator[Fault]:
    def ours(rule: str, sentence: str) -> Fault:
        return Fault(rule, Text(sentence), Mend.SELLER)

    if not seller["name"].strip() or not seller["country"]:
        yield ours("BR-06", N_("The seller's name or country is missing."))
    if address_by_number(seller["org_number"], country=seller["country"]) is None:
        yield ours("SE-R-013", N_("The seller's organisation number is missing or mistyped."))
    number = seller["vat_number"]
    taxed = any(group.rate.category in {"S", "AE", "E"} for group in content.groups)
    if taxed and not number:
        yield ours("BR-S-02", N_("The seller's VAT number is missing."))
    if number and seller["country"] == SWEDEN and not is_swedish_vat(number):
        yield ours("SE-R-001", N_("The seller's VAT number must be SE and twelve digits."))
    asks = not content.is_credit and content.sums.to_pay > 0
    if asks and not any(way.kind in ACCOUNTS for way in ways_to_pay(content.said)):
        yield ours("BR-61", N_("The seller has no account to be paid on."))
    if giro_is_mistyped(seller):
        yield ours("SE-R-007", N_("The seller's bankgiro or plusgiro number is mistyped."))


def _of_document(content: Content) -> Iterator[tuple[str, str]]:
    said = content.said
    if not content.lines:
        yield "BR-16", N_("The invoice has no line.")
    if not said["number"] or not said["issued_on"]:
        yield "BR-02", N_("The invoice has no number or date.")
    if content.is_credit and not said["credits"]:
        yield "BR-55", N_("The credit note does not say which invoice it credits.")
    if said["kind"] == InvoiceKind.INVOICE and content.sums.to_pay > 0 and not said["due_on"]:
        yield "BR-CO-25", N_("The invoice does not say when it is to be paid.")
    if any(not line.title.strip() for line in content.lines):
        yield "BR-25", N_("A line does not say what it is for.")
    if any(line.first > line.until for line in content.lines):
        yield "BR-30", N_("A line's period ends before it begins.")
    categories = {group.rate.category for group in content.groups}
    if not categories <= CATEGORIES:
        yield "BR-CL-17", N_("A line is taxed in a way we do not know.")
    if "O" in categories and len(content.groups) > 1:
        yield "BR-O-11", N_("What is outside VAT may not share an invoice with what is taxed.")
    swedish = said["seller"]["country"] == SWEDEN
    rates = {group.rate.percent for group in content.groups if group.rate.category == "S"}
    if swedish and not rates <= SWEDISH_RATES:
        yield "SE-R-006", N_("A Swedish seller charges 25, 12 or 6 per cent of VAT.")


def _house(rule: str, sentence: str) -> Fault:
    return Fault(rule, Text(sentence), Mend.HOUSE)
