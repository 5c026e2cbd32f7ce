"""What is read of many companies at once, to issue their invoices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Row,
    Select,
    Table,
    bindparam,
    select,
    text,
)

from saas.billing.batches.rules import Agreed
from saas.billing.coverage.models import CHARGE_COLUMNS, InvoiceLine, charge_kept
from saas.dates import add_months
from saas.licensing.agreement.columns import TERMS_COLUMNS, timeline_kept
from saas.licensing.agreement.models import AgreementTerm, Notice, ScheduledChange
from saas.licensing.services.models import SERVICE_COLUMNS, RenderedService, service_kept
from saas.licensing.vat.rules import SELLER_COUNTRY, vat_decision


@dataclass(frozen=True, slots=True)
class Due:
    """An agreement of which something is due: its company, and what must be alike.

    `agreed` is None where it has to be looked at by itself: the company has credit to be set
    off, purchase orders or a reminder fee, or sits in another country, where the tax depends on
    more.
    """

    company: Row[Any]
    agreed: Agreed | None


def read_due(
    connection: Connection, *, first: int, last: int, day: date, taxed_on: date
) -> list[Due]:
    """The agreements of companies from `first` to `last` of which something is due by `day`.

    `taxed_on` is the day of the invoices that are to be made of it.
    The companies are locked, in order of their ids and before anything is read of them, so
    that nothing changes what they owe until the transaction of `connection` ends.
    """
    connection.execute(_BY_KEY)
    span = {"first": first, "last": last, "day": day}
    locked = connection.scalars(_LOCK, span).all()
    due = connection.execute(_DUE, {"locked": locked, "day": day}).all()
    since = min((row.due_on for row in due), default=day)
    span |= {"since": since, "rendered": add_months(since, -2)}
    rows = {name: _by_agreement(connection, asked, span) for name, asked in _ASKED.items()}
    read = _Read(rows, taxed_on=taxed_on)
    return [Due(row, read.agreed(row)) for row in due]


_Rows = defaultdict[int, list[Row[Any]]]


class _Read:
    """What was read of many agreements; those whose rows are alike share one `Agreed`."""

    def __init__(self, rows: dict[str, _Rows], *, taxed_on: date) -> None:
        self._rows = rows
        self._taxed_on = taxed_on
        self._alike: dict[tuple[Any, ...], Agreed] = {}

    def agreed(self, due: Row[Any]) -> Agreed | None:
        if due.country != SELLER_COUNTRY or due.stands_apart:
            return None
        rows = [known.get(due.agreement_id, ()) for known in self._rows.values()]
        key = (due.due_on, due.currency, *(tuple([row[1:] for row in part]) for part in rows))
        if key not in self._alike:
            self._alike[key] = self._made(due, **dict(zip(self._rows, rows, strict=True)))
        return self._alike[key]

    def _made(
        self,
        due: Row[Any],
        *,
        terms: Sequence[Row[Any]],
        changes: Sequence[Row[Any]],
        notices: Sequence[Row[Any]],
        lines: Sequence[Row[Any]],
        services: Sequence[Row[Any]],
    ) -> Agreed:
        last_day = notices[0].last_day if notices else None
        return Agreed(
            timeline=timeline_kept(terms, to_come=changes, last_day=last_day),
            invoiced=tuple(charge_kept(line) for line in lines),
            services=tuple(
                service
                for service in map(service_kept, services)
                if service.invoiced_from >= due.due_on
            ),
            due_on=due.due_on,
            decision=vat_decision(country=due.country, vat_number_proven=False, on=self._taxed_on),
            currency=due.currency,
        )


def _by_agreement(connection: Connection, asked: Select[Any], span: dict[str, Any]) -> _Rows:
    found: _Rows = defaultdict(list)
    for row in connection.execute(asked, span).all():
        found[row[0]].append(row)
    return found


def _of_companies(owned: type[Any], *columns: str) -> Select[Any]:
    """These columns of the rows of companies in a span, by agreement, oldest first."""
    table: Table = owned.__table__
    kept = (table.c[name] for name in ("agreement_id", *columns))
    span = table.c.tenant_id.between(bindparam("first"), bindparam("last"))
    return select(*kept).where(span).order_by(table.c.id)


_ASKED: Final[dict[str, Select[Any]]] = {
    "terms": _of_companies(AgreementTerm, *TERMS_COLUMNS)
    .order_by(None)
    .order_by(AgreementTerm.starts_on, AgreementTerm.id),
    "changes": _of_companies(ScheduledChange, *TERMS_COLUMNS)
    .where(ScheduledChange.withdrawn_at.is_(None), ScheduledChange.carried_out_at.is_(None))
    .order_by(None)
    .order_by(ScheduledChange.starts_on, ScheduledChange.id),
    "notices": _of_companies(Notice, "last_day").where(Notice.withdrawn_at.is_(None)),
    "lines": _of_companies(InvoiceLine, *CHARGE_COLUMNS).where(
        InvoiceLine.period_until >= bindparam("since"), InvoiceLine.covers
    ),
    "services": _of_companies(RenderedService, *SERVICE_COLUMNS).where(
        RenderedService.taken_back_at.is_(None), RenderedService.day >= bindparam("rendered")
    ),
}
# A session keeps the plans of its checks: one made while a table was still empty would read it
# from end to end for every row that is added.
_BY_KEY: Final = text("select set_config('enable_seqscan', 'off', true)")
_LOCK: Final = text(
    """
    select id from tenants where id in (
        select tenant_id from billing_days
        where due_on <= :day and tenant_id between :first and :last)
    order by id for no key update
    """
)
_DUE: Final = text(
    """
    select d.tenant_id, d.agreement_id, d.due_on, a.currency, t.customer_number, t.country,
           t.org_number, t.suffix, t.name, t.street, t.postcode, t.city, t.reference,
           t.vat_number, t.language,
           coalesce((select max(i.step) from invoices i where i.tenant_id = d.tenant_id
                     and i.agreement_id = d.agreement_id), 0) as step,
           exists (select from ledger_postings p where p.tenant_id = d.tenant_id
                   and p.account = 'credits' group by p.currency
                   having sum(p.amount_minor) <> 0)
           or exists (select from purchase_orders o where o.tenant_id = d.tenant_id
                      and o.withdrawn_at is null)
           or exists (select from invoice_wishes w where w.tenant_id = d.tenant_id
                      and w.demands_order)
           or exists (select from reminder_fees f where f.tenant_id = d.tenant_id
                      and not exists (select from reminder_fee_ends e
                                      where e.tenant_id = f.tenant_id
                                        and e.fee_id = f.id)) as stands_apart
    from billing_days d
    join agreements a on a.tenant_id = d.tenant_id and a.id = d.agreement_id
    join tenants t on t.id = d.tenant_id
    where d.due_on <= :day and d.tenant_id = any(cast(:locked as bigint[]))
    order by d.tenant_id, d.agreement_id
    """
)
