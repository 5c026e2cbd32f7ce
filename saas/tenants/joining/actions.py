"""Asking a company to be let in, and the company's answer."""

from __future__ import annotations

from datetime import datetime

from saas.dates import day_of
from saas.db import db, refused_by
from saas.outbox import announce
from saas.scope import tenant_scope
from saas.tenants.events import JoinAnswered, JoinAsked
from saas.tenants.joining.models import JoinRequest
from saas.tenants.joining.rules import (
    AlreadyAPerson,
    JoinAlreadyAnswered,
    JoinAlreadyAsked,
    JoinOutcome,
    answer_by,
)
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def ask_to_join(
    *,
    tenant_id: int,
    name: str,
    email: str,
    language: str,
    message: str,
    now: datetime,
    vouched: bool = False,
) -> JoinRequest:
    """Ask a company's administrators to let somebody in, whose address is proved.

    They have five business days; then our staff looks into it. `vouched` says that our staff
    has seen proof. Raises AlreadyAPerson or JoinAlreadyAsked.
    """
    with tenant_scope(tenant_id):
        if Person.with_email(email):
            raise AlreadyAPerson
        join_request = JoinRequest(
            name=name,
            email=email,
            language=language,
            message=message,
            asked_at=now,
            answer_by=answer_by(day_of(now)),
            vouched_at=now if vouched else None,
        )
        with refused_by("one_open_join_request_per_address", JoinAlreadyAsked()):
            db.session.add(join_request)
        announce(JoinAsked(join_request.id))
    return join_request


def answer(
    *, join_request: JoinRequest, by: Person, outcome: JoinOutcome, now: datetime
) -> JoinRequest:
    """Note the company's answer. Letting in is for those who count seats, in the same deed.

    Raises NotAllowed, ReadOnly or JoinAlreadyAnswered.
    """
    by.must(Permission.MANAGE_PEOPLE)
    db.session.refresh(join_request, with_for_update={"of": JoinRequest})
    if join_request.outcome is not None:
        raise JoinAlreadyAnswered
    join_request.outcome = outcome
    join_request.answered_at = now
    join_request.answered_by_id = by.id
    db.session.flush()
    announce(JoinAnswered(join_request.id, outcome is JoinOutcome.APPROVED))
    return join_request
