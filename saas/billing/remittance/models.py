"""Looking up what a payer has named, among all companies: money finds its owner by it."""

from __future__ import annotations

from sqlalchemy import and_, select, tuple_

from saas.billing.invoices.models import Invoice
from saas.billing.numbering.models import GivenNumber
from saas.billing.remittance.rules import Found, Match, Named, Waits, named_in, whose
from saas.billing.seller.models import Seller
from saas.db import db
from saas.scope import OPERATOR, all_tenants
from saas.tenants.company.models import Tenant


def owner_of(reference: str, *, seller_id: int, currency: str) -> Match | Waits:
    """Whose money came with `reference` to an account of this seller, or why nobody can say."""
    series = db.session.scalar(select(Seller.series).where(Seller.id == seller_id)) or ""
    named = named_in(reference, series=series)
    return whose(_invoices(named), _customers(named), seller_id=seller_id, currency=currency)


def _invoices(named: Named) -> list[Found]:
    """Those that exist, in the order they were named; found in the register of numbers."""
    if not named.invoices:
        return []
    places = {(n.series, n.fiscal_year, n.position): n for n in named.invoices}
    its = and_(Invoice.tenant_id == GivenNumber.issued_to, Invoice.id == GivenNumber.invoice_id)
    place = tuple_(GivenNumber.code, GivenNumber.fiscal_year, GivenNumber.position)
    asked = (
        select(Invoice.tenant_id, Invoice.number, Invoice.seller_id, Invoice.currency)
        .join(GivenNumber, its)
        .where(GivenNumber.seller_id.in_(select(Seller.id)), place.in_(list(places)))
    )
    with all_tenants(because="a payment names an invoice of whichever company sent it"):
        found = {row.number: Found(*row) for row in db.session.execute(asked)}
    return [found[str(number)] for number in named.invoices if str(number) in found]


def _customers(named: Named) -> list[int]:
    if not named.customers:
        return []
    asked = select(Tenant.id).where(
        Tenant.customer_number.in_(named.customers), Tenant.id != OPERATOR
    )
    with all_tenants(because="a payment names the customer number of whoever sent it"):
        return list(db.session.scalars(asked))
