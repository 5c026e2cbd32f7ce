"""Changes that are to come: other terms, agreed today and holding from a later day."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, Known, TenantOwned, one_of, refers_to
from saas.licensing.agreement.columns import TermsKept


class ChangeReason(StrEnum):
    """Why other terms are to hold."""

    CUSTOMER = "customer"
    CONTRACT = "contract"
    PRICE_INCREASE = "price_increase"


class ScheduledChange(TermsKept, Known, TenantOwned, Base):
    """Other terms, to hold from a coming day on.

    It continues the timeline of its agreement from the day it is agreed, so that every preview
    and every invoice knows of it. On its day the calendar carries it out: its terms become the
    agreement's own. Until then it can be withdrawn. There is at most one for each reason, so
    that a price increase of ours does not stand in the way of what a customer wants. Contracts
    alone may follow one upon the other.
    `agreed_by_id` is nobody's where we decided.
    """

    __tablename__ = "scheduled_changes"
    __table_args__ = (
        refers_to("agreement_id", "agreements"),
        refers_to("agreed_by_id", "people"),
        refers_to("withdrawn_by_id", "people"),
        Index(
            "one_coming_change_per_agreement",
            "tenant_id",
            "agreement_id",
            "why",
            unique=True,
            postgresql_where=text(
                "withdrawn_at is null and carried_out_at is null and why <> 'contract'"
            ),
        ),
        Index(
            "changes_to_come",
            "starts_on",
            postgresql_where=text("withdrawn_at is null and carried_out_at is null"),
        ),
        CheckConstraint(
            "num_nonnulls(withdrawn_at, carried_out_at) < 2",
            name="a_change_is_withdrawn_or_carried_out",
        ),
        CheckConstraint(
            "anchor <= starts_on and cadence_months > 0", name="changes_begin_within_their_periods"
        ),
    )
    prefix = "chg"

    agreement_id: Mapped[int]
    why: Mapped[ChangeReason] = mapped_column(one_of(ChangeReason))
    agreed_by_id: Mapped[int | None]
    agreed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None]
    carried_out_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return self.withdrawn_at is None and self.carried_out_at is None
