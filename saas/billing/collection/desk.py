"""What is at the agency, everywhere, for our staff."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, select

from saas.billing.collection.models import CollectionHandover, RecallDecision, RecallRequest
from saas.billing.collection.rules import RecallOutcome
from saas.billing.invoices.models import Invoice
from saas.billing.open_claims.models import OpenClaim
from saas.db import db
from saas.money import Money
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant


@dataclass(frozen=True, slots=True)
class AtAgency:
    """An invoice that is at the agency: what was handed over, and what is open on it now.

    `asked` is why the customer wants it back, while nobody has answered; else empty.
    """

    number: str
    company: str
    customer_number: str
    due_on: date
    agency: str
    handed_at: datetime
    handed: Money
    open: Money
    asked: str


def at_agency(*, limit: int) -> list[AtAgency]:
    """What is at the agency: those who wait for our answer first, then the longest there first."""
    wish = _asked_back()
    rows = (
        select(
            Invoice.number,
            Tenant.name,
            Tenant.customer_number,
            OpenClaim.due_on,
            CollectionHandover,
            OpenClaim.open_minor,
            wish,
        )
        .select_from(OpenClaim)
        .join(CollectionHandover, _in_force())
        .join(Invoice, and_(Invoice.tenant_id == OpenClaim.tenant_id, Invoice.id == OpenClaim.id))
        .join(Tenant, Tenant.id == OpenClaim.tenant_id)
        .where(OpenClaim.at_agency)
        .order_by(wish.is_(None), CollectionHandover.handed_at, CollectionHandover.id)
        .limit(limit)
    )
    with all_tenants(because="staff see what is at the collection agency"):
        found = db.session.execute(rows).all()
    return [
        AtAgency(
            number,
            name,
            customer,
            due_on,
            handed.agency_name,
            handed.handed_at,
            handed.amount,
            Money(minor, handed.currency),
            asked or "",
        )
        for number, name, customer, due_on, handed, minor, asked in found
    ]


def _in_force() -> ColumnElement[bool]:
    """The hand-over of a claim that has not been taken back."""
    taken_back = exists().where(
        RecallDecision.tenant_id == CollectionHandover.tenant_id,
        RecallDecision.handover_id == CollectionHandover.id,
        RecallDecision.outcome == RecallOutcome.RECALLED,
    )
    return and_(
        CollectionHandover.tenant_id == OpenClaim.tenant_id,
        CollectionHandover.invoice_id == OpenClaim.id,
        ~taken_back,
    )


def _asked_back() -> ScalarSelect[str]:
    """Why the customer wants it back, where nobody has answered."""
    answered = exists().where(
        RecallDecision.tenant_id == RecallRequest.tenant_id,
        RecallDecision.request_id == RecallRequest.id,
    )
    return (
        select(RecallRequest.reason)
        .where(
            RecallRequest.tenant_id == CollectionHandover.tenant_id,
            RecallRequest.handover_id == CollectionHandover.id,
            ~answered,
        )
        .correlate(CollectionHandover)
        .limit(1)
        .scalar_subquery()
    )


def sums_at_agency() -> list[tuple[int, Money]]:
    """How many invoices are at the agency and what is open on them, by currency."""
    rows = (
        select(OpenClaim.currency, func.count(), func.sum(OpenClaim.open_minor))
        .where(OpenClaim.at_agency)
        .group_by(OpenClaim.currency)
        .order_by(OpenClaim.currency)
    )
    with all_tenants(because="staff see what the collection agency collects in all"):
        return [
            (count, Money(int(minor), currency))
            for currency, count, minor in db.session.execute(rows)
        ]


def asked_back(known: Iterable[AtAgency]) -> int:
    """How many of those wait for our answer."""
    return sum(bool(each.asked) for each in known)
