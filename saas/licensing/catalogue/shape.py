"""What a catalogue's file looks like: each value it may hold, and what is said of a wrong one."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any, Final

from babel.numbers import get_currency_precision, list_currencies
from marshmallow import Schema, ValidationError, fields, post_load, validates_schema
from marshmallow.validate import Length, OneOf, Range, Regexp

from saas.licensing.catalogue.rules import Catalogue
from saas.licensing.plans.rules import (
    MONTHLY,
    BindingTerm,
    Cadence,
    Edition,
    NoticeKind,
    NoticePolicy,
    Price,
    Timing,
)
from saas.money import Money

COUNTED_IN_MONTHS: Final = {NoticeKind.MONTHS_FROM_RECEIPT, NoticeKind.WHOLE_CALENDAR_MONTHS}
AMOUNT: Final = re.compile(r"[0-9]{1,9}\.[0-9]{2}")
LONGEST_NOTICE: Final = 24
LONGEST_DEADLINE: Final = 366
MOST_SEATS: Final = 100_000
MOST_USES: Final = 1_000_000_000
EVERY: Final = {"month": 1, "quarter": 3, "year": 12}
WHEN: Final = {
    "advance": Timing.IN_ADVANCE,
    "arrears": Timing.IN_ARREARS,
    "prebilled": Timing.PREBILLED,
}


class _Amount(fields.Field[int]):
    """A price written as text, such as "249.00", so that no float is ever near it. In öre."""

    def _deserialize(self, value: object, *_: object, **__: object) -> int:
        if not isinstance(value, str) or not AMOUNT.fullmatch(value):
            raise ValidationError('Write the price as text with two decimals, such as "249.00".')
        return int(value.replace(".", ""))


class _Day(fields.Field[date]):
    """A day as TOML writes it, without quotes: 2026-01-01."""

    def _deserialize(self, value: object, *_: object, **__: object) -> date:
        if type(value) is not date:
            raise ValidationError("Write the day without quotes and hours: 2026-01-01.")
        return value


class _Notice(Schema):
    policy = fields.Enum(NoticeKind, by_value=True, required=True)
    months = fields.Integer(strict=True, load_default=0, validate=Range(1, LONGEST_NOTICE))
    days = fields.Integer(strict=True, load_default=0, validate=Range(1, LONGEST_DEADLINE))
    to_period_end = fields.Boolean(load_default=False)
    term = fields.Enum(BindingTerm, by_value=True, load_default=BindingTerm.A)

    @validates_schema
    def _counted_where_it_counts(self, data: dict[str, Any], **_: object) -> None:
        if (data["policy"] in COUNTED_IN_MONTHS) != bool(data["months"]):
            raise ValidationError("Say how many, with this policy and no other.", "months")
        if (data["policy"] is NoticeKind.RENEWAL_DEADLINE) != bool(data["days"]):
            raise ValidationError(
                "Say how many before the renewal, with renewal_deadline and no other.", "days"
            )

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NoticePolicy:
        return NoticePolicy(
            data["policy"], data["months"], data["to_period_end"], data["term"], data["days"]
        )


class _WayToPay(Schema):
    every = fields.String(required=True, validate=OneOf(EVERY, error="Write one of: {choices}."))
    when = fields.String(
        data_key="in",
        load_default="advance",
        validate=OneOf(WHEN, error="Write one of: {choices}."),
    )
    fee = _Amount(required=True)
    seat_fee = _Amount(load_default=None)


class _Edition(Schema):
    plan = fields.String(required=True, validate=Regexp(r"[a-z][a-z0-9_]*\Z"))
    edition = fields.String(required=True, validate=Regexp(r"[a-z0-9][a-z0-9.]*\Z"))
    name = fields.String(required=True, validate=Length(1, 60))
    sold_from = _Day(required=True)
    sold_until = _Day(load_default=None)
    monthly_fee = _Amount(load_default=None)
    seats_included = fields.Integer(strict=True, load_default=0, validate=Range(1, MOST_SEATS))
    seat_fee = _Amount(load_default=None)
    price = fields.List(fields.Nested(_WayToPay), load_default=list)
    by_contract = fields.Boolean(load_default=False)
    notice = fields.Nested(_Notice, required=True)
    features = fields.List(fields.String(), load_default=())
    limits = fields.Dict(
        fields.String(),
        fields.Integer(strict=True, validate=Range(1, MOST_USES)),
        load_default=dict,
    )

    @validates_schema
    def _said_in_contract_or_here(self, data: dict[str, Any], **_: object) -> None:
        for name in ("monthly_fee", "seats_included", "seat_fee", "price"):
            if data["by_contract"] and data[name]:
                raise ValidationError("This stands in each contract; leave it out here.", name)
        if not data["by_contract"] and not data["seats_included"]:
            raise ValidationError("Say how many seats are included, at least 1.", "seats_included")

    @validates_schema
    def _renewed_where_it_can_be(self, data: dict[str, Any], **_: object) -> None:
        by_deadline = data["notice"].kind is NoticeKind.RENEWAL_DEADLINE
        if by_deadline and not data["by_contract"]:
            raise ValidationError(
                "Only a contract has a term that is renewed; choose another policy.", "notice"
            )

    @validates_schema
    def _one_price_for_each_way(self, data: dict[str, Any], **_: object) -> None:
        ways = [(each["every"], each["when"]) for each in data["price"]]
        if data["monthly_fee"] is not None:
            ways.append(("month", "advance"))
        if len(set(ways)) < len(ways):
            raise ValidationError("Two prices are for the same way to pay.", "price")
        if data["monthly_fee"] is None and data["seat_fee"] is not None and ways:
            raise ValidationError("Say it in each price; there is no monthly_fee.", "seat_fee")
        with_seats = {each["seat_fee"] is not None for each in data["price"]}
        if data["monthly_fee"] is not None and ways:
            with_seats.add(data["seat_fee"] is not None)
        if len(with_seats) > 1:
            raise ValidationError("Let every way to pay have a seat_fee, or none of them.", "price")


class CatalogueFile(Schema):
    """The whole file; loading it makes the catalogue."""

    example_prices = fields.Boolean(load_default=False)
    currency = fields.String(required=True)
    features = fields.Dict(
        fields.String(), fields.Dict(fields.String(), fields.String()), load_default=dict
    )
    edition = fields.List(fields.Nested(_Edition), required=True)

    @validates_schema
    def _a_currency_we_can_count(self, data: dict[str, Any], **_: object) -> None:
        currency = data.get("currency", "")
        if currency not in list_currencies() or get_currency_precision(currency) != 2:  # noqa: PLR2004
            raise ValidationError('Write a currency with two decimals, such as "SEK".', "currency")

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Catalogue:
        editions = tuple(_edition(listed, data["currency"]) for listed in data["edition"])
        return Catalogue(editions, data["features"], data["example_prices"])


def edition_listed(listed: dict[str, Any], currency: str) -> Edition:
    """The edition that a table of the file makes. Raises ValidationError."""
    return _edition(_Edition().load(listed), currency)


def _edition(listed: dict[str, Any], currency: str) -> Edition:
    prices = [_price(way, currency) for way in listed.pop("price")]
    fee, seat_fee = listed.pop("monthly_fee"), listed.pop("seat_fee")
    if fee is not None or not prices:
        monthly = Price(MONTHLY, Money(fee or 0, currency), _money(seat_fee, currency))
        prices.insert(0, monthly)
    usual = prices[0]
    return Edition(
        monthly_fee=_a_month(usual.fee, usual.cadence),
        seat_fee=None if usual.seat_fee is None else _a_month(usual.seat_fee, usual.cadence),
        features=tuple(listed.pop("features")),
        prices=tuple(prices),
        **listed,
    )


def _price(way: dict[str, Any], currency: str) -> Price:
    cadence = Cadence(EVERY[way["every"]], WHEN[way["when"]])
    return Price(cadence, Money(way["fee"], currency), _money(way["seat_fee"], currency))


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)


def _a_month(price: Money, cadence: Cadence) -> Money:
    """What a price comes to a month, to compare plans by where none is paid by the month."""
    return price.share(Fraction(1, cadence.months))
