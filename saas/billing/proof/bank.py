"""What is asked of money that came to the bank: each öre of it is in one place (P7, R11)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import text

from saas.db import db

QUESTIONS: Final = {
    # what waits is what is kept as nobody's, row by row
    "Payment {number}: {kept} is kept as unidentified, and {waits} waits.": """
        select coalesce(r.number, b.number) as number, coalesce(-b.moved, 0) as kept,
          case when w.id is null then 0 else r.amount_minor end as waits
        from bank_rows r full join (
            select split_part(e.reference, '-', 1) as number, sum(p.amount_minor) as moved
            from ledger_postings p
            join ledger_entries e on e.tenant_id = p.tenant_id and e.id = p.entry_id
            where p.account = 'unidentified' group by 1
        ) b on b.number = r.number
        left join bank_waiting w on w.tenant_id = r.tenant_id and w.row_id = r.id
        where coalesce(-b.moved, 0) <> case when w.id is null then 0 else r.amount_minor end
    """,
    # what was said to be a company's is booked there, and nothing else is
    "Payment {number} is not booked to the company it was said to be of.": """
        select coalesce(m.number, p.number) as number from (
            select r.number, r.amount_minor, r.currency, m.nth, m.company_id from bank_moves m
            join bank_rows r on r.tenant_id = m.tenant_id and r.id = m.row_id
            where m.kind = 'matched'
        ) m full join bank_payments p on p.row_number = m.number and p.nth = m.nth
          and p.tenant_id = m.company_id and p.amount_minor = m.amount_minor
          and p.currency = m.currency
        where m.number is null or p.number is null
    """,
    "Payment {number} is taken back in one place and not in the other.": """
        select coalesce(m.number, p.number) as number from (
            select r.number, m.nth, m.company_id from bank_moves m
            join bank_rows r on r.tenant_id = m.tenant_id and r.id = m.row_id
            where m.kind = 'undone'
        ) m full join (
            select p.* from bank_payments p join bank_payments_undone u
              on u.tenant_id = p.tenant_id and u.payment_id = p.id
        ) p on p.row_number = m.number and p.nth + 1 = m.nth and p.tenant_id = m.company_id
        where m.number is null or p.number is null
    """,
    # its parts are what the books say it settled, and the rest is to the company's credit
    "Payment {number} of {amount} settled {parts}; {booked} is booked, and {left} as credit.": """
        select p.number, p.amount_minor as amount, coalesce(a.parts, 0) as parts,
          coalesce(b.booked, 0) as booked, coalesce(b.left_over, 0) as left
        from bank_payments p left join (
            select tenant_id, payment_id, sum(amount_minor) as parts from bank_payment_parts
            group by tenant_id, payment_id
        ) a on a.tenant_id = p.tenant_id and a.payment_id = p.id
        left join (
            select e.tenant_id, e.reference,
              -sum(l.amount_minor) filter (where l.account = 'receivable') as booked,
              -sum(l.amount_minor) filter (where l.account = 'credits') as left_over
            from ledger_entries e
            join ledger_postings l on l.tenant_id = e.tenant_id and l.entry_id = e.id
            where e.kind = 'paid' group by e.tenant_id, e.reference
        ) b on b.tenant_id = p.tenant_id and b.reference = p.number
        where coalesce(a.parts, 0) <> coalesce(b.booked, 0)
          or p.amount_minor <> coalesce(a.parts, 0) + coalesce(b.left_over, 0)
    """,
}


def astray() -> Iterator[str]:
    """A sentence for each payment that is not where it must be. Inside `all_tenants`."""
    for sentence, query in QUESTIONS.items():
        for row in db.session.execute(text(query)).mappings():
            yield sentence.format(**row)
