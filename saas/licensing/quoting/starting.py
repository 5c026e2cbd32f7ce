"""Finding whom a quote is for, across every company."""

from __future__ import annotations

from typing import Any

from saas.licensing.quote_requests.models import QuoteRequest


def begun_from(asked: str) -> tuple[int, dict[str, Any]]:
    """Whose question it is, and what of it a quote begins with. Raises NotFound."""
    with QuoteRequest.at_its_company(asked) as question:
        start = question.wished_start
        return question.tenant_id, {
            "seats_included": str(question.people),
            "starts_on": start.isoformat() if start else "",
        }
