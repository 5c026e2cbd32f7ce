"""Sending an invoice: by mail, with its PDF."""

from __future__ import annotations

from saas.billing.documents.pdf import invoice_pdf
from saas.billing.events import InvoiceIssued
from saas.billing.invoices.models import Invoice
from saas.billing.ledger.models import open_amount
from saas.mail import Attachment, write_mail
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role


def mail_invoice(fact: InvoiceIssued) -> None:
    """Mail an invoice to where the company wants its invoices, else to its owners."""
    invoice, company = Invoice.find(fact.invoice_id), our_company()
    pdf = Attachment(f"{invoice.number}.pdf", "application/pdf", invoice_pdf(invoice.snapshot))
    owners = [person.email for person in Person.active() if person.role is Role.OWNER]
    for recipient in [company.invoice_email] if company.invoice_email else owners:
        write_mail(
            to=recipient,
            template="billing/invoices/mail.txt",
            language=invoice.snapshot["language"],
            attachments=[pdf],
            invoice=invoice,
            seller=invoice.snapshot["seller"],
            left=open_amount(invoice.id, currency=invoice.currency),
        )
