"""Companies on a plan, made in one go; and a change of plan in plain psycopg, by hand.

The rows are such as the actions would have left. The bare change does what the deed does: waits
for its turn, looks at what is agreed, closes the terms and adds others, moves the seats and
writes their ledger, and writes down a fact and whom to tell.
"""

from __future__ import annotations

import psycopg
from psycopg.rows import TupleRow

FIRST = 2
EDITION, EXTRA = "basic-2026", 2

STATEMENTS = """
    insert into tenants (id, customer_number, country, org_number, name, street, postcode, city,
                         invoice_email, registered_at)
    select t, (100000 + t)::text, 'SE', (5560000000 + t)::text, 'Bageri ' || t || ' AB',
           'Storgatan 1', '111 22', 'Stockholm', 'faktura@' || t || '.example', now()
    from generate_series(%(first)s, %(last)s) t;
    insert into accounts (id, email, name, password_hash, language, created_at)
    overriding system value
    select t, 'person@' || t || '.example', 'Person', 'x', 'sv', now()
    from generate_series(%(first)s, %(last)s) t;
    insert into people (tenant_id, id, public_id, account_id, name, role, joined_at)
    overriding system value
    select t, t, 'per_' || t, t, 'Person', 'owner', now()
    from generate_series(%(first)s, %(last)s) t;
    insert into sessions (token_hash, account_id, acting_for, data, agent, address, created_at,
                          seen_at, expires_at)
    select sha256(('bench-' || t)::bytea), t, t, '{}', '', '', now(), now(),
           now() + interval '1 day'
    from generate_series(%(first)s, %(last)s) t;
    insert into agreements (tenant_id, id, public_id, started_on, currency, terms_of_service,
                            agreed_by_id, agreed_at)
    overriding system value
    select t, t, 'agr_' || t, current_date - 200, 'SEK', '2026-01', t, now()
    from generate_series(%(first)s, %(last)s) t;
    insert into agreement_terms (tenant_id, id, agreement_id, edition, plan_name, currency,
        fee_minor, seat_fee_minor, seats_included, extra_seats, cadence_months, billed, anchor,
        renews_months, notice_kind, notice_months, notice_days, notice_to_period_end, notice_term,
        starts_on, agreed_by_id, agreed_at)
    overriding system value
    select t, t, t, %(edition)s, 'Basic', 'SEK', 24900, 4900, 2, %(extra)s, 1, 'in_advance',
           current_date - 200, 0, 'months_from_receipt', 3, 0, false, 'A', current_date - 200, t,
           now()
    from generate_series(%(first)s, %(last)s) t;
    insert into seats (tenant_id, id, person_id, taken_at) overriding system value
    select t, t, t, now() from generate_series(%(first)s, %(last)s) t;
    insert into seat_counts (tenant_id, id, entitled, taken) overriding system value
    select t, t, 2 + %(extra)s, 1 from generate_series(%(first)s, %(last)s) t;
    insert into seat_ledger (tenant_id, deed, entitled, taken, at)
    select t, 'opened', 2 + %(extra)s, 1, now() from generate_series(%(first)s, %(last)s) t;
    select setval(pg_get_serial_sequence(name, 'id'), %(last)s)
    from unnest(array['agreements', 'agreement_terms', 'seats', 'seat_counts']) name;
"""


def make(url: str, companies: int, extra: int = EXTRA) -> range:
    """Make that many companies on Basic with `extra` seats more than its two; their ids."""
    values = {"first": FIRST, "last": FIRST + companies - 1, "edition": EDITION, "extra": extra}
    with psycopg.connect(url, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(STATEMENTS, values)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")
    return range(FIRST, FIRST + companies)


class Bare:
    """A change in plain psycopg, on one connection: what the database can do."""

    def __init__(self, connection: psycopg.Connection[TupleRow]) -> None:
        """The connection is of a role that sees every tenant; its day is Stockholm's, as ours."""
        self.run = connection.execute
        self.commit = connection.commit
        self.run("set timezone = 'Europe/Stockholm'")
        self.commit()

    def change(self, tenant: int) -> None:
        """One seat more, with its ledger line and its fact; one transaction."""
        self.run("select set_config('app.tenant_id', %s, true)", (str(tenant),))
        self.run("select * from tenants where id = %s for no key update", (tenant,)).fetchone()
        agreed = self.run(AGREED, (tenant,)).fetchall()
        term, agreement = agreed[-1][:2]
        self.run(CLOSE, (tenant, term))
        self.run(OPEN, (tenant, term))
        self.run("select * from seat_counts where tenant_id = %s for update", (tenant,))
        self.run("update seat_counts set entitled = entitled + 1 where tenant_id = %s", (tenant,))
        self.run(
            "insert into seat_ledger (tenant_id, deed, entitled, taken, by_id, at)"
            " values (%s, 'entitled', 1, 0, %s, now())",
            (tenant, tenant),
        )
        fact = self.run(
            "insert into announcements (tenant_id, name, facts, announced_at) values"
            " (%s, 'TermsChanged', jsonb_build_object('agreement_id', %s::bigint), now())"
            " returning id",
            (tenant, agreement),
        ).fetchone()
        self.run(
            "insert into deliveries (tenant_id, announcement_id, reaction, due_at)"
            " values (%s, %s, 'billing.run.jobs.invoice_change', now())",
            (tenant, fact and fact[0]),
        )
        self.commit()

    def entitled(self, tenant: int) -> str:
        """Which edition a company has today."""
        self.run("select set_config('app.tenant_id', %s, true)", (str(tenant),))
        row = self.run(EDITION_OF, (tenant,)).fetchone()
        self.commit()
        return str(row and row[0])


AGREED = """
    select t.id, t.agreement_id, t.edition, t.starts_on, t.until, t.extra_seats, n.last_day
    from agreement_terms t
    left join notices n on n.tenant_id = t.tenant_id and n.agreement_id = t.agreement_id
         and n.withdrawn_at is null
    where t.tenant_id = %s order by t.starts_on, t.id
"""
CLOSE = "update agreement_terms set until = current_date where tenant_id = %s and id = %s"
OPEN = """
    insert into agreement_terms (tenant_id, agreement_id, edition, plan_name, currency,
        fee_minor, seat_fee_minor, seats_included, extra_seats, cadence_months, billed, anchor,
        renews_months, notice_kind, notice_months, notice_days, notice_to_period_end, notice_term,
        starts_on, agreed_by_id, agreed_at)
    select tenant_id, agreement_id, edition, plan_name, currency, fee_minor, seat_fee_minor,
        seats_included, extra_seats + 1, cadence_months, billed, anchor, renews_months,
        notice_kind, notice_months, notice_days, notice_to_period_end, notice_term, current_date,
        agreed_by_id, now()
    from agreement_terms where tenant_id = %s and id = %s
"""
EDITION_OF = """
    select edition from agreement_terms
    where tenant_id = %s and starts_on <= current_date and (until is null or until > current_date)
"""
