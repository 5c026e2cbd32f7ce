"""What has been asked about an invoice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import ColumnElement, literal_column, select

from saas.billing.invoices.models import Invoice
from saas.billing.invoices.rules import Happening
from saas.dates import day_of
from saas.db import db
from saas.helpcenter.inbox.models import HelpRequest
from saas.helpcenter.inbox.rules import State
from saas.text import N_, Text

ABOUT: Final[ColumnElement[str]] = literal_column("help_requests.answers ->> 'invoice'")
"""The invoice a request is about; written out, so that the partial index answers."""


def disputed(invoices: Sequence[Invoice]) -> set[int]:
    """The ids of those invoices of the company in scope that a request about waits for us (S12)."""
    ids = {invoice.number: invoice.id for invoice in invoices}
    asked = db.session.scalars(select(HelpRequest).where(ABOUT.in_(ids)))
    waiting = {State.WAITING_FOR_STAFF, State.WAITING_FOR_APPROVAL}
    return {ids[each.answers["invoice"]] for each in asked if each.state in waiting}


def asked_of(invoice: Invoice) -> Iterator[Happening]:
    """Each request about an invoice of the company in scope, oldest first."""
    asked = select(HelpRequest).where(ABOUT == invoice.number)  # noqa: SIM300
    for request in db.session.scalars(asked.order_by(HelpRequest.id)):
        said = Text(
            N_("Correction asked for: %(request)s, %(state)s"),
            {"request": request.reference, "state": Text(request.state.words)},
        )
        yield Happening(day_of(request.sent_at), said, "info", ("request", request.reference))
