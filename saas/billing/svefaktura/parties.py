"""Seller and buyer in a Svefaktura.

Numbers go without spaces and hyphens (R-8, R-9, R-36, R-45). A company's registration is told
under the tax scheme SWT, with its seat and, of a seller, that it is approved for F-tax; its VAT
number under VAT (R-37, R-39, R-46). A location number of GS1 is a party's identification, marked
with the agency's code 9; a company found by its organisation number needs no other.
"""

from __future__ import annotations

from typing import Any, Final

from saas.billing.e_invoice.content import Content
from saas.billing.e_invoice.pen import Pen, compact
from saas.billing.e_invoice.rules import APPROVED_FOR_F_TAX, SWEDEN
from saas.billing.electronic_address.rules import ElectronicAddress, address_by_number

LOCATION_NUMBER, GS1 = "0088", "9"
DIGITS: Final = frozenset("0123456789")


def write_parties(pen: Pen, content: Content, *, to: ElectronicAddress) -> None:
    """Write who buys and who sells; `to` is the buyer's electronic address."""
    seller, buyer = content.said["seller"], content.said["buyer"]
    theirs = pen.group("Party", pen.group("BuyerParty"))
    if to.scheme == LOCATION_NUMBER:
        named = pen.group("PartyIdentification", theirs)
        pen.text(named, "cac:ID", to.identifier, identificationSchemeAgencyID=GS1)
    _begin(pen, theirs, buyer)
    _registered(pen, theirs, buyer)
    _taxed(pen, theirs, buyer)
    ours = pen.group("Party", pen.group("SellerParty"))
    _begin(pen, ours, seller)
    _registered(pen, ours, seller)
    _taxed(pen, ours, seller)
    _contact(pen, ours, seller)


def _begin(pen: Pen, party: Any, who: dict[str, Any]) -> None:
    pen.text(pen.group("PartyName", party), "Name", who["name"])
    address = pen.group("Address", party)
    pen.text(address, "StreetName", who["street"])
    pen.text(address, "CityName", who["city"])
    pen.text(address, "PostalZone", compact(who["postcode"]))
    pen.text(pen.group("Country", address), "cac:IdentificationCode", who["country"])


def _registered(pen: Pen, party: Any, who: dict[str, Any]) -> None:
    """The number it is registered under; a sole trader's number is not told."""
    if address_by_number(who["org_number"], country=who["country"]) is None:
        return
    scheme = pen.group("PartyTaxScheme", party)
    pen.text(scheme, "cac:CompanyID", compact(who["org_number"]))
    if who.get("f_skatt"):
        pen.text(scheme, "ExemptionReason", APPROVED_FOR_F_TAX)
    if who.get("registered_office"):
        seat = pen.group("RegistrationAddress", scheme)
        pen.text(seat, "CityName", who["registered_office"])
        pen.text(pen.group("Country", seat), "cac:IdentificationCode", SWEDEN)
    pen.text(pen.group("TaxScheme", scheme), "cac:ID", "SWT")


def _taxed(pen: Pen, party: Any, who: dict[str, Any]) -> None:
    if who["vat_number"]:
        scheme = pen.group("PartyTaxScheme", party)
        pen.text(scheme, "cac:CompanyID", compact(who["vat_number"]))
        pen.text(pen.group("TaxScheme", scheme), "cac:ID", "VAT")


def _contact(pen: Pen, party: Any, seller: dict[str, Any]) -> None:
    abroad = "+" if seller["phone"].startswith("+") else ""
    digits = "".join(sign for sign in seller["phone"] if sign in DIGITS)
    dialled = abroad + digits if digits else ""
    if dialled or seller["email"]:
        contact = pen.group("Contact", party)
        pen.text(contact, "Telephone", dialled)
        pen.text(contact, "ElectronicMail", seller["email"])
