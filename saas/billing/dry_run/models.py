"""Reading what a run would issue, many companies at a time, and writing nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import text

from saas.billing.batches.reading import Due, read_due
from saas.billing.batches.rules import Owed
from saas.billing.batches.sorting import sort_out
from saas.billing.coming_invoices.models import coming_invoice
from saas.billing.dry_run.before import invoiced_before
from saas.billing.dry_run.leavers import leavers
from saas.billing.dry_run.rules import Before, DryRun, Issuable, Sums, Way
from saas.billing.invoice_wishes.models import wishes
from saas.billing.run.models import agreements_never_compared
from saas.billing.seller.actions import ensure_seller, seller_for
from saas.billing.seller.models import Seller
from saas.billing.totals.rules import sold, totals
from saas.db import db
from saas.licensing.vat.models import vat_of
from saas.money import Money
from saas.scope import all_tenants, tenant_scope
from saas.tenants.company.models import our_company

SPAN: Final = 500
"""Companies read at a time."""
NOTHING: Final = Sums(Money(0), Money(0), Money(0))


def dry_run(
    day: date, *, differs: int, only_for: int | None = None, at_most: int | None = None
) -> DryRun:
    """What a run for `day` would issue, to everybody or to one company, by its tenant's id.

    No number is taken and nothing is announced. With `at_most` no more companies than about
    that are looked at. Raises NoSellerYet.
    """
    spans = spans_of(day, only_for=only_for)
    found: list[Issuable] = []
    looked_at = 0
    for span in spans:
        if at_most is not None and looked_at >= at_most:
            break
        found += issuable(span, day=day)
        looked_at += span.companies
    if at_most is None or looked_at < at_most:
        found += outside_spans(day, only_for=only_for)
    return DryRun(
        day=day,
        differs=differs,
        found=found,
        companies=sum(span.companies for span in spans),
        looked_at=looked_at,
    )


def spans_of(day: date, *, only_for: int | None = None) -> Sequence[Any]:
    """The companies of whom something is due by `day`, so many at a time: first, last, how many."""
    with all_tenants(because="a dry run looks at every company that owes something"):
        asked = {"day": day, "only": only_for, "size": SPAN}
        return db.session.execute(_SPANS, asked).all()


def issuable(span: Any, *, day: date) -> list[Issuable]:
    """What the companies of a span would be invoiced, in the order of their ids."""
    with all_tenants(because="a dry run looks at many companies at once"):
        seller = ensure_seller()
        with db.engines["platform"].connect() as connection:  # whose locks end with it
            due = read_due(connection, first=span.first, last=span.last, day=day, taxed_on=day)
            found = sort_out(due, seller, through=day)
            before = invoiced_before(
                connection, [(one.company.tenant_id, one.company.agreement_id) for one in due]
            )
    plain = [
        _plain(one, owes, before)
        for one, owes in (*found.plain, *found.idle)
        if owes.lines or one.company.agreement_id in before
    ]
    apart = (
        _apart(one.company.tenant_id, one.company.agreement_id, day=day, before=before)
        for one in found.apart
    )
    return sorted([*plain, *filter(None, apart)], key=lambda one: one.customer_number)


def outside_spans(day: date, *, only_for: int | None = None) -> list[Issuable]:
    """What is said of agreements that nothing is noted as due of: the newest, and who has left."""
    return [*_never_compared(day, only_for), *leavers(day, only_for=only_for)]


def _never_compared(day: date, only_for: int | None) -> Iterator[Issuable]:
    for tenant_id, agreement_id in agreements_never_compared(day):
        if only_for in {None, tenant_id}:
            found = _apart(tenant_id, agreement_id, day=day, before={})
            if found is not None:
                yield found


def _plain(one: Due, owes: Owed, before: dict[int, Before]) -> Issuable:
    sums = owes.totals
    return Issuable(
        company=one.company.name,
        customer_number=one.company.customer_number,
        agreement_id=one.company.agreement_id,
        lines=owes.lines,
        sums=Sums(sums.net, sums.vat, sums.to_pay),
        way=Way.CHUNK,
        before=before.get(one.company.agreement_id),
    )


def _apart(
    tenant_id: int, agreement_id: int, *, day: date, before: dict[int, Before]
) -> Issuable | None:
    """What is invoiced by itself, by the same comparison; none where there is nothing to say."""
    with tenant_scope(tenant_id):
        company, last = our_company(), before.get(agreement_id)
        coming = coming_invoice(agreement_id, day)
        if coming is None and last is None:
            return None
        way, sums = Way.APART, NOTHING
        if coming is not None:
            seller = seller_for(company, currency=coming.sums.net.currency)
            sums = _sums(coming.lines, company, seller, day=day)
            if wishes().demands_order and not coming.order_reference and sums.net.minor > 0:
                way = Way.HELD
        return Issuable(
            company=company.name,
            customer_number=company.customer_number,
            agreement_id=agreement_id,
            lines=coming.lines if coming else (),
            sums=sums,
            way=way,
            before=last,
        )


def _sums(lines: Sequence[Any], company: Any, seller: Seller, *, day: date) -> Sums:
    decision = vat_of(company, on=day)
    found = totals(
        sold(lines, decision),
        currency=lines[0].net.currency,
        in_whole=seller.whole_kronor,
    )
    return Sums(found.net, found.vat, found.to_pay)


_SPANS: Final = text(
    """
    select min(tenant_id) as first, max(tenant_id) as last,
           count(distinct tenant_id) as companies
    from (select tenant_id, (dense_rank() over (order by tenant_id) - 1) / :size as part
          from billing_days where due_on <= :day
            and (cast(:only as bigint) is null or tenant_id = :only)) as due
    group by part order by part
    """
)
