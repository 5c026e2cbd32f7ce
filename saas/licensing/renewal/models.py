"""Deadlines a company has been reminded of, and agreements that may have one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from saas.db import Base, TenantOwned, refers_to


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
