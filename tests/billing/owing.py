"""Thousands of companies that owe, and what each must have been invoiced, in plain Python.

Nothing of what is sold, of days or of rounding is asked of the product: the oracle adds up
whole öre with fractions, period by period, from the same list the rows are made of.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import psycopg
from sqlalchemy import text

FIRST_DAY = date(2026, 3, 1)
FIRST_ID = 2


@dataclass(frozen=True)
class Owing:
    """A company, what it bought from `anchor` on, and how that is invoiced."""

    id: int
    fee: int = 249_00
    seats: int = 2
    seat_fee: int = 49_00
    months: int = 1
    billed: str = "in_advance"
    anchor: date = FIRST_DAY
    country: str = "SE"
    compared: bool = True
    may_leave: bool = False

    @property
    def first_due(self):
        """The day on which it first owes something."""
        return self.anchor if self.billed == "in_advance" else after(self.anchor, self.months)


SHAPES = {
    **{n: {"fee": 599_00, "seats": 0} for n in range(90, 94)},
    **{n: {"anchor": date(2026, 3, 15)} for n in (94, 95)},
    96: {"months": 12, "fee": 2_499_00},
    97: {"months": 3, "billed": "in_arrears", "fee": 777_00},
    98: {"billed": "in_arrears", "fee": 333_00, "seats": 1},
}


def companies(count):
    """So many companies: most alike, some not, and a few that stand apart."""
    for n in range(count):
        unlike = dict(SHAPES.get(n % 100, {}))
        if n % 1000 == 99:
            unlike = {"country": "NO"}  # another tax: invoiced one by one
        elif n % 1000 == 199:
            unlike = {"compared": False}  # its first comparison is still to come
        elif n % 100 == 99:
            unlike = {"fee": 1_00 + n // 100, "seats": 7}
        elif n % 200 == 5:
            unlike = {"may_leave": True}
        yield Owing(FIRST_ID + n, **unlike)


TENANTS = (
    "tenants (id, customer_number, country, org_number, name, street, postcode, city, "
    "invoice_email, registered_at)"
)
AGREEMENTS = (
    "agreements (tenant_id, id, public_id, started_on, currency, terms_of_service, agreed_by_id, "
    "agreed_at)"
)
TERMS = (
    "agreement_terms (tenant_id, id, agreement_id, edition, plan_name, currency, fee_minor, "
    "seat_fee_minor, seats_included, extra_seats, cadence_months, billed, notice_kind, "
    "notice_months, notice_to_period_end, notice_term, starts_on, anchor, agreed_by_id, agreed_at)"
)
DAYS = "billing_days (tenant_id, agreement_id, due_on)"


def make(url, owing):
    """Write the companies and their agreements, with the guards asleep."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        for table, row in ((TENANTS, _tenant), (AGREEMENTS, _agreement), (TERMS, _terms)):
            with cursor.copy(f"copy {table} from stdin") as copy:
                for one in owing:
                    copy.write_row(row(one))
        with cursor.copy(f"copy {DAYS} from stdin") as copy:
            for one in owing:
                if one.compared:
                    copy.write_row((one.id, one.id, one.first_due))
        for table, column in (("tenants", "id"), ("agreements", "id"), ("agreement_terms", "id")):
            cursor.execute(f"alter table {table} alter column {column} restart with 1000000")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def _tenant(one):
    street, mail = f"Storgatan {one.id % 90}", f"faktura@{one.id}.example"
    number = str(5560000000 + one.id)
    place = (street, "111 22", "Stockholm", mail, "2026-01-01T09:00+00:00")
    return (one.id, str(100000 + one.id), one.country, number, f"Bageri {one.id} AB", *place)


def _agreement(one):
    agreed = ("SEK", "2026-01", 1, "2026-01-01T09:00+00:00")
    return (one.id, one.id, f"agr_{one.id}", one.anchor, *agreed)


def _terms(one):
    money = ("SEK", one.fee, one.seat_fee, 2, one.seats, one.months, one.billed)
    notice = ("months_from_receipt", 1, False, "A")
    since = (one.anchor, one.anchor, 1, "2026-01-01T09:00+00:00")
    return (one.id, one.id, one.id, "basic-2026", "Basic", *money, *notice, *since)


def after(day, months):
    """The same day some months later; all days here exist in every month."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, day.day)


def must_be_invoiced(owing, *, through, left):
    """{(company, item, first day of the period): öre} at the end of `through`.

    `left` has the last day of each company that has left.
    """
    expected = {}
    for one in owing:
        end = left[one.id] + timedelta(days=1) if one.id in left else date.max
        period = 0
        while (begins := after(one.anchor, one.months * period)) < min(
            end, through + timedelta(days=1)
        ):
            period += 1
            ends = after(one.anchor, one.months * period)
            if one.billed == "in_arrears" and min(ends, end) > through:
                break
            part = Fraction((min(ends, end) - begins).days, (ends - begins).days)
            for item, price in (("plan", one.fee), ("seats", one.seats * one.seat_fee)):
                if price:
                    expected[one.id, item, begins] = math.floor(price * part + Fraction(1, 2))
    return expected


LINES = """
    select tenant_id, item, period_starts_on, sum(net_minor)::bigint, count(*)
    from invoice_lines group by 1, 2, 3
"""


def was_invoiced(engine, *, left=()):
    """The same of the rows; and each period that somebody who stays was charged for twice."""
    with engine.connect() as owner:
        rows = owner.execute(text(LINES)).all()
    sums = {(whose, item, day): net for whose, item, day, net, _count in rows if net}
    twice = {(row[0], row[1], row[2]) for row in rows if row[4] > 1 and row[0] not in left}
    return sums, twice


def out_of_order(engine):
    """Numbers given before the one before them; invoices of an agreement out of step."""
    asked = """
        select count(*) from (
            select given_at < lag(given_at) over w or given_on < lag(given_on) over w
                   or position <> 1 + coalesce(lag(position) over w, 0) as wrong
            from given_numbers window w as (partition by seller_id, code, fiscal_year
                                            order by position)
        ) given where wrong
        union all
        select count(*) from (
            select step <> row_number() over (partition by tenant_id, agreement_id order by step)
                   or id < lag(id) over (partition by tenant_id, agreement_id order by step)
                   as wrong from invoices
        ) steps where wrong
    """
    with engine.connect() as owner:
        return sum(owner.scalars(text(asked)))
