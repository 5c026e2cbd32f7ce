"""Sendings of invoices: one row per invoice, way and recipient, so that none is sent twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from saas.billing.dispatches.rules import Fate, Paper, Sent, Way
from saas.billing.e_invoice.formats import Format
from saas.billing.snapshot.rules import read, written
from saas.db import Base, Known, TenantOwned, db, one_of, refers_to
from saas.scope import current_tenant_id
from saas.text import Text


class Dispatch(Known, TenantOwned, Base):
    """One sending: of which invoice, which way, to whom, why so, and what became of it."""

    __tablename__ = "dispatches"
    __table_args__ = (
        refers_to("invoice_id", "invoices"),
        UniqueConstraint(
            "tenant_id",
            "invoice_id",
            "paper",
            "way",
            "recipient",
            "is_test",
            name="an_invoice_goes_once_to_each_recipient",
        ),
        CheckConstraint(
            "(way = 'e_invoice') = (format is not null)", name="an_e_invoice_has_a_format"
        ),
        Index(
            "dispatches_that_wait",
            "way",
            "fate",
            postgresql_where=text("fate in ('waiting', 'sent') and way <> 'mail'"),
        ),
    )
    prefix = "dis"

    invoice_id: Mapped[int]
    paper: Mapped[Paper] = mapped_column(one_of(Paper))
    way: Mapped[Way] = mapped_column(one_of(Way))
    recipient: Mapped[str]
    format: Mapped[Format | None] = mapped_column(one_of(Format))
    is_test: Mapped[bool]
    fate: Mapped[Fate] = mapped_column(one_of(Fate))
    reason: Mapped[dict[str, Any] | None]
    begun_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    @property
    def told(self) -> Sent:
        """The sending as a history tells it."""
        return Sent(
            at=self.settled_at or self.begun_at,
            way=self.way,
            paper=self.paper,
            fate=self.fate,
            recipient=self.recipient,
            format=self.format,
            is_test=self.is_test,
            reason=read(self.reason) if self.reason else None,
        )

    def becomes(self, fate: Fate, *, now: datetime, reason: Text | None = None) -> None:
        """Note what has become of it."""
        self.fate, self.settled_at = fate, now
        if reason:
            self.reason = written(reason)

    @classmethod
    def begin(  # noqa: PLR0913 - what a sending is told by
        cls,
        invoice_id: int,
        way: Way,
        *,
        fate: Fate,
        now: datetime,
        recipient: str = "",
        paper: Paper = Paper.INVOICE,
        format_: Format | None = None,
        is_test: bool = False,
        reason: Text | None = None,
    ) -> Dispatch | None:
        """Begin a sending. None when that invoice has gone, or is going, that way to them.

        Whoever is at it at the same moment waits here for the other's transaction to end.
        """
        return db.session.scalar(
            insert(cls)
            .values(
                tenant_id=current_tenant_id(),
                public_id=cls.new_public_id(),
                invoice_id=invoice_id,
                way=way,
                fate=fate,
                recipient=recipient,
                paper=paper,
                format=format_,
                is_test=is_test,
                reason=written(reason) if reason else None,
                begun_at=now,
            )
            .on_conflict_do_nothing(constraint="an_invoice_goes_once_to_each_recipient")
            .returning(cls)
        )

    @classmethod
    def of_invoice(cls, invoice_id: int) -> Sequence[Dispatch]:
        """Every sending of an invoice of the company in scope, oldest first."""
        return db.session.scalars(
            select(cls).where(cls.invoice_id == invoice_id).order_by(cls.id)
        ).all()
