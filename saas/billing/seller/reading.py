"""Reading a seller from TOML, with a sentence for every value that is wrong."""

from __future__ import annotations

import tomllib
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields
from marshmallow.validate import Length, Range, Regexp

from saas.billing.seller.printed import checks_of
from saas.billing.seller.rules import SellerDetails, Terms
from saas.errors import Refusal

LONGEST_TERMS: Final = 90


class SellerWrong(ValueError):
    """A seller cannot be read. `problems` has a sentence for each wrong value."""

    def __init__(self, source: str, problems: list[str]) -> None:
        lines = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(f"{source} does not hold:\n{lines}")
        self.problems = problems


def read_seller(written: str, *, source: str = "The seller") -> tuple[SellerDetails, Terms]:
    """The seller in the TOML text `written`, its numbers as they are printed.

    Raises SellerWrong naming every wrong value, so that an operator mends them at once.
    """
    try:
        said = _SellerFile().load(tomllib.loads(written))
    except tomllib.TOMLDecodeError as error:
        raise SellerWrong(source, [f"It is not TOML: {error}."]) from error
    except ValidationError as error:
        problems = [
            f"{name}: {' '.join(map(str, why))}" for name, why in error.messages_dict.items()
        ]
        raise SellerWrong(source, problems) from error
    terms = Terms(**{name: said.pop(name) for name in Terms.__dataclass_fields__})
    return SellerDetails(**said | _printed(said, source)), terms


def _printed(said: dict[str, Any], source: str) -> dict[str, str]:
    """The numbers that carry check digits, each as it is printed."""
    printed, problems = {}, []
    for name, check in checks_of(said).items():
        try:
            printed[name] = check(said[name])
        except Refusal as refusal:
            problems.append(f"{name}: {refusal}")
    if problems:
        raise SellerWrong(source, problems)
    return printed


def _text() -> fields.String:
    return fields.String(required=True, validate=Length(1, 100))


def _optional() -> fields.String:
    return fields.String(load_default="", validate=Length(max=100))


class _SellerFile(Schema):
    """Every field of SellerDetails and Terms."""

    name = _text()
    org_number = _text()
    vat_number = _optional()
    street = _text()
    postcode = _text()
    city = _text()
    country = fields.String(required=True, validate=Regexp(r"[A-Z]{2}\Z"))
    registered_office = _optional()
    email = _text()
    phone = _optional()
    website = _optional()
    bankgiro = _optional()
    plusgiro = _optional()
    iban = _optional()
    bic = _optional()
    swish = _optional()
    f_skatt = fields.Boolean(load_default=False)
    payment_days = fields.Integer(strict=True, load_default=30, validate=Range(0, LONGEST_TERMS))
    whole_kronor = fields.Boolean(load_default=False)
    fiscal_year_starts_in_month = fields.Integer(strict=True, load_default=1, validate=Range(1, 12))
