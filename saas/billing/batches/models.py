"""Billing runs and their chunks, and how far they have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    cast,
    func,
    select,
    text,
    true,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from saas.db import Base, Global, db
from saas.errors import NotFound
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant

SECOND: Final = timedelta(seconds=1)


class BillingRun(Global, Base):
    """That everything owed by the end of `day` was to be invoiced, who asked, and when.

    `only_for` is the one company it was limited to, by its tenant's id.
    """

    __tablename__ = "billing_runs"

    day: Mapped[date]
    started_by: Mapped[str]
    started_at: Mapped[datetime]
    only_for: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("tenants.id"))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run has come: chunks in all and left, agreements, and what came of them.

    `company` is the one it was limited to, with its customer number. `last_at` is when its
    latest chunk was done.
    """

    id: int
    day: date
    started_by: str
    started_at: datetime
    company: str | None
    chunks: int
    left: int
    agreements: int
    invoices: int
    one_by_one: int
    last_at: datetime | None

    @property
    def is_done(self) -> bool:
        """Whether every chunk is done; one by one may still be at work."""
        return self.left == 0

    @property
    def finished_at(self) -> datetime | None:
        """When its last chunk was done; none while some are left."""
        return (self.last_at or self.started_at) if self.is_done else None

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return 100 if self.is_done else 100 * (self.chunks - self.left) // self.chunks

    @property
    def took(self) -> timedelta:
        """From its start to the latest chunk that is done."""
        return max((self.last_at or self.started_at) - self.started_at, timedelta())

    @property
    def rate(self) -> int | None:
        """Invoices per second so far; none where it took no time to speak of."""
        return self.invoices * SECOND // self.took if self.took else None

    @property
    def remaining(self) -> timedelta | None:
        """How long the chunks that are left take at this rate; none where that is not known."""
        done = self.chunks - self.left
        return self.took * self.left // done if self.left and done and self.took else None


def progress_of(run_id: int) -> dict[str, Any]:
    """How far a run has come, in numbers. Raises NotFound."""
    run = run_numbered(run_id)
    names = ("chunks", "left", "agreements", "invoices", "one_by_one")
    return {"run": run.id, "day": run.day.isoformat(), **{n: getattr(run, n) for n in names}}


def run_numbered(run_id: int) -> Progress:
    """How far a run has come. Raises NotFound."""
    found = _progress(BillingRun.id == run_id, limit=1)
    if not found:
        raise NotFound
    return found[0]


def runs(*, before: int | None = None, limit: int) -> list[Progress]:
    """The latest runs, newest first; those before the run with this id."""
    return _progress(BillingRun.id < before if before else true(), limit=limit)


def _progress(which: ColumnElement[bool], *, limit: int) -> list[Progress]:
    some = select(BillingRun).where(which).order_by(BillingRun.id.desc()).limit(limit).subquery()
    run, c = aliased(BillingRun, some), BillingChunk
    company = Tenant.name + ", " + Tenant.customer_number
    asked = (
        select(
            run.id,
            run.day,
            run.started_by,
            run.started_at,
            func.max(company).label("company"),
            func.count(c.position).label("chunks"),
            func.count(c.position).filter(c.done_at.is_(None)).label("left"),
            cast(func.coalesce(func.sum(c.agreements), 0), BigInteger).label("agreements"),
            cast(func.coalesce(func.sum(c.invoices), 0), BigInteger).label("invoices"),
            cast(func.coalesce(func.sum(c.one_by_one), 0), BigInteger).label("one_by_one"),
            func.max(c.done_at).label("last_at"),
        )
        .outerjoin(c, c.run_id == run.id)
        .outerjoin(Tenant, Tenant.id == run.only_for)
        .group_by(run.id, run.day, run.started_by, run.started_at)
        .order_by(run.id.desc())
    )
    with all_tenants(because="a run that is limited to a company says its name"):
        return [Progress(**row) for row in db.session.execute(asked).mappings()]
