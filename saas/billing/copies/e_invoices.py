"""One invoice as an e-invoice to take home, in either format."""

from __future__ import annotations

from dataclasses import dataclass

from saas.billing.delivery.models import DeliveryChoice
from saas.billing.delivery.written import e_invoice_of, faults_of
from saas.billing.e_invoice.formats import Format
from saas.billing.e_invoice.rules import Mend
from saas.billing.electronic_address.rules import ElectronicAddress, address_by_number
from saas.billing.invoices.models import Invoice
from saas.errors import Refusal
from saas.text import N_, Text


class NoAddress(Refusal):
    """The invoice cannot be addressed to its buyer in the e-invoice network."""

    says = N_("Your address in the e-invoice network is missing: a scheme and a number.")
    way_out = ("delivery.change", N_("Say where e-invoices go"))


@dataclass
class NotAsSvefaktura(Refusal):
    """What stands in the way of writing the invoice as a Svefaktura."""

    because: Text

    says = N_("This invoice cannot be had as Svefaktura. %(because)s")


def as_peppol(invoice: Invoice) -> bytes:
    """The invoice in Peppol BIS Billing 3.0. Raises NoAddress."""
    return e_invoice_of(invoice.snapshot, _addressed(invoice), Format.PEPPOL_BIS)


def as_svefaktura(invoice: Invoice) -> bytes:
    """The invoice as Svefaktura 1.0; to read in oneself, it needs no reference of ours.

    Raises NoAddress or NotAsSvefaktura.
    """
    to = _addressed(invoice)
    for fault in faults_of(invoice.snapshot, Format.SVEFAKTURA, to=to):
        if fault.mend is not Mend.INVOICE_DETAILS:
            raise NotAsSvefaktura(fault.says)
    return e_invoice_of(invoice.snapshot, to, Format.SVEFAKTURA)


def _addressed(invoice: Invoice) -> ElectronicAddress:
    """Where the company has said, else as its number tells. Raises NoAddress."""
    choice, buyer = DeliveryChoice.ours(), invoice.snapshot["buyer"]
    chosen = choice.address if choice else None
    to = chosen or address_by_number(buyer["org_number"], country=buyer["country"])
    if to is None:
        raise NoAddress
    return to
