"""Quotes to test with: what our staff type, and a quote sent to a company."""

from saas.dates import now
from saas.db import db
from saas.licensing.catalogue.models import catalogue
from saas.licensing.quoting.actions import draft_quote, send_quote
from saas.licensing.quoting.forms import QuoteTerms, proposal_of
from saas.scope import tenant_scope
from tests.helpcenter.making import staff_member

TYPED = {
    "edition": "enterprise-2026",
    "fee": "25 000,00",
    "seats_included": "40",
    "seat_fee": "150.00",
    "cadence": "3",
    "billed": "in_advance",
    "by_calendar": "true",
    "starts_on": "2026-04-01",
    "notice_kind": "whole_calendar_months",
    "notice_months": "3",
    "notice_term": "B",
    "bound_months": "12",
    "renews_months": "12",
    "features": "integration = 500",
    "valid_through": "2026-03-20",
    "words": "As we agreed on the telephone.",
    "reference": "PO 4711",
}


def offered(**changes):
    """What staff offer: Enterprise by the quarter from 2026-04-01, or with these `changes`."""
    typed = {key: value for key, value in {**TYPED, **changes}.items() if value}
    data = QuoteTerms().load(typed)
    return proposal_of(data, catalogue()[data["edition"]]), typed, data


def sent_quote(to, *, number=None, by=None, **changes):
    """A quote sent to the company of `to`, or a new version of `number`."""
    by = by or staff_member("Signe")
    offer, typed, data = offered(**changes)
    draft = draft_quote(customer_id=to.tenant_id, contents=typed, by=by, now=now(), number=number)
    with tenant_scope(1):
        quote = send_quote(
            draft=draft,
            offer=offer,
            words=data["words"],
            reference=data["reference"],
            by=by,
            now=now(),
        )
    db.session.commit()
    return quote
