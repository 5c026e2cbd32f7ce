"""Invoices on their way: sent when issued, handed to the network, sent anew when they fail."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from saas.billing.access_point.current import access_point
from saas.billing.delivery.actions import note_receipt
from saas.billing.delivery.models import DeliveryChoice, addresses_of_ours
from saas.billing.delivery.sending import send_invoice
from saas.billing.delivery.written import consignment_of
from saas.billing.dispatches.models import Dispatch
from saas.billing.dispatches.rules import Fate, Way
from saas.billing.events import (
    DeliveryFailed,
    EInvoiceReady,
    EInvoicesActivated,
    InvoiceIssued,
    ReceiptHeard,
)
from saas.billing.invoices.models import Invoice
from saas.billing.webhooks.actions import tell_programs
from saas.dates import now
from saas.db import db
from saas.mail import write_mail
from saas.outbox import announce
from saas.scope import all_tenants, tenant_scope
from saas.tenants.company.models import our_company


def deliver_invoice(fact: InvoiceIssued) -> None:
    """Send an invoice the way its company has chosen, and have its programs told of it."""
    tell_programs(fact.invoice_id, now=now())
    send_invoice(Invoice.find(fact.invoice_id), now=now())


def deliver_again(fact: DeliveryFailed) -> None:
    """Send an invoice on where it has not been yet: what failed is not tried the same way."""
    send_invoice(Invoice.find(fact.invoice_id), now=now())


def hand_over(fact: EInvoiceReady) -> None:
    """Hand an e-invoice to the access point, under the same name however often it is tried.

    Raises OSError, to be tried again later, when it cannot be handed over.
    """
    dispatch, network = Dispatch.find(fact.dispatch_id), access_point()
    if dispatch.fate is not Fate.WAITING:
        return
    if network is None:
        raise ConnectionError("There is no access point: ACCESS_POINT_FOLDER is not set.")
    network.send(consignment_of(dispatch, Invoice.find(dispatch.invoice_id).snapshot))
    dispatch.becomes(Fate.SENT, now=now())


def heed_receipt(fact: ReceiptHeard) -> None:
    """Note what the network says of an e-invoice."""
    dispatch = Dispatch.find(fact.dispatch_id)
    note_receipt(dispatch, accepted=fact.accepted, reason=fact.reason, now=now())


def tell_of_activation(fact: EInvoicesActivated) -> None:
    """Tell the company that its e-invoices are tested and come from now on."""
    choice, company = DeliveryChoice.find(fact.choice_id), our_company()
    for recipient in addresses_of_ours().route().mail_to:
        write_mail(
            to=recipient,
            template="billing/delivery/activated.txt",
            language=company.language,
            company=company,
            address=str(choice.address),
        )


def read_receipts(_today: date) -> None:
    """Announce what the network has answered. A receipt is put away once it has been heeded.

    So one that is read by two, or by none to the end, is read again: nothing is lost with it.
    """
    network = access_point()
    if network is None:
        return
    for receipt in network.receipts():
        with all_tenants(because="a receipt names a document, and not whose it is"):
            found = db.session.execute(
                select(Dispatch.tenant_id, Dispatch.id, Dispatch.fate).where(
                    Dispatch.public_id == receipt.document, Dispatch.way == Way.E_INVOICE
                )
            ).one_or_none()
        if found is None:
            continue
        if found.fate in {Fate.ACCEPTED, Fate.REJECTED}:
            network.put_away(receipt)
            continue
        with tenant_scope(found.tenant_id):
            announce(ReceiptHeard(found.id, accepted=receipt.accepted, reason=receipt.reason))
