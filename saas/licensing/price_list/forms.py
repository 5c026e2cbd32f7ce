"""What is asked for when staff list a new edition, and the edition that comes of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from saas.licensing.catalogue.actions import CatalogueRefused
from saas.licensing.catalogue.shape import COUNTED_IN_MONTHS, WHEN, edition_listed
from saas.licensing.catalogue.writing import cadence_words
from saas.licensing.fields import Count
from saas.licensing.plans.rules import Edition, NoticeKind
from saas.licensing.price_list.rules import MonthlyPriceMissing, NothingIsRenewed
from saas.money import Money
from saas.tenants.fields import Line
from saas.text import N_

OTHER_WAYS: Final = ("quarter", "year")
LIMIT: Final = "limit_"


class Kronor(fields.Field[int]):
    """An amount as somebody types it: 299, 299,50 or 299.50. In öre."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own way
        "required": N_("Write an amount, such as 249,00."),
        "null": N_("Write an amount, such as 249,00."),
        "invalid": N_("Write an amount, such as 249,00."),
    }

    def _deserialize(self, value: object, *_: object, **__: object) -> int:
        typed = re.sub(r"\s", "", str(value))
        found = re.fullmatch(r"([0-9]{1,9})(?:[.,]([0-9]{2}))?", typed)
        if found is None:
            raise self.make_error("invalid")
        return int(found[1]) * 100 + int(found[2] or 0)


class NewEdition(Schema):
    """A new edition of a plan. A way to pay without a fee is not offered."""

    edition = Line(
        required=True,
        longest=20,
        missing=N_("Say what the edition is called, such as 2027."),
        validate=validate.Regexp(
            r"[a-z0-9][a-z0-9.]*\Z", error=N_("Write figures, small letters a to z and dots only.")
        ),
    )
    sold_from = fields.Date(
        required=True,
        error_messages={
            "required": N_("Say from which day it is sold."),
            "invalid": N_("Write a day, such as 2027-01-01."),
        },
    )
    seats_included = Count(load_default=0)
    monthly_fee = Kronor(load_default=None, allow_none=True)
    seat_fee = Kronor(load_default=None, allow_none=True)
    quarter_fee = Kronor(load_default=None, allow_none=True)
    quarter_seat_fee = Kronor(load_default=None, allow_none=True)
    quarter_in = fields.String(load_default="advance", validate=validate.OneOf(WHEN))
    year_fee = Kronor(load_default=None, allow_none=True)
    year_seat_fee = Kronor(load_default=None, allow_none=True)
    year_in = fields.String(load_default="advance", validate=validate.OneOf(WHEN))
    features = fields.List(fields.String(), load_default=list)
    policy = fields.Enum(NoticeKind, by_value=True, required=True)
    months = Count(load_default=0, validate=validate.Range(0, 24))
    days = Count(load_default=0, validate=validate.Range(0, 366))
    shown = fields.String(load_default="")

    @validates_schema
    def _notice_is_counted_where_it_counts(self, data: dict[str, Any], **_: object) -> None:
        if (data["policy"] in COUNTED_IN_MONTHS) != bool(data["months"]):
            raise ValidationError(N_("Say how many months, where months count."), "months")
        if (data["policy"] is NoticeKind.RENEWAL_DEADLINE) != bool(data["days"]):
            raise ValidationError(N_("Say how many days, where days count."), "days")

    @validates_schema
    def _every_way_sells_seats_or_none_does(self, data: dict[str, Any], **_: object) -> None:
        for way in OTHER_WAYS:
            fee, seat = data[f"{way}_fee"], data[f"{way}_seat_fee"]
            if fee is not None and (seat is None) != (data["seat_fee"] is None):
                raise ValidationError(
                    N_("Let every way to pay have a price for seats, or none of them."),
                    f"{way}_seat_fee",
                )


def form_for(features: Collection[str]) -> type[Schema]:
    """The form, with a field for the limit of each feature there is."""
    limits = {f"{LIMIT}{key}": Count(load_default=None, allow_none=True) for key in features}
    form: type[Schema] = type("NewEditionOf", (NewEdition,), limits)
    return form


def as_typed(edition: Edition) -> dict[str, Any]:
    """The form as it is when a new edition begins with what the newest one says."""
    typed: dict[str, Any] = {
        "seats_included": edition.seats_included,
        "monthly_fee": _kronor(edition.monthly_fee),
        "seat_fee": _kronor(edition.seat_fee),
        "features": list(edition.features),
        "policy": edition.notice.kind.value,
        "months": edition.notice.months or "",
        "days": edition.notice.days or "",
    }
    for price in edition.prices:
        every, when = cadence_words(price.cadence)
        if every in OTHER_WAYS:
            typed |= {
                f"{every}_fee": _kronor(price.fee),
                f"{every}_seat_fee": _kronor(price.seat_fee),
                f"{every}_in": when,
            }
    return typed | {f"{LIMIT}{key}": most for key, most in edition.limits.items()}


def edition_of(typed: Mapping[str, Any], was: Edition) -> Edition:
    """The edition that `typed` (as the form loads it) makes of `was`, the plan's newest.

    Raises CatalogueRefused for what no list of plans may say, MonthlyPriceMissing, and
    NothingIsRenewed.
    """
    listed: dict[str, Any] = {
        "plan": was.plan,
        "name": was.name,
        "edition": typed["edition"],
        "sold_from": typed["sold_from"],
        "by_contract": was.by_contract,
        "features": typed["features"],
        "limits": {k: most for k in typed["features"] if (most := typed.get(f"{LIMIT}{k}"))},
        "notice": _notice(typed, was),
    }
    if not was.by_contract:
        if typed["policy"] is NoticeKind.RENEWAL_DEADLINE:
            raise NothingIsRenewed
        listed |= {"seats_included": typed["seats_included"], "price": list(_prices(typed))}
        listed |= _said(monthly_fee=typed["monthly_fee"], seat_fee=typed["seat_fee"])
        if typed["monthly_fee"] is None:
            raise MonthlyPriceMissing
    try:
        return edition_listed(listed, was.monthly_fee.currency)
    except ValidationError as wrong:
        raise CatalogueRefused([str(wrong)]) from wrong


def _prices(typed: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for way in OTHER_WAYS:
        if (fee := typed[f"{way}_fee"]) is not None:
            seat_fee = typed[f"{way}_seat_fee"]
            yield {"every": way, "in": typed[f"{way}_in"], **_said(fee=fee, seat_fee=seat_fee)}


def _notice(typed: Mapping[str, Any], was: Edition) -> dict[str, Any]:
    notice: dict[str, Any] = {"policy": typed["policy"].value, "term": was.notice.term.value}
    notice |= {"to_period_end": was.notice.to_period_end}
    return notice | {name: typed[name] for name in ("months", "days") if typed[name]}


def _said(**amounts: int | None) -> dict[str, str]:
    """The amounts there are, as the file says them."""
    return {
        name: f"{minor // 100}.{minor % 100:02}"
        for name, minor in amounts.items()
        if minor is not None
    }


def _kronor(amount: Money | None) -> str:
    return "" if amount is None else f"{amount.minor // 100}.{amount.minor % 100:02}"
