"""The statements a chunk is written with. What is each invoice's own comes as columns."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

IDS: Final = text(
    """
    select array(select nextval('invoices_id_seq') from generate_series(1, :count)),
           array(select nextval('ledger_entries_id_seq') from generate_series(1, :count))
    """
)
INVOICES: Final = text(
    """
    insert into invoices (tenant_id, id, public_id, kind, seller_id, number, ocr, agreement_id,
        step, issued_on, issued_at, due_on, currency, net_minor, vat_minor, rounding_minor,
        total_minor, snapshot, sha256)
    select i.tenant, i.id, i.public_id, :what, :seller, i.number, i.ocr, i.agreement, i.step,
           :on, :at, cast(:on as date) + cast(:days as integer), k.currency, k.net, k.vat,
           k.rounding, k.total, k.shared || o.own, i.sha256
    from unnest(cast(:tenant as bigint[]), cast(:id as bigint[]), cast(:public_id as text[]),
                cast(:number as text[]), cast(:ocr as text[]), cast(:agreement as bigint[]),
                cast(:step as bigint[]), cast(:sha256 as text[]), cast(:kind as bigint[]))
         with ordinality
         as i (tenant, id, public_id, number, ocr, agreement, step, sha256, kind, place)
    join jsonb_array_elements(cast(:own as jsonb)) with ordinality as o (own, place)
      on o.place = i.place
    join unnest(cast(:currency as text[]), cast(:net as bigint[]), cast(:vat as bigint[]),
                cast(:rounding as bigint[]), cast(:total as bigint[]), cast(:shared as jsonb[]))
         with ordinality as k (currency, net, vat, rounding, total, shared, place)
      on k.place = i.kind + 1
    """
)
NUMBERS: Final = text(
    """
    insert into given_numbers (seller_id, code, fiscal_year, position, issued_to, invoice_id,
                               given_on, given_at)
    select :seller, :code, :year, i.position, i.tenant, i.id, :on, :at
    from unnest(cast(:position as bigint[]), cast(:tenant as bigint[]), cast(:id as bigint[]))
         as i (position, tenant, id)
    """
)
LINES: Final = text(
    """
    insert into invoice_lines (tenant_id, invoice_id, position, agreement_id, item, edition, name,
        quantity, currency, unit_price_minor, period_starts_on, period_until, starts_on, until,
        net_minor, vat_category, vat_percent)
    select i.tenant, i.id, k.place, i.agreement, k.item, k.edition, k.name, k.quantity,
           k.currency, k.unit_price, k.period_from, k.period_until, k.starts, k.until, k.net,
           k.category, k.percent
    from unnest(cast(:tenant as bigint[]), cast(:id as bigint[]), cast(:agreement as bigint[]),
                cast(:kind as bigint[])) as i (tenant, id, agreement, kind)
    join unnest(cast(:of_kind as bigint[]), cast(:place as bigint[]), cast(:item as text[]),
                cast(:edition as text[]), cast(:name as text[]), cast(:quantity as bigint[]),
                cast(:currency as text[]), cast(:unit_price as bigint[]),
                cast(:period_from as date[]), cast(:period_until as date[]),
                cast(:from as date[]), cast(:until as date[]), cast(:net as bigint[]),
                cast(:category as text[]), cast(:percent as bigint[]))
         as k (kind, place, item, edition, name, quantity, currency, unit_price, period_from,
               period_until, starts, until, net, category, percent)
      on k.kind = i.kind
    """
)
ENTRIES: Final = text(
    """
    insert into ledger_entries (tenant_id, id, kind, reference, booked_on)
    select i.tenant, i.entry, :booked_as, i.number, :on
    from unnest(cast(:tenant as bigint[]), cast(:entry as bigint[]), cast(:number as text[]))
         as i (tenant, entry, number)
    """
)
POSTINGS: Final = text(
    """
    insert into ledger_postings (tenant_id, entry_id, account, amount_minor, currency, invoice_id)
    select i.tenant, i.entry, k.account, k.minor, k.currency,
           case when k.of_invoice then i.id end
    from unnest(cast(:tenant as bigint[]), cast(:entry as bigint[]), cast(:id as bigint[]),
                cast(:kind as bigint[])) as i (tenant, entry, id, kind)
    join unnest(cast(:of_kind as bigint[]), cast(:account as text[]), cast(:minor as bigint[]),
                cast(:currency as text[]), cast(:of_invoice as boolean[]))
         as k (kind, account, minor, currency, of_invoice)
      on k.kind = i.kind
    """
)
DIVIDE: Final = text(
    """
    insert into billing_chunks (run_id, position, first_tenant, last_tenant, agreements)
    select :run, row_number() over (order by part), min(tenant_id), max(tenant_id), count(*)
    from (select tenant_id, (dense_rank() over (order by tenant_id) - 1) / :size as part
          from billing_days where due_on <= :day
            and (cast(:only as bigint) is null or tenant_id = :only)) as due
    group by part returning position
    """
)
NOTE: Final = text(
    """
    update billing_days d set due_on = n.next
    from unnest(cast(:tenant as bigint[]), cast(:agreement as bigint[]), cast(:next as date[]))
         as n (tenant, agreement, next)
    where d.tenant_id = n.tenant and d.agreement_id = n.agreement
    """
)
DONE: Final = text(
    """
    update billing_chunks set invoices = :invoices, one_by_one = :apart, done_at = :now
    where run_id = :run and position = :position and done_at is null
    """
)
