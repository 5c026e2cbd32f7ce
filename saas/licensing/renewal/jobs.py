"""A word in time about the last day to give notice (P18)."""

from __future__ import annotations

from datetime import date

from saas.dates import now
from saas.licensing.agreement.models import Agreement
from saas.licensing.events import DeadlineNear
from saas.licensing.renewal.actions import note_reminder
from saas.licensing.renewal.models import bound_agreements, reminded_of
from saas.licensing.renewal.rules import Deadline, deadline, deadline_of_term, is_near
from saas.mail import write_mail
from saas.outbox import announce
from saas.scope import all_tenants, tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def announce_near_deadlines(today: date) -> None:
    """Every day: say whose last day to give notice draws near and has not been pointed out."""
    with all_tenants(because="the calendar looks through every company's binding terms"):
        known = reminded_of(since=today)
        near = [
            (agreement.tenant_id, agreement.id, found)
            for agreement in bound_agreements()
            if (found := _near(agreement, today))
            and (agreement.tenant_id, agreement.id, found.day) not in known
        ]
    for tenant_id, agreement_id, found in near:
        with tenant_scope(tenant_id):
            announce(DeadlineNear(agreement_id, found.day, found.last_day))


def remind_of_deadline(fact: DeadlineNear) -> None:
    """Tell those who may give notice by when, once for each deadline."""
    terms = Agreement.find(fact.agreement_id).timeline().on(fact.deadline)
    if terms is None:
        return
    found = deadline(terms, on=fact.deadline)
    if not note_reminder(agreement_id=fact.agreement_id, found=found, now=now()):
        return
    for person in Person.who_may(Permission.GIVE_NOTICE):
        write_mail(
            to=person.email,
            template="licensing/renewal/near.txt",
            language=person.account.language,
            person=person,
            company=our_company(),
            found=found,
            terms=terms,
        )


def _near(agreement: Agreement, today: date) -> Deadline | None:
    terms = agreement.timeline().on(today)
    if terms is None or agreement.notice is not None:
        return None
    found = deadline_of_term(terms, on=today)
    return found if found and is_near(found, today=today) else None
