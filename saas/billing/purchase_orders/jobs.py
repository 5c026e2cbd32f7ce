"""Telling that an invoice waits for a purchase order."""

from __future__ import annotations

from saas.billing.events import InvoiceHeld
from saas.mail import write_mail
from saas.money import Money
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def ask_for_order(fact: InvoiceHeld) -> None:
    """Ask those who may pay for an order number, once for each invoice that waits."""
    for person in Person.who_may(Permission.PAY):
        write_mail(
            to=person.email,
            template="billing/purchase_orders/held.txt",
            language=person.account.language,
            person=person,
            company=our_company(),
            net=Money(fact.net_minor, fact.currency),
        )
