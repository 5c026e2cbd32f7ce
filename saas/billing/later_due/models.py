"""Who asked for a later day to pay by, and what was decided. Both are added, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, ColumnElement, Index, UniqueConstraint, and_, select, text
from sqlalchemy.orm import Mapped

from saas.billing.invoices.models import Invoice
from saas.billing.later_due.rules import Outcome
from saas.billing.open_claims.models import OpenClaim
from saas.db import Base, Known, TenantOwned, db, refers_to
from saas.money import Money
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant


class LaterDueRequest(Known, TenantOwned, Base):
    """That somebody asked to pay an invoice by a later day. It waits until it is decided.

    `nth` counts the requests of the invoice: the next is asked when the one before is decided,
    so two that are asked at once have the same number, and one of them loses.
    """

    __tablename__ = "later_due_requests"
    __table_args__ = (
        refers_to("invoice_id", "invoices"),
        refers_to("asked_by_id", "people"),
        UniqueConstraint(
            "tenant_id", "invoice_id", "nth", name="one_request_for_a_later_day_waits"
        ),
        CheckConstraint("length(reason) > 0", name="a_later_day_is_asked_for_with_a_reason"),
    )
    prefix = "lat"

    invoice_id: Mapped[int]
    nth: Mapped[int]
    due_on: Mapped[date]
    instead_of: Mapped[date]
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int]
    asked_by_name: Mapped[str]


class LaterDueDecision(TenantOwned, Base):
    """What was decided, by whom and why; `due_on` is the day agreed on, none where declined.

    A trigger writes the day into the open claim, where everybody looks who asks what is overdue.
    """

    __tablename__ = "later_due_decisions"
    __table_args__ = (
        refers_to(
            "request_id", "later_due_requests", name="a_decision_is_on_a_request_for_a_later_day"
        ),
        refers_to("invoice_id", "invoices"),
        UniqueConstraint(
            "tenant_id", "request_id", name="a_request_for_a_later_day_is_decided_once"
        ),
        CheckConstraint("due_on > instead_of", name="a_day_agreed_on_is_later"),
        CheckConstraint("length(says) > 0", name="a_decision_on_a_day_says_why"),
        Index(
            "days_agreed_on",
            "tenant_id",
            "invoice_id",
            "due_on",
            postgresql_where=text("due_on is not null"),
        ),
    )

    request_id: Mapped[int]
    invoice_id: Mapped[int]
    due_on: Mapped[date | None]
    instead_of: Mapped[date]
    says: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by_account_id: Mapped[int]
    decided_by_name: Mapped[str]

    @property
    def outcome(self) -> Outcome:
        """What it comes to."""
        return Outcome.AGREED if self.due_on else Outcome.DECLINED


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a later day, and its decision when there is one."""

    request: LaterDueRequest
    decision: LaterDueDecision | None

    @property
    def waits(self) -> bool:
        """Whether nobody has decided."""
        return self.decision is None


@dataclass(frozen=True, slots=True)
class AskedSomewhere(Asked):
    """The same as our staff see it: of which invoice of which company, and what is left to pay."""

    number: str
    company: str
    customer_number: str
    open: Money


DECIDED: Final[ColumnElement[bool]] = and_(
    LaterDueDecision.tenant_id == LaterDueRequest.tenant_id,
    LaterDueDecision.request_id == LaterDueRequest.id,
)


def asked_for(invoice: Invoice) -> Sequence[Asked]:
    """Every request for a later day of an invoice of the company in scope, oldest first."""
    rows = (
        select(LaterDueRequest, LaterDueDecision)
        .outerjoin(LaterDueDecision, DECIDED)
        .where(LaterDueRequest.invoice_id == invoice.id)
        .order_by(LaterDueRequest.nth)
    )
    return [Asked(request, decision) for request, decision in db.session.execute(rows)]


def waiting_everywhere(*, limit: int) -> list[AskedSomewhere]:
    """What nobody has decided at any company, the longest waiting first."""
    return _everywhere(LaterDueDecision.id.is_(None), LaterDueRequest.asked_at, limit)


def decided_lately(*, limit: int) -> list[AskedSomewhere]:
    """The latest decisions at any company, the last one first."""
    decided = LaterDueDecision.id.is_not(None)
    return _everywhere(decided, LaterDueDecision.decided_at.desc(), limit)


def _everywhere(which: ColumnElement[bool], order: Any, limit: int) -> list[AskedSomewhere]:
    claim = and_(
        OpenClaim.tenant_id == LaterDueRequest.tenant_id, OpenClaim.id == LaterDueRequest.invoice_id
    )
    of_it = and_(
        Invoice.tenant_id == LaterDueRequest.tenant_id, Invoice.id == LaterDueRequest.invoice_id
    )
    rows = (
        select(
            LaterDueRequest,
            LaterDueDecision,
            Invoice.number,
            Invoice.currency,
            Tenant.name,
            Tenant.customer_number,
            OpenClaim.open_minor,
        )
        .join(Invoice, of_it)
        .join(Tenant, Tenant.id == LaterDueRequest.tenant_id)
        .outerjoin(LaterDueDecision, DECIDED)
        .outerjoin(OpenClaim, claim)
        .where(which)
        .order_by(order)
        .limit(limit)
    )
    with all_tenants(because="staff see who asks to pay later"):
        return [
            AskedSomewhere(request, decision, number, name, customer, Money(minor or 0, currency))
            for request, decision, number, currency, name, customer, minor in db.session.execute(
                rows
            )
        ]
