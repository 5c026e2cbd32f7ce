"""The letters about a dispute: that it has been received, and how it ended."""

from __future__ import annotations

from saas.billing.dispute_events import DisputeEnded, InvoiceDisputed
from saas.billing.disputes.models import Dispute, DisputeDecision
from saas.billing.disputes.rules import DisputeOutcome
from saas.billing.invoices.models import Invoice
from saas.billing.open_claims.models import left_of
from saas.mail import write_mail
from saas.money import Money
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def tell_of_decision(fact: DisputeEnded) -> None:
    """Tell those who may pay how it ended, what is left to pay and by which day."""
    decision = DisputeDecision.find(fact.decision_id)
    invoice = Invoice.find(decision.invoice_id)
    left = left_of(invoice.id, due_on=invoice.due_on)
    note = Invoice.find(decision.credit_note_id) if decision.credit_note_id else None
    for person in Person.who_may(Permission.PAY):
        write_mail(
            to=person.email,
            template="billing/disputes/decided.txt",
            language=person.account.language,
            person=person,
            company=our_company(),
            invoice=invoice,
            dispute=Dispute.find(decision.dispute_id),
            decision=decision,
            note=note,
            left=Money(left.minor, invoice.currency),
            due_on=left.due_on,
            DisputeOutcome=DisputeOutcome,
        )


def confirm_dispute(fact: InvoiceDisputed) -> None:
    """Tell whoever disputed an invoice what is held, and what is to be paid meanwhile."""
    dispute = Dispute.find(fact.dispute_id)
    invoice = Invoice.find(dispute.invoice_id)
    left = left_of(invoice.id, due_on=invoice.due_on)
    person = Person.find(dispute.raised_by_id)
    write_mail(
        to=person.email,
        template="billing/disputes/received.txt",
        language=person.account.language,
        person=person,
        company=our_company(),
        invoice=invoice,
        dispute=dispute,
        rest=Money(left.undisputed_minor, invoice.currency),
        due_on=left.due_on,
    )
