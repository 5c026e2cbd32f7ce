"""How the company in scope stands, asked in one question, because everybody begins here.

The question is written by hand: one round trip, prepared by the driver, and each part of it
reads an index of one company's rows. It names the company itself; the wall does so again.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Row, bindparam, text

from saas.db import db
from saas.helpcenter.inbox.rules import Deed, state_of
from saas.helpcenter.overview.rules import LatestRequest, NextInvoice, Standing, next_invoice
from saas.licensing.catalogue.models import catalogue
from saas.licensing.plans.rules import Cadence, Timing
from saas.money import Money, total
from saas.scope import current_tenant_id
from saas.text import Text

SHOWN: Final = 3


def standing_at(now: datetime, *, today: date, reads_only: int | None) -> Standing:
    """How the company in scope stands at an instant, on its Stockholm day.

    `reads_only` is the id of a person who may read their own requests only, or None for one
    who reads the whole company's.
    """
    asked = {
        "tenant": current_tenant_id(),
        "today": today,
        "now": now,
        "person": reads_only,
        "shown": SHOWN,
    }
    found = db.session.execute(_QUESTION, asked).one()
    free = catalogue().free(today)
    currency = found.owed_in or found.currency or free.monthly_fee.currency
    return Standing(
        plan=found.plan_name or free.name,
        is_free=found.plan_name is None,
        price=total(_fees(found)),
        people=found.people,
        held=found.held,
        entitled=found.seats or free.seats_included,
        notice_number=found.notice_number,
        last_day=found.last_day,
        to_pay=Money(found.to_pay, currency),
        open_invoices=found.open_invoices,
        overdue=Money(found.overdue, currency),
        overdue_invoices=found.overdue_invoices,
        next_due=found.next_due,
        next_invoice=_next_invoice(found, today),
        pending=found.pending,
        leave_by=found.leave_by,
        notices_to_confirm=found.notices_to_confirm,
        latest=tuple(_latest(request) for request in found.latest or ()),
    )


def _next_invoice(found: Row[Any], today: date) -> NextInvoice | None:
    if found.plan_name is None:
        return None
    return next_invoice(
        _fees(found),
        cadence=Cadence(found.cadence_months, Timing(found.billed)),
        anchor=found.anchor,
        today=today,
        last_day=found.last_day,
    )


def _fees(found: Row[Any]) -> list[Money]:
    """What the plan and its extra seats cost for a whole period; nothing on Free."""
    if found.plan_name is None:
        return []
    seats_minor = (found.seat_fee_minor or 0) * found.extra_seats
    return [Money(found.fee_minor, found.currency), Money(seats_minor, found.currency)]


def _latest(request: dict[str, Any]) -> LatestRequest:
    last = Deed(request["last_deed"]) if request["last_deed"] else None
    return LatestRequest(
        reference=f"R-{request['number']}",
        title=Text(request["subject"], request["answers"]),
        state=state_of(last, needs_approval=request["needs_approval"]),
        sent_at=datetime.fromisoformat(request["sent_at"]),
    )


_QUESTION: Final = text(
    """
    select * from (values (1)) as the_company
    left join lateral (
        select t.plan_name, t.currency, t.fee_minor, t.seat_fee_minor, t.extra_seats,
               t.seats_included + t.extra_seats as seats,
               t.anchor, t.cadence_months, t.billed, t.agreement_id,
               n.number as notice_number, n.last_day
        from agreement_terms t
        left join notices n on n.tenant_id = t.tenant_id and n.agreement_id = t.agreement_id
            and n.withdrawn_at is null
        where t.tenant_id = :tenant and t.starts_on <= :today
          and (t.until is null or t.until > :today)
          and (n.last_day is null or n.last_day >= :today)
    ) agreed on true
    cross join lateral (
        select coalesce(nullif(count(s.person_id), 0), (
                   select count(*) from people p where p.tenant_id = :tenant
                   and p.removed_at is null and p.read_only_since is null)) as people,
               count(*) filter (where s.held_until > :now) as held
        from seats s where s.tenant_id = :tenant
    ) seated
    cross join lateral (
        select count(*) as open_invoices, coalesce(sum(i.open_minor), 0)::bigint as to_pay,
               count(*) filter (where i.due_on < :today and not i.at_agency
                   and i.open_minor > i.disputed_minor) as overdue_invoices,
               coalesce(sum(i.open_minor - i.disputed_minor) filter (
                   where i.due_on < :today and not i.at_agency), 0)::bigint as overdue,
               min(i.due_on) as next_due, min(i.currency) as owed_in
        from open_claims i where i.tenant_id = :tenant and i.open_minor > 0
    ) owed
    cross join lateral (
        select json_agg(r) as latest
        from (select q.number, q.subject, q.answers, q.needs_approval, q.sent_at,
                     (select e.deed from request_entries e
                      where e.tenant_id = q.tenant_id and e.request_id = q.id
                        and e.deed not in ('said', 'noted')
                      order by e.id desc limit 1) as last_deed
              from help_requests q
              where q.tenant_id = :tenant
                and (:person is null or q.sent_by_id = :person)
              order by q.number desc limit :shown) r
    ) asked
    cross join lateral (
        select count(*) as pending from help_requests q
        where q.tenant_id = :tenant and q.needs_approval and :person is null
          and not exists (
              select from request_entries e
              where e.tenant_id = q.tenant_id and e.request_id = q.id
                and e.deed not in ('said', 'noted'))
    ) waiting
    cross join lateral (
        select (select min(r.deadline) from notice_reminders r
                where r.tenant_id = :tenant and r.agreement_id = agreed.agreement_id
                  and r.deadline >= :today and agreed.notice_number is null) as leave_by,
               (select count(*) from received_notices v where v.tenant_id = :tenant
                and v.notice_id is null and v.rejected_at is null) as notices_to_confirm
    ) leaving
    """
).bindparams(
    bindparam("tenant", type_=BigInteger),
    bindparam("person", type_=BigInteger),
    bindparam("shown", type_=BigInteger),
)
