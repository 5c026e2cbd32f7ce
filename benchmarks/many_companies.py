"""Ten thousand companies with people, agreements, invoices and requests, made in one go.

Straight into the tables, past triggers and actions: this measures reading, and the rows are
such as the actions would have left.
"""

from __future__ import annotations

import hashlib

import psycopg

FIRST = 2
PEOPLE, INVOICES, OPEN, REQUESTS = 3, 6, 2, 2
OWED_EACH = 62_250
"""Öre on each invoice: 498.00 and 25 % value added tax."""

STATEMENTS = """
    insert into tenants (id, customer_number, country, org_number, name, street, postcode, city,
                         invoice_email, registered_at)
    select t, (100000 + t)::text, 'SE', (5560000000 + t)::text, 'Bageri ' || t || ' AB',
           'Storgatan ' || t %% 90, '111 22', 'Stockholm', 'faktura@' || t || '.example', now()
    from generate_series(%(first)s, %(last)s) t;

    insert into accounts (id, email, name, password_hash, language, created_at)
    overriding system value
    select t * 10 + p, 'person' || p || '@' || t || '.example', 'Person ' || p, 'x', 'sv', now()
    from generate_series(%(first)s, %(last)s) t, generate_series(1, %(people)s) p;

    insert into people (tenant_id, id, public_id, account_id, name, role, joined_at)
    overriding system value
    select t, t * 10 + p, 'per_' || t || '_' || p, t * 10 + p, 'Person ' || p,
           case p when 1 then 'owner' else 'member' end, now()
    from generate_series(%(first)s, %(last)s) t, generate_series(1, %(people)s) p;

    insert into sessions (token_hash, account_id, acting_for, data, agent, address, created_at,
                          seen_at, expires_at)
    select sha256(('bench-' || t)::bytea), t * 10 + 1, t, '{}', '', '', now(), now(),
           now() + interval '1 day'
    from generate_series(%(first)s, %(last)s) t;

    insert into agreements (tenant_id, id, public_id, started_on, currency, terms_of_service,
                            agreed_by_id, agreed_at)
    overriding system value
    select t, t, 'agr_' || t, current_date - 200, 'SEK', '2026-01', t * 10 + 1, now()
    from generate_series(%(first)s, %(last)s) t;

    insert into agreement_terms (tenant_id, id, agreement_id, edition, plan_name, currency,
        fee_minor, seat_fee_minor, seats_included, extra_seats, notice_kind, notice_months,
        notice_to_period_end, notice_term, starts_on, anchor, agreed_by_id, agreed_at)
    overriding system value
    select t, t, t, 'basic-2026-01', 'Basic', 'SEK', 49800, 24900, 2, 2, 'months_from_receipt', 3,
           false, 'A', current_date - 200, current_date - 200, t * 10 + 1, now()
    from generate_series(%(first)s, %(last)s) t;

    insert into seats (tenant_id, id, person_id, taken_at) overriding system value
    select t, t * 10 + p, t * 10 + p, now()
    from generate_series(%(first)s, %(last)s) t, generate_series(1, %(people)s) p;

    insert into invoices (tenant_id, id, public_id, kind, seller_id, number, ocr, agreement_id,
        step, issued_on, issued_at, due_on, currency, net_minor, vat_minor, rounding_minor,
        total_minor, snapshot, sha256)
    overriding system value
    select t, t * 100 + i, 'inv_' || t || '_' || i, 'invoice', 1, (t * 100 + i)::text,
           (t * 100 + i)::text, t, i, current_date - 30 * (%(invoices)s - i), now(),
           current_date - 30 * (%(invoices)s - i) + 20, 'SEK', 49800, 12450, 0, 62250, '{}', ''
    from generate_series(%(first)s, %(last)s) t, generate_series(1, %(invoices)s) i;

    insert into ledger_entries (tenant_id, id, kind, reference, booked_on) overriding system value
    select i.tenant_id, i.id * 10 + k, case k when 1 then 'invoiced' else 'paid' end,
           i.number || '-' || k, i.issued_on
    from invoices i, generate_series(1, 2) k
    where k = 1 or i.step <= %(invoices)s - %(open)s;

    insert into ledger_postings (tenant_id, id, entry_id, account, amount_minor, currency,
                                 invoice_id)
    overriding system value
    select e.tenant_id, e.id * 10 + p.n, e.id, p.account, p.minor, 'SEK',
           case p.account when 'receivable' then e.id / 10 end
    from ledger_entries e join (values
        ('invoiced', 1, 'receivable', 62250), ('invoiced', 2, 'revenue', -49800),
        ('invoiced', 3, 'vat', -12450), ('paid', 1, 'receivable', -62250),
        ('paid', 2, 'bank', 62250)
    ) p (kind, n, account, minor) on p.kind = e.kind;

    insert into open_claims (tenant_id, id, open_minor, currency, due_on) overriding system value
    select p.tenant_id, p.invoice_id, sum(p.amount_minor), i.currency, i.due_on
    from ledger_postings p join invoices i on i.tenant_id = p.tenant_id and i.id = p.invoice_id
    where p.account = 'receivable' group by 1, 2, 4, 5 having sum(p.amount_minor) <> 0;

    insert into help_requests (tenant_id, id, public_id, number, form, subject, answers,
                               needs_approval, sent_by_id, sent_at)
    overriding system value
    select t, t * 10 + r, 'req_' || t || '_' || r, 1000 + t * 10 + r, 'contact',
           'A question about an invoice', '{}', false, t * 10 + 1, now()
    from generate_series(%(first)s, %(last)s) t, generate_series(1, %(requests)s) r;

    insert into request_entries (tenant_id, id, request_id, deed, body, by_account_id, by_name,
                                 by_staff, at)
    overriding system value
    select tenant_id, id, id, 'answered', 'We have looked into it.', 1, 'Stina', true, now()
    from help_requests where id %% 2 = 0;
"""


def make(url: str, companies: int) -> None:
    """Make that many companies, and check that they are there."""
    last = FIRST + companies - 1
    values = {"first": FIRST, "last": last, "people": PEOPLE, "invoices": INVOICES}
    values |= {"open": OPEN, "requests": REQUESTS}
    with psycopg.connect(url, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(STATEMENTS, values)
        row = connection.execute(
            "select count(distinct tenant_id), sum(amount_minor)::bigint from ledger_postings"
            " where account = 'receivable'"
        ).fetchone()
        assert row == (companies, companies * OPEN * OWED_EACH), row
        assert connection.execute("select sum(amount_minor) from ledger_postings").fetchone() == (
            0,
        )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def cookie_of(company: int) -> str:
    """The cookie of the browser somebody of that company is logged in with."""
    token = f"bench-{company}"
    assert hashlib.sha256(token.encode()).digest()  # the table knows only this
    return f"session={token}"
