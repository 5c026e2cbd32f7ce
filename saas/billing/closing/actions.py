"""Closing an account, and opening it again."""

from __future__ import annotations

from datetime import datetime

from saas.billing.closing.models import Closure, has_plan_from, has_unpaid_invoices
from saas.billing.closing.rules import (
    AccountAlreadyClosed,
    InvoicesToPayFirst,
    NothingToReopen,
    PlanToLeaveFirst,
    must_be_in_time,
    reopens_until,
)
from saas.billing.events import CompanyClosed, CompanyReopened
from saas.dates import day_of
from saas.db import db, refused_by
from saas.errors import NotAllowed
from saas.outbox import announce
from saas.tenants.company.models import Tenant, take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission, Role


def must_be_closable(*, by: Person, now: datetime) -> None:
    """Refuse where the account cannot be closed by this person, or not yet.

    Raises NotAllowed for all but owners, PlanToLeaveFirst and InvoicesToPayFirst.
    """
    _must_own(by)
    if has_plan_from(day_of(now)):
        raise PlanToLeaveFirst
    if has_unpaid_invoices():
        raise InvoicesToPayFirst


def close_account(*, by: Person, now: datetime, reason: str = "") -> Closure:
    """Close the account of a company on Free; its people are shown the way back instead.

    Nobody and nothing is deleted. Raises what `must_be_closable` raises, or
    AccountAlreadyClosed.
    """
    company = take_turns()
    must_be_closable(by=by, now=now)
    closure = Closure(
        closed_at=now,
        closed_by_id=by.id,
        closed_by_name=by.name,
        reopens_until=reopens_until(day_of(now)),
        reason=reason,
    )
    with refused_by("one_open_closure_per_company", AccountAlreadyClosed()):
        db.session.add(closure)
    company.closed_at = now
    announce(CompanyClosed(closure.id))
    return closure


def reopen_account(*, by: Person, now: datetime) -> Tenant:
    """Open a closed account again: an owner within thirty days, our staff at any time.

    Raises NotAllowed, NothingToReopen or ReopenedByStaffOnly.
    """
    company = take_turns()
    closure = Closure.in_force()
    if closure is None:
        raise NothingToReopen
    if by.is_staff:
        by.must(Permission.DECIDE)
    else:
        _must_own(by)
        must_be_in_time(closure.reopens_until, today=day_of(now))
    closure.reopened_at, closure.reopened_by_name = now, by.name
    company.closed_at = None
    db.session.flush()
    announce(CompanyReopened(closure.id))
    return company


def _must_own(by: Person) -> None:
    by.must(Permission.GIVE_NOTICE)
    if by.role is not Role.OWNER or by.is_staff:
        raise NotAllowed
