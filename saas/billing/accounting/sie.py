"""Writing SIE 4: the file that Swedish bookkeeping programs read (SIE-gruppen, utgåva 4B).

Text is in code page 437 ("PC8"), fields are parted by spaces and quoted where they need it,
debits are positive and credits negative, with a point before two decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from saas.billing.accounting.rules import ChartAccount, FiscalYear, Voucher
from saas.money import Money

ENCODING: Final = "cp437"
SERIES: Final = "K"
PROGRAM: Final = ("Kundzon", "1")
CHART: Final = "EUBAS97"


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What a file says at its head: whose books, which year, in which accounts and currency.

    `opening` and `closing` are the balances before and after, `result` that of income and
    costs; `through` is the last day of what is told.
    """

    company: str
    org_number: str
    currency: str
    year: FiscalYear
    year_before: FiscalYear
    through: date
    written_on: date
    accounts: Iterable[ChartAccount]
    opening: Mapping[ChartAccount, Money]
    closing: Mapping[ChartAccount, Money]
    result: Mapping[ChartAccount, Money]


def sie4(books: Books, vouchers: Iterable[Voucher]) -> Iterator[bytes]:
    """The lines of the file, encoded. `vouchers` are read one by one and never kept."""
    for line in _lines(books, vouchers):
        yield f"{line}\r\n".encode(ENCODING, errors="replace")


def _lines(books: Books, vouchers: Iterable[Voucher]) -> Iterator[str]:
    yield "#FLAGGA 0"
    yield _record("#PROGRAM", *PROGRAM)
    yield "#FORMAT PC8"
    yield _record("#GEN", _day(books.written_on))
    yield "#SIETYP 4"
    yield _record("#ORGNR", books.org_number)
    yield _record("#FNAMN", books.company)
    yield _record("#RAR", "0", _day(books.year.first_day), _day(books.year.last_day))
    before = books.year_before
    yield _record("#RAR", "-1", _day(before.first_day), _day(before.last_day))
    yield _record("#OMFATTN", _day(books.through))
    yield _record("#KPTYP", CHART)
    yield _record("#VALUTA", books.currency)
    for account in books.accounts:
        yield _record("#KONTO", account.number, account.name)
        yield _record("#KTYP", account.number, account.kind)
    for label, balances in (
        ("#IB", books.opening),
        ("#UB", books.closing),
        ("#RES", books.result),
    ):
        for account, amount in balances.items():
            yield _record(label, "0", account.number, _amount(amount))
    for voucher in vouchers:
        yield _record("#VER", SERIES, str(voucher.number), _day(voucher.on), voucher.words)
        yield "{"
        for account, amount in voucher.rows:
            yield f"   #TRANS {account.number} {{}} {_amount(amount)}"
        yield "}"


def _record(label: str, *values: str) -> str:
    return " ".join([label, *map(_field, values)])


def _field(value: str) -> str:
    """A field as it may stand in a record: no control characters, quoted where it must be."""
    clean = "".join(sign if sign.isprintable() else " " for sign in value).strip()
    if clean and not any(sign in ' "{}' for sign in clean):
        return clean
    escaped = clean.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")


def _amount(amount: Money) -> str:
    return f"{Decimal(amount.minor).scaleb(-2):.2f}"
