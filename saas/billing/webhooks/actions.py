"""Adding and removing the addresses a company is called at."""

from __future__ import annotations

import secrets
from datetime import datetime

from saas.billing.events import WebhookDue
from saas.billing.webhooks.models import WebhookEndpoint, WebhookMessage
from saas.billing.webhooks.rules import (
    MOST_ENDPOINTS,
    SECRET_BYTES,
    TooManyEndpoints,
    endpoint,
    secret,
)
from saas.db import db
from saas.outbox import announce
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def add_endpoint(*, url: str, open_internet: bool, by: Person, now: datetime) -> WebhookEndpoint:
    """Let `url` be called at each invoice. Its secret is on the row, to be told once.

    Raises NotAllowed, ReadOnly, AddressNotAllowed or TooManyEndpoints.
    """
    by.must(Permission.PAY)
    address = endpoint(url, open_internet=open_internet)
    take_turns()
    if len(WebhookEndpoint.active()) >= MOST_ENDPOINTS:
        raise TooManyEndpoints
    row = WebhookEndpoint(
        url=address,
        secret=secret(secrets.token_bytes(SECRET_BYTES)),
        added_at=now,
        added_by_name=by.name,
    )
    db.session.add(row)
    db.session.flush()
    return row


def remove_endpoint(public_id: str, *, by: Person, now: datetime) -> None:
    """Call an address no more. Raises NotAllowed, ReadOnly or NotFound."""
    by.must(Permission.PAY)
    row = WebhookEndpoint.known_as(public_id)
    row.removed_at = row.removed_at or now


def tell_programs(invoice_id: int, *, now: datetime) -> None:
    """Begin a message to each address of the company in scope, to be told separately.

    So one that does not answer holds up no other.
    """
    for each in WebhookEndpoint.active():
        message = WebhookMessage.begin(each.id, invoice_id, now=now)
        if message:
            announce(WebhookDue(message.id))
