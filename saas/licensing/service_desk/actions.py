"""Recording a service rendered to the company in scope, and taking it back."""

from __future__ import annotations

from datetime import date, datetime

from saas.dates import day_of
from saas.db import db
from saas.licensing.agreement.models import Agreement
from saas.licensing.events import ServicesChanged
from saas.licensing.service_desk.rules import NothingToInvoiceOn, TakenBack, must_be_rendered
from saas.licensing.services.models import RenderedService
from saas.outbox import announce
from saas.tenants.people.models import Person


def record_service(
    *, text: str, quantity: int, unit_price_minor: int, day: date, by: Person, now: datetime
) -> RenderedService:
    """Record `quantity` of a service for the company in scope, in the currency of its agreement.

    It is invoiced when its calendar month is over; at once, where that is so already. `by` is
    one of our staff. Raises NotRenderedYet and NothingToInvoiceOn.
    """
    must_be_rendered(day, today=day_of(now))
    agreement = Agreement.holding_on(day)
    if agreement is None:
        raise NothingToInvoiceOn
    service = RenderedService(
        agreement_id=agreement.id,
        text=text,
        quantity=quantity,
        currency=agreement.currency,
        unit_price_minor=unit_price_minor,
        day=day,
        recorded_by_name=by.name,
        recorded_at=now,
    )
    db.session.add(service)
    db.session.flush()
    announce(ServicesChanged(agreement.id))
    return service


def take_back(service: RenderedService, *, now: datetime) -> None:
    """Take a service back; what was invoiced of it is credited. Raises TakenBack."""
    if service.taken_back_at is not None:
        raise TakenBack
    service.taken_back_at = now
    db.session.flush()
    announce(ServicesChanged(service.agreement_id))
