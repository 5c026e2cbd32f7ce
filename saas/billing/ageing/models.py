"""What every customer owes, by how late it is, read off what is open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, case, func, select

from saas.billing.ageing.rules import Bucket, Owed, due_from
from saas.billing.invoices.models import Invoice
from saas.billing.open_claims.models import OpenClaim
from saas.billing.totals.rules import InvoiceKind
from saas.db import db
from saas.money import Money
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant


def owed_by_all(today: date) -> list[Owed]:
    """Every customer with anything open, the one who is late by most first."""
    ages = [(OpenClaim.due_on >= due_from(each, today=today), each.value) for each in Bucket]
    bucket = case(*ages).label("bucket")
    asked = (
        select(
            Tenant.customer_number,
            Tenant.name,
            Invoice.currency,
            bucket,
            func.sum(OpenClaim.open_minor),
        )
        .join(Invoice, Invoice.tenant_id == Tenant.id)
        .join(OpenClaim, and_(OpenClaim.tenant_id == Invoice.tenant_id, OpenClaim.id == Invoice.id))
        .where(Invoice.kind == InvoiceKind.INVOICE, OpenClaim.open_minor > 0)
        .group_by(Tenant.id, Invoice.currency, bucket)
    )
    found: defaultdict[tuple[str, str, str], dict[Bucket, Money]] = defaultdict(dict)
    with all_tenants(because="staff see what every customer owes"):
        for number, name, currency, which, minor in db.session.execute(asked):
            found[number, name, currency][Bucket(which)] = Money(int(minor), currency)
    customers = [
        Owed(customer_number=number, name=name, currency=currency, by_bucket=amounts)
        for (number, name, currency), amounts in found.items()
    ]
    return sorted(customers, key=lambda each: (-each.late.minor, -each.total.minor, each.name))


def open_invoices() -> Sequence[tuple[Invoice, date, Money]]:
    """The open invoices of the company in scope, the first due first: with their days to pay by."""
    asked = (
        select(Invoice, OpenClaim.due_on, OpenClaim.open_minor)
        .join(OpenClaim, and_(OpenClaim.tenant_id == Invoice.tenant_id, OpenClaim.id == Invoice.id))
        .where(Invoice.kind == InvoiceKind.INVOICE, OpenClaim.open_minor > 0)
        .order_by(OpenClaim.due_on, OpenClaim.id)
    )
    rows = db.session.execute(asked)
    return [(invoice, due_on, Money(minor, invoice.currency)) for invoice, due_on, minor in rows]
