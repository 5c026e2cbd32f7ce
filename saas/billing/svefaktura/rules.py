"""What stands in the way of a Svefaktura, looked for before sending and told in words.

Each fault has the name SFTI has given its rule (Schematron of 2016-10-25), or that of the type
in the schema that asks for it. Svefaktura is a format between companies in Sweden; and since its
tax in another currency takes an exchange rate that our invoices do not carry (R-23, R-64), only
invoices in kronor are sent in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar, Final

from saas.billing.e_invoice.arithmetic import wrong_sums
from saas.billing.e_invoice.content import Content, content_of
from saas.billing.e_invoice.rules import (
    SWEDEN,
    TAXED,
    Fault,
    Mend,
    of_house,
    of_seller,
    wrong_in_document,
    wrong_of_seller,
)
from saas.billing.e_invoice.rules import missing_of_buyer as missing_in_any_format
from saas.billing.electronic_address.rules import ElectronicAddress
from saas.billing.snapshot.rules import Snapshot
from saas.errors import Refusal
from saas.text import N_, Text

KRONOR: Final = "SEK"
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
    "PEPPOL-EN16931-R003": "R-79",
    "PEPPOL-EN16931-R010": "SFTIPartyIdentificationType",
    "BR-06": "SFTIPartyNameType",
    "SE-R-013": "R-39",
    "SE-R-001": "R-45",
    "SE-R-007": "R-50",
    "BR-16": "R-29",
    "BR-02": "SFTIInvoiceType",
    "BR-55": "R-2",
    "BR-25": "R-102",
    "BR-30": "R-81",
    "BR-CL-17": "R-59",
    "SE-R-006": "R-16",
}
"""What SFTI calls a rule that every format has; one without a name here keeps EN 16931's."""


class OnlyInSweden(Refusal):
    """Svefaktura chosen by a company that is not Swedish."""

    says = N_("Svefaktura is for companies in Sweden. Choose Peppol, which works everywhere.")
    field: ClassVar[str | None] = "format"


def faults(snapshot: Snapshot, *, to: ElectronicAddress | None) -> list[Fault]:
    """Everything that stands in the way of sending this to `to`; nothing when all is well."""
    content = content_of(snapshot, str)
    found = [
        *missing_in_any_format(reference=content.reference, order=content.order, to=to),
        *_of_buyer(snapshot["buyer"]),
        *_of_seller(snapshot["seller"], content),
        *(of_house(rule, sentence) for rule, sentence in _of_document(content)),
        *(of_house(rule, sentence) for rule, sentence in wrong_sums(content)),
    ]
    return [_called(fault) for fault in found]


def missing_of_buyer(
    *, reference: str, order: str, to: ElectronicAddress | None
) -> Iterator[Fault]:
    """What a company has to tell before any Svefaktura can reach it."""
    return map(_called, missing_in_any_format(reference=reference, order=order, to=to))


def _called(fault: Fault) -> Fault:
    """The same under the name that SFTI gives the rule."""
    return replace(fault, rule=CALLED.get(fault.rule, fault.rule))


def _of_buyer(buyer: dict[str, Any]) -> Iterator[Fault]:
    if not buyer["name"].strip():
        yield of_house("SFTIPartyNameType", N_("The name or the country of the buyer is missing."))
    if buyer["country"] != SWEDEN:
        yield Fault("SFTIBuyerPartyType", Text(OnlyInSweden.says), Mend.DELIVERY)


def _of_seller(seller: dict[str, Any], content: Content) -> Iterator[Fault]:
    yield from wrong_of_seller(seller, country=SWEDEN)
    if not seller["vat_number"]:
        yield of_seller("R-88", N_("The seller's VAT number is missing."))
    asks = not content.is_credit and content.sums.to_pay > 0
    by_iban = seller["iban"] and seller["bic"]
    if asks and not (seller["bankgiro"] or seller["plusgiro"] or by_iban):
        yield of_seller("R-101", N_("The seller has no account to be paid on."))


def _of_document(content: Content) -> Iterator[tuple[str, str]]:
    said = content.said
    yield from wrong_in_document(content, country=SWEDEN)
    if said["currency"] != KRONOR:
        yield "R-23", N_("A Svefaktura is sent in kronor alone.")
    if content.sums.to_pay < 0:
        yield "R-105", N_("The total is below zero: that is a credit note, not an invoice.")
    if not content.is_credit and content.sums.to_pay > 0 and said["due_on"] < said["issued_on"]:
        yield "R-49", N_("The invoice does not say when it is to be paid.")
    taxed = [group for group in content.groups if group.rate.category == TAXED]
    if any(group not in taxed and not group.reason.strip() for group in content.groups):
        yield "R-91", N_("There is no VAT, and no reason why.")
