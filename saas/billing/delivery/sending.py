"""Bringing one invoice where it is to go: each way, each recipient, once."""

from __future__ import annotations

from datetime import datetime

from flask_babel import force_locale

from saas.billing.delivery.models import BouncedAddress, DeliveryChoice, addresses_of_ours
from saas.billing.delivery.obstacles import obstacles
from saas.billing.delivery.rules import Route, Stage, route
from saas.billing.delivery.written import faults_of
from saas.billing.dispatches.models import Dispatch
from saas.billing.dispatches.rules import Fate, Paper, Way
from saas.billing.documents.paying import ways_to_pay
from saas.billing.documents.pdf import invoice_pdf
from saas.billing.documents.rules import why_taxed
from saas.billing.e_invoice.formats import Format
from saas.billing.events import EInvoiceReady
from saas.billing.invoices.models import Invoice
from saas.billing.ledger.models import open_amount
from saas.billing.snapshot.rules import read
from saas.billing.specification.files import XLSX, as_xlsx
from saas.mail import Attachment, write_mail
from saas.outbox import announce
from saas.text import Text
from saas.web.words import say


def send_invoice(invoice: Invoice, *, now: datetime) -> None:
    """Send it the way its company has chosen, or the next best; what has gone, stays gone."""
    choice = DeliveryChoice.ours()
    way = choice.way if choice else Way.MAIL
    chosen = route(
        way,
        addresses_of_ours(),
        stage=choice.stage if choice else Stage.TEST,
        obstacles=_obstacles(invoice, choice) if way is Way.E_INVOICE else (),
    )
    _take(chosen, invoice, now=now)
    if choice and choice.address and (chosen.with_test or chosen.way is Way.E_INVOICE):
        _hand_over(invoice, choice, is_test=chosen.with_test, now=now)
    _send_specification(invoice, choice, now=now)


def _obstacles(invoice: Invoice, choice: DeliveryChoice | None) -> list[Text]:
    """Why no e-invoice can go: refused before, faulty, or no network to send it into."""
    refused = [
        read(each.reason)
        for each in Dispatch.of_invoice(invoice.id)
        if each.fate is Fate.REJECTED and not each.is_test and each.reason
    ]
    to = choice.address if choice else None
    format_ = choice.format if choice else Format.PEPPOL_BIS
    faulty = [fault.says for fault in faults_of(invoice.snapshot, format_, to=to)]
    ours = [fault.says for fault in obstacles() if fault.rule == "no-access-point"]
    return refused + faulty + ours


def _take(chosen: Route, invoice: Invoice, *, now: datetime) -> None:
    match chosen.way:
        case Way.MAIL:
            _mail(chosen, invoice, now=now)
        case Way.PAPER:
            Dispatch.begin(invoice.id, Way.PAPER, fate=Fate.WAITING, now=now, reason=chosen.reason)
        case Way.PORTAL:
            Dispatch.begin(invoice.id, Way.PORTAL, fate=Fate.SENT, now=now)


def _mail(chosen: Route, invoice: Invoice, *, now: datetime) -> None:
    pdf: Attachment | None = None
    for recipient in chosen.mail_to:
        begun = Dispatch.begin(
            invoice.id,
            Way.MAIL,
            fate=Fate.SENT,
            now=now,
            recipient=recipient,
            reason=chosen.reason,
        )
        if begun is None:
            continue
        pdf = pdf or Attachment(
            f"{invoice.number}.pdf", "application/pdf", invoice_pdf(invoice.snapshot)
        )
        write_mail(
            to=recipient,
            template="billing/invoices/mail.txt",
            language=invoice.snapshot["language"],
            attachments=[pdf],
            invoice=invoice,
            ways=ways_to_pay(invoice.snapshot),
            left=open_amount(invoice.id, currency=invoice.currency),
            why_taxed=why_taxed(invoice.snapshot),
            because=chosen.reason,
        )


def _hand_over(invoice: Invoice, choice: DeliveryChoice, *, is_test: bool, now: datetime) -> None:
    begun = Dispatch.begin(
        invoice.id,
        Way.E_INVOICE,
        fate=Fate.WAITING,
        now=now,
        recipient=str(choice.address),
        format_=choice.format,
        is_test=is_test,
    )
    if begun:
        announce(EInvoiceReady(begun.id))


def _send_specification(invoice: Invoice, choice: DeliveryChoice | None, *, now: datetime) -> None:
    """The standing order: the lines as a spreadsheet, to whoever is to have them (S9)."""
    bounced = {each.email.lower() for each in BouncedAddress.open()}
    for recipient in choice.specification_to if choice else ():
        if recipient.lower() in bounced:
            continue
        begun = Dispatch.begin(
            invoice.id,
            Way.MAIL,
            fate=Fate.SENT,
            now=now,
            recipient=recipient,
            paper=Paper.SPECIFICATION,
        )
        if begun:
            language = invoice.snapshot["language"]
            with force_locale(language):
                sheet = as_xlsx([invoice.snapshot], say)
            write_mail(
                to=recipient,
                template="billing/delivery/specification.txt",
                language=language,
                attachments=[Attachment(f"{invoice.number}.xlsx", XLSX, sheet)],
                invoice=invoice,
            )
