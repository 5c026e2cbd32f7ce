"""Links to choose a new password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from saas.db import Base, TenantOwned, db
from saas.tenants.accounts.models import Account


class Reset(TenantOwned, Base):
    """That somebody asked for a new password. Belongs to the operator.

    Whether a login has the address is looked up afterwards, where nobody can time it; only
    then is there an account and a link, of whose token the hash is kept.
    """

    __tablename__ = "resets"
    __table_args__ = (Index("resets_link", "token_hash", unique=True),)

    email: Mapped[str]
    address: Mapped[str]
    language: Mapped[str]
    asked_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]

    account: Mapped[Account | None] = relationship(viewonly=True, lazy="joined")

    @classmethod
    def by_link(cls, token_hash: bytes) -> Reset | None:
        """The request this link belongs to, held until the transaction ends."""
        return db.session.scalar(
            select(cls)
            .where(cls.token_hash == token_hash)
            .with_for_update(of=cls)
            .execution_options(populate_existing=True)
        )
