"""Companies whose next period begins on a day, on a plan with extra seats: two lines each.

They have been invoiced for the period before, so that a run finds what it finds month after
month: an agreement, its terms, the lines of the last invoice.
"""

from __future__ import annotations

import psycopg

FIRST = 2
FEE, SEAT_FEE, SEATS = 24_900, 4_900, 2
NET = FEE + SEAT_FEE * SEATS
LINES, TOTAL = 2, NET * 5 // 4
"""Öre on each invoice, value added tax included."""

MAKE = """
    insert into tenants (id, customer_number, country, org_number, name, street, postcode, city,
                         invoice_email, registered_at)
    select t, (100000 + t)::text, 'SE', (5560000000 + t)::text, 'Bageri ' || t || ' AB',
           'Storgatan ' || t %% 90, '111 22', 'Stockholm', 'faktura@' || t || '.example', now()
    from generate_series(%(first)s, %(last)s) t;

    insert into agreements (tenant_id, id, public_id, started_on, currency, terms_of_service,
                            agreed_by_id, agreed_at)
    overriding system value
    select t, t, 'agr_' || t, %(day)s - interval '3 months', 'SEK', '2026-01', 1, now()
    from generate_series(%(first)s, %(last)s) t;

    insert into agreement_terms (tenant_id, id, agreement_id, edition, plan_name, currency,
        fee_minor, seat_fee_minor, seats_included, extra_seats, notice_kind, notice_months,
        notice_to_period_end, notice_term, starts_on, anchor, agreed_by_id, agreed_at)
    overriding system value
    select t, t, t, 'basic-2026', 'Basic', 'SEK', %(fee)s, %(seat_fee)s, 2, %(seats)s,
           'months_from_receipt', 3, false, 'A', %(day)s - interval '3 months',
           %(day)s - interval '3 months', 1, now()
    from generate_series(%(first)s, %(last)s) t;

    insert into invoices (tenant_id, id, public_id, kind, seller_id, number, ocr, agreement_id,
        step, issued_on, issued_at, due_on, currency, net_minor, vat_minor, rounding_minor,
        total_minor, snapshot, sha256)
    overriding system value
    select t, nextval('invoices_id_seq'), 'inv_' || t, 'invoice', 0, 'B' || t, 'B' || t, t, 1,
           %(day)s - interval '1 month', now(), %(day)s, 'SEK', %(net)s, %(net)s / 4, 0,
           %(net)s * 5 / 4, '{}', ''
    from generate_series(%(first)s, %(last)s) t;

    insert into invoice_lines (tenant_id, invoice_id, position, agreement_id, item, edition, name,
        quantity, currency, unit_price_minor, period_starts_on, period_until, starts_on, until,
        net_minor, vat_category, vat_percent)
    select i.tenant_id, i.id, l.position, i.agreement_id, l.item, 'basic-2026', 'Basic', l.quantity,
           'SEK', l.price, i.issued_on, i.due_on, i.issued_on, i.due_on, l.quantity * l.price,
           'S', 25
    from invoices i, (values (1, 'plan', 1, %(fee)s), (2, 'seats', %(seats)s, %(seat_fee)s))
         as l (position, item, quantity, price);

    insert into billing_days (tenant_id, agreement_id, due_on)
    select t, t, %(day)s from generate_series(%(first)s, %(last)s) t;
"""
FILLED = (
    "tenants",
    "agreements",
    "agreement_terms",
    "invoices",
    "invoice_lines",
    "billing_days",
)
"""The tables that have rows before a run. The others are as a house that opens has them."""
WRITTEN = (
    "invoices",
    "invoice_lines",
    "given_numbers",
    "ledger_entries",
    "ledger_postings",
    "announcements",
    "deliveries",
)
"""The tables a run writes to."""


def make(url: str, companies: int, day: str) -> None:
    """Make that many companies that owe for a period beginning on `day`."""
    values = {"first": FIRST, "last": FIRST + companies - 1, "day": day}
    values |= {"fee": FEE, "seat_fee": SEAT_FEE, "seats": SEATS, "net": NET}
    with psycopg.connect(url, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(MAKE.replace("%(day)s", "%(day)s::date"), values)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"vacuum analyze {', '.join(FILLED)}")
