"""Requests sent, and the course of each: everything that was said and done, in order."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from saas.db import Base, Known, TenantOwned, db, one_of, refers_to
from saas.errors import NotFound
from saas.helpcenter.inbox.rules import FIRST_NUMBER, LEAVES_THE_TURN, Deed, State, state_of
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission
from saas.text import Text


class RequestEntry(TenantOwned, Base):
    """A line in the course of a request: something said or something done. Never edited.

    Staff are people of another company than the asker's, so who wrote it is an account and the
    name it bore.
    """

    __tablename__ = "request_entries"
    __table_args__ = (
        refers_to("request_id", "help_requests"),
        Index("request_entries_in_order", "tenant_id", "request_id", "id"),
        Index(
            "a_request_is_decided_once",
            "tenant_id",
            "request_id",
            unique=True,
            postgresql_where=text("deed in ('carried out', 'declined')"),
        ),
        CheckConstraint(
            "by_staff or deed not in ('noted', 'answered')", name="only_staff_answer_and_note"
        ),
        CheckConstraint(
            "deed not in ('said', 'noted', 'replied', 'answered') or body <> ''",
            name="what_is_said_has_words",
        ),
    )

    request_id: Mapped[int]
    deed: Mapped[Deed] = mapped_column(one_of(Deed))
    body: Mapped[str] = mapped_column(server_default="")
    by_account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    by_name: Mapped[str]
    by_staff: Mapped[bool]
    at: Mapped[datetime]


class HelpRequest(Known, TenantOwned, Base):
    """Something a person of the company asks for, under a number people can write and say.

    `form` is the folder of the form it was sent with and `answers` what was filled in.
    `subject` is a sentence marked for translation whose places are filled from the answers:
    "Add %(name)s". Numbers are counted for each company from 1001.
    """

    __tablename__ = "help_requests"
    __table_args__ = (
        refers_to("sent_by_id", "people"),
        UniqueConstraint("tenant_id", "number", name="one_request_per_number"),
        Index(
            "requests_that_need_approval",
            "tenant_id",
            "id",
            postgresql_where=text("needs_approval"),
        ),
        Index(
            "requests_about_an_invoice",
            "tenant_id",
            text("(answers ->> 'invoice')"),
            postgresql_where=text("answers ->> 'invoice' is not null"),
        ),
        CheckConstraint("number >= 1001", name="request_numbers_begin_at_1001"),
    )
    prefix = "req"

    number: Mapped[int]
    form: Mapped[str]
    subject: Mapped[str]
    answers: Mapped[dict[str, Any]]
    needs_approval: Mapped[bool]
    sent_by_id: Mapped[int]
    sent_at: Mapped[datetime]

    sent_by: Mapped[Person] = relationship(viewonly=True)
    entries: Mapped[list[RequestEntry]] = relationship(viewonly=True, order_by=RequestEntry.id)

    if TYPE_CHECKING:
        last_deed: Mapped[Deed | None]

    @property
    def reference(self) -> str:
        """The number as people write and say it: R-1001."""
        return f"R-{self.number}"

    @property
    def title(self) -> Text:
        """What is asked for, in one line."""
        return Text(self.subject, self.answers)

    @property
    def state(self) -> State:
        """Where it stands."""
        return state_of(self.last_deed, needs_approval=self.needs_approval)

    @property
    def course(self) -> list[RequestEntry]:
        """What was said and done, without the notes that are for staff only."""
        return [entry for entry in self.entries if entry.deed is not Deed.NOTED]

    @property
    def is_pending(self) -> bool:
        """Whether an administrator of the company has yet to approve or decline."""
        return self.state is State.WAITING_FOR_APPROVAL

    @classmethod
    def seen_by(cls, person: Person) -> Select[HelpRequest]:
        """The requests `person` may read, newest first: their own, or the whole company's.

        Those about an invoice are read by everybody who may pay it.
        """
        theirs = select(cls).order_by(cls.id.desc())
        if person.may(Permission.MANAGE_PEOPLE) or person.may(Permission.DECIDE):
            return theirs
        own = cls.sent_by_id == person.id
        if person.may(Permission.PAY):
            own |= text("answers ->> 'invoice' is not null")
        return theirs.where(own)

    @classmethod
    def numbered(cls, number: int, *, seen_by: Person) -> HelpRequest:
        """The request with this number, if `seen_by` may read it. Raises NotFound."""
        found = db.session.scalar(cls.seen_by(seen_by).where(cls.number == number))
        if found is None:
            raise NotFound
        return found

    @classmethod
    def next_number(cls) -> int:
        """One more than the company's last. Ask where nobody else is numbering."""
        last = db.session.scalar(select(func.max(cls.number)))
        return FIRST_NUMBER if last is None else last + 1


HelpRequest.last_deed = column_property(
    select(RequestEntry.deed)
    .where(
        RequestEntry.tenant_id == HelpRequest.tenant_id,
        RequestEntry.request_id == HelpRequest.id,
        RequestEntry.deed.not_in(LEAVES_THE_TURN),
    )
    .order_by(RequestEntry.id.desc())
    .limit(1)
    .correlate_except(RequestEntry)
    .scalar_subquery()
)
