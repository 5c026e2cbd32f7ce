"""The chart of accounts, fiscal years, and a voucher as a bookkeeping program knows it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from saas.billing.ledger.rules import Account
from saas.dates import add_months
from saas.money import Money

BY_CASE: Final = (Account.REVENUE, Account.VAT)
CASES: Final = ("S25", "S12", "S6", "AE", "O", "E")
TAXED: Final = ("S25", "S12", "S6")
EARLIER_RESULT: Final = "earlier_result"
"""What a chart calls the account of the years before; nothing of ours is posted to it."""


class ChartWrong(ValueError):
    """A chart cannot be used; the message has a line for each thing that is wrong."""


class NotInTheChart(ValueError):
    """Something is booked for which the chart names no account."""


class UnbalancedVoucher(ValueError):
    """A voucher whose rows do not sum to zero: a fault of ours."""


@dataclass(frozen=True, slots=True, order=True)
class ChartAccount:
    """An account of the bookkeeper's chart."""

    number: str
    name: str

    @property
    def is_result(self) -> bool:
        """Whether it is one of income or cost (classes 3 to 8), not of the balance sheet."""
        return self.number[0] not in "12"

    @property
    def kind(self) -> str:
        """Its kind in SIE: T asset, S debt, I income, K cost."""
        return {"1": "T", "2": "S", "3": "I", "8": "I"}.get(self.number[0], "K")


@dataclass(frozen=True, slots=True)
class Chart:
    """Which account of the bookkeeper's chart each of ours is, by case of tax where it matters.

    `earlier_result` is the one on the balance sheet that what earlier years came to is carried to.
    """

    accounts: Mapping[tuple[Account, str], ChartAccount]
    earlier_result: ChartAccount

    def of(self, account: Account, case: str = "") -> ChartAccount:
        """The bookkeeper's account. Raises NotInTheChart."""
        found = self.accounts.get((account, case if account in BY_CASE else ""))
        if found is None:
            raise NotInTheChart(f"The chart has no account for {account} {case}".strip())
        return found

    def listed(self) -> list[ChartAccount]:
        """Every account once, by number."""
        return sorted({*self.accounts.values(), self.earlier_result})

    def balance_sheet(
        self, balances: Mapping[ChartAccount, Money], *, earlier: Mapping[ChartAccount, Money]
    ) -> dict[ChartAccount, Money]:
        """The balance sheet's accounts of `balances`, and the result of the years before.

        `earlier` are the balances before the year. At its first day the accounts sum to zero;
        later they and the year's own result do.
        """
        kept = [(each, amount) for each, amount in balances.items() if not each.is_result]
        carried = [
            (self.earlier_result, amount) for each, amount in earlier.items() if each.is_result
        ]
        return sums([*kept, *carried])


def read_chart(written: str, *, source: str = "The chart") -> Chart:
    """The chart in the TOML text `written`. Raises ChartWrong naming everything that is wrong."""
    try:
        rows: list[dict[str, Any]] = tomllib.loads(written).get("account", [])
    except tomllib.TOMLDecodeError as error:
        raise ChartWrong(f"{source} is not TOML: {error}") from error
    found: dict[tuple[str, str], ChartAccount] = {}
    problems, ours = [], (*Account, EARLIER_RESULT)
    for row in rows:
        account, case = str(row.get("of", "")), str(row.get("case", ""))
        number = str(row.get("number", ""))
        if account not in ours:
            problems.append(f"{number} is of {account!r}, which is none of {', '.join(ours)}.")
        elif not re.fullmatch(r"[1-8][0-9]{3}", number):
            problems.append(f"{number!r} is not an account of four digits.")
        elif account == EARLIER_RESULT and number[0] != "2":
            problems.append(f"{number} is of {account}, which is an account of equity (20).")
        else:
            found[account, case] = ChartAccount(number, str(row.get("name", "")))
    problems += [f"No account is named for {' '.join(key).strip()}." for key in wanted() - {*found}]
    if problems:
        lines = "\n".join(f"  - {problem}" for problem in sorted(problems))
        raise ChartWrong(f"{source} does not hold:\n{lines}")
    named = {key: found[key] for key in found if key[0] != EARLIER_RESULT}
    return Chart(
        {(Account(account), case): number for (account, case), number in named.items()},
        earlier_result=found[EARLIER_RESULT, ""],
    )


def wanted() -> set[tuple[str, str]]:
    """What every chart names an account for."""
    plain = ((account, "") for account in Account if account not in BY_CASE)
    revenue = ((Account.REVENUE, case) for case in CASES)
    taxed = ((Account.VAT, case) for case in TAXED)
    return {(EARLIER_RESULT, ""), *plain, *revenue, *taxed}


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    """The days of a fiscal year, both inclusive."""

    first_day: date
    last_day: date


def year_named(year: int, *, starts_in_month: int) -> FiscalYear:
    """The fiscal year named by the calendar year it begins in: 2026 from July ends June 2027."""
    first = date(year, starts_in_month, 1)
    return FiscalYear(first, add_months(first, 12) - timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """An event in the bookkeeper's accounts. `number` is that of our ledger's entry, for ever."""

    number: int
    on: date
    words: str
    rows: tuple[tuple[ChartAccount, Money], ...]

    def __post_init__(self) -> None:
        """Raise UnbalancedVoucher unless the rows sum to zero."""
        if sum(amount.minor for _, amount in self.rows):
            raise UnbalancedVoucher(f"Voucher {self.number} does not balance")


def sums(rows: Iterable[tuple[ChartAccount, Money]]) -> dict[ChartAccount, Money]:
    """What each account comes to, by number; those that come to nothing are left out."""
    found: dict[ChartAccount, Money] = {}
    for account, amount in rows:
        found[account] = found.get(account, amount - amount) + amount
    return {account: found[account] for account in sorted(found) if found[account]}
