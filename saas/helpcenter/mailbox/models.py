"""Mail that came to our departments, and what has become of it. All of it is the operator's."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, Known, TenantOwned, db, one_of
from saas.helpcenter.departments.rules import Topic
from saas.helpcenter.mailbox.rules import Because, Standing


class ReceivedMail(Known, TenantOwned, Base):
    """A mail to one of our departments. Its row stays the operator's, whoever wrote it.

    `key` tells it apart, so that it is taken once however often it is handed to us. What it
    became is a request of the company `company_id`, by that one's number. `answered_on` is the
    day its sender was told that we look for them: one mail a day for each address.
    """

    __tablename__ = "received_mails"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key", name="a_mail_is_taken_once"),
        Index(
            "an_address_is_answered_once_a_day",
            "tenant_id",
            "sender",
            "answered_on",
            unique=True,
            postgresql_where=text("answered_on is not null"),
        ),
        Index("mails_that_stand_so", "tenant_id", "standing", "id"),
        Index(
            "mails_of_a_request",
            "company_id",
            "request_number",
            postgresql_where=text("company_id is not null"),
        ),
        CheckConstraint(
            "(standing = 'taken') = (company_id is not null) "
            "and (company_id is null) = (request_number is null)",
            name="a_mail_that_is_taken_says_by_which_request",
        ),
        CheckConstraint(
            "(standing = 'set aside') = (aside_reason <> '')",
            name="a_mail_is_set_aside_with_a_reason",
        ),
        CheckConstraint(
            "(because is null) = (standing = 'taken' and settled_by_name is null)",
            name="a_mail_that_was_not_taken_at_once_says_why",
        ),
        CheckConstraint(
            "(settled_by_name is null) = (settled_at is null)", name="who_settles_a_mail_says_when"
        ),
    )
    prefix = "mbx"

    key: Mapped[str]
    received_at: Mapped[datetime]
    addressed_to: Mapped[str]
    topic: Mapped[Topic] = mapped_column(one_of(Topic))
    sender: Mapped[str]
    sender_name: Mapped[str]
    subject: Mapped[str]
    words: Mapped[str]
    about: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    standing: Mapped[Standing] = mapped_column(one_of(Standing))
    because: Mapped[Because | None] = mapped_column(one_of(Because))
    answered_on: Mapped[date | None]
    company_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("tenants.id"))
    request_number: Mapped[int | None]
    settled_by_name: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    aside_reason: Mapped[str] = mapped_column(server_default="")

    @property
    def reference(self) -> str | None:
        """The request that it became, as people write it: R-1001."""
        return f"R-{self.request_number}" if self.request_number else None

    @classmethod
    def with_key(cls, key: str) -> ReceivedMail | None:
        """The mail that was taken under this key; in the operator's scope."""
        return db.session.scalar(select(cls).where(cls.key == key))

    @classmethod
    def was_answered(cls, sender: str, on: date) -> bool:
        """Whether somebody at this address has been told that day that we look for them."""
        asked = select(cls.id).where(cls.sender == sender, cls.answered_on == on).limit(1)
        return db.session.scalar(asked) is not None
