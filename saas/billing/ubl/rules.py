"""What stands in the way of an e-invoice, each with where to mend it, looked for before sending.

A network that refuses an invoice tells days later, in codes. So each rule that our own data can
break is looked at here first, under its name in EN 16931 or Peppol BIS Billing 3.0 (domain.md
§12), and is told in words (P24).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from saas.billing.documents.paying import ACCOUNTS, ways_to_pay
from saas.billing.e_invoice.arithmetic import wrong_sums
from saas.billing.e_invoice.content import Content, content_of
from saas.billing.e_invoice.rules import (
    Fault,
    Mend,
    missing_of_buyer,
    of_house,
    of_seller,
    wrong_in_document,
    wrong_of_seller,
)
from saas.billing.electronic_address.rules import ElectronicAddress
from saas.billing.snapshot.rules import Snapshot
from saas.billing.totals.rules import InvoiceKind
from saas.text import N_, Text


def faults(snapshot: Snapshot, *, to: ElectronicAddress | None) -> list[Fault]:
    """Everything that stands in the way of sending this to `to`; nothing when all is well."""
    content = content_of(snapshot, str)
    said = snapshot
    return [
        *missing_of_buyer(reference=content.reference, order=content.order, to=to),
        *_of_buyer(said["buyer"], content),
        *_of_seller(said["seller"], content),
        *(of_house(rule, sentence) for rule, sentence in _of_document(content)),
        *(of_house(rule, sentence) for rule, sentence in wrong_sums(content)),
    ]


def _of_buyer(buyer: dict[str, Any], content: Content) -> Iterator[Fault]:
    if not buyer["name"].strip() or not buyer["country"]:
        yield of_house("BR-07", N_("The name or the country of the buyer is missing."))
    reverse = any(group.rate.category == "AE" for group in content.groups)
    if reverse and not buyer["vat_number"]:
        said = Text(N_("Your VAT number is missing: without VAT, the invoice must name it."))
        yield Fault("BR-AE-02", said, Mend.INVOICE_DETAILS)


def _of_seller(seller: dict[str, Any], content: Content) -> Iterator[Fault]:
    yield from wrong_of_seller(seller, country=seller["country"])
    taxed = any(group.rate.category in {"S", "AE", "E"} for group in content.groups)
    if taxed and not seller["vat_number"]:
        yield of_seller("BR-S-02", N_("The seller's VAT number is missing."))
    asks = not content.is_credit and content.sums.to_pay > 0
    if asks and not any(way.kind in ACCOUNTS for way in ways_to_pay(content.said)):
        yield of_seller("BR-61", N_("The seller has no account to be paid on."))


def _of_document(content: Content) -> Iterator[tuple[str, str]]:
    said = content.said
    yield from wrong_in_document(content, country=said["seller"]["country"])
    if said["kind"] == InvoiceKind.INVOICE and content.sums.to_pay > 0 and not said["due_on"]:
        yield "BR-CO-25", N_("The invoice does not say when it is to be paid.")
    if len(content.groups) > 1 and any(group.rate.category == "O" for group in content.groups):
        yield "BR-O-11", N_("What is outside VAT may not share an invoice with what is taxed.")
