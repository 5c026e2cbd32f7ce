"""Mailing the receipt, to whoever asked for it."""

from __future__ import annotations

from saas.billing.events import PaymentSettled
from saas.billing.payments.models import Payment
from saas.billing.receipts.pdf import receipt_pdf
from saas.mail import Attachment, write_mail
from saas.tenants.company.models import our_company


def mail_receipt(fact: PaymentSettled) -> None:
    """Send the receipt of a settled payment as a letter with the PDF."""
    payment = Payment.find(fact.payment_id)
    if payment.receipt_to is None:
        return
    paper = Attachment(f"{payment.public_id}.pdf", "application/pdf", receipt_pdf(payment))
    write_mail(
        to=payment.receipt_to,
        template="billing/receipts/receipt.txt",
        language=payment.language,
        attachments=[paper],
        payment=payment,
        customer_number=our_company().customer_number,
    )
