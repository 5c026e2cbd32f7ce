"""Which plan a company is on and since when: agreements and their terms."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    Date,
    and_,
    bindparam,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, aliased, contains_eager, lazyload, relationship
from sqlalchemy.orm.attributes import set_committed_value

from saas.db import Base, Known, TenantOwned, db, refers_to
from saas.licensing.agreement.columns import TermsKept, timeline_kept
from saas.licensing.agreement.coming import ScheduledChange
from saas.licensing.agreement.notices import Notice
from saas.licensing.agreement.rules import Terms, Timeline
from saas.licensing.catalogue.models import catalogue
from saas.licensing.plans.rules import Edition

__all__ = [
    "Agreement",
    "AgreementTerm",
    "Notice",
    "ScheduledChange",
    "current_plan",
    "current_terms",
    "terms_hold_on",
]


class Agreement(Known, TenantOwned, Base):
    """What a company and we have agreed: a chain of dated terms. On Free there is none.

    `started_on` is its first day, and never changes. `agreed_by_id` is nobody's where our staff
    ordered because the company asked; who did is in `on_behalf`.
    """

    __tablename__ = "agreements"
    __table_args__ = (refers_to("agreed_by_id", "people"),)
    prefix = "agr"

    started_on: Mapped[date]
    currency: Mapped[str]
    terms_of_service: Mapped[str]
    agreed_by_id: Mapped[int | None]
    agreed_at: Mapped[datetime]

    terms: Mapped[list[AgreementTerm]] = relationship(
        viewonly=True, order_by="(AgreementTerm.starts_on, AgreementTerm.id)", lazy="selectin"
    )
    notices: Mapped[list[Notice]] = relationship(
        viewonly=True, order_by="Notice.id", lazy="selectin"
    )
    changes: Mapped[list[ScheduledChange]] = relationship(
        viewonly=True, order_by="ScheduledChange.id", lazy="selectin"
    )

    @property
    def notice(self) -> Notice | None:
        """The notice it is under, if it is."""
        return next((notice for notice in self.notices if notice.withdrawn_at is None), None)

    @property
    def to_come(self) -> list[ScheduledChange]:
        """The changes that are to come, soonest first; none once the agreement is closed."""
        if self.terms and self.terms[-1].until is not None:
            return []
        coming = (change for change in self.changes if change.is_open)
        return sorted(coming, key=lambda change: (change.starts_on, change.id))

    @property
    def coming(self) -> ScheduledChange | None:
        """The next change that is to come, if one is."""
        return next(iter(self.to_come), None)

    def timeline(self) -> Timeline:
        """What is agreed, day by day; nothing after the last day of a notice."""
        last_day = self.notice.last_day if self.notice else None
        return timeline_kept(self.terms, to_come=self.to_come, last_day=last_day)

    @classmethod
    def holding_on(cls, day: date) -> Agreement | None:
        """The agreement of the company in scope that holds on `day`; None on Free.

        One question, for every preview and every change asks it: its terms come with it, its
        notices and changes are asked for where it has any.
        """
        found = db.session.execute(_holding(), {"day": day}).unique().one_or_none()
        if found is None:
            return None
        agreement: Agreement = found[0]
        for name, some in zip(("notices", "changes"), found[1:], strict=True):
            if some:
                getattr(agreement, name)
            else:
                set_committed_value(agreement, name, [])
        return agreement


class AgreementTerm(TermsKept, TenantOwned, Base):
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
        CheckConstraint(
            "anchor <= starts_on and cadence_months > 0", name="terms_begin_within_their_periods"
        ),
    )

    agreement_id: Mapped[int]
    agreed_by_id: Mapped[int | None]
    agreed_at: Mapped[datetime]


def current_terms(day: date) -> Terms | None:
    """The terms the company in scope has on `day`; None on Free. One query."""
    found = db.session.scalar(select(AgreementTerm).where(terms_hold_on(day)))
    return found.as_agreed if found else None


def current_plan(day: date) -> Edition:
    """The edition the company in scope has on `day`. Free needs no agreement: none means Free."""
    terms = current_terms(day)
    return catalogue()[terms.edition] if terms else catalogue().free(day)


@cache
def _holding() -> Any:
    """The agreement that holds on :day with its terms, and whether it has notices and changes."""
    its = aliased(AgreementTerm)
    held = select(AgreementTerm.agreement_id).where(
        AgreementTerm.tenant_id == Agreement.tenant_id, terms_hold_on(bindparam("day", type_=Date))
    )
    return (
        select(Agreement, Agreement.notices.any(), Agreement.changes.any())
        .join(Agreement.terms.of_type(its))
        .where(Agreement.id == held.correlate(Agreement).scalar_subquery())
        .options(contains_eager(Agreement.terms.of_type(its)))
        .options(lazyload(Agreement.notices), lazyload(Agreement.changes))
        .order_by(its.starts_on, its.id)
        .execution_options(populate_existing=True)
    )


def terms_hold_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
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
