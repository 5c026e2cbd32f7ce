"""Registrations strangers have begun, and what became of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, select
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, TenantOwned, db
from saas.tenants.org_numbers.rules import OrgNumber


class Registration(TenantOwned, Base):
    """What a stranger told us of a company. Belongs to the operator until it is confirmed.

    Unfinished while `confirmed_at` is empty. Of the link's token only the hash is kept; a new
    link for the same registration replaces it. `opened_at` is when our staff let it go on in
    spite of a partner's announcement, and `became_id` the company it became.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        Index("registrations_link", "token_hash", unique=True),
        Index("registrations_unfinished", "email", "country", "org_number", "suffix"),
    )

    country: Mapped[str]
    org_number: Mapped[str]
    suffix: Mapped[str] = mapped_column(server_default="")
    company_name: Mapped[str]
    person_name: Mapped[str]
    email: Mapped[str]
    language: Mapped[str]
    terms_edition: Mapped[str]
    address: Mapped[str]
    asked_at: Mapped[datetime]
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    became_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("tenants.id"))

    @property
    def number(self) -> OrgNumber:
        """The canonical number it is for."""
        return OrgNumber(self.country, self.org_number, self.suffix)

    @classmethod
    def by_link(cls, token_hash: bytes, *, lock: bool = False) -> Registration | None:
        """The registration this link belongs to, held until the transaction ends if `lock`."""
        asked = select(cls).where(cls.token_hash == token_hash)
        if lock:
            asked = asked.with_for_update().execution_options(populate_existing=True)
        return db.session.scalar(asked)

    @classmethod
    def earlier_unfinished(cls, registration: Registration) -> list[Registration]:
        """Other unfinished registrations of the same company by the same address."""
        return list(
            db.session.scalars(
                select(cls).where(
                    cls.email == registration.email,
                    cls.country == registration.country,
                    cls.org_number == registration.org_number,
                    cls.suffix == registration.suffix,
                    cls.id != registration.id,
                    cls.confirmed_at.is_(None),
                    cls.token_hash.is_not(None),
                )
            )
        )
