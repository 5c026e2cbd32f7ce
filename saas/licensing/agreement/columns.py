"""The columns in which terms are kept: by agreements, and by changes that are to come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from saas.db import one_of
from saas.licensing.agreement.rules import ONE_DAY, Terms, Timeline
from saas.licensing.plans.rules import BindingTerm, Cadence, NoticeKind, NoticePolicy, Timing
from saas.money import Money

TERMS_COLUMNS: Final = (
    "edition",
    "plan_name",
    "currency",
    "fee_minor",
    "seat_fee_minor",
    "seats_included",
    "extra_seats",
    "cadence_months",
    "billed",
    "anchor",
    "bound_until",
    "renews_months",
    "notice_kind",
    "notice_months",
    "notice_days",
    "notice_to_period_end",
    "notice_term",
    "starts_on",
    "until",
)


class TermsKept:
    """A row that keeps terms, word by word, from the day they start on."""

    edition: Mapped[str]
    plan_name: Mapped[str]
    currency: Mapped[str]
    fee_minor: Mapped[int]
    seat_fee_minor: Mapped[int | None]
    seats_included: Mapped[int]
    extra_seats: Mapped[int]
    cadence_months: Mapped[int]
    anchor: Mapped[date]
    bound_until: Mapped[date | None]
    renews_months: Mapped[int]
    notice_months: Mapped[int]
    notice_days: Mapped[int]
    notice_to_period_end: Mapped[bool]
    starts_on: Mapped[date]
    until: Mapped[date | None]

    @declared_attr
    def billed(cls) -> Mapped[Timing]:
        return mapped_column(one_of(Timing))

    @declared_attr
    def notice_kind(cls) -> Mapped[NoticeKind]:
        return mapped_column(one_of(NoticeKind))

    @declared_attr
    def notice_term(cls) -> Mapped[BindingTerm]:
        return mapped_column(one_of(BindingTerm))

    @property
    def as_agreed(self) -> Terms:
        """The terms as the rules know them."""
        return terms_kept(self)


def terms_kept(row: Any) -> Terms:
    """The terms that a row keeps, whether it was read as an object or column by column."""
    seat_fee = row.seat_fee_minor
    return Terms(
        starts_on=row.starts_on,
        until=row.until,
        edition=row.edition,
        name=row.plan_name,
        fee=Money(row.fee_minor, row.currency),
        seats_included=row.seats_included,
        seat_fee=None if seat_fee is None else Money(seat_fee, row.currency),
        extra_seats=row.extra_seats,
        notice=NoticePolicy(
            kind=row.notice_kind,
            months=row.notice_months,
            to_period_end=row.notice_to_period_end,
            term=row.notice_term,
            days=row.notice_days,
        ),
        cadence=Cadence(row.cadence_months, row.billed),
        anchor=row.anchor,
        bound_until=row.bound_until,
        renews_months=row.renews_months,
    )


def timeline_kept(
    held: Iterable[Any], *, to_come: Iterable[Any], last_day: date | None
) -> Timeline:
    """An agreement day by day, from the rows that keep its terms and those that are to come.

    Both oldest first. Nothing is to come once the last terms are closed; `last_day` is that of
    a notice, inclusive.
    """
    agreed = Timeline(tuple(terms_kept(row) for row in held))
    if agreed.terms and agreed.terms[-1].until is None:
        for row in to_come:
            agreed = agreed.changed(terms_kept(row))
    return agreed if last_day is None else agreed.ended(last_day + ONE_DAY)


def in_columns(terms: Terms) -> dict[str, Any]:
    """The columns that keep `terms`; `as_agreed` gives them back."""
    seat_fee = None if terms.seat_fee is None else terms.seat_fee.minor
    kept = (
        terms.edition,
        terms.name,
        terms.fee.currency,
        terms.fee.minor,
        seat_fee,
        terms.seats_included,
        terms.extra_seats,
        terms.cadence.months,
        terms.cadence.timing,
        terms.anchor,
        terms.bound_until,
        terms.renews_months,
        terms.notice.kind,
        terms.notice.months,
        terms.notice.days,
        terms.notice.to_period_end,
        terms.notice.term,
        terms.starts_on,
        terms.until,
    )
    return dict(zip(TERMS_COLUMNS, kept, strict=True))
