"""Notices: that an agreement is being left, kept as rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from saas.db import Base, Known, TenantOwned, one_of, refers_to
from saas.licensing.channels.rules import Channel


class Notice(Known, TenantOwned, Base):
    """That an agreement is being left: by whom, since when, and its last day, inclusive.

    The row is the state. An agreement is under notice exactly while it has one that is not
    withdrawn. Its number is what people say; the policy stands in the terms it was given on.
    `ceased` says that the company is no more: then nobody of it needs to have given notice, no
    period is served, and nobody of it can withdraw.
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
        CheckConstraint("last_day >= received_on or ceased", name="notice_looks_ahead"),
        CheckConstraint(
            "given_by_id is not null or ceased", name="notice_is_given_by_one_of_the_company"
        ),
        CheckConstraint(
            "num_nonnulls(withdrawn_at, withdrawn_by_id) in (0, 2) or ceased",
            name="a_withdrawal_says_when_and_by_whom",
        ),
    )
    prefix = "ntc"

    number: Mapped[str] = mapped_column(unique=True)
    agreement_id: Mapped[int]
    channel: Mapped[Channel] = mapped_column(one_of(Channel), default=Channel.BUTTON)
    given_by_id: Mapped[int | None]
    given_by_name: Mapped[str]
    received_on: Mapped[date]
    received_at: Mapped[datetime]
    last_day: Mapped[date]
    reason: Mapped[str | None]
    ceased: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None]

    agreement: Mapped[Any] = relationship("Agreement", viewonly=True)
