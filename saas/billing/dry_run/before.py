"""What agreements were invoiced last, to set beside what they would be invoiced now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, text

from saas.billing.dry_run.rules import Before
from saas.money import Money


def invoiced_before(
    connection: Connection, agreements: Iterable[tuple[int, int]]
) -> dict[int, Before]:
    """The latest invoice of each agreement, credit notes apart, and what stood on it.

    They are asked for by tenant and agreement, and found by agreement.
    """
    pairs = list(agreements)
    rows = connection.execute(
        _LATEST,
        {
            "tenants": [tenant_id for tenant_id, _agreement_id in pairs],
            "agreements": [agreement_id for _tenant_id, agreement_id in pairs],
        },
    )
    return {
        row.agreement_id: Before(
            row.number,
            row.issued_on,
            Money(row.net_minor, row.currency),
            frozenset((item, name) for item, name in row.items or ()),
        )
        for row in rows
    }


_LATEST: Final = text(
    """
    select i.agreement_id, i.number, i.issued_on, i.net_minor, i.currency,
           (select jsonb_agg(distinct jsonb_build_array(l.item, l.name)) from invoice_lines l
            where l.tenant_id = i.tenant_id and l.invoice_id = i.id and l.quantity > 0
              and l.item <> 'fee') as items
    from unnest(cast(:tenants as bigint[]), cast(:agreements as bigint[])) as d (tenant, agreement)
    join lateral (
        select * from invoices i where i.tenant_id = d.tenant and i.agreement_id = d.agreement
          and i.kind = 'invoice' order by i.step desc limit 1) i on true
    """
)
