"""Beginning, continuing and foreseeing agreements: the only place that writes terms.

Who calls these has asked whether the person may, entitles the seats afterwards
(`seats.actions.entitle`) and announces what happened.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

from sqlalchemy import Insert, bindparam, func, insert, select, update

from saas.dates import day_of
from saas.db import db, refused_by
from saas.errors import Conflict, Refusal
from saas.licensing.agreement.columns import in_columns
from saas.licensing.agreement.coming import ChangeReason
from saas.licensing.agreement.held import Held
from saas.licensing.agreement.models import (
    Agreement,
    AgreementTerm,
    ScheduledChange,
)
from saas.licensing.agreement.rules import Terms
from saas.scope import current_tenant_id
from saas.tenants.company.models import our_company
from saas.tenants.company.rules import must_live
from saas.tenants.people.models import Person
from saas.tenants.terms.rules import edition_on
from saas.text import N_


class AgreementExists(Conflict):
    """The company has an agreement on the day another was to begin."""

    says = N_("The company already has a plan. It is changed, not agreed to again.")


class ChangeIsComing(Conflict):
    """Another change of the same kind is to come."""

    says = N_("A change is already agreed on for a later day. Withdraw it first.")


class NoChangeToWithdraw(Refusal):
    """Nothing is to come, or it has been carried out."""

    says = N_("There is no change to withdraw: none is to come, or it already holds.")


def start_agreement(
    terms: Terms, *, by: Person | None, now: datetime, terms_of_service: str | None = None
) -> Agreement:
    """Begin an agreement with `terms`; the company leaves Free on the day they start.

    `terms_of_service` names the edition of our general terms that was accepted, the one in
    force on that day where nothing else is said. `by` is None where our staff ordered. Raises
    AgreementExists or CompanyHasCeased.
    """
    must_live(our_company().ceased_on)
    agreement = Agreement(
        started_on=terms.starts_on,
        currency=terms.fee.currency,
        terms_of_service=terms_of_service or edition_on(terms.starts_on).name,
        agreed_by_id=by.id if by else None,
        agreed_at=now,
    )
    with refused_by("terms_never_overlap", AgreementExists()):
        db.session.add(agreement)
        db.session.flush()
        _write_down(agreement, terms, by_id=agreement.agreed_by_id, now=now)
    return agreement


def continue_agreement(
    agreement: Agreement | Held, terms: Terms, *, by: Person | None, now: datetime
) -> None:
    """Let `terms` hold from the day they start on; what held until then is closed, once.

    `by` is None where the calendar carries out what was agreed before. Raises CompanyHasCeased.
    """
    must_live(our_company().ceased_on)
    _follow(agreement.id, terms, by_id=by.id if by else None, now=now)


def schedule_change(
    agreement: Agreement | Held,
    terms: Terms,
    *,
    by: Person | None,
    now: datetime,
    why: ChangeReason,
) -> ScheduledChange:
    """Agree that `terms` are to hold from a coming day. Raises ChangeIsComing."""
    change = ScheduledChange(
        agreement_id=agreement.id,
        why=why,
        agreed_by_id=by.id if by else None,
        agreed_at=now,
        **in_columns(terms),
    )
    with refused_by("one_coming_change_per_agreement", ChangeIsComing()):
        db.session.add(change)
    _read_again()
    return change


def withdraw_change(change: ScheduledChange, *, by: Person | None, now: datetime) -> None:
    """Let what was to come not come. Raises NoChangeToWithdraw."""
    if not change.is_open:
        raise NoChangeToWithdraw
    change.withdrawn_at, change.withdrawn_by_id = now, by.id if by else None
    db.session.flush()
    _read_again()


def carry_out_change(change: ScheduledChange, *, now: datetime) -> Terms | None:
    """Let the terms of a change hold, from its day on; those that hold now.

    None where there is nothing to do: it is not yet time, it is withdrawn or carried out, or
    its agreement has ended or ends before. Doing it again changes nothing.
    """
    agreement = Agreement.find(change.agreement_id)
    due = change in agreement.to_come and change.starts_on <= day_of(now)
    if not due or agreement.timeline().on(change.starts_on) is None:
        return None
    change.carried_out_at = now
    _follow(agreement.id, change.as_agreed, by_id=change.agreed_by_id, now=change.agreed_at)
    return change.as_agreed


def _follow(agreement_id: int, terms: Terms, *, by_id: int | None, now: datetime) -> None:
    db.session.flush()
    whose = {"tenant_id": current_tenant_id(), "agreement_id": agreement_id}
    agreed = {"agreed_by_id": by_id, "agreed_at": now, **in_columns(terms)}
    db.session.connection().execute(
        _close_and_follow(), {f"new_{name}": value for name, value in (whose | agreed).items()}
    )
    _read_again()


def _read_again() -> None:
    """Let what this session has read of agreements be read again when it is asked for."""
    for known in db.session:
        if isinstance(known, Agreement):
            db.session.expire(known, ["terms", "changes"])
        elif isinstance(known, AgreementTerm):
            db.session.expire(known, ["until"])


@cache
def _close_and_follow() -> Insert:
    """Close the terms that hold, then add those that follow: in one statement, in this order."""
    kept = AgreementTerm.__table__.c
    new = {c: bindparam(f"new_{c.name}", type_=c.type) for c in kept if c is not kept.id}
    held = (kept.tenant_id, kept.agreement_id)
    closed = (
        update(AgreementTerm)
        .where(*(column == new[column] for column in held), kept.until.is_(None))
        .values({kept.until: new[kept.starts_on]})
        .returning(kept.id)
        .cte("closed")
    )
    then = select(func.count()).select_from(closed).subquery()
    return insert(AgreementTerm).from_select(list(new), select(*new.values()).select_from(then))


def _write_down(agreement: Agreement, terms: Terms, *, by_id: int | None, now: datetime) -> None:
    db.session.add(
        AgreementTerm(
            agreement_id=agreement.id, agreed_by_id=by_id, agreed_at=now, **in_columns(terms)
        )
    )
    db.session.flush()
    db.session.expire(agreement, ["terms"])
