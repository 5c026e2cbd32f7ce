"""What stands in the way of a Svefaktura, looked for before sending and told in words.

Each fault has the name SFTI has given its rule (Schematron of 2016-10-25), or that of the type
in the schema that asks for it. Svefaktura is a format between companies in Sweden; and since its
tax in another currency takes an exchange rate that our invoices do not carry (R-23, R-64), only
invoices in kronor are sent in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Final

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
from saas.errors import Refusal
from saas.text import N_, Text

KRONOR: Final = "SEK"
TAXED: Final = "S"
CATEGORIES: Final = frozenset({TAXED, "AE", "O", "E"})
CALLED: Final = {
    "BR-CO-13": "R-70",
    "BR-CO-14": "R-67",
    "BR-CO-16": "R-71",
    "BR-CO-17": "R-4",
    "BR-CO-18": "R-106",
    "BR-S-08": "R-10",
    "BR-AE-08": "R-95",
    "BR-33": "R-57",
    "PEPPOL-EN16931-R120": "R-20",
}
"""What SFTI calls a rule of the arithmetic; one without a name here keeps EN 16931's."""


class OnlyInSweden(Refusal):
    """Svefaktura chosen by a company that is not Swedish."""

    says = N_("Svefaktura is for companies in Sweden. Choose Peppol, which works everywhere.")
    field: ClassVar[str | None] = "format"


def faults(snapshot: Snapshot, *, to: ElectronicAddress | None) -> list[Fault]:
    """Everything that stands in the way of sending this to `to`; nothing when all is well."""
    content = content_of(snapshot, str)
    return [
        *missing_of_buyer(reference=content.reference, order=content.order, to=to),
        *_of_buyer(snapshot["buyer"]),
        *_of_seller(snapshot["seller"], content),
        *(_house(rule, sentence) for rule, sentence in _of_document(content)),
        *(_house(CALLED.get(rule, rule), sentence) for rule, sentence in wrong_sums(content)),
    ]


def missing_of_buyer(
    *, reference: str, order: str, to: ElectronicAddress | None
) -> Iterator[Fault]:
    """What a company has to tell before any Svefaktura can reach it."""
    if not reference.strip() and not order.strip():
        said = N_(
            "Your reference is missing: e-invoices must carry a reference or a purchase "
            "order number of yours."
        )
        yield Fault("R-79", Text(said), Mend.INVOICE_DETAILS)
    if to is None:
        said = N_("Your address in the e-invoice network is missing: a scheme and a number.")
        yield Fault("SFTIPartyIdentificationType", Text(said), Mend.DELIVERY)


def _of_buyer(buyer: dict[str, Any]) -> Iterator[Fault]:
    if not buyer["name"].strip():
        said = N_("The name or the country of the buyer is missing.")
        yield Fault("SFTIPartyNameType", Text(said), Mend.HOUSE)
    if buyer["country"] != SWEDEN:
        yield Fault("SFTIBuyerPartyType", Text(OnlyInSweden.says), Mend.DELIVERY)


def _of_seller(seller: dict[str, Any], content: Content) -> Iterator[Fault]:
    def ours(rule: str, sentence: str) -> Fault:
        return Fault(rule, Text(sentence), Mend.SELLER)

    if not seller["name"].strip():
        yield ours("SFTIPartyNameType", N_("The seller's name or country is missing."))
    if address_by_number(seller["org_number"], country=SWEDEN) is None:
        yield ours("R-39", N_("The seller's organisation number is missing or mistyped."))
    if not seller["vat_number"]:
        yield ours("R-88", N_("The seller's VAT number is missing."))
    elif not is_swedish_vat(seller["vat_number"]):
        yield ours("R-45", N_("The seller's VAT number must be SE and twelve digits."))
    asks = not content.is_credit and content.sums.to_pay > 0
    by_iban = seller["iban"] and seller["bic"]
    if asks and not (seller["bankgiro"] or seller["plusgiro"] or by_iban):
        yield ours("R-101", N_("The seller has no account to be paid on."))
    if giro_is_mistyped(seller):
        yield ours("R-50", N_("The seller's bankgiro or plusgiro number is mistyped."))


def _of_document(content: Content) -> Iterator[tuple[str, str]]:
    said = content.said
    if said["currency"] != KRONOR:
        yield "R-23", N_("A Svefaktura is sent in kronor alone.")
    if not content.lines:
        yield "R-29", N_("The invoice has no line.")
    if not said["number"] or not said["issued_on"]:
        yield "SFTIInvoiceType", N_("The invoice has no number or date.")
    if content.is_credit and not said["credits"]:
        yield "R-2", N_("The credit note does not say which invoice it credits.")
    if content.sums.to_pay < 0:
        yield "R-105", N_("The total is below zero: that is a credit note, not an invoice.")
    if not content.is_credit and content.sums.to_pay > 0 and said["due_on"] < said["issued_on"]:
        yield "R-49", N_("The invoice does not say when it is to be paid.")
    if any(not line.title.strip() for line in content.lines):
        yield "R-102", N_("A line does not say what it is for.")
    if any(line.first > line.until for line in content.lines):
        yield "R-81", N_("A line's period ends before it begins.")
    yield from _of_taxes(content)


def _of_taxes(content: Content) -> Iterator[tuple[str, str]]:
    if not {group.rate.category for group in content.groups} <= CATEGORIES:
        yield "R-59", N_("A line is taxed in a way we do not know.")
    taxed = [group for group in content.groups if group.rate.category == TAXED]
    if not {group.rate.percent for group in taxed} <= SWEDISH_RATES:
        yield "R-16", N_("A Swedish seller charges 25, 12 or 6 per cent of VAT.")
    if any(group not in taxed and not group.reason.strip() for group in content.groups):
        yield "R-91", N_("There is no VAT, and no reason why.")


def _house(rule: str, sentence: str) -> Fault:
    return Fault(rule, Text(sentence), Mend.HOUSE)
