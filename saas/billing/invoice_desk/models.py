"""Finding invoices across companies, who of our staff opened one, and what is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Select, func, select, tuple_, union
from sqlalchemy.orm import Mapped

from saas.billing.invoices.models import ORDER_REFERENCE, Invoice
from saas.billing.invoices.rules import sought
from saas.billing.open_claims.models import OpenClaim
from saas.billing.purchase_orders.models import HeldInvoice
from saas.billing.totals.rules import InvoiceKind
from saas.db import Base, TenantOwned, db, refers_to
from saas.money import Money
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant


class StaffLook(TenantOwned, Base):
    """That one of our staff opened an invoice of a company, and why. Never edited."""

    __tablename__ = "staff_looks"
    __table_args__ = (
        refers_to("invoice_id", "invoices"),
        CheckConstraint("length(why) > 2", name="a_look_has_a_reason"),
    )

    invoice_id: Mapped[int]
    by_account_id: Mapped[int]
    by_name: Mapped[str]
    why: Mapped[str]
    at: Mapped[datetime]

    @classmethod
    def since(cls, begun: datetime, *, invoice_id: int, by_account_id: int) -> StaffLook | None:
        """The latest look of somebody at an invoice since then; None where there is none."""
        return db.session.scalar(
            select(cls)
            .where(
                cls.invoice_id == invoice_id, cls.by_account_id == by_account_id, cls.at >= begun
            )
            .order_by(cls.id.desc())
            .limit(1)
        )


@dataclass(frozen=True, slots=True)
class Found:
    """An invoice of some company, as the staff's list shows it."""

    number: str
    kind: InvoiceKind
    company: str
    customer_number: str
    issued_on: date
    due_on: date
    total: Money
    open: Money


@dataclass(frozen=True, slots=True)
class Held:
    """What a company is not invoiced for, for want of a purchase order."""

    company: str
    customer_number: str
    net: Money
    since: date


def find(words: str, *, limit: int) -> list[Found]:
    """Invoices by number, OCR, purchase order or amount, or of a company by either of its numbers.

    The newest first. Nothing is searched for when nothing is written.
    """
    if not words.strip():
        return []
    on = (OpenClaim.tenant_id == Invoice.tenant_id) & (OpenClaim.id == Invoice.id)
    asked = (
        select(
            Invoice.number,
            Invoice.kind,
            Tenant.name,
            Tenant.customer_number,
            Invoice.issued_on,
            func.coalesce(OpenClaim.due_on, Invoice.due_on),
            Invoice.total_minor,
            func.coalesce(OpenClaim.open_minor, 0),
            Invoice.currency,
        )
        .join(Tenant, Tenant.id == Invoice.tenant_id)
        .outerjoin(OpenClaim, on)
        .where(tuple_(Invoice.tenant_id, Invoice.id).in_(_places(words, limit)))
        .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
        .limit(limit)
    )
    with all_tenants(because="staff look for an invoice without knowing whose it is"):
        rows = db.session.execute(asked).all()
    return [
        Found(number, kind, name, customer, issued, due, Money(total, its), Money(int(left), its))
        for number, kind, name, customer, issued, due, total, left, its in rows
    ]


def held_everywhere(*, limit: int) -> list[Held]:
    """Every company's invoices that wait for a purchase order, the longest held first."""
    asked = (
        select(HeldInvoice, Tenant.name, Tenant.customer_number)
        .join(Tenant, Tenant.id == HeldInvoice.tenant_id)
        .where(HeldInvoice.lifted_on.is_(None))
        .order_by(HeldInvoice.held_since, HeldInvoice.id)
        .limit(limit)
    )
    with all_tenants(because="staff see which invoices wait for a purchase order"):
        rows = db.session.execute(asked).all()
    return [Held(name, number, held.net, held.held_since) for held, name, number in rows]


def _places(words: str, limit: int) -> Any:
    wanted = sought(words)
    bare = "".join(sign for sign in words if sign.isdigit())
    ways = [Invoice.number == wanted.text, wanted.text == ORDER_REFERENCE]
    if wanted.digits:
        ways.append(Invoice.ocr == wanted.digits)
    if wanted.minor is not None:
        ways.append(Invoice.total_minor.in_([wanted.minor, -wanted.minor]))
    if bare:
        numbered = (Tenant.customer_number == bare) | (Tenant.org_number == bare)
        ways.append(Invoice.tenant_id.in_(select(Tenant.id).where(numbered)))
    return union(*(_latest(way, limit) for way in ways))


def _latest(way: Any, limit: int) -> Select[tuple[int, int]]:
    newest = select(Invoice.tenant_id, Invoice.id).where(way)
    some = newest.order_by(Invoice.issued_on.desc(), Invoice.id.desc()).limit(limit).subquery()
    return select(some.c.tenant_id, some.c.id)


def looks_at(invoice_id: int) -> Sequence[StaffLook]:
    """Who of our staff has opened an invoice of the company in scope, the latest first."""
    rows = select(StaffLook).where(StaffLook.invoice_id == invoice_id)
    return db.session.scalars(rows.order_by(StaffLook.id.desc())).all()
