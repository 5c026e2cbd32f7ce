"""The list of a company's invoices: finding what is asked for, however many there are.

Newest first by day and then by id, in pages that begin after (or end before) an invoice
somebody has seen, so that a page is found as quickly among 50 000 invoices as among 50. Each
question is put into words once for every shape it can have, and kept.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import BigInteger, Integer, Select, bindparam, select, true, tuple_

from saas.billing.invoices.columns import CLAIM, OF_IT, OPEN, rows_read
from saas.billing.invoices.conditions import UNPAID, Shape, claims_of, invoices_of, values_of
from saas.billing.invoices.listed import ListedInvoice, Page
from saas.billing.invoices.models import Invoice
from saas.billing.invoices.rules import Asked, Show, standing_of
from saas.billing.open_claims.models import OpenClaim
from saas.db import db

TO_THE_END: Final = 2**31 - 1


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
    values = values_of(asked, today) | {"limit": limit + 1}
    if seen:
        way = "before" if backwards else "after"
        values |= {way: way, "day": seen.issued_on, "id": seen.id}
    rows = db.session.execute(_question(Shape(asked.show, frozenset(values))), values).all()
    more, shown = len(rows) > limit, [_listed(row, today) for row in rows[:limit]]
    if backwards:
        return Page(shown[::-1], has_newer=more, has_older=True)
    return Page(shown, has_newer=seen is not None, has_older=more)


def every(asked: Asked, *, today: date) -> list[ListedInvoice]:
    """All the invoices asked for, newest first, for a file."""
    values = values_of(asked, today) | {"limit": TO_THE_END}
    rows = db.session.execute(_question(Shape(asked.show, frozenset(values))), values)
    return [_listed(row, today) for row in rows]


@cache
def _question(shape: Shape) -> Select[*tuple[Any, ...]]:
    """The question of that shape, with places for its values."""
    unpaid = shape.show in UNPAID
    query = select(*rows_read(unpaid=unpaid)).select_from(Invoice).where(*invoices_of(shape))
    if unpaid:
        query = query.join(OpenClaim, OF_IT).where(*claims_of(shape))
    else:
        query = query.join(CLAIM, true(), isouter=True)
    if shape.show is Show.PAID:
        query = query.where(OPEN <= 0)
    place = tuple_(Invoice.issued_on, Invoice.id)
    mark = tuple_(bindparam("day", type_=Invoice.issued_on.type), bindparam("id", type_=BigInteger))
    if "before" in shape.names:
        query = query.where(place > mark).order_by(Invoice.issued_on, Invoice.id)
    else:
        query = query.order_by(Invoice.issued_on.desc(), Invoice.id.desc())
    if "after" in shape.names:
        query = query.where(place < mark)
    return query.limit(bindparam("limit", type_=Integer))


def _listed(row: Any, today: date) -> ListedInvoice:
    *facts, at_agency, held = row
    _id, _number, kind, _ocr, _issued_on, due_on, _currency, _total, left = facts
    where = standing_of(kind, left, due_on, today, at_agency=at_agency, disputed_minor=held)
    return ListedInvoice._make((*facts, where))
