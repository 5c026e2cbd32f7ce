"""The columns in which terms are kept: by agreements, and by changes that are to come."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from saas.db import one_of
from saas.licensing.agreement.rules import Terms
from saas.licensing.plans.rules import BindingTerm, Cadence, NoticeKind, NoticePolicy, Timing
from saas.money import Money


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
        seat_fee = self.seat_fee_minor
        return Terms(
            starts_on=self.starts_on,
            until=self.until,
            edition=self.edition,
            name=self.plan_name,
            fee=Money(self.fee_minor, self.currency),
            seats_included=self.seats_included,
            seat_fee=None if seat_fee is None else Money(seat_fee, self.currency),
            extra_seats=self.extra_seats,
            notice=NoticePolicy(
                kind=self.notice_kind,
                months=self.notice_months,
                to_period_end=self.notice_to_period_end,
                term=self.notice_term,
                days=self.notice_days,
            ),
            cadence=Cadence(self.cadence_months, self.billed),
            anchor=self.anchor,
            bound_until=self.bound_until,
            renews_months=self.renews_months,
        )


def in_columns(terms: Terms) -> dict[str, Any]:
    """The columns that keep `terms`; `as_agreed` gives them back."""
    return {
        "edition": terms.edition,
        "plan_name": terms.name,
        "currency": terms.fee.currency,
        "fee_minor": terms.fee.minor,
        "seat_fee_minor": None if terms.seat_fee is None else terms.seat_fee.minor,
        "seats_included": terms.seats_included,
        "extra_seats": terms.extra_seats,
        "cadence_months": terms.cadence.months,
        "billed": terms.cadence.timing,
        "anchor": terms.anchor,
        "bound_until": terms.bound_until,
        "renews_months": terms.renews_months,
        "notice_kind": terms.notice.kind,
        "notice_months": terms.notice.months,
        "notice_days": terms.notice.days,
        "notice_to_period_end": terms.notice.to_period_end,
        "notice_term": terms.notice.term,
        "starts_on": terms.starts_on,
        "until": terms.until,
    }
