"""Confirming in writing what is agreed for a coming day, and what does not come."""

from __future__ import annotations

from saas.licensing.agreement.models import ScheduledChange
from saas.licensing.events import ChangeScheduled, ChangeWithdrawn
from saas.mail import write_mail
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person


def confirm_change(fact: ChangeScheduled) -> None:
    """Mail whoever agreed to a change what is to come, and that it can be withdrawn."""
    change = ScheduledChange.find(fact.change_id)
    if change.is_open:
        _tell_whoever_agreed("scheduled", change)


def tell_of_withdrawal(fact: ChangeWithdrawn) -> None:
    """Mail whoever agreed to a change that it does not come."""
    _tell_whoever_agreed("withdrawn", ScheduledChange.find(fact.change_id))


def _tell_whoever_agreed(letter: str, change: ScheduledChange) -> None:
    if change.agreed_by_id is None:
        return
    person = Person.find(change.agreed_by_id)
    write_mail(
        to=person.email,
        template=f"licensing/change/{letter}.txt",
        language=person.account.language,
        person=person,
        change=change,
        company=our_company(),
    )
