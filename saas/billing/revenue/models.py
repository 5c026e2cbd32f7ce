"""What every agreement brings in, read off the terms that were agreed."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import text

from saas.billing.revenue.rules import Stretch, movements, year_before
from saas.dates import last_day_of_month
from saas.db import db
from saas.money import Money
from saas.scope import all_tenants


def stretches() -> list[Stretch]:
    """What every company pays and has paid by agreement, up to the last day of a notice."""
    with all_tenants(because="recurring revenue is that of every company"):
        return [
            Stretch(
                company=row.tenant_id,
                starts_on=row.starts_on,
                until=row.until,
                price=Money(row.price, row.currency),
                months=row.cadence_months,
            )
            for row in db.session.execute(STRETCHES)
        ]


def recomputed(day: date) -> dict[str, int]:
    """What comes in each month at the end of a day, in minor units by currency, asked anew."""
    with all_tenants(because="recurring revenue is that of every company"):
        return {
            row.currency: int(row.minor) for row in db.session.execute(RECOMPUTED, {"day": day})
        }


def months_that_differ(today: date) -> list[str]:
    """A sentence for each month of the last year whose movements are not what is asked anew."""
    found = []
    every = stretches()
    for currency in sorted({each.price.currency for each in every}):
        for month in movements(every, since=year_before(today), through=today, currency=currency):
            last = min(last_day_of_month(month.first_day), today)
            anew = recomputed(last).get(currency, 0)
            if not month.adds_up or month.end.minor != anew:
                found.append(
                    f"Recurring revenue of {month.first_day:%Y-%m} is told as {month.end}, "
                    f"and asked anew it is {Money(anew, currency)}."
                )
    return found


STRETCHES: Final = text(
    """
    select t.tenant_id, t.starts_on, t.currency, t.cadence_months,
           least(t.until, n.last_day + 1) as until,
           t.fee_minor + coalesce(t.seat_fee_minor, 0) * t.extra_seats as price
    from agreement_terms t
    left join notices n on n.tenant_id = t.tenant_id and n.agreement_id = t.agreement_id
      and n.withdrawn_at is null
    where (n.last_day is null or n.last_day >= t.starts_on)
    """
)
RECOMPUTED: Final = text(
    """
    select currency, sum(round(price::numeric / cadence_months))::bigint as minor from (
        select t.currency, t.cadence_months,
               t.fee_minor + coalesce(t.seat_fee_minor, 0) * t.extra_seats as price
        from agreement_terms t
        where t.starts_on <= :day and (t.until is null or t.until > :day)
          and not exists (
            select from notices n where n.tenant_id = t.tenant_id
              and n.agreement_id = t.agreement_id and n.withdrawn_at is null
              and n.last_day < :day)
    ) as holding
    group by currency
    """
)
