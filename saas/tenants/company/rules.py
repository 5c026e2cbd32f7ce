"""What a company may say of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from stdnum import exceptions as stdnum
from stdnum.eu import vat
from stdnum.no import mva

from saas.errors import NotFound, Refusal
from saas.text import N_

NORWAY: Final = "NO"


@dataclass
class VatNumberMistyped(Refusal):
    """A VAT number that fails the checks of its country."""

    example: str

    says = N_(
        "This is not a correct VAT number. It begins with the letters of its country, such as "
        "%(example)s. Leave the field empty if the company is not registered for VAT."
    )
    field: ClassVar[str | None] = "vat_number"


class NameMissing(Refusal):
    """A company has a name."""

    says = N_("Write the company's name.")
    field = "name"


class NoSuchCustomer(NotFound):
    """Nobody has the customer number, or it is our own."""

    says = N_("No company has this customer number.")
    field = "customer_number"


class CompanyHasCeased(Refusal):
    """The company is bankrupt, wound up, merged or gone in another way."""

    says = N_("The company has ceased, so nothing new can be agreed for it. Write to us.")
    way_out = ("contact.ask", N_("Write to us"))


def must_live(ceased_on: date | None) -> None:
    """Raise CompanyHasCeased once it is decided that the company ceases, whenever it does."""
    if ceased_on is not None:
        raise CompanyHasCeased


def vat_number(written: str, *, country: str) -> str:
    """The VAT number without spaces and signs, or nothing where nothing was written.

    `country` completes a number written without its letters. Checked by form and check digit
    only; whether it is registered, VIES knows. Raises VatNumberMistyped.
    """
    compact = "".join(sign for sign in written.upper() if sign.isalnum())
    if not compact:
        return ""
    if not compact[:2].isalpha():
        compact = country + compact
    try:
        if compact.startswith(NORWAY):
            return f"{NORWAY}{mva.validate(compact.removesuffix('MVA') + 'MVA')}"
        return str(vat.validate(compact))
    except stdnum.ValidationError as fault:
        raise VatNumberMistyped(example="SE556056625801") from fault


def company_name(written: str) -> str:
    """The name without spaces around it. Raises NameMissing when nothing is left."""
    name = " ".join(written.split())
    if not name:
        raise NameMissing
    return name
