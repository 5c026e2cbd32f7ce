"""E-invoices of a snapshot in each format: what stands in their way, the document, its waybill."""

from __future__ import annotations

from flask_babel import force_locale

from saas.billing.access_point.port import Consignment
from saas.billing.dispatches.models import Dispatch
from saas.billing.documents.pdf import invoice_pdf
from saas.billing.e_invoice.formats import Format, document_type
from saas.billing.e_invoice.rules import Fault
from saas.billing.electronic_address.rules import ElectronicAddress, address_by_number
from saas.billing.snapshot.rules import Snapshot
from saas.billing.svefaktura.rules import faults as faults_of_svefaktura
from saas.billing.svefaktura.writing import svefaktura
from saas.billing.totals.rules import InvoiceKind
from saas.billing.ubl.rules import faults as faults_of_ubl
from saas.billing.ubl.writing import e_invoice
from saas.web.words import say

EXTENSIONS = {Format.PEPPOL_BIS: "xml", Format.SVEFAKTURA: "svefaktura.xml"}


def faults_of(content: Snapshot, format_: Format, *, to: ElectronicAddress | None) -> list[Fault]:
    """Everything that stands in the way of sending a snapshot in a format; the gravest first."""
    faults = faults_of_svefaktura if format_ is Format.SVEFAKTURA else faults_of_ubl
    return faults(content, to=to)


def e_invoice_of(content: Snapshot, to: ElectronicAddress, format_: Format) -> bytes:
    """The e-invoice of a snapshot, in the language of its document.

    In Peppol its PDF is within. Svefaktura has no place for one: SFTI lets attachments travel
    only by agreement between both, in an envelope of their own.
    """
    if format_ is Format.SVEFAKTURA:
        with force_locale(content["language"]):
            return svefaktura(content, to=to, say=say)
    pdf = invoice_pdf(content)
    with force_locale(content["language"]):
        return e_invoice(content, to=to, say=say, pdf=pdf)


def consignment_of(dispatch: Dispatch, content: Snapshot) -> Consignment:
    """What an access point is handed for a sending of `content` as an e-invoice."""
    format_ = Format(dispatch.format or Format.PEPPOL_BIS)
    scheme, _, identifier = dispatch.recipient.partition(":")
    kind = document_type(format_, is_credit=content["kind"] == InvoiceKind.CREDIT_NOTE)
    seller = content["seller"]
    sender = address_by_number(seller["org_number"], country=seller["country"])
    return Consignment(
        name=dispatch.public_id,
        extension=EXTENSIONS[format_],
        content=e_invoice_of(content, ElectronicAddress(scheme, identifier), format_),
        format=format_.value,
        document_type=kind.identifier,
        process=kind.process,
        sender=str(sender or ""),
        recipient=dispatch.recipient,
        is_test=dispatch.is_test,
    )
