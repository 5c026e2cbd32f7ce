"""What stands in the way of a company's e-invoices, before there is any invoice to send."""

from __future__ import annotations

from collections.abc import Iterator

from saas.billing.access_point.current import access_point
from saas.billing.delivery.models import DeliveryChoice
from saas.billing.e_invoice.formats import Format
from saas.billing.e_invoice.rules import Fault, Mend
from saas.billing.e_invoice.rules import missing_of_buyer as missing_for_peppol
from saas.billing.svefaktura.rules import missing_of_buyer as missing_for_svefaktura
from saas.tenants.company.models import our_company
from saas.text import N_, Text


def obstacles() -> Iterator[Fault]:
    """What the company in scope, or we, have to mend before its e-invoices can go."""
    choice = DeliveryChoice.ours()
    in_svefaktura = choice is not None and choice.format is Format.SVEFAKTURA
    missing = missing_for_svefaktura if in_svefaktura else missing_for_peppol
    to = choice.address if choice else None
    yield from missing(reference=our_company().reference, order="", to=to)
    if access_point() is None:
        said = N_("We are not connected to the e-invoice network at the moment.")
        yield Fault("no-access-point", Text(said), Mend.HOUSE)
