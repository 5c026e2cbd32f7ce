"""What reached us: when, how, from whom, in which words; and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from saas.dates import day_of
from saas.db import Base, Known, TenantOwned, db, one_of, refers_to
from saas.licensing.agreement.models import Agreement, Notice
from saas.licensing.channels.rules import Channel
from saas.tenants.people.models import Person

WAITS: Final = "notice_id is null and rejected_at is null"


class ReceivedNotice(Known, TenantOwned, Base):
    """That notice reached us past the button: its receipt stands, whoever confirms it and when.

    It becomes a notice at once where its sender is somebody who may give one. Otherwise it
    waits for one of the company's people who may, to confirm or reject it; what is confirmed
    counts from the original receipt (domain.md §2). Staff are people of another company than
    the customer's, so who wrote it down is an account and the name it bore. `last_day` is
    what a contract on paper says, where our own record of it says nothing.
    """

    __tablename__ = "received_notices"
    __table_args__ = (
        refers_to("sender_id", "people"),
        refers_to("notice_id", "notices"),
        refers_to("decided_by_id", "people"),
        CheckConstraint(
            "num_nonnulls(notice_id, rejected_at) <= 1", name="confirmed_or_rejected_not_both"
        ),
        CheckConstraint(
            "(decided_by_id is null) = (decided_at is null)", name="a_decider_says_when"
        ),
        CheckConstraint(
            "registered_at >= received_at", name="nothing_is_registered_before_receipt"
        ),
        Index(
            "received_notices_that_wait",
            "tenant_id",
            "confirm_by",
            postgresql_where=text(WAITS),
        ),
    )
    prefix = "rcv"

    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    received_at: Mapped[datetime]
    received_on: Mapped[date]
    from_name: Mapped[str]
    from_email: Mapped[str]
    sender_id: Mapped[int | None]
    words: Mapped[str]
    last_day: Mapped[date | None]
    confirm_by: Mapped[date]
    registered_by_account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    registered_by_name: Mapped[str]
    registered_at: Mapped[datetime]
    notice_id: Mapped[int | None]
    rejected_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]

    notice: Mapped[Notice | None] = relationship(viewonly=True, lazy="joined")
    sender: Mapped[Person | None] = relationship(
        viewonly=True, foreign_keys="(ReceivedNotice.tenant_id, ReceivedNotice.sender_id)"
    )

    @property
    def waits(self) -> bool:
        """Whether somebody who may give notice has yet to say that it is the company's word."""
        return self.notice_id is None and self.rejected_at is None

    @classmethod
    def waiting(cls) -> list[ReceivedNotice]:
        """Those of the company in scope that wait, earliest receipt first."""
        asked = select(cls).where(text(WAITS)).order_by(cls.received_at, cls.id)
        return list(db.session.scalars(asked))

    @property
    def scan(self) -> NoticeScan | None:
        """The paper itself, as staff scanned it; None where there was none."""
        return db.session.scalar(select(NoticeScan).where(NoticeScan.received_id == self.id))


class NoticeScan(TenantOwned, Base):
    """A statement on paper, scanned. Never edited."""

    __tablename__ = "notice_scans"
    __table_args__ = (
        refers_to("received_id", "received_notices"),
        Index("one_scan_per_statement", "tenant_id", "received_id", unique=True),
    )

    received_id: Mapped[int]
    filename: Mapped[str]
    mime_type: Mapped[str]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)


def notice_open(now: datetime) -> Notice | None:
    """The notice that the company in scope is under; None where there is none."""
    agreement = Agreement.holding_on(day_of(now))
    return agreement.notice if agreement else None
