"""The letters about statements, and the clock on our word about them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import select, text

from saas.dates import now
from saas.db import db
from saas.licensing.events import ConfirmationOverdue, StatementReceived, StatementRejected
from saas.licensing.received_notices.actions import escalate
from saas.licensing.received_notices.models import WAITS, ReceivedNotice, notice_open
from saas.licensing.termination.leaving import leaving
from saas.mail import write_mail
from saas.outbox import announce
from saas.scope import OPERATOR, all_tenants, tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission

LETTERS: Final = "licensing/received_notices/"


def ask_for_confirmation(fact: StatementReceived) -> None:
    """Ask those who may give notice whether a statement is theirs; tell a sender it is here.

    There is nothing to ask where the company has given notice by itself meanwhile.
    """
    received = ReceivedNotice.find(fact.received_id)
    if not received.waits or notice_open(now()):
        return
    last_day = leaving(received_on=received.received_on, by_contract=received.last_day).last_day
    _tell_those_who_may("asked.txt", received, last_day=last_day)
    _tell_sender("here.txt", received)


def tell_of_rejection(fact: StatementRejected) -> None:
    """Tell whoever sent it that the company does not stand by it."""
    _tell_sender("rejected.txt", ReceivedNotice.find(fact.received_id))


def announce_overdue_confirmations(today: date) -> None:
    """Every day: say which statements waited past the end of their last day (S37)."""
    with all_tenants(because="the calendar looks through every company's statements of notice"):
        late = db.session.execute(
            select(ReceivedNotice.tenant_id, ReceivedNotice.id).where(
                text(WAITS),
                ReceivedNotice.confirm_by < today,
                ReceivedNotice.escalated_at.is_(None),
            )
        ).all()
    for tenant_id, received_id in late:
        with tenant_scope(tenant_id):
            announce(ConfirmationOverdue(received_id))


def tell_of_overdue(fact: ConfirmationOverdue) -> None:
    """Tell our staff and the customer, once, that a statement still waits for confirmation."""
    received = escalate(received_id=fact.received_id, now=now())
    if received is None:
        return
    _tell_those_who_may("overdue.txt", received)
    company = our_company()
    with tenant_scope(OPERATOR):
        for person in Person.who_may(Permission.DECIDE):
            write_mail(
                to=person.email,
                template=f"{LETTERS}escalated.txt",
                language=person.account.language,
                received=received,
                company=company,
            )


def _tell_those_who_may(letter: str, received: ReceivedNotice, **context: Any) -> None:
    for person in Person.who_may(Permission.GIVE_NOTICE):
        write_mail(
            to=person.email,
            template=LETTERS + letter,
            language=person.account.language,
            received=received,
            company=our_company(),
            person=person,
            **context,
        )


def _tell_sender(letter: str, received: ReceivedNotice) -> None:
    """Answer a mail where it came from; it says nothing that its sender did not know."""
    if received.from_email:
        write_mail(
            to=received.from_email,
            template=LETTERS + letter,
            language=our_company().language,
            received=received,
        )
