"""The letters about collection: to the customer, and to the agency where it has an address."""

from __future__ import annotations

from typing import Any

from saas.billing.claim_events import InvoiceHandedOver, RecallDecided
from saas.billing.collection.agency import agency_email
from saas.billing.collection.models import CollectionHandover, RecallDecision
from saas.billing.collection.rules import RecallOutcome
from saas.billing.documents.pdf import invoice_pdf
from saas.billing.invoices.models import Invoice
from saas.billing.open_claims.models import left_of
from saas.mail import Attachment, write_mail
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def tell_of_handover(fact: InvoiceHandedOver) -> None:
    """Tell those who may pay whom they now pay, and the agency what it is to collect."""
    handover = CollectionHandover.find(fact.handover_id)
    _tell_customer("handed_over.txt", handover)
    _tell_agency("to_collect.txt", handover)


def tell_of_decision(fact: RecallDecided) -> None:
    """Tell those who may pay what was decided; and the agency, where it is to stop."""
    decision = RecallDecision.find(fact.decision_id)
    handover = CollectionHandover.find(decision.handover_id)
    recalled = decision.outcome is RecallOutcome.RECALLED
    _tell_customer("decided.txt", handover, decision=decision, recalled=recalled)
    if recalled:
        _tell_agency("recalled.txt", handover)


def _tell_customer(letter: str, handover: CollectionHandover, **context: Any) -> None:
    for person in Person.who_may(Permission.PAY):
        write_mail(
            to=person.email,
            template=f"billing/collection/{letter}",
            language=person.account.language,
            person=person,
            company=our_company(),
            invoice=Invoice.find(handover.invoice_id),
            handover=handover,
            **context,
        )


def _tell_agency(letter: str, handover: CollectionHandover) -> None:
    if not agency_email():
        return
    invoice = Invoice.find(handover.invoice_id)
    paper = Attachment(f"{invoice.number}.pdf", "application/pdf", invoice_pdf(invoice.snapshot))
    write_mail(
        to=agency_email(),
        template=f"billing/collection/{letter}",
        language="sv",
        attachments=[paper],
        company=our_company(),
        invoice=invoice,
        seller=invoice.snapshot["seller"],
        handover=handover,
        due_on=left_of(invoice.id, due_on=invoice.due_on).due_on,
    )
