"""Calling companies' programs: a message per address, each tried by itself until it is heard."""

from __future__ import annotations

from typing import Any, Final

from flask import current_app, url_for

from saas.billing.events import WebhookDue
from saas.billing.invoices.models import Invoice
from saas.billing.webhooks.calling import NotReached, call
from saas.billing.webhooks.models import WebhookEndpoint, WebhookMessage
from saas.billing.webhooks.rules import INVOICE_ISSUED, body_of, signed
from saas.config import Settings
from saas.dates import clock_time, now

HEARD: Final = range(200, 300)
GONE: Final = 410


def call_program(fact: WebhookDue) -> None:
    """Tell one address of one invoice, under the same id each time.

    Raises NotReached, to be tried again later, unless it answers with 2xx. One that answers
    410 Gone is called no more.
    """
    message = WebhookMessage.find(fact.message_id)
    endpoint = WebhookEndpoint.find(message.endpoint_id)
    if message.told_at or endpoint.removed_at:
        return
    settings: Settings = current_app.config["SETTINGS"]
    body = _body(Invoice.find(message.invoice_id))
    headers = signed(
        body, id_=message.public_id, timestamp=int(clock_time().timestamp()), key=endpoint.secret
    )
    status = call(endpoint.url, body, headers.as_sent(), open_internet=settings.in_production)
    if status == GONE:
        endpoint.removed_at = now()
    elif status not in HEARD:
        raise NotReached(f"{endpoint.url} answered {status}")
    else:
        message.told_at = now()


def _body(invoice: Invoice) -> bytes:
    """What a program needs to fetch it; the invoice itself is behind the API's own lock."""

    def at(door: str) -> str:
        return url_for(door, number=invoice.number, _external=True)

    data: dict[str, Any] = {
        "id": invoice.public_id,
        "number": invoice.number,
        "kind": invoice.kind.value,
        "reference": invoice.ocr,
        "issued_on": invoice.issued_on.isoformat(),
        "due_on": invoice.due_on.isoformat(),
        "total": {"minor": invoice.total_minor, "currency": invoice.currency},
        "sha256": invoice.sha256,
        "links": {
            "self": at("invoices_api.show_over_api"),
            "pdf": at("invoices_api.pdf_over_api"),
            "ubl": at("copies_api.ubl_over_api"),
            "xlsx": at("copies_api.xlsx_over_api"),
            "csv": at("copies_api.csv_over_api"),
        },
    }
    return body_of(INVOICE_ISSUED, at=invoice.issued_at.isoformat(), data=data)
