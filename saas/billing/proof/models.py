"""What `saas audit verify` asks of billing; every answer is a list of sentences, empty if well.

The database refuses most of this as it is written. It is proved again from the rows, because
a backup may be restored wrong, a trigger may be dropped, and a book that is never checked is
not a book (promises.md R2, R11; domain.md §15).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import TextClause, select, text

from saas.billing.invoices.models import Invoice
from saas.billing.numbering.models import GivenNumber, NumberSeries
from saas.billing.proof.bank import astray
from saas.billing.proof.held import misheld
from saas.billing.snapshot.rules import fingerprint
from saas.db import db
from saas.scope import all_tenants

CHUNK: Final = 500


def findings() -> list[str]:
    """Everything in the books of every tenant that is not as it must be, as sentences."""
    with all_tenants(because="an audit proves the books of the whole house"):
        return [
            *_sentences("Entry {id} of tenant {tenant_id} is out by {off}.", UNBALANCED),
            *_sentences("Invoice {number}: its lines sum to {lines}, its net is {net}.", LINES),
            *_sentences("Invoice {number}: {booked} was booked of its {total}.", UNBOOKED),
            *_sentences("Invoice {number} is open by {open} of {total}.", OUT_OF_BOUNDS),
            *_sentences("Invoice {id} of tenant {tenant_id}: {kept} is kept as open.", MISKEPT),
            *misheld(),
            *_sentences("Tenant {tenant_id} owes itself: its credit is {credit}.", CREDIT),
            *_sentences("Tenant {tenant_id} has {kept} set aside for payouts of {to_pay}.", UNPAID),
            *_sentences("Payout {number} is of {amount}; its parts sum to {parts}.", IN_PARTS),
            *_sentences("Number {position} of {fiscal_year}: its invoice is {number}.", MISNAMED),
            *_sentences("Invoice {number}: its tax groups sum to {groups}, not {sums}.", MISTAXED),
            *_sentences("Line {position} of {number} is credited by {off} too much.", OVERCREDITED),
            *_sentences("Credit note {number} of {reason} names no invoice.", UNLINKED),
            *_sentences("Invoice {number} is not in the register of numbers.", UNREGISTERED),
            *astray(),
            *broken_series(),
            *changed_snapshots(),
        ]


def broken_series() -> Iterator[str]:
    """Gaps, and numbers given before the one before them, in any series. Inside `all_tenants`."""
    for series in db.session.scalars(select(NumberSeries)):
        name = f"Series {series.code}{series.fiscal_year} of seller {series.seller_id}"
        given = db.session.execute(
            select(GivenNumber.position, GivenNumber.given_on, GivenNumber.given_at)
            .where(
                GivenNumber.seller_id == series.seller_id,
                GivenNumber.code == series.code,
                GivenNumber.fiscal_year == series.fiscal_year,
            )
            .order_by(GivenNumber.position)
        ).all()
        if [row.position for row in given] != list(range(1, series.next)):
            yield f"{name}: {len(given)} numbers were given where the next is {series.next}."
        for one, other in pairwise(given):
            if (other.given_on, other.given_at) < (one.given_on, one.given_at):
                yield f"{name}: number {other.position} was given before {one.position}."


def changed_snapshots() -> Iterator[str]:
    """Invoices whose snapshot is no longer the one that was issued. Inside `all_tenants`."""
    rows = db.session.execute(
        select(Invoice.number, Invoice.snapshot, Invoice.sha256),
        execution_options={"yield_per": CHUNK},
    )
    for number, content, sha256 in rows:
        if fingerprint(content) != sha256:
            yield f"Invoice {number} does not say what it said when it was issued."


def _sentences(sentence: str, query: TextClause) -> Iterator[str]:
    rows: Iterator[dict[str, Any]] = (dict(row) for row in db.session.execute(query).mappings())
    return (sentence.format(**row) for row in rows)


UNBALANCED: Final = text(
    """
    select e.tenant_id, e.id, coalesce(sum(p.amount_minor), 0) as off from ledger_entries e
    left join ledger_postings p on p.tenant_id = e.tenant_id and p.entry_id = e.id
    group by e.tenant_id, e.id, p.currency
    having count(p.id) = 0 or sum(p.amount_minor) <> 0
    """
)
LINES: Final = text(
    """
    select i.number, i.net_minor as net, coalesce(sum(l.net_minor), 0) as lines from invoices i
    left join invoice_lines l on l.tenant_id = i.tenant_id and l.invoice_id = i.id
    group by i.tenant_id, i.id having i.net_minor <> coalesce(sum(l.net_minor), 0)
    """
)
UNBOOKED: Final = text(
    """
    select i.number, i.total_minor as total, coalesce(sum(p.amount_minor), 0) as booked
    from invoices i
    left join ledger_entries e on e.tenant_id = i.tenant_id and e.reference = i.number
      and e.kind in ('invoiced', 'credited')
    left join ledger_postings p on p.tenant_id = e.tenant_id and p.entry_id = e.id
      and p.account = 'receivable' and p.invoice_id = i.id
    group by i.tenant_id, i.id having i.total_minor <> coalesce(sum(p.amount_minor), 0)
    """
)
OUT_OF_BOUNDS: Final = text(
    """
    select i.number, i.total_minor as total, sum(p.amount_minor) as open from invoices i
    join ledger_postings p on p.tenant_id = i.tenant_id and p.invoice_id = i.id
      and p.account = 'receivable'
    group by i.tenant_id, i.id
    having sum(p.amount_minor) not between least(0, i.total_minor) and greatest(0, i.total_minor)
    """
)
MISKEPT: Final = text(
    """
    select coalesce(c.tenant_id, p.tenant_id) as tenant_id, coalesce(c.id, p.invoice_id) as id,
      coalesce(c.open_minor, 0) as kept from open_claims c full join (
        select tenant_id, invoice_id, sum(amount_minor) as open from ledger_postings
        where account = 'receivable' group by tenant_id, invoice_id having sum(amount_minor) <> 0
      ) p on p.tenant_id = c.tenant_id and p.invoice_id = c.id
    where c.open_minor is distinct from p.open
    """
)
CREDIT: Final = text(
    """
    select tenant_id, -sum(amount_minor) as credit from ledger_postings
    where account = 'credits' group by tenant_id, currency having sum(amount_minor) > 0
    """
)
UNPAID: Final = text(
    """
    select tenant_id, currency, sum(to_pay) as to_pay, sum(kept) as kept from (
        select tenant_id, currency, amount_minor as to_pay, 0 as kept from payouts
        where paid_at is null and declined_at is null
        union all
        select tenant_id, currency, 0, -amount_minor from ledger_postings
        where account = 'payouts'
    ) each group by tenant_id, currency having sum(to_pay) <> sum(kept)
    """
)
IN_PARTS: Final = text(
    """
    select p.number, p.amount_minor as amount, coalesce(sum(each.amount_minor), 0) as parts
    from payouts p left join payout_parts each on each.tenant_id = p.tenant_id
      and each.payout_id = p.id and each.invoice_id is null
    group by p.tenant_id, p.id having p.amount_minor <> coalesce(sum(each.amount_minor), 0)
    """
)
MISNAMED: Final = text(
    """
    select g.position, g.fiscal_year, i.number from given_numbers g
    join invoices i on i.tenant_id = g.issued_to and i.id = g.invoice_id
    where i.number <> g.code || g.fiscal_year || lpad(g.position::text, 7, '0')
      or i.issued_on <> g.given_on or i.seller_id <> g.seller_id
    """
)
UNREGISTERED: Final = text(
    """
    select i.number from invoices i left join given_numbers g
      on g.issued_to = i.tenant_id and g.invoice_id = i.id
    group by i.tenant_id, i.id having count(g.position) <> 1
    """
)
MISTAXED: Final = text(
    """
    select i.number, i.net_minor || ' + ' || i.vat_minor as sums,
           coalesce(sum((g ->> 'base_minor')::bigint), 0) || ' + '
           || coalesce(sum((g ->> 'vat_minor')::bigint), 0) as groups
    from invoices i left join lateral jsonb_array_elements(i.snapshot -> 'vat') g on true
    group by i.tenant_id, i.id
    having (i.net_minor, i.vat_minor) <> (coalesce(sum((g ->> 'base_minor')::bigint), 0),
                                          coalesce(sum((g ->> 'vat_minor')::bigint), 0))
    """
)
OVERCREDITED: Final = text(
    """
    select i.number, l.position, -(l.net_minor + sum(c.net_minor)) as off from invoice_lines l
    join invoices i on i.tenant_id = l.tenant_id and i.id = l.invoice_id
    join invoice_lines c on c.tenant_id = l.tenant_id and c.credits_line_id = l.id
    group by i.tenant_id, i.id, l.tenant_id, l.id
    having sign(l.net_minor + sum(c.net_minor)) * sign(l.net_minor) < 0
    """
)
UNLINKED: Final = text(
    """
    select number, reason from invoices
    where kind = 'credit_note' and reason is not null and credits_id is null
    """
)
