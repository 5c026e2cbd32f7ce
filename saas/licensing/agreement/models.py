"""Which plan a company is on and since when: agreements, their terms, and the notice of them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, Index, and_, select, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from saas.db import Base, Known, TenantOwned, db, one_of, refers_to
from saas.licensing.agreement.rules import ONE_DAY, Terms, Timeline
from saas.licensing.catalogue.models import catalogue
from saas.licensing.channels.rules import Channel
from saas.licensing.plans.rules import BindingTerm, Edition, NoticeKind, NoticePolicy
from saas.money import Money


class Agreement(Known, TenantOwned, Base):
    """What a company and we have agreed: a chain of dated terms. On Free there is none.

    `started_on` is the anchor its billing periods are counted from, and never changes.
    """

    __tablename__ = "agreements"
    __table_args__ = (refers_to("agreed_by_id", "people"),)
    prefix = "agr"

    started_on: Mapped[date]
    currency: Mapped[str]
    terms_of_service: Mapped[str]
    agreed_by_id: Mapped[int]
    agreed_at: Mapped[datetime]

    terms: Mapped[list[AgreementTerm]] = relationship(
        viewonly=True, order_by="(AgreementTerm.starts_on, AgreementTerm.id)", lazy="selectin"
    )
    notices: Mapped[list[Notice]] = relationship(
        viewonly=True, order_by="Notice.id", lazy="selectin"
    )

    @property
    def notice(self) -> Notice | None:
        """The notice it is under, if it is."""
        return next((notice for notice in self.notices if notice.withdrawn_at is None), None)

    def terms_agreed(self) -> Timeline:
        """What is agreed, day by day, were no notice ever given."""
        return Timeline(tuple(term.as_agreed for term in self.terms))

    def timeline(self) -> Timeline:
        """What is agreed, day by day; nothing after the last day of a notice."""
        agreed = self.terms_agreed()
        return agreed.ended(self.notice.last_day + ONE_DAY) if self.notice else agreed

    @classmethod
    def holding_on(cls, day: date) -> Agreement | None:
        """The agreement of the company in scope that holds on `day`; None on Free."""
        return db.session.scalar(
            select(cls)
            .join(AgreementTerm, AgreementTerm.agreement_id == cls.id)
            .where(terms_hold_on(day))
            .execution_options(populate_existing=True)
        )


class AgreementTerm(TenantOwned, Base):
    """The terms of an agreement for some days, copied from the edition that was agreed to.

    Never edited: a change closes them, once, and adds a row. A company has one set of terms on
    any day, whatever anybody does at the same time.
    """

    __tablename__ = "agreement_terms"
    __table_args__ = (
        refers_to("agreement_id", "agreements"),
        refers_to("agreed_by_id", "people"),
        ExcludeConstraint(
            ("tenant_id", "="),
            (text("daterange(starts_on, until)"), "&&"),
            using="gist",
            name="terms_never_overlap",
        ),
        CheckConstraint("until >= starts_on", name="terms_end_after_they_start"),
        CheckConstraint(
            "extra_seats >= 0 and seats_included >= 0", name="seats_are_counted_from_nought"
        ),
        CheckConstraint("fee_minor >= 0 and seat_fee_minor >= 0", name="prices_are_not_negative"),
    )

    agreement_id: Mapped[int]
    edition: Mapped[str]
    plan_name: Mapped[str]
    currency: Mapped[str]
    fee_minor: Mapped[int]
    seat_fee_minor: Mapped[int | None]
    seats_included: Mapped[int]
    extra_seats: Mapped[int]
    notice_kind: Mapped[NoticeKind] = mapped_column(one_of(NoticeKind))
    notice_months: Mapped[int]
    notice_to_period_end: Mapped[bool]
    notice_term: Mapped[BindingTerm] = mapped_column(one_of(BindingTerm))
    starts_on: Mapped[date]
    until: Mapped[date | None]
    agreed_by_id: Mapped[int]
    agreed_at: Mapped[datetime]

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
                self.notice_kind, self.notice_months, self.notice_to_period_end, self.notice_term
            ),
        )


class Notice(Known, TenantOwned, Base):
    """That an agreement is being left: by whom, since when, and its last day, inclusive.

    The row is the state. An agreement is under notice exactly while it has one that is not
    withdrawn. Its number is what people say; the policy stands in the terms it was given on.
    """

    __tablename__ = "notices"
    __table_args__ = (
        refers_to("agreement_id", "agreements"),
        refers_to("given_by_id", "people"),
        refers_to("withdrawn_by_id", "people"),
        Index(
            "one_open_notice_per_agreement",
            "tenant_id",
            "agreement_id",
            unique=True,
            postgresql_where=text("withdrawn_at is null"),
        ),
        CheckConstraint("last_day >= received_on", name="notice_looks_ahead"),
        CheckConstraint(
            "num_nonnulls(withdrawn_at, withdrawn_by_id) in (0, 2)",
            name="a_withdrawal_says_when_and_by_whom",
        ),
    )
    prefix = "ntc"

    number: Mapped[str] = mapped_column(unique=True)
    agreement_id: Mapped[int]
    channel: Mapped[Channel] = mapped_column(one_of(Channel), default=Channel.BUTTON)
    given_by_id: Mapped[int]
    given_by_name: Mapped[str]
    received_on: Mapped[date]
    received_at: Mapped[datetime]
    last_day: Mapped[date]
    reason: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None]

    agreement: Mapped[Agreement] = relationship(viewonly=True)


def current_terms(day: date) -> Terms | None:
    """The terms the company in scope has on `day`; None on Free. One query."""
    found = db.session.scalar(select(AgreementTerm).where(terms_hold_on(day)))
    return found.as_agreed if found else None


def current_plan(day: date) -> Edition:
    """The edition the company in scope has on `day`. Free needs no agreement: none means Free."""
    terms = current_terms(day)
    return catalogue()[terms.edition] if terms else catalogue().free(day)


def terms_hold_on(day: date) -> ColumnElement[bool]:
    """That terms have begun, are not closed, and are not past the last day of a notice."""
    left = select(Notice.id).where(
        Notice.tenant_id == AgreementTerm.tenant_id,
        Notice.agreement_id == AgreementTerm.agreement_id,
        Notice.withdrawn_at.is_(None),
        Notice.last_day < day,
    )
    return and_(
        AgreementTerm.starts_on <= day,
        AgreementTerm.until.is_(None) | (AgreementTerm.until > day),
        ~left.exists(),
    )
