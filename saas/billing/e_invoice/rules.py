"""What stands in the way of an e-invoice, and who mends it; what every format asks alike.

A rule has the name that EN 16931 or Peppol BIS Billing 3.0 gives it (domain.md §12).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from stdnum import luhn

from saas.billing.e_invoice.content import Content
from saas.billing.electronic_address.rules import ElectronicAddress, address_by_number
from saas.text import N_, Text

SWEDEN: Final = "SE"
SWEDISH_RATES: Final = frozenset({25, 12, 6})
TAXED: Final = "S"
CATEGORIES: Final = frozenset({TAXED, "AE", "O", "E"})
SWEDISH_VAT_SIGNS: Final = 14
APPROVED_FOR_F_TAX: Final = "Godkänd för F-skatt"
LONGEST_GIRO: Final = 8


class Mend(StrEnum):
    """Who mends a fault, and where."""

    INVOICE_DETAILS = "company.change_invoices"  # the customer, where invoices' details are
    DELIVERY = "delivery.change"  # the customer, where the way of delivery is
    SELLER = "seller"  # we, in the seller's details
    HOUSE = "house"  # we: the document does not hold together


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule an e-invoice would break: its name, a sentence, and where it is mended."""

    rule: str
    says: Text
    mend: Mend


def missing_of_buyer(
    *, reference: str, order: str, to: ElectronicAddress | None
) -> Iterator[Fault]:
    """What a company has to tell before any e-invoice can reach it (R003, R010)."""
    if not reference.strip() and not order.strip():
        said = N_(
            "Your reference is missing: e-invoices must carry a reference or a purchase "
            "order number of yours."
        )
        yield Fault("PEPPOL-EN16931-R003", Text(said), Mend.INVOICE_DETAILS)
    if to is None:
        said = N_("Your address in the e-invoice network is missing: a scheme and a number.")
        yield Fault("PEPPOL-EN16931-R010", Text(said), Mend.DELIVERY)


def of_seller(rule: str, sentence: str) -> Fault:
    """A fault that we mend in the seller's details."""
    return Fault(rule, Text(sentence), Mend.SELLER)


def of_house(rule: str, sentence: str) -> Fault:
    """A fault of ours: the document does not hold together."""
    return Fault(rule, Text(sentence), Mend.HOUSE)


def wrong_of_seller(seller: Mapping[str, Any], *, country: str) -> Iterator[Fault]:
    """What is missing or mistyped of a seller in `country`."""
    if not seller["name"].strip() or not seller["country"]:
        yield of_seller("BR-06", N_("The seller's name or country is missing."))
    if address_by_number(seller["org_number"], country=country) is None:
        yield of_seller("SE-R-013", N_("The seller's organisation number is missing or mistyped."))
    number = seller["vat_number"]
    if number and country == SWEDEN and not _is_swedish_vat(number):
        yield of_seller("SE-R-001", N_("The seller's VAT number must be SE and twelve digits."))
    if _giro_is_mistyped(seller):
        yield of_seller("SE-R-007", N_("The seller's bankgiro or plusgiro number is mistyped."))


def wrong_in_document(content: Content, *, country: str) -> Iterator[tuple[str, str]]:
    """Each rule that a document of a seller in `country` breaks, with a sentence."""
    said = content.said
    if not content.lines:
        yield "BR-16", N_("The invoice has no line.")
    if not said["number"] or not said["issued_on"]:
        yield "BR-02", N_("The invoice has no number or date.")
    if content.is_credit and not said["credits"]:
        yield "BR-55", N_("The credit note does not say which invoice it credits.")
    if any(not line.title.strip() for line in content.lines):
        yield "BR-25", N_("A line does not say what it is for.")
    if any(line.first > line.until for line in content.lines):
        yield "BR-30", N_("A line's period ends before it begins.")
    if not {group.rate.category for group in content.groups} <= CATEGORIES:
        yield "BR-CL-17", N_("A line is taxed in a way we do not know.")
    rates = {group.rate.percent for group in content.groups if group.rate.category == TAXED}
    if country == SWEDEN and not rates <= SWEDISH_RATES:
        yield "SE-R-006", N_("A Swedish seller charges 25, 12 or 6 per cent of VAT.")


def _is_swedish_vat(number: str) -> bool:
    """Whether it is written as Swedish VAT numbers are: SE and twelve digits."""
    return (
        len(number) == SWEDISH_VAT_SIGNS
        and number.startswith(SWEDEN)
        and number[len(SWEDEN) :].isdigit()
    )


def _giro_is_mistyped(seller: Mapping[str, Any]) -> bool:
    """Whether a bankgiro or plusgiro number of the seller fails its check digit or length."""
    for name in ("bankgiro", "plusgiro"):
        digits = "".join(sign for sign in seller[name] if sign.isalnum())
        fits = digits.isdigit() and len(digits) <= LONGEST_GIRO and luhn.is_valid(digits)
        if digits and not fits:
            return True
    return False
