"""Finding the owner of a file's row, and the letters about money from the bank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from saas.billing.bank_events import BankPaymentBooked, BankPaymentTakenBack, BankRowNoted
from saas.billing.bank_payments.actions import find_owner
from saas.billing.bank_payments.models import BankPayment
from saas.billing.bank_payments.pdf import bank_receipt
from saas.billing.bank_rows.actions import Mover
from saas.billing.bank_rows.models import BankRow
from saas.billing.bank_rows.rules import RowState
from saas.billing.delivery.models import addresses_of_ours
from saas.dates import now
from saas.mail import Attachment, write_mail
from saas.tenants.company.models import our_company


def find_its_owner(fact: BankRowNoted) -> None:
    """Book a row of a file to the company its reference names; else it waits.

    Told twice, or when somebody of our staff was faster, it finds that the row does not wait.
    """
    row = BankRow.numbered(fact.number)
    if row.state is RowState.WAITING and not row.moves:
        find_owner(row, by=Mover(row.noted_by_account_id, row.noted_by_name), now=now())


def mail_receipt(fact: BankPaymentBooked) -> None:
    """Send the receipt, with its PDF, to where the company's invoices go.

    What has been taken back meanwhile has none.
    """
    payment = BankPayment.find(fact.payment_id)
    if payment.undone is None:
        paper = Attachment(f"{payment.number}.pdf", "application/pdf", bank_receipt(payment))
        _write("receipt.txt", payment, [paper])


def tell_of_taking_back(fact: BankPaymentTakenBack) -> None:
    """Tell that a payment was not the company's after all, why, and what is open again."""
    payment = BankPayment.find(fact.payment_id)
    _write("taken_back.txt", payment, [], undone=payment.undone)


def _write(letter: str, payment: BankPayment, papers: Sequence[Attachment], **context: Any) -> None:
    for address in addresses_of_ours().route().mail_to:
        write_mail(
            to=address,
            template=f"billing/bank_payments/{letter}",
            language=our_company().language,
            attachments=list(papers),
            company=our_company(),
            payment=payment,
            **context,
        )
