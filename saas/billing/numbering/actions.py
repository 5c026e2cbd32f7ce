"""Giving numbers: in order, inside the transaction that issues the document.

The series' row is locked by the update that takes the number and stays locked until commit,
so numbers are given in the order documents are issued, and a rollback gives its number back.
Nothing here skips a conflict or draws from a sequence: both would leave gaps (promises.md R2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, select, update

from saas.billing.numbering.models import GivenNumber, NumberSeries
from saas.billing.numbering.rules import Number, fiscal_year
from saas.billing.seller.models import Seller
from saas.db import db

MAIN_SERIES = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A number that is ours if we commit, the day of issue, and the instant it was given."""

    number: Number
    on: date
    at: datetime


def take_number(seller: Seller, *, today: date, code: str = MAIN_SERIES) -> Given:
    """Take the next number of the seller's series for `today`, a Stockholm day.

    The day of issue is never before that of the number before: whoever waited for the row
    over midnight issues on the later day (domain.md §5). Take it last: everyone else waits.
    """
    return take_numbers(seller, 1, today=today, code=code)[0]


def take_numbers(
    seller: Seller, count: int, *, today: date, code: str = MAIN_SERIES
) -> Sequence[Given]:
    """Take the next `count` numbers, which follow on each other, as `take_number` takes one."""
    year = fiscal_year(today, starts_in_month=seller.fiscal_year_starts_in_month)
    taken = _take(seller, code, year, today, count)
    if taken is None:
        _open_series(seller, code, year, today)
        taken = _take(seller, code, year, today, count)
    if taken is None:
        raise RuntimeError(f"The series {code}{year} was opened and is not there")
    following, on, at = taken
    return [Given(Number(code, year, following - left), on, at) for left in range(count, 0, -1)]


def note_number(seller: Seller, given: Given, *, issued_to: int, invoice_id: int) -> None:
    """Enter a taken number in the register, with the tenant and the document that got it."""
    db.session.add(
        GivenNumber(
            seller_id=seller.id,
            code=given.number.series,
            fiscal_year=given.number.fiscal_year,
            position=given.number.position,
            issued_to=issued_to,
            invoice_id=invoice_id,
            given_on=given.on,
            given_at=given.at,
        )
    )


def _take(
    seller: Seller, code: str, year: int, today: date, count: int
) -> tuple[int, date, datetime] | None:
    """The place after the last of those taken, the day of issue and the instant."""
    row = db.session.execute(
        update(NumberSeries)
        .where(
            NumberSeries.seller_id == seller.id,
            NumberSeries.code == code,
            NumberSeries.fiscal_year == year,
        )
        .values(
            next=NumberSeries.next + count,
            last_given_on=func.greatest(NumberSeries.last_given_on, today),
        )
        .returning(NumberSeries.next, NumberSeries.last_given_on, func.clock_timestamp())
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def _open_series(seller: Seller, code: str, year: int, today: date) -> None:
    """Begin a fiscal year's series. The seller's row is locked, so that one of us begins it."""
    db.session.execute(select(Seller.id).where(Seller.id == seller.id).with_for_update())
    key = {"seller_id": seller.id, "code": code, "fiscal_year": year}
    if db.session.get(NumberSeries, key) is None:
        db.session.execute(insert(NumberSeries).values(**key, next=1, last_given_on=today))
