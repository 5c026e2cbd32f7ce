"""Invitations: who was asked in, by whom, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, LargeBinary, select, text
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, Known, TenantOwned, db, one_of, refers_to
from saas.scope import all_tenants
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role


class InvitationState(StrEnum):
    """What an invitation is at an instant."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


class Invitation(Known, TenantOwned, Base):
    """That somebody was asked in. While it is pending it holds a seat.

    The link is made when the mail is written, of random bits of which we keep the SHA-256 only.
    Sending it again makes a new one and the old one worthless. `seat_id` is the seat held for the
    guest, until the invitation expires or is revoked, or the guest's own. `language` is the
    guest's ("sv" or "en") where somebody has said so.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        refers_to("invited_by_id", "people"),
        refers_to("person_id", "people"),
        Index(
            "one_pending_invitation_per_address",
            "tenant_id",
            "email",
            unique=True,
            postgresql_where=text("accepted_at is null and revoked_at is null"),
        ),
        CheckConstraint("email = lower(email)", name="invited_email_is_lower_case"),
        CheckConstraint(
            "num_nonnulls(accepted_at, revoked_at) < 2", name="accepted_or_revoked_never_both"
        ),
    )
    prefix = "invite"

    name: Mapped[str]
    email: Mapped[str]
    role: Mapped[Role] = mapped_column(one_of(Role))
    language: Mapped[str | None]
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    seat_id: Mapped[int | None]
    invited_by_id: Mapped[int]
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    person_id: Mapped[int | None]

    @property
    def invited_by(self) -> Person:
        """Who asked the guest in."""
        return Person.find(self.invited_by_id)

    def state(self, now: datetime) -> InvitationState:
        """What it is at an instant."""
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        return InvitationState.EXPIRED if self.expires_at <= now else InvitationState.PENDING

    @classmethod
    def open(cls) -> list[Invitation]:
        """Those neither accepted nor revoked, expired ones too, newest first."""
        waiting = select(cls).where(cls.accepted_at.is_(None), cls.revoked_at.is_(None))
        return list(db.session.scalars(waiting.order_by(cls.invited_at.desc(), cls.id.desc())))

    @classmethod
    def open_for(cls, email: str) -> Invitation | None:
        """The one neither accepted nor revoked for an address (lower case)."""
        waiting = select(cls).where(cls.accepted_at.is_(None), cls.revoked_at.is_(None))
        return db.session.scalar(waiting.where(cls.email == email))

    @classmethod
    def behind_link(cls, token_hash: bytes) -> tuple[int, int] | None:
        """The company and the row a link leads to.

        Whoever follows a link is nobody yet and does not say for which company it is.
        """
        with all_tenants(because="a guest with a link does not say for which company it is"):
            found = db.session.execute(
                select(cls.tenant_id, cls.id).where(cls.token_hash == token_hash)
            ).one_or_none()
        return (found[0], found[1]) if found else None
