"""A legal entity that sells, as staff write it down on its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import Schema, fields
from marshmallow.validate import Length, Range, Regexp

from saas.billing.seller.printed import checks_of
from saas.billing.seller.reading import LONGEST_TERMS
from saas.billing.seller.rules import SellerDetails, Terms
from saas.tenants.fields import Email, Line
from saas.text import N_

LETTERS: Final = N_("Write at most three capital letters A to Z, or none.")
CODE: Final = N_("Write a short name in small letters a to z, such as main.")
COUNTRY: Final = N_("Write the two letters of a country, such as SE.")
ELSEWHERE: Final = ("series", "credit_series", "currency", "countries")


def _short() -> Line:
    return Line(longest=100, load_default="")


class SellerForm(Schema):
    """What may be changed of a seller; `countries` are those it sells to, if it says so."""

    name = Line(required=True, longest=100)
    org_number = Line(required=True, longest=20)
    vat_number = _short()
    street = Line(required=True, longest=100)
    postcode = Line(required=True, longest=20)
    city = Line(required=True, longest=100)
    country = fields.String(required=True, validate=Regexp(r"[A-Z]{2}\Z", error=COUNTRY))
    registered_office = _short()
    email = Email(required=True)
    phone = _short()
    website = _short()
    bankgiro = _short()
    plusgiro = _short()
    iban = _short()
    bic = _short()
    swish = _short()
    f_skatt = fields.Boolean(load_default=False)
    payment_days = fields.Integer(load_default=30, validate=Range(0, LONGEST_TERMS))
    whole_kronor = fields.Boolean(load_default=False)
    fiscal_year_starts_in_month = fields.Integer(load_default=1, validate=Range(1, 12))
    series = fields.String(load_default="", validate=Regexp(r"[A-Z]{0,3}\Z", error=LETTERS))
    credit_series = fields.String(load_default="", validate=Regexp(r"[A-Z]{0,3}\Z", error=LETTERS))
    currency = fields.String(load_default="SEK", validate=Regexp(r"[A-Z]{3}\Z"))
    countries = fields.String(
        load_default="", validate=Regexp(r"([A-Z]{2}( [A-Z]{2})*)?\Z", error=COUNTRY)
    )


class NewSeller(SellerForm):
    """Another seller, and the short name that it keeps."""

    code = fields.String(
        required=True, validate=[Length(1, 20, error=CODE), Regexp(r"[a-z]+\Z", error=CODE)]
    )


def told(data: Mapping[str, Any]) -> tuple[SellerDetails, Terms, dict[str, str]]:
    """The seller in `data`, its numbers as they are printed. Raises the Refusal of a wrong one."""
    printed = {name: check(data[name]) for name, check in checks_of(data).items()}
    said = {**data, **printed}
    details = SellerDetails(**{name: said[name] for name in SellerDetails.__dataclass_fields__})
    terms = Terms(**{name: said[name] for name in Terms.__dataclass_fields__})
    return details, terms, {name: said[name] for name in ELSEWHERE}
