"""Deadlines a company has been reminded of, and agreements that may have one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, and_, select
from sqlalchemy.orm import Mapped

from saas.db import Base, TenantOwned, db, refers_to
from saas.licensing.agreement.models import Agreement, AgreementTerm


class NoticeReminder(TenantOwned, Base):
    """That those who may give notice were told of a last day to give it. Once per deadline.

    `deadline` is the day; notice that has reached us by its end lets the agreement end on
    `last_day`.
    """

    __tablename__ = "notice_reminders"
    __table_args__ = (
        refers_to("agreement_id", "agreements"),
        Index(
            "one_reminder_per_deadline",
            "tenant_id",
            "agreement_id",
            "deadline",
            unique=True,
        ),
    )

    agreement_id: Mapped[int]
    deadline: Mapped[date]
    last_day: Mapped[date]
    reminded_at: Mapped[datetime]

    @classmethod
    def coming(cls, agreement_id: int, *, today: date) -> NoticeReminder | None:
        """The deadline of an agreement that has been pointed out and has not passed."""
        return db.session.scalar(
            select(cls)
            .where(cls.agreement_id == agreement_id, cls.deadline >= today)
            .order_by(cls.deadline)
            .limit(1)
        )


def bound_agreements() -> list[Agreement]:
    """Every company's agreements with a term that binds or renews itself; in `all_tenants`."""
    bound = and_(
        AgreementTerm.tenant_id == Agreement.tenant_id,
        AgreementTerm.agreement_id == Agreement.id,
        AgreementTerm.until.is_(None),
        AgreementTerm.bound_until.is_not(None) | (AgreementTerm.renews_months > 0),
    )
    return list(db.session.scalars(select(Agreement).join(AgreementTerm, bound)))


def reminded_of(*, since: date) -> set[tuple[int, int, date]]:
    """Tenant, agreement and deadline of every reminder of a day from `since`; in `all_tenants`."""
    rows = db.session.execute(
        select(
            NoticeReminder.tenant_id, NoticeReminder.agreement_id, NoticeReminder.deadline
        ).where(NoticeReminder.deadline >= since)
    )
    return {(row[0], row[1], row[2]) for row in rows}
