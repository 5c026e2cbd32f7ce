"""What can be wrong on an invoice, what each needs to be put right, and what is done by itself.

An address or a reference is put right at once by a credit note and the same invoice said right
(S13, S85): the money and the day to pay by stay as they were. A purchase order has to be told
before the invoice is issued (S86, domain.md §10), and what it comes to is decided by somebody,
so those are asked of our staff, on the invoice and its line (S12).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from saas.billing.totals.rules import CreditReason, InvoiceKind
from saas.errors import Refusal
from saas.money import Money
from saas.text import N_

FORM: Final = "correction"


class Wrong(StrEnum):
    """What is wrong, in a code."""

    ADDRESS = "address"
    REFERENCE = "reference"
    NAME = "name"
    ORDER = "order"
    QUANTITY = "quantity"
    NOT_AGREED = "not_agreed"
    OTHER = "other"


BY_ITSELF: Final = {
    Wrong.ADDRESS: CreditReason.BUYER_WRONG,
    Wrong.REFERENCE: CreditReason.REFERENCE_MISSING,
}
"""What needs nobody's decision, and why the documents say they were made."""

FIELDS: Final = {
    Wrong.ADDRESS: ("street", "postcode", "city"),
    Wrong.REFERENCE: ("attention",),
}
"""The parts of the buyer that each puts right, by their names in the document."""

WORDS: Final = {
    Wrong.ADDRESS: N_("The address"),
    Wrong.REFERENCE: N_("Our reference"),
    Wrong.NAME: N_("The company's name or number"),
    Wrong.ORDER: N_("The purchase order number"),
    Wrong.QUANTITY: N_("A quantity or a period"),
    Wrong.NOT_AGREED: N_("The amount or the services are not as agreed"),
    Wrong.OTHER: N_("Something else"),
}

SUBJECTS: Final = {
    Wrong.ADDRESS: N_("Invoice %(invoice)s: another address"),
    Wrong.REFERENCE: N_("Invoice %(invoice)s: another reference"),
    Wrong.NAME: N_("Invoice %(invoice)s: the company's name or number is wrong"),
    Wrong.ORDER: N_("Invoice %(invoice)s: the purchase order is missing or wrong"),
    Wrong.QUANTITY: N_("Invoice %(invoice)s: a quantity or a period is wrong"),
    Wrong.NOT_AGREED: N_("Invoice %(invoice)s is not as agreed"),
    Wrong.OTHER: N_("Invoice %(invoice)s: something is wrong"),
}
"""A request's one line."""


class AlreadyCorrected(Refusal):
    """Another invoice stands in for this one."""

    says = N_("This invoice has been corrected already. Ask about the one that replaced it.")


class NothingToCorrect(Refusal):
    """What is to be read is what it says."""

    says = N_("That is what the invoice says already. Change what is wrong.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An invoice as it stands when somebody asks for it to be put right."""

    kind: InvoiceKind
    total: Money
    open: Money
    due_on: date
    is_being_paid: bool
    is_replaced: bool


def must_stand(claim: Claim) -> None:
    """Raise AlreadyCorrected for an invoice that another stands in for."""
    if claim.is_replaced:
        raise AlreadyCorrected


def is_put_right_at_once(wrong: Wrong, claim: Claim, *, today: date) -> bool:
    """Whether nobody has to decide: all of it is unpaid, and its due day has not passed.

    So nobody moves the day to pay by, or money, by asking for a correction.
    """
    untouched = claim.open == claim.total and not claim.is_being_paid
    asks = claim.kind is InvoiceKind.INVOICE and claim.total.minor > 0
    return wrong in BY_ITSELF and asks and untouched and today <= claim.due_on


def buyer_put_right(
    wrong: Wrong, buyer: Mapping[str, str], said: Mapping[str, Any], names: tuple[str, ...]
) -> dict[str, str]:
    """The buyer as the document had it, in `names`, with what was said of it instead.

    Raises NothingToCorrect when nothing differs.
    """
    before = {name: buyer[name] for name in names}
    after = before | {name: said[name] for name in FIELDS[wrong]}
    if after == before:
        raise NothingToCorrect
    return after
