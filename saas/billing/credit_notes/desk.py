"""Every company's invoices, found by their number, for our staff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import defer

from saas.billing.invoices.models import Invoice
from saas.db import db
from saas.errors import NotFound
from saas.scope import all_tenants, tenant_scope
from saas.tenants.company.models import Tenant


@contextmanager
def at_its_company(number: str) -> Iterator[Invoice]:
    """The invoice with this number, in the scope of the company it was sent to.

    Numbers of different sellers differ by their letters. Raises NotFound.
    """
    with all_tenants(because="staff open an invoice without knowing whose it is"):
        found = db.session.scalar(select(Invoice.tenant_id).where(Invoice.number == number))
    if found is None:
        raise NotFound
    with tenant_scope(found):
        yield Invoice.numbered(number)


def made_by_hand(*, limit: int) -> Sequence[tuple[Tenant, Invoice]]:
    """Documents made by hand at every company, newest first."""
    asked = (
        select(Tenant, Invoice)
        .join(Invoice, Invoice.tenant_id == Tenant.id)
        .where(Invoice.made_by_name.is_not(None))
        .options(defer(Invoice.snapshot))
        .order_by(Invoice.issued_at.desc())
        .limit(limit)
    )
    with all_tenants(because="staff see which documents were made by hand"):
        return [(company, invoice) for company, invoice in db.session.execute(asked)]
