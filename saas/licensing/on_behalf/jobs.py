"""The letter about an order that our staff wrote in."""

from __future__ import annotations

from saas.licensing.contract_events import OrderedOnBehalf
from saas.licensing.on_behalf.models import OrderOnBehalf
from saas.mail import write_mail
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def confirm_order(fact: OrderedOnBehalf) -> None:
    """Tell everybody who may change the plan what was ordered, who asked and by which way."""
    for person in Person.who_may(Permission.CHANGE_PLAN):
        write_mail(
            to=person.email,
            template="licensing/on_behalf/ordered.txt",
            language=person.account.language,
            person=person,
            company=our_company(),
            order=OrderOnBehalf.find(fact.order_id),
        )
