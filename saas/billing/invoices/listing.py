"""The list of a company's invoices: finding what is asked for, however many there are.

Newest first by day and then by id, in pages that begin after (or end before) an invoice
somebody has seen, so that a page is found as quickly among 50 000 invoices as among 50. Each
question is put into words once for every shape it can have, and kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    func,
    select,
    true,
    tuple_,
    union,
)

from saas.billing.invoices.columns import (
    CLAIM,
    IS_CREDIT_NOTE,
    IS_INVOICE,
    OF_IT,
    OPEN,
    SUMS,
    rows_read,
)
from saas.billing.invoices.listed import ListedInvoice, Page, Sum
from saas.billing.invoices.models import ORDER_REFERENCE, Invoice
from saas.billing.invoices.rules import Asked, Show, sought, standing_of
from saas.billing.open_claims.models import OpenClaim
from saas.db import db
from saas.money import Money

TO_THE_END: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class _Shape:
    """Which conditions a question has, whatever their values."""

    show: Show
    names: frozenset[str]
    of_rows: bool = True


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
    values = _values(asked, today) | {"limit": limit + 1}
    if seen:
        way = "before" if backwards else "after"
        values |= {way: way, "day": seen.issued_on, "id": seen.id}
    rows = db.session.execute(_question(_Shape(asked.show, frozenset(values))), values).all()
    more, shown = len(rows) > limit, [_listed(row, today) for row in rows[:limit]]
    if backwards:
        return Page(shown[::-1], has_newer=more, has_older=True)
    return Page(shown, has_newer=seen is not None, has_older=more)


def every(asked: Asked, *, today: date) -> list[ListedInvoice]:
    """All the invoices asked for, newest first, for a file."""
    values = _values(asked, today) | {"limit": TO_THE_END}
    rows = db.session.execute(_question(_Shape(asked.show, frozenset(values))), values)
    return [_listed(row, today) for row in rows]


def sums(asked: Asked, *, today: date) -> list[Sum]:
    """What all the invoices asked for come to, by currency, whatever page is shown."""
    values = _values(asked, today)
    shape = _Shape(asked.show, frozenset(values), of_rows=False)
    return [
        Sum(count, Money(int(total), currency), Money(int(open_), currency))
        for currency, count, total, open_ in db.session.execute(_question(shape), values)
    ]


def _values(asked: Asked, today: date) -> dict[str, Any]:
    """The values of a question, under the names of its places."""
    values: dict[str, Any] = {"today": today} if asked.show is Show.OVERDUE else {}
    for name in ("since", "through", "currency"):
        if value := getattr(asked, name):
            values[name] = value
    if asked.search:
        wanted = sought(asked.search)
        values |= {"text": wanted.text, "above": f"{wanted.text}\uffff"}
        if wanted.digits:
            values["digits"] = wanted.digits
        if wanted.minor is not None:
            values |= {"minor": wanted.minor, "minus": -wanted.minor}
    return values


@cache
def _question(shape: _Shape) -> Select[*tuple[Any, ...]]:
    """The question of that shape, with places for its values."""
    unpaid = shape.show in {Show.OPEN, Show.OVERDUE}
    columns = rows_read(unpaid=unpaid) if shape.of_rows else SUMS
    query = select(*columns).select_from(Invoice)
    if unpaid or not shape.of_rows:
        query = query.join(OpenClaim, OF_IT, isouter=not unpaid)
    else:
        query = query.join(CLAIM, true(), isouter=True)
    query = query.where(*_conditions(shape))
    if not shape.of_rows:
        return query.group_by(Invoice.currency).order_by(Invoice.currency)
    place = tuple_(Invoice.issued_on, Invoice.id)
    mark = tuple_(bindparam("day", type_=Invoice.issued_on.type), bindparam("id", type_=BigInteger))
    if "before" in shape.names:
        query = query.where(place > mark).order_by(Invoice.issued_on, Invoice.id)
    else:
        query = query.order_by(Invoice.issued_on.desc(), Invoice.id.desc())
    if "after" in shape.names:
        query = query.where(place < mark)
    return query.limit(bindparam("limit", type_=Integer))


def _conditions(shape: _Shape) -> list[ColumnElement[bool]]:
    left = OPEN if shape.of_rows else func.coalesce(OpenClaim.open_minor, 0)
    found = {
        Show.ALL: [],
        Show.OPEN: [OpenClaim.open_minor > 0],
        Show.OVERDUE: [OpenClaim.open_minor > 0, OpenClaim.due_on < bindparam("today")],
        Show.PAID: [IS_INVOICE, left <= 0],
        Show.CREDITS: [IS_CREDIT_NOTE],
    }[shape.show]
    possible = {
        "since": Invoice.issued_on >= bindparam("since"),
        "through": Invoice.issued_on <= bindparam("through"),
        "currency": Invoice.currency == bindparam("currency"),
        "text": Invoice.id.in_(_ids(shape.names)),
    }
    return [*found, *(condition for name, condition in possible.items() if name in shape.names)]


def _ids(names: frozenset[str]) -> Any:
    """Invoices whose number begins so, or whose reference, PO number or amount it is."""
    ways = [
        Invoice.number.between(bindparam("text"), bindparam("above")),
        bindparam("text") == ORDER_REFERENCE,
    ]
    if "digits" in names:
        ways.append(Invoice.ocr == bindparam("digits"))
    if "minor" in names:
        amount = Invoice.total_minor
        ways.append((amount == bindparam("minor")) | (amount == bindparam("minus")))
    return union(*(select(Invoice.id).where(way) for way in ways))


def _listed(row: Any, today: date) -> ListedInvoice:
    *facts, at_agency, held = row
    _id, _number, kind, _ocr, _issued_on, due_on, _currency, _total, left = facts
    where = standing_of(kind, left, due_on, today, at_agency=at_agency, disputed_minor=held)
    return ListedInvoice._make((*facts, where))
