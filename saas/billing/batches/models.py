"""Billing runs and their chunks, and how far they have come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, Global, db


class BillingRun(Global, Base):
    """That everything owed by the end of `day` was to be invoiced, who asked, and when."""

    __tablename__ = "billing_runs"

    day: Mapped[date]
    started_by: Mapped[str]
    started_at: Mapped[datetime]


class BillingChunk(Base):
    """The companies of a run from one id to another, invoiced in one transaction.

    `done_at` is written in that transaction, with how many invoices it issued and how many
    agreements it left to be invoiced one by one.
    """

    __tablename__ = "billing_chunks"
    __table_args__ = (Index("chunks_not_done", "run_id", postgresql_where=text("done_at is null")),)

    run_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("billing_runs.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    first_tenant: Mapped[int]
    last_tenant: Mapped[int]
    agreements: Mapped[int]
    invoices: Mapped[int | None]
    one_by_one: Mapped[int | None]
    done_at: Mapped[datetime | None]


def chunks_left(run_id: int) -> Sequence[int]:
    """The positions of the chunks of a run that nobody has done, in order."""
    left = select(BillingChunk.position).where(
        BillingChunk.run_id == run_id, BillingChunk.done_at.is_(None)
    )
    return db.session.scalars(left.order_by(BillingChunk.position)).all()


def unfinished_runs() -> Sequence[int]:
    """The runs of which something is left, newest first."""
    left = select(BillingChunk.run_id).where(BillingChunk.done_at.is_(None)).distinct()
    return db.session.scalars(left.order_by(BillingChunk.run_id.desc())).all()


def progress_of(run_id: int) -> dict[str, Any]:
    """How far a run has come: agreements and chunks in all and left, invoices issued."""
    c = BillingChunk
    found = db.session.execute(
        select(
            BillingRun.day,
            func.count(c.position).label("chunks"),
            func.count(c.position).filter(c.done_at.is_(None)).label("left"),
            func.coalesce(func.sum(c.agreements), 0).label("agreements"),
            func.coalesce(func.sum(c.invoices), 0).label("invoices"),
            func.coalesce(func.sum(c.one_by_one), 0).label("one_by_one"),
        )
        .outerjoin(c, c.run_id == BillingRun.id)
        .where(BillingRun.id == run_id)
        .group_by(BillingRun.id)
    ).one()
    day, *counts = found
    names = ("chunks", "left", "agreements", "invoices", "one_by_one")
    return {
        "day": day.isoformat(),
        **{name: int(count or 0) for name, count in zip(names, counts, strict=True)},
    }
