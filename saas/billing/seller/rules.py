"""What is known of a legal entity that sells, and what makes a bank account number wrong.

Bankgiro has 7 or 8 digits and plusgiro 2 to 8, both with a Luhn check digit (domain.md §8);
IBAN by ISO 13616 and BIC by ISO 9362.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from stdnum import bic as bic_code
from stdnum import iban as iban_number
from stdnum import luhn
from stdnum.exceptions import ValidationError

from saas.billing.letterhead.rules import Look
from saas.errors import Refusal
from saas.text import N_


@dataclass
class BankgiroMistyped(Refusal):
    """Wrong length or check digit."""

    written: str

    says = N_("%(written)s is not a bankgiro number. It is written like 5050-1055.")
    field: ClassVar[str | None] = "bankgiro"


@dataclass
class PlusgiroMistyped(Refusal):
    """Wrong length or check digit."""

    written: str

    says = N_("%(written)s is not a plusgiro number. It is written like 28 65 43-4.")
    field: ClassVar[str | None] = "plusgiro"


@dataclass
class SwishMistyped(Refusal):
    """Not the ten digits, from 123, of a company that takes Swish."""

    written: str

    says = N_("%(written)s is not a company's Swish number. It is written like 123 456 78 90.")
    field: ClassVar[str | None] = "swish"


@dataclass
class IbanMistyped(Refusal):
    """Wrong length for its country, or check digits that do not agree."""

    written: str

    says = N_("%(written)s is not an IBAN. It is written like SE45 5000 0000 0583 9825 7466.")
    field: ClassVar[str | None] = "iban"


@dataclass
class BicMistyped(Refusal):
    """Not eight or eleven characters of bank, country and place."""

    written: str

    says = N_("%(written)s is not a BIC. It has 8 or 11 characters, like ESSESESS.")
    field: ClassVar[str | None] = "bic"


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerDetails:
    """The legal entity that sells, with the bank details of the footer (S11)."""

    name: str
    org_number: str
    vat_number: str
    street: str
    postcode: str
    city: str
    country: str
    registered_office: str
    email: str
    phone: str
    website: str
    bankgiro: str
    plusgiro: str
    iban: str
    bic: str
    f_skatt: bool
    swish: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterheadDetails(SellerDetails):
    """A seller that has chosen how its documents look."""

    look: Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How this seller invoices: days to pay, rounding of totals, and when its year begins."""

    payment_days: int
    whole_kronor: bool
    fiscal_year_starts_in_month: int


def bankgiro(written: str) -> str:
    """The number as it is printed: 5050-1055, 123-4566. Empty stays empty."""
    digits = _digits(written)
    if written and not (len(digits) in {7, 8} and luhn.is_valid(digits)):
        raise BankgiroMistyped(written)
    return f"{digits[:-4]}-{digits[-4:]}" if digits else ""


def plusgiro(written: str) -> str:
    """The number as it is printed, in pairs before its check digit: 28 65 43-4."""
    digits = _digits(written)
    if written and not (2 <= len(digits) <= 8 and luhn.is_valid(digits)):  # noqa: PLR2004
        raise PlusgiroMistyped(written)
    if not digits:
        return ""
    base, odd = digits[:-1], len(digits[:-1]) % 2
    pairs = ([base[:1]] if odd else []) + [base[at : at + 2] for at in range(odd, len(base), 2)]
    return f"{' '.join(pairs)}-{digits[-1]}"


def swish(written: str) -> str:
    """A company's Swish number as it is printed: 123 456 78 90. Empty stays empty."""
    digits = _digits(written)
    if written and not (len(digits) == 10 and digits.startswith("123")):  # noqa: PLR2004
        raise SwishMistyped(written)
    return f"{digits[:3]} {digits[3:6]} {digits[6:8]} {digits[8:]}" if digits else ""


def iban(written: str) -> str:
    """The number in groups of four: SE45 5000 0000 0583 9825 7466."""
    try:
        return str(iban_number.format(iban_number.validate(written))) if written else ""
    except ValidationError as fault:
        raise IbanMistyped(written) from fault


def bic(written: str) -> str:
    """The code in capital letters: ESSESESS."""
    try:
        return str(bic_code.validate(written)) if written else ""
    except ValidationError as fault:
        raise BicMistyped(written) from fault


def _digits(written: str) -> str:
    compact = written.replace("-", "").replace(" ", "")
    return compact if compact.isascii() and compact.isdigit() else ""
