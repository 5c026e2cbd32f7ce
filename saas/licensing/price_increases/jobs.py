"""Telling a company of a price increase, long before it holds."""

from __future__ import annotations

from saas.dates import now, today
from saas.licensing.agreement.models import current_terms
from saas.licensing.events import PriceIncreaseAnnounced
from saas.licensing.plans.cadences import price_per
from saas.licensing.price_increases.actions import let_it_come
from saas.mail import write_mail
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def schedule_increase(fact: PriceIncreaseAnnounced) -> None:
    """Schedule the new price for one agreement, and tell those who may change or leave it."""
    change = let_it_come(
        agreement_id=fact.agreement_id, edition=fact.edition, earliest=fact.earliest, now=now()
    )
    if change is None:
        return
    for person in Person.who_may(Permission.GIVE_NOTICE):
        write_mail(
            to=person.email,
            template="licensing/price_increases/announced.txt",
            language=person.account.language,
            person=person,
            company=our_company(),
            before=current_terms(today()),
            then=change.as_agreed,
            per=price_per(change.as_agreed.cadence),
        )
