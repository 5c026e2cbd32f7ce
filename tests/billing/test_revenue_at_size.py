"""R20 at size: ten years of a thousand companies' agreements, each month told in three ways.

Month by month from what changed; asked of the database anew; and counted here, company by
company. REVENUE_COMPANIES says of how many, if of others.
"""

import os
from bisect import bisect_left
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import text

from saas.billing.revenue.models import recomputed, stretches
from saas.billing.revenue.rules import movements
from saas.dates import last_day_of_month

COMPANIES = int(os.environ.get("REVENUE_COMPANIES", "1000"))
SINCE, THROUGH = date(2016, 1, 1), date(2025, 12, 31)

LIVES = (
    "set local session_replication_role = replica",
    "select setseed(0.2026)",
    """
    create temp table lives on commit drop as
    select t, date '2015-06-01' + (random() * 3000)::int as begins, (random() * 6)::int as changes,
           (array[1, 1, 1, 3, 12])[1 + floor(random() * 5)::int] as months, random() < 0.4 as ends
    from generate_series(2, :companies + 1) t
    """,
    """
    insert into agreements (tenant_id, id, public_id, started_on, currency, terms_of_service,
                            agreed_by_id, agreed_at)
    overriding system value
    select t, t, 'agr_' || t, begins, 'SEK', '2026-01', 1, now() from lives
    """,
    """
    with days as (
        select t, months, begins, begins as starts_on from lives
        union
        select t, months, begins, begins + 1 + (random() * 2000)::int
        from lives, generate_series(1, changes)
    )
    insert into agreement_terms (tenant_id, agreement_id, edition, plan_name, currency, fee_minor,
        seat_fee_minor, seats_included, extra_seats, notice_kind, notice_months,
        notice_to_period_end, notice_term, starts_on, until, anchor, cadence_months, agreed_by_id,
        agreed_at)
    select t, t, 'basic-2026', 'Basic', 'SEK', (random() * 1000000)::int, (random() * 10000)::int,
           2, (random() * 8)::int, 'months_from_receipt', 3, false, 'A', starts_on,
           lead(starts_on) over (partition by t order by starts_on), begins, months, 1, now()
    from days
    """,
    """
    insert into notices (tenant_id, public_id, number, agreement_id, channel, given_by_id,
        given_by_name, received_on, received_at, last_day)
    select t, 'ntc_' || t, 'U' || t, t, 'button', 1, 'Alice', begins, now(),
           begins + (random() * 3000)::int
    from lives where ends
    """,
)


@pytest.fixture
def ten_years(owner_engine, database):
    with owner_engine.begin() as connection:
        for statement in LIVES:
            values = {"companies": COMPANIES} if ":companies" in statement else {}
            connection.execute(text(statement), values)


def counted(every, months):
    """What each company brings in at the end of each month: {company: {month's last day: öre}}."""
    brings = {}
    for each in every:
        if each.starts_on == each.until:
            continue
        at, monthly = brings.setdefault(each.company, Counter()), each.monthly.minor
        for last in months[bisect_left(months, each.starts_on) :]:
            if each.until is not None and last >= each.until:
                break
            at[last] += monthly
    return brings


def moved(brings, before, last):
    """New, expansion, contraction and churn between two days, in öre."""
    told = Counter()
    for at in brings.values():
        was, now = at[before], at[last]
        if now > was:
            told["expansion" if was else "new"] += now - was
        elif now < was:
            told["contraction" if now else "churn"] += was - now
    return [told[way] for way in ("new", "expansion", "contraction", "churn")]


def test_each_month_of_ten_years_is_the_same_however_it_is_asked(ten_years):
    every = stretches()

    told = movements(every, since=SINCE, through=THROUGH)

    ends = [last_day_of_month(month.first_day) for month in told]
    brings = counted(every, [last_day_of_month(date(2015, 12, 1)), *ends])
    assert len(brings) > COMPANIES * 0.9
    assert len(told) == 120
    assert all(month.adds_up for month in told)
    assert all(one.end == after.start for one, after in pairwise(told))
    for month, (before, last) in zip(
        told, pairwise([last_day_of_month(date(2015, 12, 1)), *ends]), strict=True
    ):
        ways = (month.new, month.expansion, month.contraction, month.churn)
        assert [way.minor for way in ways] == moved(brings, before, last), last
        assert month.end.minor == recomputed(last)["SEK"], last
        assert month.end.minor == sum(at[last] for at in brings.values()), last
    assert [m.end for m in movements(every[1:], since=SINCE, through=THROUGH)] != [
        month.end for month in told
    ], "one stretch less would be seen"
