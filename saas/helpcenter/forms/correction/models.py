"""What has been asked about an invoice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import ColumnElement, literal_column, select

from saas.billing.invoices.models import Invoice
from saas.billing.invoices.rules import Happening
from saas.dates import day_of
from saas.db import db
from saas.helpcenter.inbox.models import HelpRequest
from saas.text import N_, Text

ABOUT: Final[ColumnElement[str]] = literal_column("help_requests.answers ->> 'invoice'")
"""The invoice a request is about; written out, so that the partial index answers."""


def asked_of(invoice: Invoice) -> Iterator[Happening]:
    """Each request about an invoice of the company in scope, oldest first."""
    asked = select(HelpRequest).where(ABOUT == invoice.number)  # noqa: SIM300
    for request in db.session.scalars(asked.order_by(HelpRequest.id)):
        said = Text(
            N_("Correction asked for: %(request)s, %(state)s"),
            {"request": request.reference, "state": Text(request.state.words)},
        )
        yield Happening(day_of(request.sent_at), said, "info", ("request", request.reference))
