"""The addresses companies are called at, and every message there was to tell them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped

from saas.db import Base, Known, TenantOwned, db, refers_to
from saas.scope import current_tenant_id


class WebhookEndpoint(Known, TenantOwned, Base):
    """An address that is called at each invoice, and the secret its calls are signed with."""

    __tablename__ = "webhook_endpoints"
    prefix = "whk"

    url: Mapped[str]
    secret: Mapped[str]
    added_at: Mapped[datetime]
    added_by_name: Mapped[str]
    removed_at: Mapped[datetime | None]

    @classmethod
    def active(cls) -> Sequence[WebhookEndpoint]:
        """Those of the company in scope that are called, oldest first."""
        return db.session.scalars(
            select(cls).where(cls.removed_at.is_(None)).order_by(cls.id)
        ).all()


class WebhookMessage(Known, TenantOwned, Base):
    """One message to one address, told under one id however often it is tried."""

    __tablename__ = "webhook_messages"
    __table_args__ = (
        refers_to("endpoint_id", "webhook_endpoints"),
        refers_to("invoice_id", "invoices"),
        UniqueConstraint(
            "tenant_id", "endpoint_id", "invoice_id", name="a_webhook_tells_of_an_invoice_once"
        ),
    )
    prefix = "msg"

    endpoint_id: Mapped[int]
    invoice_id: Mapped[int]
    begun_at: Mapped[datetime]
    told_at: Mapped[datetime | None]

    @classmethod
    def begin(cls, endpoint_id: int, invoice_id: int, *, now: datetime) -> WebhookMessage | None:
        """Begin to tell an address of an invoice; None where that is begun already."""
        return db.session.scalar(
            insert(cls)
            .values(
                tenant_id=current_tenant_id(),
                public_id=cls.new_public_id(),
                endpoint_id=endpoint_id,
                invoice_id=invoice_id,
                begun_at=now,
            )
            .on_conflict_do_nothing(constraint="a_webhook_tells_of_an_invoice_once")
            .returning(cls)
        )

    @classmethod
    def latest(cls, *, limit: int) -> Sequence[tuple[WebhookMessage, str]]:
        """The newest of the company in scope, each with the address it is for."""
        asked = (
            select(cls, WebhookEndpoint.url)
            .join(
                WebhookEndpoint,
                (WebhookEndpoint.tenant_id == cls.tenant_id)
                & (WebhookEndpoint.id == cls.endpoint_id),
            )
            .order_by(cls.id.desc())
            .limit(limit)
        )
        return [(message, url) for message, url in db.session.execute(asked)]
