"""What our staff fill in to write a quote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from marshmallow import Schema, fields, validate

from saas.licensing.fields import Count
from saas.licensing.plans.rules import (
    BindingTerm,
    Cadence,
    Edition,
    NoticeKind,
    NoticePolicy,
    Timing,
)
from saas.licensing.quotes.models import Quote
from saas.licensing.quotes.rules import Proposal
from saas.money import Money
from saas.tenants.fields import Line, Lines
from saas.text import N_

TYPED_AMOUNT: Final = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{2}))?")
FEATURE_LINE: Final = re.compile(r"([a-z][a-z0-9_]*)\s*(?:=\s*([0-9]{1,9}))?")
LONGEST_TEXT: Final = 4_000
CADENCES: Final = ("1", "3", "12")


class Amount(fields.Field[int]):
    """An amount as people type it: 25 000,00 or 25000.00. In öre."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own way
        "required": N_("Write an amount, such as 25 000,00."),
        "null": N_("Write an amount, such as 25 000,00."),
        "invalid": N_("Write an amount, such as 25 000,00."),
    }

    def _deserialize(self, value: object, *_: object, **__: object) -> int:
        written = "".join(value.split()) if isinstance(value, str) else ""
        found = TYPED_AMOUNT.fullmatch(written)
        if found is None:
            raise self.make_error("invalid")
        return int(found[1]) * 100 + int(found[2] or 0)


class Features(Lines):
    """One feature on each line, with how much of it a month: invoices = 500. No limit without."""

    def cleaned(self, written: str) -> str:
        """The lines as they are kept. Raises ValidationError for one that says nothing."""
        lines = [line.strip() for line in written.splitlines() if line.strip()]
        if any(FEATURE_LINE.fullmatch(line) is None for line in lines):
            raise self.make_error("unclear")
        return "\n".join(lines)

    def __init__(self, **options: Any) -> None:
        """Say what is wrong with a line in words."""
        super().__init__(**options)
        self.error_messages["unclear"] = N_(
            "Write one feature on each line, such as integration, or invoices = 500."
        )


def _day(**options: Any) -> fields.Date:
    wrong = N_("Write a day as year-month-day, such as 2026-09-01.")
    return fields.Date(
        error_messages={"invalid": wrong, "required": wrong, "null": wrong}, **options
    )


class QuoteTerms(Schema):
    """Everything that a quote offers."""

    edition = Line(required=True, longest=80, missing=N_("Choose a plan."))
    fee = Amount(required=True)
    seats_included = Count(required=True)
    seat_fee = Amount(load_default=None, allow_none=True)
    cadence = fields.String(required=True, validate=validate.OneOf(CADENCES))
    billed = fields.Enum(Timing, by_value=True, required=True)
    by_calendar = fields.Boolean(load_default=False)
    starts_on = _day(load_default=None, allow_none=True)
    notice_kind = fields.Enum(NoticeKind, by_value=True, required=True)
    notice_months = Count(load_default=0)
    notice_days = Count(load_default=0)
    notice_to_period_end = fields.Boolean(load_default=False)
    notice_term = fields.Enum(BindingTerm, by_value=True, load_default=BindingTerm.A)
    bound_months = Count(load_default=0)
    bound_until = _day(load_default=None, allow_none=True)
    renews_months = Count(load_default=0)
    features = Features(longest=LONGEST_TEXT, load_default="")
    valid_through = _day(required=True)
    words = Lines(longest=LONGEST_TEXT, load_default="")
    reference = Line(longest=60, load_default="")


def proposal_of(data: Mapping[str, Any], edition: Edition) -> Proposal:
    """What the form, as its schema read it, offers of `edition`."""
    currency = edition.monthly_fee.currency
    seat_fee = data["seat_fee"]
    return Proposal(
        edition=edition.key,
        name=edition.name,
        fee=Money(data["fee"], currency),
        seats_included=data["seats_included"],
        seat_fee=None if seat_fee is None else Money(seat_fee, currency),
        cadence=Cadence(int(data["cadence"]), data["billed"]),
        by_calendar=data["by_calendar"],
        starts_on=data["starts_on"],
        notice=NoticePolicy(
            kind=data["notice_kind"],
            months=data["notice_months"],
            to_period_end=data["notice_to_period_end"],
            term=data["notice_term"],
            days=data["notice_days"],
        ),
        bound_months=data["bound_months"],
        bound_until=data["bound_until"],
        renews_months=data["renews_months"],
        features=features_in(data["features"]),
        valid_through=data["valid_through"],
    )


def features_in(lines: str) -> dict[str, int | None]:
    """The features of a form, with the most of each a month; None without a limit."""
    found = (FEATURE_LINE.fullmatch(line) for line in lines.splitlines())
    return {line[1]: int(line[2]) if line[2] else None for line in found if line}


def as_typed(quote: Quote) -> dict[str, Any]:
    """What would have to be typed to offer the same again."""
    return {
        "edition": quote.edition,
        "fee": _typed(quote.fee_minor),
        "seats_included": str(quote.seats_included),
        "seat_fee": "" if quote.seat_fee_minor is None else _typed(quote.seat_fee_minor),
        "cadence": str(quote.cadence_months),
        "billed": quote.billed.value,
        "by_calendar": "true" if quote.by_calendar else "",
        "starts_on": _typed_day(quote.starts_on),
        "notice_kind": quote.notice_kind.value,
        "notice_months": str(quote.notice_months or ""),
        "notice_days": str(quote.notice_days or ""),
        "notice_to_period_end": "true" if quote.notice_to_period_end else "",
        "notice_term": quote.notice_term.value,
        "bound_months": str(quote.bound_months or ""),
        "bound_until": _typed_day(quote.bound_until),
        "renews_months": str(quote.renews_months or ""),
        "features": "\n".join(
            key if most is None else f"{key} = {most}" for key, most in quote.features.items()
        ),
        "valid_through": _typed_day(quote.valid_through),
        "words": quote.words,
        "reference": quote.reference,
    }


def _typed(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def _typed_day(day: date | None) -> str:
    return day.isoformat() if day else ""
