"""The people who act for a company."""

from __future__ import annotations

from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import BigInteger, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from saas.db import Base, Known, TenantOwned, db, one_of
from saas.errors import NotAllowed
from saas.scope import OPERATOR
from saas.tenants.accounts.models import Account
from saas.tenants.people.rules import MAY, Permission, Role, lets_in, must


class Person(UserMixin, Known, TenantOwned, Base):  # type: ignore[misc]
    """What an account is to one company: its name and role there, and whether it may act.

    One account may be a person in several companies. A person without a seat is read-only;
    a removed person keeps the row, because what they did is still theirs.
    """

    __tablename__ = "people"
    __table_args__ = (
        Index(
            "one_person_per_account_and_company",
            "tenant_id",
            "account_id",
            unique=True,
            postgresql_where=text("removed_at is null"),
        ),
    )
    prefix = "per"

    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(one_of(Role))
    joined_at: Mapped[datetime]
    read_only_since: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(viewonly=True, lazy="joined", innerjoin=True)

    @property
    def email(self) -> str:
        """The address of the person's login."""
        return self.account.email

    @property
    def is_staff(self) -> bool:
        """Whether this is one of the operator's own people."""
        return self.tenant_id == OPERATOR

    def may(self, permission: Permission) -> bool:
        """Whether the person's role allows it and they have a seat; for what a page offers."""
        return permission in MAY[self.role] and self.read_only_since is None

    def is_let_in(self, permission: Permission) -> bool:
        """Whether a door that asks for it opens for the person; for what leads to doors."""
        return lets_in(self.role, permission, read_only=self.read_only_since is not None)

    def must(self, permission: Permission) -> None:
        """Refuse what this person may not do. Raises NotAllowed or ReadOnly."""
        must(self.role, permission, read_only=self.read_only_since is not None)

    def must_be_staff(self, permission: Permission = Permission.DECIDE) -> None:
        """Refuse all but those of the operator's own people whose role allows it.

        Raises NotAllowed, also for one who has left, or ReadOnly.
        """
        if not self.is_staff or self.removed_at is not None:
            raise NotAllowed
        self.must(permission)

    @classmethod
    def active(cls) -> list[Person]:
        """The company's people with a seat or read-only, first come first."""
        here = select(cls).where(cls.removed_at.is_(None)).order_by(cls.joined_at, cls.id)
        return list(db.session.scalars(here))

    @classmethod
    def with_email(cls, email: str) -> Person | None:
        """Whoever has this address (lower case) among the company's people."""
        return db.session.scalar(
            select(cls)
            .join(Account, Account.id == cls.account_id)
            .where(cls.removed_at.is_(None), Account.email == email)
        )

    @classmethod
    def who_may(cls, permission: Permission) -> list[Person]:
        """The people whose role and seat allow it, first come first."""
        return [person for person in cls.active() if person.may(permission)]

    @classmethod
    def owners_locked(cls) -> list[Person]:
        """The owners who can act, held until this transaction ends: one change at a time.

        Not held against rows that only refer to them: who asks for something in an owner's
        name and then waits for a seat must not meet who has the seats and waits for the owner.
        """
        return list(
            db.session.scalars(
                select(cls)
                .where(
                    cls.role == Role.OWNER, cls.removed_at.is_(None), cls.read_only_since.is_(None)
                )
                .order_by(cls.id)
                .with_for_update(of=cls, key_share=True)
                .execution_options(populate_existing=True)
            )
        )
