"""Who was invoiced last time and is not any more, since their agreement has ended."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import text

from saas.billing.dry_run.before import invoiced_before
from saas.billing.dry_run.rules import Issuable, Sums, Way, would_be_due
from saas.dates import add_months
from saas.db import db
from saas.licensing.plans.rules import Cadence, Timing
from saas.money import Money
from saas.scope import all_tenants


def leavers(day: date, *, only_for: int | None = None) -> list[Issuable]:
    """Agreements that have ended and would have been invoiced by a run for `day` had they not.

    Only those that no earlier run for everybody has left out already, and whose next period
    began no longer ago than a period is long: each is pointed out once.
    """
    with all_tenants(because="a dry run looks at whose agreement has ended"):
        connection = db.session.connection()
        ended = connection.execute(_ENDED, {"day": day, "only": only_for}).all()
        missed = [one for one in ended if _is_missed(one, day)]
        before = invoiced_before(connection, [(one.tenant_id, one.agreement_id) for one in missed])
    return [
        Issuable(
            company=one.name,
            customer_number=one.customer_number,
            agreement_id=one.agreement_id,
            lines=(),
            sums=Sums(*[Money(0, one.currency)] * 3),
            way=Way.CHUNK,
            before=before[one.agreement_id],
        )
        for one in missed
        if one.agreement_id in before
    ]


def _is_missed(one: Any, day: date) -> bool:
    cadence = Cadence(one.cadence_months, Timing(one.billed))
    came = would_be_due(one.until, anchor=one.anchor, cadence=cadence)
    since = max(add_months(day, -cadence.months), one.run_for or date.min)
    return since < came <= day


# The last terms that held for any day say in which periods the agreement was invoiced. None is
# due long after its end, so what ended three years ago is not looked at.
_ENDED: Final = text(
    """
    select * from (
        select distinct on (a.tenant_id, a.agreement_id) a.tenant_id, a.agreement_id, a.currency,
               a.anchor, a.cadence_months, a.billed, least(a.until, n.last_day + 1) as until,
               t.name, t.customer_number,
               (select max(day) from billing_runs where only_for is null) as run_for
        from billing_days d
        join agreement_terms a on a.tenant_id = d.tenant_id and a.agreement_id = d.agreement_id
        join tenants t on t.id = d.tenant_id
        left join notices n on n.tenant_id = a.tenant_id and n.agreement_id = a.agreement_id
         and n.withdrawn_at is null
        where (d.due_on is null or d.due_on > :day)
          and (cast(:only as bigint) is null or d.tenant_id = :only)
          and (a.until is null or a.until > a.starts_on)
          and (n.last_day is null or n.last_day >= a.starts_on)
        order by a.tenant_id, a.agreement_id, a.starts_on desc, a.id desc) as last
    where until between cast(:day as date) - 1096 and :day
    order by customer_number, agreement_id
    """
)
