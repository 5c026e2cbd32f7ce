"""The list of a company's invoices: what is asked for, and finding it however many there are.

Newest first by day and then by id, in pages that begin after (or end before) an invoice
somebody has seen, so that a page is found as quickly among 50 000 invoices as among 50.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, select, tuple_, union

from saas.billing.invoices.listed import ListedInvoice, Page, Sum
from saas.billing.invoices.models import ORDER_REFERENCE, Invoice
from saas.billing.invoices.rules import Asked, Show, sought, standing
from saas.billing.open_claims.models import OpenClaim
from saas.db import db
from saas.licensing.agreement.models import Agreement
from saas.money import Money

IS_INVOICE: Final[ColumnElement[bool]] = literal_column("invoices.kind = 'invoice'")
IS_CREDIT_NOTE: Final[ColumnElement[bool]] = literal_column("invoices.kind = 'credit_note'")
"""Written out, so that the database sees that a partial index answers."""


def page(
    asked: Asked,
    *,
    today: date,
    limit: int,
    after: str | None = None,
    before: str | None = None,
) -> Page:
    """Invoices of the company in scope, newest first; one question, two with `after` or `before`.

    `after` is the number of the last invoice of the page before, `before` that of the first of
    the page after. Raises NotFound for a number that is not ours.
    """
    seen = Invoice.numbered(after or before or "") if after or before else None
    backwards = seen is not None and after is None
    place = tuple_(Invoice.issued_on, Invoice.id)
    query = _found(asked, today, _COLUMNS)
    if seen:
        mark = tuple_(seen.issued_on, seen.id)
        query = query.where(place > mark if backwards else place < mark)
    order = (Invoice.issued_on, Invoice.id) if backwards else _NEWEST_FIRST
    rows = db.session.execute(query.order_by(*order).limit(limit + 1)).all()
    more, shown = len(rows) > limit, [_listed(row, today) for row in rows[:limit]]
    if backwards:
        return Page(shown[::-1], has_newer=more, has_older=True)
    return Page(shown, has_newer=seen is not None, has_older=more)


def every(asked: Asked, *, today: date) -> list[ListedInvoice]:
    """All the invoices asked for, newest first, for a file."""
    rows = db.session.execute(_found(asked, today, _COLUMNS).order_by(*_NEWEST_FIRST))
    return [_listed(row, today) for row in rows]


def sums(asked: Asked, *, today: date) -> list[Sum]:
    """What all the invoices asked for come to, by currency, whatever page is shown."""
    columns = (
        Invoice.currency,
        func.count(),
        func.sum(Invoice.total_minor),
        func.coalesce(func.sum(OpenClaim.open_minor).filter(OpenClaim.open_minor > 0), 0),
    )
    query = _found(asked, today, columns).group_by(Invoice.currency).order_by(Invoice.currency)
    return [
        Sum(count, Money(int(total), currency), Money(int(open_), currency))
        for currency, count, total, open_ in db.session.execute(query)
    ]


def currencies() -> list[str]:
    """The currencies the company in scope has agreed to pay in, in alphabetical order."""
    known = select(Agreement.currency).distinct().order_by(Agreement.currency)
    return list(db.session.scalars(known))


_COLUMNS: Final = (
    Invoice.public_id,
    Invoice.number,
    Invoice.kind,
    Invoice.ocr,
    Invoice.issued_on,
    Invoice.due_on,
    Invoice.currency,
    Invoice.total_minor,
    func.coalesce(OpenClaim.open_minor, 0),
)
_NEWEST_FIRST: Final = (Invoice.issued_on.desc(), Invoice.id.desc())


def _found(asked: Asked, today: date, columns: Sequence[Any]) -> Select[*tuple[Any, ...]]:
    on = and_(OpenClaim.tenant_id == Invoice.tenant_id, OpenClaim.id == Invoice.id)
    unpaid = asked.show in {Show.OPEN, Show.OVERDUE}
    query = select(*columns).select_from(Invoice).join(OpenClaim, on, isouter=not unpaid)
    if unpaid:
        query = query.where(OpenClaim.open_minor > 0)
    if asked.show is Show.OVERDUE:
        query = query.where(Invoice.due_on < today)
    elif asked.show is Show.PAID:
        query = query.where(IS_INVOICE, func.coalesce(OpenClaim.open_minor, 0) <= 0)
    elif asked.show is Show.CREDITS:
        query = query.where(IS_CREDIT_NOTE)
    if asked.since:
        query = query.where(Invoice.issued_on >= asked.since)
    if asked.through:
        query = query.where(Invoice.issued_on <= asked.through)
    if asked.currency:
        query = query.where(Invoice.currency == asked.currency)
    return query.where(Invoice.id.in_(_ids(asked.search))) if asked.search else query


def _ids(search: str) -> Any:
    """Invoices whose number begins so, or whose reference, PO number or amount it is."""
    wanted = sought(search)
    ways = [
        Invoice.number.between(wanted.text, wanted.text + "\uffff"),
        ORDER_REFERENCE == wanted.text,  # noqa: SIM300 - a column, whatever its name looks like
    ]
    if wanted.digits:
        ways.append(Invoice.ocr == wanted.digits)
    if wanted.minor is not None:
        ways.append(Invoice.total_minor.in_([wanted.minor, -wanted.minor]))
    return union(*(select(Invoice.id).where(way) for way in ways))


def _listed(row: Any, today: date) -> ListedInvoice:
    public_id, number, kind, ocr, issued_on, due_on, currency, total_minor, open_minor = row
    left = Money(open_minor, currency)
    return ListedInvoice(
        public_id,
        number,
        kind,
        ocr,
        issued_on,
        due_on,
        Money(total_minor, currency),
        left,
        standing(kind, open_amount=left, due=due_on, today=today),
    )
