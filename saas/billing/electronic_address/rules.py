"""Addresses in the e-invoice network: a scheme of the EAS list, and an identifier in it.

The scheme says who gave out the identifier and how it is checked (Peppol, *Electronic Address
Scheme* code list; domain.md §1). A company's own number gives the address it most likely has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from stdnum import ean
from stdnum.be import vat as belgium
from stdnum.de import vat as germany
from stdnum.dk import cvr as denmark
from stdnum.ee import registrikood as estonia
from stdnum.exceptions import InvalidLength, ValidationError
from stdnum.fi import ytunnus as finland
from stdnum.fr import siren as france
from stdnum.lt import pvm as lithuania
from stdnum.lv import pvn as latvia
from stdnum.nl import btw as netherlands
from stdnum.no import orgnr as norway
from stdnum.se import orgnr as sweden

from saas.errors import Refusal
from saas.tenants.org_numbers.rules import FORMS, org_number
from saas.text import N_

FINNISH_PREFIX: Final = "0037"


@dataclass
class SchemeUnknown(Refusal):
    """Not a scheme we deliver to."""

    scheme: str

    says = N_("We do not know the scheme %(scheme)s. Choose one of the list.")
    field: ClassVar[str | None] = "scheme"


@dataclass
class IdentifierMistyped(Refusal):
    """The identifier fails the checks of its scheme."""

    written: str
    example: str

    says = N_(
        "%(written)s is not an identifier of this kind. It is written like %(example)s. "
        "Compare it with what your e-invoice operator has told you."
    )
    field: ClassVar[str | None] = "identifier"


@dataclass(frozen=True, slots=True)
class ElectronicAddress:
    """A scheme (such as 0007, Swedish organisation numbers) and an identifier in it."""

    scheme: str
    identifier: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.identifier}"


@dataclass(frozen=True, slots=True)
class Scheme:
    """Who gives out identifiers, how one looks, and what makes of the written the canonical.

    `read` raises stdnum's ValidationError. `is_legal` says that the identifier is the number
    a company is registered under, so that it may be named as such (ISO 6523).
    """

    name: str
    example: str
    read: Callable[[str], str]
    is_legal: bool = True


def _behind(prefix: str, read: Callable[[str], str]) -> Callable[[str], str]:
    """Reads a number that is written behind `prefix`, with or without it."""
    return lambda written: prefix + read(written.removeprefix(prefix))


def _gln(written: str) -> str:
    """A location number: an EAN of thirteen digits, no other length."""
    if len(written) != len("7300009000005"):
        raise InvalidLength
    return str(ean.validate(written))


SCHEMES: Final[Mapping[str, Scheme]] = {
    "0007": Scheme(N_("Swedish organisation number"), "5560566258", sweden.validate),
    "0088": Scheme(N_("Location number (GLN)"), "7300009000005", _gln, is_legal=False),
    "0192": Scheme(N_("Norwegian organisation number"), "988077917", norway.validate),
    "0184": Scheme(N_("Danish CVR number"), "DK13585628", _behind("DK", denmark.validate)),
    "0216": Scheme(
        N_("Finnish OVT number"), "003720774740", _behind(FINNISH_PREFIX, finland.validate)
    ),
    "0191": Scheme(N_("Estonian registry code"), "12345678", estonia.validate),
    "0208": Scheme(N_("Belgian enterprise number"), "0428759497", belgium.validate),
    "0002": Scheme(N_("French SIREN number"), "552008443", france.validate),
    "9930": Scheme(
        N_("German VAT number"), "DE136695976", _behind("DE", germany.validate), is_legal=False
    ),
    "9937": Scheme(
        N_("Lithuanian VAT payer's number"),
        "LT119511515",
        _behind("LT", lithuania.validate),
        is_legal=False,
    ),
    "9939": Scheme(
        N_("Latvian registration number"),
        "LV40003521600",
        _behind("LV", latvia.validate),
        is_legal=False,
    ),
    "9944": Scheme(
        N_("Dutch VAT number"),
        "NL004495445B01",
        _behind("NL", netherlands.validate),
        is_legal=False,
    ),
}


def electronic_address(scheme: str, written: str) -> ElectronicAddress:
    """The address, its identifier in canonical form.

    Raises SchemeUnknown or IdentifierMistyped.
    """
    if scheme not in SCHEMES:
        raise SchemeUnknown(scheme)
    compact = "".join(sign for sign in written.upper() if sign.isascii() and sign.isalnum())
    try:
        return ElectronicAddress(scheme, SCHEMES[scheme].read(compact))
    except ValidationError as fault:
        raise IdentifierMistyped(written, SCHEMES[scheme].example) from fault


def address_by_number(number: str, *, country: str) -> ElectronicAddress | None:
    """The address a company most likely has, told from its number as documents print it.

    None where it cannot be told: a sole trader's masked number, a country we do not know.
    """
    if country not in FORMS:
        return None
    try:
        scheme, _, identifier = org_number(number, country=country).peppol_id.partition(":")
        return electronic_address(scheme, identifier)
    except Refusal:
        return None
