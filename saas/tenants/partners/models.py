"""Connected system suppliers, and the numbers they have announced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from saas.db import Base, Known, TenantOwned, db, refers_to
from saas.tenants.org_numbers.rules import OrgNumber


class Partner(Known, TenantOwned, Base):
    """A system supplier. Belongs to the operator; its key is kept as SHA-256.

    Its name and contact are shown to strangers only while `shows_contact`.
    """

    __tablename__ = "partners"
    __table_args__ = (UniqueConstraint("tenant_id", "name", name="one_partner_per_name"),)
    prefix = "ptn"

    name: Mapped[str]
    contact_email: Mapped[str]
    contact_url: Mapped[str] = mapped_column(server_default="")
    shows_contact: Mapped[bool]
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    added_at: Mapped[datetime]

    @classmethod
    def with_key(cls, key_hash: bytes) -> Partner | None:
        """Whose key this is the hash of."""
        return db.session.scalar(select(cls).where(cls.key_hash == key_hash))

    @classmethod
    def every(cls) -> Sequence[Partner]:
        """All partners, by name."""
        return db.session.scalars(select(cls).order_by(cls.name)).all()


class PartnerAnnouncement(TenantOwned, Base):
    """That a partner serves a company. In force until it ends; a row is kept for good."""

    __tablename__ = "partner_announcements"
    __table_args__ = (
        refers_to("partner_id", "partners"),
        Index(
            "one_announcement_in_force_per_partner_and_number",
            "tenant_id",
            "country",
            "org_number",
            "suffix",
            "partner_id",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )

    partner_id: Mapped[int]
    country: Mapped[str]
    org_number: Mapped[str]
    suffix: Mapped[str] = mapped_column(server_default="")
    announced_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    partner: Mapped[Partner] = relationship(viewonly=True, lazy="joined", innerjoin=True)

    @classmethod
    def in_force(cls, number: OrgNumber) -> Sequence[PartnerAnnouncement]:
        """What partners now say of a company, earliest first. Within the operator's scope."""
        return [row for row in cls.of_number(number) if row.ended_at is None]

    @classmethod
    def of_number(cls, number: OrgNumber) -> Sequence[PartnerAnnouncement]:
        """What partners have ever said of a company, earliest first."""
        return db.session.scalars(
            select(cls)
            .where(
                cls.country == number.country,
                cls.org_number == number.digits,
                cls.suffix == number.suffix,
            )
            .order_by(cls.announced_at, cls.id)
        ).all()
