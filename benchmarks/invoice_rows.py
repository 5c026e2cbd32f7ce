"""A million invoices: one company with 50 000, one with 100, and the rest with what is left.

Straight into the tables, past triggers and actions, as in `many_companies`. The two companies
that are asked for have whole documents and a ledger; of the others only the invoices and what
is open are made, for nothing else of theirs is read by a list.
"""

from __future__ import annotations

import psycopg

from benchmarks import many_companies
from benchmarks.many_companies import FIRST, INVOICES, OPEN, OWED_EACH

MANY, FEW = FIRST, FIRST + 1
"""The companies with 50 000 and with 100 invoices."""

DOCUMENT = """jsonb_build_object('edition', 1, 'lines', (select jsonb_agg(jsonb_build_object(
    'title', 'Basic', 'explanation', md5((i * 7 + l)::text) || md5((i * 11 + l)::text),
    'from', current_date, 'net_minor', 49800)) from generate_series(1, 4) l))"""

MORE = """
    insert into invoices (tenant_id, id, public_id, kind, seller_id, number, ocr, agreement_id,
        step, issued_on, issued_at, due_on, currency, net_minor, vat_minor, rounding_minor,
        total_minor, snapshot, sha256)
    overriding system value
    select t, %(base)s + t * 100000::bigint + i, 'inv_' || t || '_m' || i, 'invoice', 1,
           'M' || (t * 100000::bigint + i), (t * 100000::bigint + i)::text, t, 1000 + i,
           current_date - 2000 + i * 1800 / %(each)s, now(),
           current_date - 1980 + i * 1800 / %(each)s, 'SEK', 49800, 12450, 0, 62250,
           {document}, ''
    from generate_series(%(first)s, %(last)s) t, generate_series(1, %(each)s) i
"""
LEDGER = """
    insert into ledger_entries (tenant_id, id, kind, reference, booked_on) overriding system value
    select i.tenant_id, i.id * 10 + k, case k when 1 then 'invoiced' else 'paid' end,
           i.number || '-' || k, i.issued_on
    from invoices i, generate_series(1, 2) k
    where i.tenant_id in (%(many)s, %(few)s) and i.number like 'M%%';
    insert into ledger_postings (tenant_id, id, entry_id, account, amount_minor, currency,
                                 invoice_id)
    overriding system value
    select i.tenant_id, i.id * 10 + p.n, i.id * 10 + p.k, p.account, p.minor, 'SEK',
           case p.account when 'receivable' then i.id end
    from invoices i, (values
        (1, 1, 'receivable', 62250), (1, 2, 'revenue', -49800), (1, 3, 'vat', -12450),
        (2, 4, 'receivable', -62250), (2, 5, 'bank', 62250)
    ) p (k, n, account, minor)
    where i.tenant_id in (%(many)s, %(few)s) and i.number like 'M%%'
"""
CLAIMS = """
    insert into open_claims (tenant_id, id, open_minor, currency, due_on) overriding system value
    select tenant_id, id, total_minor, currency, due_on from invoices
    where tenant_id in (%(many)s, %(few)s) and number like 'M%%' and step %% 100 = 0
"""


def make(url: str, companies: int, *, invoices: int, many: int, few: int) -> None:
    """Make that many companies with that many invoices between them; and check that it is so."""
    many_companies.make(url, companies)
    others = companies - 2
    rest = max((invoices - many - few) // others - INVOICES, 1)
    with psycopg.connect(url, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute("set session_replication_role = replica")
        for first, last, each, document in (
            (MANY, MANY, many - INVOICES, DOCUMENT),
            (FEW, FEW, few - INVOICES, DOCUMENT),
            (FIRST + 2, FIRST + companies - 1, rest, "'{}'"),
        ):
            values = {"first": first, "last": last, "each": each, "base": 10_000_000}
            connection.execute(MORE.format(document=document), values)
        whose = {"many": MANY, "few": FEW}
        connection.execute(LEDGER, whose)
        connection.execute(CLAIMS, whose)
        for company, count in ((MANY, many), (FEW, few)):
            found = connection.execute(
                "select count(*) from invoices where tenant_id = %s", (company,)
            ).fetchone()
            assert found == (count,), found
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def owed_by(many_or_few: int) -> int:
    """Öre that a company with so many invoices owes."""
    older = sum(1 for step in range(1001, 1001 + many_or_few - INVOICES) if step % 100 == 0)
    return (older + OPEN) * OWED_EACH
