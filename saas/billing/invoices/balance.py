"""What a company owes, in a few figures above its list of invoices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import TextClause, text

from saas.db import db
from saas.money import Money
from saas.scope import current_tenant_id


@dataclass(frozen=True, slots=True)
class Owed:
    """What a company owes in one currency: how many invoices, and what is past its due day.

    What is disputed is open and not overdue. `credit` is what we owe the company beyond its
    invoices.
    """

    count: int
    open: Money
    overdue: Money
    credit: Money


def owed(today: date) -> list[Owed]:
    """What the company in scope owes on the Stockholm day `today`, in each currency it pays in.

    One question, which reads nothing of what has been settled. The largest debt comes first.
    """
    rows = db.session.execute(OWED, {"tenant": current_tenant_id(), "today": today})
    return [
        Owed(count, Money(left, currency), Money(late, currency), Money(credit, currency))
        for currency, count, left, late, credit in rows
    ]


OWED: Final[TextClause] = text(
    """
    select currency, sum(count)::bigint, sum(open)::bigint, sum(late)::bigint, sum(credit)::bigint
    from (
        select currency, 1 as count, open_minor as open,
            case when due_on < :today then open_minor - disputed_minor else 0 end as late,
            0 as credit
        from open_claims where tenant_id = :tenant and open_minor > 0
        union all
        select currency, 0, 0, 0, -amount_minor from ledger_postings
        where tenant_id = :tenant and account = 'credits'
        union all
        select distinct currency, 0, 0, 0, 0 from agreements where tenant_id = :tenant
    ) each group by currency order by sum(open) desc, currency
    """
)
