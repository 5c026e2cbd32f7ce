"""What is asked of open claims that are disputed: just so much of each is held (S12)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import TextClause, text

from saas.db import db

MISHELD: Final[TextClause] = text(
    """
    select c.tenant_id, c.id, c.disputed_minor as held,
      least(coalesce(d.disputed, 0), greatest(c.open_minor, 0)) as disputed
    from open_claims c left join (
        select d.tenant_id, d.invoice_id, sum(d.amount_minor)::bigint as disputed from disputes d
        where not exists (
            select from dispute_decisions e
            where e.tenant_id = d.tenant_id and e.dispute_id = d.id
        ) group by d.tenant_id, d.invoice_id
    ) d on d.tenant_id = c.tenant_id and d.invoice_id = c.id
    where c.disputed_minor <> least(coalesce(d.disputed, 0), greatest(c.open_minor, 0))
    """
)


def misheld() -> Iterator[str]:
    """A sentence for each claim of which too much or too little is held. Inside `all_tenants`."""
    for row in db.session.execute(MISHELD).mappings():
        yield "Invoice {id} of tenant {tenant_id}: {held} is held of {disputed} disputed.".format(
            **row
        )
