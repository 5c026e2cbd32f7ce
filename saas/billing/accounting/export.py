"""A seller's books of a year as a SIE file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from flask import current_app
from flask_babel import force_locale

from saas.billing.accounting.models import balances, booked, must_be_in
from saas.billing.accounting.rules import Chart, Voucher, read_chart, year_named
from saas.billing.accounting.sie import Books, sie4
from saas.billing.ledger.rules import EntryKind
from saas.billing.numbering.rules import fiscal_year
from saas.billing.seller.models import Seller
from saas.config import Settings
from saas.text import N_, Text
from saas.web.words import say

OURS: Final = Path(__file__).with_name("chart.toml")
WORDS: Final = {
    EntryKind.INVOICED: N_("Invoice %(reference)s"),
    EntryKind.CREDITED: N_("Credit note %(reference)s"),
    EntryKind.CREDIT_SET_OFF: N_("Credit set off, %(reference)s"),
    EntryKind.PAID: N_("Payment %(reference)s"),
    EntryKind.REFUNDED: N_("Refund %(reference)s"),
    EntryKind.PAYOUT_ASKED: N_("Payout %(reference)s asked for"),
    EntryKind.PAYOUT_DECLINED: N_("Payout %(reference)s declined"),
    EntryKind.PAYOUT_PAID: N_("Payout %(reference)s paid"),
    EntryKind.BANK_RECEIVED: N_("To the bank, %(reference)s"),
    EntryKind.BANK_STRUCK: N_("To the bank, %(reference)s, struck out"),
    EntryKind.PAYMENT_UNDONE: N_("Payment %(reference)s taken back"),
}
ONE_DAY: Final = timedelta(days=1)


def chart() -> Chart:
    """The chart this installation books in: that of ACCOUNTS_FILE, else our own."""
    settings: Settings = current_app.config["SETTINGS"]
    return _read(Path(settings.accounts_file) if settings.accounts_file else OURS)


def year_of(seller: Seller, day: date) -> int:
    """The seller's fiscal year that `day` is in, named by the calendar year it begins in."""
    return fiscal_year(day, starts_in_month=seller.fiscal_year_starts_in_month)


def sie_of(
    seller: Seller,
    year: int,
    *,
    written_on: date,
    since: date | None = None,
    through: date | None = None,
) -> Iterator[bytes]:
    """The SIE 4 file of a fiscal year, named by the year it begins in, line by line.

    `since` and `through` leave out vouchers of other days; balances are those after `through`.
    What earlier years came to is carried to the chart's account for it, so that #IB sums to zero,
    and #UB with #RES.
    Words are in Swedish, as the standard is. Raises BooksInSeveralCurrencies and NotInTheChart.
    """
    must_be_in(seller.id, seller.currency)
    ours = chart()
    its = year_named(year, starts_in_month=seller.fiscal_year_starts_in_month)
    last = min(through or its.last_day, its.last_day)
    first, after = max(since or its.first_day, its.first_day), last + ONE_DAY
    opening = balances(seller.id, ours, currency=seller.currency, before=its.first_day)
    closing = balances(seller.id, ours, currency=seller.currency, before=after)
    result = balances(seller.id, ours, currency=seller.currency, before=after, since=its.first_day)
    books = Books(
        company=seller.name,
        org_number=seller.org_number,
        currency=seller.currency,
        year=its,
        year_before=year_named(year - 1, starts_in_month=seller.fiscal_year_starts_in_month),
        through=last,
        written_on=written_on,
        accounts=ours.listed(),
        opening=ours.balance_sheet(opening, earlier=opening),
        closing=ours.balance_sheet(closing, earlier=opening),
        result={each: amount for each, amount in result.items() if each.is_result},
    )
    with force_locale("sv"):
        yield from sie4(books, _vouchers(seller, ours, first, after))


def _vouchers(seller: Seller, ours: Chart, since: date, before: date) -> Iterator[Voucher]:
    for event in booked(seller.id, ours, since=since, before=before):
        yield event.voucher(say(Text(WORDS[event.kind], {"reference": event.reference})))


@cache
def _read(file: Path) -> Chart:
    return read_chart(file.read_text(encoding="utf-8"), source=str(file))
