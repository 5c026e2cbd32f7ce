"""That a company has ceased: who told us and how, the evidence, and what was decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from saas.db import Base, Known, TenantOwned, db, one_of, refers_to
from saas.licensing.agreement.models import Notice
from saas.licensing.ceased.rules import Reason, State
from saas.licensing.channels.rules import Channel

STANDS: Final = "declined_at is null and taken_back_at is null"


class Cessation(Known, TenantOwned, Base):
    """That a company has ceased or is to cease, with evidence; it holds once staff approve it.

    Who wrote it down and who decided may be people of the company or of ours, so they are
    accounts and the names they bore. `notice_id` is the notice that ends the agreement, where
    there was one; `notice_before` is the last day of a notice that the company had given by
    itself. Nothing is deleted: what was declined or taken back stays.
    """

    __tablename__ = "cessations"
    __table_args__ = (
        refers_to("notice_id", "notices"),
        Index("one_cessation_per_company", "tenant_id", unique=True, postgresql_where=text(STANDS)),
        CheckConstraint("reference <> '' or paper is not null", name="no_cessation_without_proof"),
        CheckConstraint(
            "num_nonnulls(paper, paper_name, paper_type, paper_sha256) in (0, 4)",
            name="a_paper_has_a_name_and_a_kind",
        ),
        CheckConstraint(
            "num_nonnulls(approved_at, declined_at) <= 1", name="approved_or_declined_not_both"
        ),
        CheckConstraint(
            "(num_nonnulls(approved_at, declined_at) = 0) = (decided_by_account_id is null) "
            "and (decided_by_account_id is null) = (decided_by_name is null)",
            name="a_decision_says_by_whom",
        ),
        CheckConstraint(
            "num_nonnulls(taken_back_at, taken_back_by_account_id, taken_back_by_name) in (0, 3)",
            name="who_takes_back_says_so",
        ),
    )
    prefix = "cea"

    reason: Mapped[Reason] = mapped_column(one_of(Reason))
    last_day: Mapped[date]
    reference: Mapped[str]
    words: Mapped[str]
    contact_name: Mapped[str]
    contact_email: Mapped[str]
    paper_name: Mapped[str | None]
    paper_type: Mapped[str | None]
    paper_sha256: Mapped[str | None]
    paper: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    told_by_name: Mapped[str]
    registered_by_account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    registered_by_name: Mapped[str]
    registered_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    decided_by_account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    decided_by_name: Mapped[str | None]
    says: Mapped[str] = mapped_column(server_default="")
    notice_id: Mapped[int | None]
    notice_before: Mapped[date | None]
    taken_back_at: Mapped[datetime | None]
    taken_back_by_account_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("accounts.id")
    )
    taken_back_by_name: Mapped[str | None]

    notice: Mapped[Notice | None] = relationship(viewonly=True)

    @property
    def state(self) -> State:
        """How it stands."""
        if self.taken_back_at is not None:
            return State.TAKEN_BACK
        if self.declined_at is not None:
            return State.DECLINED
        return State.WAITING if self.approved_at is None else State.APPROVED

    @property
    def decided_at(self) -> datetime | None:
        """When our staff decided; None while it waits."""
        return self.approved_at or self.declined_at

    @classmethod
    def standing(cls) -> Cessation | None:
        """What waits or is approved for the company in scope."""
        return db.session.scalar(select(cls).where(text(STANDS)))

    @classmethod
    def latest(cls) -> Cessation | None:
        """What was told last of the company in scope, whatever became of it."""
        return db.session.scalar(select(cls).order_by(cls.id.desc()).limit(1))


def own_last_day(notice_id: int) -> date | None:
    """The last day a notice had by its own notice period, where one approved set it earlier."""
    approved = (Cessation.notice_id == notice_id, Cessation.approved_at.is_not(None))
    latest = select(Cessation.notice_before).where(*approved).order_by(Cessation.id.desc())
    return db.session.scalar(latest.limit(1))
