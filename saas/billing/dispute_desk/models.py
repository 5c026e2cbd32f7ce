"""What is disputed, everywhere, for our staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from saas.billing.disputes.models import (
    CREDITED,
    DECIDED,
    NOTE,
    Dispute,
    Disputed,
    DisputeDecision,
)
from saas.billing.invoices.models import Invoice
from saas.billing.open_claims.models import OpenClaim
from saas.db import db
from saas.licensing.agreement.models import Agreement
from saas.money import Money
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant


@dataclass(frozen=True, slots=True)
class DisputedSomewhere(Disputed):
    """The same as our staff see it: of which invoice of which company, and what is open on it.

    `agreement` is what the invoice was made for; None for one written by hand.
    """

    number: str
    agreement: str | None
    company: str
    customer_number: str
    open: Money


def open_everywhere(*, limit: int) -> list[DisputedSomewhere]:
    """What nobody has decided at any company, the oldest dispute first."""
    return _everywhere(DisputeDecision.id.is_(None), Dispute.raised_at, limit)


def decided_lately(*, limit: int) -> list[DisputedSomewhere]:
    """The disputes of any company that ended last, the last one first."""
    return _everywhere(DisputeDecision.id.is_not(None), DisputeDecision.decided_at.desc(), limit)


def _everywhere(which: ColumnElement[bool], order: Any, limit: int) -> list[DisputedSomewhere]:
    claim = and_(OpenClaim.tenant_id == Dispute.tenant_id, OpenClaim.id == Dispute.invoice_id)
    of_it = and_(Invoice.tenant_id == Dispute.tenant_id, Invoice.id == Dispute.invoice_id)
    made_for = and_(Agreement.tenant_id == Invoice.tenant_id, Agreement.id == Invoice.agreement_id)
    rows = (
        select(
            Dispute,
            DisputeDecision,
            NOTE.c.number,
            Invoice.number,
            Agreement.public_id,
            Tenant.name,
            Tenant.customer_number,
            OpenClaim.open_minor,
        )
        .join(Invoice, of_it)
        .outerjoin(Agreement, made_for)
        .join(Tenant, Tenant.id == Dispute.tenant_id)
        .outerjoin(DisputeDecision, DECIDED)
        .outerjoin(NOTE, CREDITED)
        .outerjoin(OpenClaim, claim)
        .where(which)
        .order_by(order)
        .limit(limit)
    )
    with all_tenants(because="staff see which invoices are disputed"):
        return [
            DisputedSomewhere(
                dispute,
                decision,
                note,
                number,
                agreement,
                name,
                customer,
                Money(minor or 0, dispute.currency),
            )
            for dispute, decision, note, number, agreement, name, customer, minor in (
                db.session.execute(rows)
            )
        ]
