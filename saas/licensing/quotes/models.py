"""Quotes as they were sent, what was answered, and the agreement that came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from saas.db import Base, Known, TenantOwned, db, one_of, refers_to
from saas.errors import NotFound
from saas.licensing.plans.rules import BindingTerm, Cadence, NoticeKind, NoticePolicy, Timing
from saas.licensing.quotes.rules import Answer, Proposal, QuoteState, state_of
from saas.money import Money
from saas.tenants.company.models import Tenant


class Quote(Known, TenantOwned, Base):
    """One version of a quote, as it was sent to a company. Never edited: a change is a version.

    Versions of a quote share its number, which is what people say; the newest counts.
    """

    __tablename__ = "quotes"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number", "version", name="one_quote_per_number_and_version"),
        CheckConstraint("version > 0", name="versions_are_counted_from_one"),
        CheckConstraint(
            "fee_minor >= 0 and seat_fee_minor >= 0", name="quoted_prices_are_not_negative"
        ),
        CheckConstraint("seats_included > 0", name="a_quote_includes_a_seat"),
        CheckConstraint("starts_on >= valid_through", name="a_quote_is_accepted_before_it_starts"),
    )
    prefix = "quo"

    number: Mapped[str]
    version: Mapped[int]
    edition: Mapped[str]
    plan_name: Mapped[str]
    currency: Mapped[str]
    fee_minor: Mapped[int]
    seat_fee_minor: Mapped[int | None]
    seats_included: Mapped[int]
    cadence_months: Mapped[int]
    billed: Mapped[Timing] = mapped_column(one_of(Timing))
    by_calendar: Mapped[bool]
    starts_on: Mapped[date | None]
    notice_kind: Mapped[NoticeKind] = mapped_column(one_of(NoticeKind))
    notice_months: Mapped[int]
    notice_days: Mapped[int]
    notice_to_period_end: Mapped[bool]
    notice_term: Mapped[BindingTerm] = mapped_column(one_of(BindingTerm))
    bound_months: Mapped[int]
    bound_until: Mapped[date | None]
    renews_months: Mapped[int]
    features: Mapped[dict[str, Any]]
    valid_through: Mapped[date]
    words: Mapped[str]
    reference: Mapped[str]
    sent_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    sent_by_name: Mapped[str]
    sent_at: Mapped[datetime]

    answer: Mapped[QuoteAnswer | None] = relationship(viewonly=True, lazy="selectin")
    company: Mapped[Tenant] = relationship(
        viewonly=True, primaryjoin="foreign(Quote.tenant_id) == Tenant.id"
    )
    if TYPE_CHECKING:
        is_newest: Mapped[bool]

    @property
    def name(self) -> str:
        """Its number and, from the second on, its version: Q-100001-1, then Q-100001-1.2."""
        return self.number if self.version == 1 else f"{self.number}.{self.version}"

    @property
    def proposal(self) -> Proposal:
        """What it offers, as the rules know it."""
        seat_fee = self.seat_fee_minor
        return Proposal(
            edition=self.edition,
            name=self.plan_name,
            fee=Money(self.fee_minor, self.currency),
            seats_included=self.seats_included,
            seat_fee=None if seat_fee is None else Money(seat_fee, self.currency),
            cadence=Cadence(self.cadence_months, self.billed),
            by_calendar=self.by_calendar,
            starts_on=self.starts_on,
            notice=NoticePolicy(
                self.notice_kind,
                self.notice_months,
                self.notice_to_period_end,
                self.notice_term,
                self.notice_days,
            ),
            bound_months=self.bound_months,
            bound_until=self.bound_until,
            renews_months=self.renews_months,
            features=self.features,
            valid_through=self.valid_through,
        )

    def state(self, today: date) -> QuoteState:
        """Where it stands on a day."""
        return state_of(
            answer=self.answer.answer if self.answer else None,
            newest=self.is_newest,
            valid_through=self.valid_through,
            today=today,
        )

    @classmethod
    def numbered(cls, number: str, version: int | None = None) -> Quote:
        """The newest version of a quote of the company in scope, or `version`. Raises NotFound."""
        sent = select(cls).where(cls.number == number).order_by(cls.version.desc()).limit(1)
        if version is not None:
            sent = sent.where(cls.version == version)
        quote = db.session.scalar(sent.execution_options(populate_existing=True))
        if quote is None:
            raise NotFound
        return quote

    @classmethod
    def versions(cls, number: str) -> Sequence[Quote]:
        """Every version of a quote, newest first."""
        sent = select(cls).where(cls.number == number).order_by(cls.version.desc())
        return db.session.scalars(sent).all()


_LATER: Final = Quote.__table__.alias()
Quote.is_newest = column_property(
    ~select(_LATER.c.id)
    .where(
        _LATER.c.tenant_id == Quote.tenant_id,
        _LATER.c.number == Quote.number,
        _LATER.c.version > Quote.version,
    )
    .exists()
)


class QuoteAnswer(TenantOwned, Base):
    """That a version of a quote was accepted, declined or withdrawn. One for each; never edited.

    Staff are people of another company, so who answered is an account and the name it bore.
    `starts_on` is the first day of the terms that were accepted, `reference` the buyer's own.
    """

    __tablename__ = "quote_answers"
    __table_args__ = (
        refers_to("quote_id", "quotes"),
        UniqueConstraint("tenant_id", "quote_id", name="a_quote_is_answered_once"),
        CheckConstraint(
            "(answer = 'accepted') = (starts_on is not null)", name="an_acceptance_says_from_when"
        ),
    )

    quote_id: Mapped[int]
    answer: Mapped[Answer] = mapped_column(one_of(Answer))
    starts_on: Mapped[date | None]
    reference: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[str] = mapped_column(server_default="")
    terms_of_service: Mapped[str] = mapped_column(server_default="")
    by_account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    by_person_id: Mapped[int]
    by_name: Mapped[str]
    at: Mapped[datetime]


class QuotedAgreement(TenantOwned, Base):
    """That the terms of an accepted quote have gone into an agreement. One for each; kept."""

    __tablename__ = "quoted_agreements"
    __table_args__ = (
        refers_to("quote_id", "quotes"),
        refers_to("agreement_id", "agreements"),
        UniqueConstraint("tenant_id", "quote_id", name="a_quote_becomes_one_agreement"),
    )

    quote_id: Mapped[int]
    agreement_id: Mapped[int]
    at: Mapped[datetime]


def latest_version(number: str) -> int:
    """The number of the newest version of a quote; 0 where there is none."""
    return db.session.scalar(select(func.max(Quote.version)).where(Quote.number == number)) or 0


def quotes_sent() -> Sequence[Quote]:
    """The newest version of each quote of the company in scope, newest first."""
    newest = select(func.max(Quote.id)).group_by(Quote.tenant_id, Quote.number)
    sent = select(Quote).where(Quote.id.in_(newest)).order_by(Quote.id.desc())
    return db.session.scalars(sent).all()
