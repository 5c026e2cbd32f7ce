"""The inbox of the gateway's news."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped

from saas.billing.gateway.port import News
from saas.db import Base, TenantOwned, db
from saas.scope import current_tenant_id


class GatewayNews(TenantOwned, Base):
    """That the gateway has told of an event. Told again, it is still one event."""

    __tablename__ = "gateway_news"
    __table_args__ = (UniqueConstraint("tenant_id", "event_id", name="an_event_is_heard_once"),)

    event_id: Mapped[str]
    kind: Mapped[str]
    object_id: Mapped[str]
    reference: Mapped[str | None]
    heard_at: Mapped[datetime]

    @classmethod
    def note(cls, news: News, *, now: datetime) -> int | None:
        """Note an event of the tenant in scope; its id, or None when it was noted before."""
        return db.session.scalar(
            insert(cls)
            .values(
                tenant_id=current_tenant_id(),
                event_id=news.event_id,
                kind=news.kind,
                object_id=news.object_id,
                reference=news.reference,
                heard_at=now,
            )
            .on_conflict_do_nothing()
            .returning(cls.id)
        )
