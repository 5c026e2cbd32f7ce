"""The cards a company has saved, and its visits to the gateway to save one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from saas.billing.cards.rules import called
from saas.db import Base, Known, TenantOwned, db, refers_to
from saas.errors import NotFound


class GatewayCustomer(TenantOwned, Base):
    """The company, as the gateway knows it."""

    __tablename__ = "gateway_customers"
    __table_args__ = (UniqueConstraint("tenant_id", name="a_company_is_one_customer"),)

    token: Mapped[str]

    @classmethod
    def token_of_ours(cls) -> str | None:
        """The gateway's id of the company in scope; None before its first card."""
        return db.session.scalar(select(cls.token))


class Card(Known, TenantOwned, Base):
    """A card the gateway keeps for us. Its number has never been here.

    `expires_on` is the last day it can be used. A removed card keeps its row, because payments
    were made with it.
    """

    __tablename__ = "cards"
    __table_args__ = (
        refers_to("saved_by_id", "people"),
        Index(
            "a_card_is_saved_once",
            "tenant_id",
            "fingerprint",
            unique=True,
            postgresql_where=text("removed_at is null"),
        ),
        Index(
            "one_default_card_per_company",
            "tenant_id",
            unique=True,
            postgresql_where=text("is_default and removed_at is null"),
        ),
    )
    prefix = "card"

    token: Mapped[str]
    brand: Mapped[str]
    last4: Mapped[str]
    fingerprint: Mapped[str]
    expires_on: Mapped[date]
    is_default: Mapped[bool]
    saved_by_id: Mapped[int]
    saved_at: Mapped[datetime]
    last_used_on: Mapped[date | None]
    removed_at: Mapped[datetime | None]

    @property
    def name(self) -> str:
        """As people know it: Visa •••• 4242."""
        return called(self.brand, self.last4)

    @classmethod
    def saved(cls) -> Sequence[Card]:
        """The cards that can be chosen, the default first, then the newest."""
        return db.session.scalars(
            select(cls)
            .where(cls.removed_at.is_(None))
            .order_by(cls.is_default.desc(), cls.id.desc())
        ).all()

    @classmethod
    def chosen(cls, public_id: str) -> Card:
        """The saved card known by this id. Raises NotFound, also for one that was removed."""
        card = cls.known_as(public_id)
        if card.removed_at:
            raise NotFound
        return card


class CardVisit(Known, TenantOwned, Base):
    """A visit to the gateway's page to save a card, and the card that came of it."""

    __tablename__ = "card_visits"
    __table_args__ = (
        refers_to("started_by_id", "people"),
        refers_to("card_id", "cards"),
        UniqueConstraint("tenant_id", "token", name="a_visit_is_noted_once"),
    )
    prefix = "visit"

    token: Mapped[str]
    back_to: Mapped[str]
    started_by_id: Mapped[int]
    started_at: Mapped[datetime]
    card_id: Mapped[int | None] = mapped_column(default=None)

    @classmethod
    def with_token(cls, token: str) -> CardVisit:
        """The visit the gateway calls `token`. Raises NotFound."""
        visit = db.session.scalar(select(cls).where(cls.token == token))
        if visit is None:
            raise NotFound
        return visit
