"""That our staff ordered for a company: what, for whom, by which way they asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, Known, TenantOwned, db, one_of, refers_to
from saas.licensing.channels.rules import Channel


class OrderOnBehalf(Known, TenantOwned, Base):
    """An order that one of our staff wrote in because the company asked. Never edited.

    `asked_by_id` is the person of the company who asked, where we know them. Staff are people
    of another company, so who did it is an account and the name it bore.
    """

    __tablename__ = "orders_on_behalf"
    __table_args__ = (
        refers_to("agreement_id", "agreements"),
        refers_to("asked_by_id", "people"),
        Index("orders_of_an_agreement", "tenant_id", "agreement_id"),
    )
    prefix = "obo"

    agreement_id: Mapped[int]
    plan_name: Mapped[str]
    seats: Mapped[int]
    starts_on: Mapped[date]
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    asked_by_name: Mapped[str]
    asked_by_id: Mapped[int | None]
    asked_on: Mapped[date]
    words: Mapped[str]
    by_account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    by_name: Mapped[str]
    at: Mapped[datetime]

    @classmethod
    def every(cls) -> Sequence[OrderOnBehalf]:
        """Those of the company in scope, the latest first."""
        return db.session.scalars(select(cls).order_by(cls.id.desc())).all()

    @classmethod
    def that_began(cls, agreement_id: int) -> OrderOnBehalf | None:
        """The first one of an agreement; None where the company began it by itself."""
        of_it = select(cls).where(cls.agreement_id == agreement_id)
        return db.session.scalar(of_it.order_by(cls.id).limit(1))
