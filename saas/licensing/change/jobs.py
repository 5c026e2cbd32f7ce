"""Confirming in writing what is agreed for a coming day."""

from __future__ import annotations

from saas.licensing.agreement.models import ScheduledChange
from saas.licensing.events import ChangeScheduled
from saas.mail import write_mail
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person


def confirm_change(fact: ChangeScheduled) -> None:
    """Mail whoever agreed to a change what is to come, and that it can be withdrawn."""
    change = ScheduledChange.find(fact.change_id)
    if change.agreed_by_id is None or not change.is_open:
        return
    person = Person.find(change.agreed_by_id)
    write_mail(
        to=person.email,
        template="licensing/change/scheduled.txt",
        language=person.account.language,
        person=person,
        change=change,
        company=our_company(),
    )
