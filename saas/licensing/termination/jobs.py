"""What happens when notice is given, and when the notice period has been served out."""

from __future__ import annotations

from datetime import date

from saas.dates import now
from saas.licensing.agreement.models import Notice
from saas.licensing.events import (
    AgreementEnded,
    NoticeGiven,
    NoticePeriodEnded,
    NoticeWithdrawn,
    SeatsTaken,
)
from saas.licensing.termination.actions import end_agreement
from saas.licensing.termination.confirmation import confirmation_pdf
from saas.licensing.termination.models import served_out
from saas.mail import Attachment, write_mail
from saas.outbox import announce
from saas.scope import all_tenants, tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def mail_confirmation(fact: NoticeGiven) -> None:
    """Confirm a notice in writing at once, to whoever gave it and all who may (S37).

    So nobody who may give notice learns of it too late, and one that is forged or was not meant
    is found while it can be withdrawn. A company that has ceased is told by who decided that.
    """
    notice, company = Notice.find(fact.notice_id), our_company()
    if notice.ceased:
        return
    told = _those_concerned(notice.given_by_id)
    languages = {person.account.language for person in told}
    documents = {language: confirmation_pdf(notice, language) for language in languages}
    for person in told:
        paper = documents[person.account.language]
        write_mail(
            to=person.email,
            template="licensing/termination/given.txt",
            language=person.account.language,
            attachments=[Attachment(f"{notice.number}.pdf", "application/pdf", paper)],
            notice=notice,
            company=company,
            person=person,
        )


def mail_withdrawal(fact: NoticeWithdrawn) -> None:
    """Confirm in writing that the company stays, to whoever withdrew and all who may."""
    notice, company = Notice.find(fact.notice_id), our_company()
    for person in _those_concerned(notice.withdrawn_by_id or notice.given_by_id):
        write_mail(
            to=person.email,
            template="licensing/termination/withdrawn.txt",
            language=person.account.language,
            notice=notice,
            company=company,
            person=person,
        )


def announce_ended_notices(today: date) -> None:
    """Every day: say which notice periods are over. Ending them is `close_agreement`'s work."""
    with all_tenants(because="the calendar looks through every company's notices"):
        over = [(notice.tenant_id, notice.id) for notice in served_out(today)]
    for tenant_id, notice_id in over:
        with tenant_scope(tenant_id):
            announce(NoticePeriodEnded(notice_id))


def close_agreement(fact: NoticePeriodEnded) -> None:
    """Put the company back on Free, as of the day after the last."""
    end_agreement(notice=Notice.find(fact.notice_id), now=now())


def mail_end(fact: AgreementEnded) -> None:
    """Tell those who manage the company that its plan has ended, unless it ceased with it."""
    if our_company().ceased_on is not None:
        return
    for person in Person.who_may(Permission.MANAGE_PEOPLE):
        write_mail(
            to=person.email,
            template="licensing/termination/ended.txt",
            language=person.account.language,
            day=fact.day,
            company=our_company(),
        )


def mail_seats_taken(fact: SeatsTaken) -> None:
    """Tell those who manage the company who may only look now, where anybody does."""
    looking = [person for person in Person.active() if person.read_only_since is not None]
    if not fact.people:
        return
    for person in Person.who_may(Permission.MANAGE_PEOPLE):
        write_mail(
            to=person.email,
            template="licensing/termination/seats_taken.txt",
            language=person.account.language,
            looking=looking,
            company=our_company(),
        )


def _those_concerned(person_id: int | None) -> list[Person]:
    """Who did it, if one of the company, and everybody there who may give notice."""
    told = {} if person_id is None else {person_id: Person.find(person_id)}
    told |= {person.id: person for person in Person.who_may(Permission.GIVE_NOTICE)}
    return list(told.values())
