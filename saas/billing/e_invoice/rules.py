"""What stands in the way of an e-invoice, and who mends it; what every format asks of a seller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from stdnum import luhn

from saas.text import Text

SWEDEN: Final = "SE"
SWEDISH_RATES: Final = frozenset({25, 12, 6})
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


def is_swedish_vat(number: str) -> bool:
    """Whether it is written as Swedish VAT numbers are: SE and twelve digits."""
    return (
        len(number) == SWEDISH_VAT_SIGNS
        and number.startswith(SWEDEN)
        and number[len(SWEDEN) :].isdigit()
    )


def giro_is_mistyped(seller: Mapping[str, Any]) -> bool:
    """Whether a bankgiro or plusgiro number of the seller fails its check digit or length."""
    for name in ("bankgiro", "plusgiro"):
        digits = "".join(sign for sign in seller[name] if sign.isalnum())
        fits = digits.isdigit() and len(digits) <= LONGEST_GIRO and luhn.is_valid(digits)
        if digits and not fits:
            return True
    return False
