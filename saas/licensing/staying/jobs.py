"""Reminding a company to choose who keeps a seat, before the day comes."""

from __future__ import annotations

from datetime import date, timedelta

from saas.dates import now
from saas.licensing.events import SeatsWillLack
from saas.licensing.staying.models import companies_with_changes_on, squeeze_on
from saas.licensing.staying.rules import REMINDED_BEFORE, NothingToChoose
from saas.mail import write_mail
from saas.outbox import announce
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def announce_fewer_seats(today: date) -> None:
    """Every day: say where seats become fewer in fourteen days, and in three."""
    for days in REMINDED_BEFORE:
        day = today + timedelta(days=days)
        for tenant_id in companies_with_changes_on(day):
            with tenant_scope(tenant_id):
                announce(SeatsWillLack(day))


def remind_to_choose(fact: SeatsWillLack) -> None:
    """Tell those who manage the company who will keep a seat, as things stand, and who will not."""
    try:
        squeeze = squeeze_on(fact.day, now())
    except NothingToChoose:
        return
    people = Person.active()
    for person in Person.who_may(Permission.MANAGE_PEOPLE):
        write_mail(
            to=person.email,
            template="licensing/staying/fewer.txt",
            language=person.account.language,
            squeeze=squeeze,
            going=[who for who in people if who.id in squeeze.going],
            company=our_company(),
        )
