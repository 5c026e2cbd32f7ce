"""What can be wrong on an invoice, what each needs to be put right, and what is done by itself.

An address or a reference is put right at once by a credit note and the same invoice said right
(S13, S85): the money and the day to pay by stay as they were. A purchase order has to be told
before the invoice is issued (S86, domain.md §10), so that is asked of our staff. What is left to
pay and not as agreed is disputed, on the invoice and its line (S12): it is held meanwhile.
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


class DisputeIt(Refusal):
    """What is not as agreed, and left to pay, is disputed: then it is held."""

    says = N_(
        "Dispute the invoice on its own page instead: then what you dispute is held until we "
        "have answered."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An invoice as it stands when somebody asks for it to be put right."""

    kind: InvoiceKind
    total: Money
    open: Money
    due_on: date
    is_being_paid: bool
    is_replaced: bool
    is_paid_here: bool
    is_disputed: bool


def must_stand(claim: Claim) -> None:
    """Raise AlreadyCorrected for an invoice that another stands in for."""
    if claim.is_replaced:
        raise AlreadyCorrected


def is_disputed_instead(wrong: Wrong, claim: Claim) -> bool:
    """Whether it is not as agreed and anything is left to pay here that can be held."""
    return wrong is Wrong.NOT_AGREED and claim.is_paid_here


def must_be_asked(wrong: Wrong, claim: Claim) -> None:
    """Raise DisputeIt for what is disputed rather than asked for."""
    if is_disputed_instead(wrong, claim):
        raise DisputeIt


def is_put_right_at_once(wrong: Wrong, claim: Claim, *, today: date) -> bool:
    """Whether nobody has to decide: all of it is unpaid, and its due day has not passed.

    So nobody moves the day to pay by, or money, by asking for a correction; nor what is held of
    a dispute, which is of the invoice as it is.
    """
    untouched = claim.open == claim.total and not (claim.is_being_paid or claim.is_disputed)
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
