"""Asking for a quote, and taking the question back."""

from __future__ import annotations

from datetime import date, datetime

from saas.dates import day_of
from saas.db import db, refused_by
from saas.errors import NotFound
from saas.licensing.contract_events import QuoteAsked
from saas.licensing.quote_requests.models import QuoteRequest
from saas.licensing.quote_requests.rules import AlreadyAsked, must_be_askable
from saas.outbox import announce
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def ask_for_quote(
    *, people: int, needs: str, wished_start: date | None, by: Person, now: datetime
) -> QuoteRequest:
    """Ask our staff what a plan by contract would cost (S46).

    `people` are those who are to use it, `wished_start` a Stockholm day or None. Raises
    NotAllowed, NobodySeated, StartHasPassed, or AlreadyAsked while a question waits.
    """
    by.must(Permission.CHANGE_PLAN)
    must_be_askable(people=people, wished_start=wished_start, today=day_of(now))
    asked = QuoteRequest(
        people=people,
        needs=needs,
        wished_start=wished_start,
        asked_by_id=by.id,
        asked_by_name=by.name,
        asked_at=now,
    )
    with refused_by("one_waiting_quote_request_per_company", AlreadyAsked()):
        db.session.add(asked)
    announce(QuoteAsked(asked.id))
    return asked


def take_back(*, request: QuoteRequest, by: Person, now: datetime) -> QuoteRequest:
    """Let a question rest that nobody has answered. Raises NotAllowed, or NotFound after that."""
    by.must(Permission.CHANGE_PLAN)
    if not request.is_waiting:
        raise NotFound
    request.withdrawn_at = now
    db.session.flush()
    return request
