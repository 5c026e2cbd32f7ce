"""What a transfer costs whoever takes over: the operator's own price."""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app

from saas.config import Settings
from saas.db import db
from saas.licensing.agreement.models import Agreement
from saas.licensing.services.models import RenderedService
from saas.money import Money
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.company.models import our_company


def transfer_fee(currency: str) -> Money:
    """The fee for a transfer, without value added tax: TRANSFER_FEE, 5 000.00 unless said else."""
    settings: Settings = current_app.config["SETTINGS"]
    kronor, _, ore = settings.transfer_fee.partition(".")
    return Money(int(kronor) * 100 + int(ore), currency)


def record_fee(
    agreement: Agreement, *, fee: Money, called: str, day: date, now: datetime
) -> RenderedService | None:
    """Let the taker be invoiced for the transfer with the month it took place in; no fee, none."""
    if not fee:
        return None
    with tenant_scope(OPERATOR):
        house = our_company().name
    service = RenderedService(
        agreement_id=agreement.id,
        text=called,
        quantity=1,
        currency=fee.currency,
        unit_price_minor=fee.minor,
        day=day,
        recorded_by_name=house,
        recorded_at=now,
    )
    db.session.add(service)
    db.session.flush()
    return service
