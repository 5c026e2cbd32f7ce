"""Reading a catalogue of plans from TOML, with a sentence for every value that is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, post_load, validates_schema
from marshmallow.validate import Length, Range, Regexp

from saas.licensing.plans.rules import BindingTerm, Catalogue, Edition, NoticeKind, NoticePolicy
from saas.money import Money

COUNTED_IN_MONTHS: Final = {NoticeKind.MONTHS_FROM_RECEIPT, NoticeKind.WHOLE_CALENDAR_MONTHS}
PRICE: Final = re.compile(r"[0-9]{1,9}\.[0-9]{2}")
LONGEST_NOTICE: Final = 24
MOST_SEATS: Final = 100_000


class CatalogueWrong(ValueError):
    """A catalogue cannot be used. `problems` has a sentence for each wrong value."""

    def __init__(self, source: str, problems: list[str]) -> None:
        lines = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(f"{source} does not hold:\n{lines}")
        self.problems = problems


def read_catalogue(written: str, *, source: str = "The catalogue") -> Catalogue:
    """The catalogue in the TOML text `written`; `source` is what messages call it.

    Raises CatalogueWrong naming every wrong value, so that an operator mends them at once.
    """
    try:
        catalogue: Catalogue = _CatalogueFile().load(tomllib.loads(written))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueWrong(source, [f"It is not TOML: {error}."]) from error
    except ValidationError as error:
        raise CatalogueWrong(source, list(_sentences(error.messages_dict))) from error
    if problems := list(_contradictions(catalogue)):
        raise CatalogueWrong(source, problems)
    return catalogue


class _Price(fields.Field[int]):
    """A price written as text, such as "249.00", so that no float is ever near it. In öre."""

    def _deserialize(self, value: object, *_: object, **__: object) -> int:
        if not isinstance(value, str) or not PRICE.fullmatch(value):
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
    to_period_end = fields.Boolean(load_default=False)
    term = fields.Enum(BindingTerm, by_value=True, load_default=BindingTerm.A)

    @validates_schema
    def _months_where_months_count(self, data: dict[str, Any], **_: object) -> None:
        if (data["policy"] in COUNTED_IN_MONTHS) != bool(data["months"]):
            raise ValidationError("Say how many, with this policy and no other.", "months")

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> NoticePolicy:
        return NoticePolicy(data["policy"], data["months"], data["to_period_end"], data["term"])


class _Edition(Schema):
    plan = fields.String(required=True, validate=Regexp(r"[a-z][a-z0-9_]*\Z"))
    edition = fields.String(required=True, validate=Regexp(r"[a-z0-9][a-z0-9.]*\Z"))
    name = fields.String(required=True, validate=Length(1, 60))
    sold_from = _Day(required=True)
    sold_until = _Day(load_default=None)
    monthly_fee = _Price(load_default=0)
    seats_included = fields.Integer(strict=True, load_default=0, validate=Range(1, MOST_SEATS))
    seat_fee = _Price(load_default=None)
    by_contract = fields.Boolean(load_default=False)
    notice = fields.Nested(_Notice, required=True)
    features = fields.List(fields.String(), load_default=())

    @validates_schema
    def _said_in_contract_or_here(self, data: dict[str, Any], **_: object) -> None:
        for name in ("monthly_fee", "seats_included", "seat_fee"):
            if data["by_contract"] and data[name]:
                raise ValidationError("This stands in each contract; leave it out here.", name)
        if not data["by_contract"] and not data["seats_included"]:
            raise ValidationError("Say how many seats are included, at least 1.", "seats_included")


class _CatalogueFile(Schema):
    example_prices = fields.Boolean(load_default=False)
    currency = fields.String(required=True, validate=Regexp(r"[A-Z]{3}\Z"))
    features = fields.Dict(
        fields.String(), fields.Dict(fields.String(), fields.String()), load_default=dict
    )
    edition = fields.List(fields.Nested(_Edition), required=True)

    @post_load
    def _made(self, data: dict[str, Any], **_: object) -> Catalogue:
        currency = data["currency"]
        editions = tuple(_edition(listed, currency) for listed in data["edition"])
        return Catalogue(editions, data["features"], data["example_prices"])


def _edition(listed: dict[str, Any], currency: str) -> Edition:
    fee, seat_fee = listed.pop("monthly_fee"), listed.pop("seat_fee")
    return Edition(
        monthly_fee=Money(fee, currency),
        seat_fee=None if seat_fee is None else Money(seat_fee, currency),
        features=tuple(listed.pop("features")),
        **listed,
    )


def _contradictions(catalogue: Catalogue) -> Iterator[str]:
    """What is wrong between values that are each right."""
    for one, other in combinations(catalogue.editions, 2):
        if one.key == other.key:
            yield f"{one.key} is listed twice."
        elif one.plan == other.plan and one.sold_from == other.sold_from:
            yield f"{one.key} and {other.key} are both sold from {one.sold_from}."
    free = [edition for edition in catalogue.editions if edition.is_free]
    if not free:
        yield "There is no plan 'free': it is what a company without an agreement has."
    for edition in free:
        if edition.monthly_fee or edition.seat_fee or edition.by_contract or edition.sold_until:
            yield f"{edition.key} must cost nothing, sell no seats and never end."
    for edition in catalogue.editions:
        for feature in edition.features:
            if "en" not in catalogue.features.get(feature, ()):
                yield f"{edition.key} has the feature {feature!r}, which [features] has no en for."


def _sentences(messages: Mapping[Any, Any], where: str = "") -> Iterator[str]:
    """One for each wrong value, with its place: edition 2, monthly_fee: Write the price."""
    for name, said in messages.items():
        place = f"{where} {name + 1}" if isinstance(name, int) else f"{where}, {name}".strip(", ")
        if isinstance(said, Mapping):
            yield from _sentences(said, place)
        else:
            yield from (f"{place}: {sentence}" for sentence in said)
