"""What a company has agreed to, read in one question: for previews and deeds.

The rows come as they are kept and are not remembered. Who goes on to change one of them finds
it as `Agreement` or `ScheduledChange`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Date, Select, and_, bindparam, func, select

from saas.db import db
from saas.licensing.agreement.columns import TERMS_COLUMNS, terms_kept
from saas.licensing.agreement.coming import ChangeReason, ScheduledChange
from saas.licensing.agreement.models import AgreementTerm, terms_hold_on
from saas.licensing.agreement.notices import Notice
from saas.licensing.agreement.rules import Terms, Timeline
from saas.scope import current_tenant_id


@dataclass(frozen=True, slots=True)
class Coming:
    """Other terms that are to hold from a coming day, and why."""

    id: int
    why: ChangeReason
    terms: Terms


@dataclass(frozen=True, slots=True)
class Held:
    """An agreement as it stands: what holds and has held, and what is to come, soonest first.

    `timeline` is without what is to come and without the end a notice brings, and without what
    was replaced on the day it began. `last_day` is that of a notice.
    """

    id: int
    timeline: Timeline
    to_come: tuple[Coming, ...]
    last_day: date | None


def held_on(day: date) -> Held | None:
    """The agreement of the company in scope that holds on `day`; None on Free.

    The same as `Agreement.holding_on` finds. What is to come is asked for where there is any.
    """
    ours = {"ours": current_tenant_id()}
    db.session.flush()
    asked = db.session.connection()
    held = asked.execute(_held(), ours | {"day": day}).all()
    if not held:
        return None
    last = held[-1]
    coming = last.changes and last.until is None
    to_come = asked.execute(_to_come(), ours | {"its": last.agreement_id}) if coming else ()
    return Held(
        last.agreement_id,
        Timeline(tuple(map(terms_kept, held))),
        tuple(Coming(row.id, row.why, terms_kept(row)) for row in to_come),
        last.last_day,
    )


@cache
def _held() -> Select[Any]:
    """The terms of the agreement that holds on :day, its notice, and how much is to come."""
    kept, its = AgreementTerm, AgreementTerm.__table__.alias("its")
    last_day = select(Notice.last_day).where(
        Notice.tenant_id == kept.tenant_id,
        Notice.agreement_id == kept.agreement_id,
        Notice.withdrawn_at.is_(None),
    )
    changes = select(func.count()).where(
        ScheduledChange.tenant_id == kept.tenant_id,
        ScheduledChange.agreement_id == kept.agreement_id,
        _is_open(),
    )
    held = (
        select(
            kept.tenant_id,
            kept.agreement_id,
            last_day.scalar_subquery().label("last_day"),
            changes.scalar_subquery().label("changes"),
        )
        .where(kept.tenant_id == _OURS, terms_hold_on(bindparam("day", type_=Date)))
        .subquery("held")
    )
    theirs = (its.c.tenant_id == held.c.tenant_id, its.c.agreement_id == held.c.agreement_id)
    return (
        select(*(its.c[name] for name in TERMS_COLUMNS), held)
        .join(held, and_(*theirs))
        .where(its.c.until.is_(None) | (its.c.until > its.c.starts_on))
        .order_by(its.c.starts_on, its.c.id)
    )


@cache
def _to_come() -> Select[Any]:
    """The changes of agreement :its that are to come, soonest first."""
    change = ScheduledChange
    return (
        select(change.id, change.why, *(getattr(change, name) for name in TERMS_COLUMNS))
        .where(change.tenant_id == _OURS, change.agreement_id == bindparam("its"), _is_open())
        .order_by(change.starts_on, change.id)
    )


def _is_open() -> ColumnElement[bool]:
    change = ScheduledChange
    return and_(change.withdrawn_at.is_(None), change.carried_out_at.is_(None))


_OURS: Final = bindparam("ours", type_=BigInteger)
