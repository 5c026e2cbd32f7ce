"""Seller and buyer in an e-invoice: addresses, numbers and how to reach them.

Swedish rules of Peppol: the VAT number has 14 characters (SE-R-001), the organisation number is
written in digits alone (SE-R-004), and a tax registration besides VAT reads "Godkänd för
F-skatt" (SE-R-005).
"""

from __future__ import annotations

from typing import Any

from saas.billing.e_invoice.content import Content
from saas.billing.e_invoice.pen import Pen
from saas.billing.e_invoice.rules import APPROVED_FOR_F_TAX
from saas.billing.electronic_address.rules import (
    SCHEMES,
    ElectronicAddress,
    address_by_number,
)


def write_parties(pen: Pen, content: Content, *, to: ElectronicAddress) -> None:
    """Write who sells and who buys; `to` is the buyer's electronic address (BT-49)."""
    seller, buyer = content.said["seller"], content.said["buyer"]
    ours = pen.group("Party", pen.group("AccountingSupplierParty"))
    _begin(pen, ours, seller, at=address_by_number(seller["org_number"], country=seller["country"]))
    _taxes(pen, ours, seller, content, f_tax=seller["f_skatt"])
    _legal(pen, ours, seller)
    contact = pen.group("Contact", ours)
    pen.text(contact, "Name", seller["name"])
    pen.text(contact, "Telephone", seller["phone"])
    pen.text(contact, "ElectronicMail", seller["email"])
    theirs = pen.group("Party", pen.group("AccountingCustomerParty"))
    _begin(pen, theirs, buyer, at=to)
    _taxes(pen, theirs, buyer, content, f_tax=False)
    _legal(pen, theirs, buyer)


def _begin(pen: Pen, party: Any, who: dict[str, Any], *, at: ElectronicAddress | None) -> None:
    if at:
        pen.text(party, "EndpointID", at.identifier, schemeID=at.scheme)
    if who.get("customer_number"):
        pen.text(pen.group("PartyIdentification", party), "ID", who["customer_number"])
    pen.text(pen.group("PartyName", party), "Name", who["name"])
    address = pen.group("PostalAddress", party)
    pen.text(address, "StreetName", who["street"])
    pen.text(address, "CityName", who["city"])
    pen.text(address, "PostalZone", who["postcode"])
    pen.text(pen.group("Country", address), "IdentificationCode", who["country"])


def _taxes(pen: Pen, party: Any, who: dict[str, Any], content: Content, *, f_tax: bool) -> None:
    """VAT number, unless nothing is within the scope of VAT (BR-O-02); then Swedish F-tax."""
    named = [] if content.is_outside_vat or not who["vat_number"] else [(who["vat_number"], "VAT")]
    if f_tax:
        named.append((APPROVED_FOR_F_TAX, "TAX"))
    for number, scheme in named:
        tax = pen.group("PartyTaxScheme", party)
        pen.text(tax, "CompanyID", number)
        pen.text(pen.group("TaxScheme", tax), "ID", scheme)


def _legal(pen: Pen, party: Any, who: dict[str, Any]) -> None:
    """The name and number it is registered under; a sole trader's number is not told."""
    legal = pen.group("PartyLegalEntity", party)
    pen.text(legal, "RegistrationName", who["name"])
    known = address_by_number(who["org_number"], country=who["country"])
    if known and SCHEMES[known.scheme].is_legal:
        pen.text(legal, "CompanyID", known.identifier, schemeID=known.scheme)
    elif known:
        pen.text(legal, "CompanyID", known.identifier)
