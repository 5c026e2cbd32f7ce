"""Finding whom a quote is for, across every company."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from saas.db import db
from saas.errors import NotFound
from saas.licensing.quote_requests.models import QuoteRequest, company_asking
from saas.licensing.quotes.later import company_quoted
from saas.licensing.quotes.models import Quote
from saas.licensing.quoting.rules import NobodyQuoted
from saas.scope import OPERATOR, all_tenants, tenant_scope
from saas.tenants.company.models import Tenant


def begun_from(asked: str) -> tuple[int, dict[str, Any]]:
    """Whose question it is, and what of it a quote begins with. Raises NotFound."""
    with all_tenants(because="staff answer a question without knowing whose it is"):
        tenant_id = company_asking(asked)
    with tenant_scope(tenant_id):
        question = QuoteRequest.known_as(asked)
        start = question.wished_start
        return tenant_id, {
            "seats_included": str(question.people),
            "starts_on": start.isoformat() if start else "",
        }


def customer_numbered(number: str | None) -> int:
    """The company with a customer number. Raises NobodyQuoted."""
    with all_tenants(because="staff write to any customer by its number"):
        tenant_id = db.session.scalar(select(Tenant.id).where(Tenant.customer_number == number))
    if tenant_id is None or tenant_id == OPERATOR:
        raise NobodyQuoted
    return tenant_id


@contextmanager
def at_its_company(public_id: str) -> Iterator[Quote]:
    """The quote, in the scope of the company it was sent to. Raises NotFound."""
    with all_tenants(because="staff open a quote without knowing whose it is"):
        tenant_id = company_quoted(public_id)
    if tenant_id is None:
        raise NotFound
    with tenant_scope(tenant_id):
        yield Quote.known_as(public_id)
