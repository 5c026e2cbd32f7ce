"""The letter about a later day to pay by."""

from __future__ import annotations

from saas.billing.claim_events import LaterDayDecided
from saas.billing.invoices.models import Invoice
from saas.billing.later_due.models import LaterDueDecision, LaterDueRequest
from saas.mail import write_mail
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def tell_of_decision(fact: LaterDayDecided) -> None:
    """Tell those who may pay by which day, and why, whatever was decided."""
    decision = LaterDueDecision.find(fact.decision_id)
    for person in Person.who_may(Permission.PAY):
        write_mail(
            to=person.email,
            template="billing/later_due/decided.txt",
            language=person.account.language,
            person=person,
            company=our_company(),
            invoice=Invoice.find(decision.invoice_id),
            asked=LaterDueRequest.find(decision.request_id),
            decision=decision,
        )
