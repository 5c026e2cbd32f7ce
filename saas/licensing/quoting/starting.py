"""Finding whom a quote is for, across every company."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from saas.db import db
from saas.licensing.quote_requests.models import QuoteRequest
from saas.licensing.quoting.rules import NobodyQuoted
from saas.scope import OPERATOR, all_tenants
from saas.tenants.company.models import Tenant


def begun_from(asked: str) -> tuple[int, dict[str, Any]]:
    """Whose question it is, and what of it a quote begins with. Raises NotFound."""
    with QuoteRequest.at_its_company(asked) as question:
        start = question.wished_start
        return question.tenant_id, {
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
