"""The ledger of a seller, split by case of tax as the invoices say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import TextClause, text

from saas.billing.accounting.rules import Chart, ChartAccount, Voucher, sums
from saas.billing.ledger.rules import Account, EntryKind
from saas.db import db
from saas.errors import Refusal
from saas.money import Money
from saas.scope import all_tenants
from saas.text import N_

CHUNK: Final = 2_000


@dataclass
class BooksInSeveralCurrencies(Refusal):
    """A file is in one currency; this seller has booked in others too."""

    others: str

    says = N_(
        "Something is booked in %(others)s too, and a SIE file is in one currency. "
        "Let a seller of its own invoice in each."
    )


@dataclass(frozen=True, slots=True)
class Booked:
    """One event of the ledger, with its accounts of the bookkeeper's chart."""

    entry_id: int
    kind: EntryKind
    reference: str
    on: date
    rows: tuple[tuple[ChartAccount, Money], ...]

    def voucher(self, words: str) -> Voucher:
        """The event as a voucher, with words for people."""
        return Voucher(number=self.entry_id, on=self.on, words=words, rows=self.rows)


def balances(
    seller_id: int, chart: Chart, *, currency: str, before: date, since: date | None = None
) -> dict[ChartAccount, Money]:
    """What each account comes to in a currency by the events before a day, from `since` on."""
    rows = _asked(BALANCES, seller_id, since or date.min, before)
    return sums(
        (chart.of(Account(row["account"]), row["vat_case"]), Money(row["minor"], currency))
        for row in rows
        if row["currency"] == currency
    )


def booked(seller_id: int, chart: Chart, *, since: date, before: date) -> Iterator[Booked]:
    """The events of these days in the order they were booked, read a few at a time."""
    rows = _asked(EVENTS, seller_id, since, before)
    for entry_id, group in groupby(rows, key=itemgetter("id")):
        postings = list(group)
        first = postings[0]
        by_account = sums(
            (
                chart.of(Account(row["account"]), row["vat_case"]),
                Money(row["minor"], row["currency"]),
            )
            for row in postings
        )
        yield Booked(
            entry_id,
            EntryKind(first["kind"]),
            first["reference"],
            first["booked_on"],
            tuple(by_account.items()),
        )


def currencies(seller_id: int) -> list[str]:
    """The currencies anything of a seller's is booked in."""
    return [row["currency"] for row in _asked(CURRENCIES, seller_id, date.min, date.max)]


def must_be_in(seller_id: int, currency: str) -> None:
    """Raise BooksInSeveralCurrencies where anything is booked in another currency."""
    if others := [each for each in currencies(seller_id) if each != currency]:
        raise BooksInSeveralCurrencies(", ".join(others))


def _asked(
    query: TextClause, seller_id: int, since: date, before: date
) -> Iterator[dict[str, Any]]:
    values = {"seller": seller_id, "since": since, "before": before}
    with all_tenants(because="a bookkeeper's file is of every company's invoices"):
        found = db.session.execute(query, values, execution_options={"yield_per": CHUNK})
        for row in found.mappings():
            yield dict(row)


# An entry is its invoices' seller's, or that of the account the money came to; else of who sells in
# its currency, the main one before others, and the main one's where nobody does.
# Revenue and tax are split as the document says them, everything else is as it was posted.
_SPLIT: Final = """
with entries as (
    select e.tenant_id, e.id, e.kind, e.reference, e.booked_on,
           coalesce(
               min(i.seller_id), min(b.seller_id),
               (select s.id from sellers s
                order by s.currency <> min(p.currency), s.code <> 'main', s.id limit 1)
           ) as seller_id
    from ledger_entries e
    join ledger_postings p on p.tenant_id = e.tenant_id and p.entry_id = e.id
    left join invoices i on i.tenant_id = p.tenant_id and i.id = p.invoice_id
    left join bank_rows b on p.account = 'unidentified'
      and b.number = split_part(e.reference, '-', 1)
    group by e.tenant_id, e.id
), mine as (
    select * from entries
    where seller_id = :seller and booked_on >= :since and booked_on < :before
), split as (
    select m.id, m.kind, m.reference, m.booked_on, p.account, '' as vat_case,
           p.amount_minor as minor, p.currency
    from mine m join ledger_postings p on p.tenant_id = m.tenant_id and p.entry_id = m.id
    where p.account not in ('revenue', 'vat')
    union all
    select m.id, m.kind, m.reference, m.booked_on, said.account,
           (g ->> 'category') || case g ->> 'category' when 'S' then g ->> 'percent' else '' end,
           -(g ->> said.of)::bigint, i.currency
    from mine m
    join invoices i on i.tenant_id = m.tenant_id and i.number = m.reference
    cross join lateral jsonb_array_elements(i.snapshot -> 'vat') g
    cross join (values ('revenue', 'base_minor'), ('vat', 'vat_minor')) as said (account, of)
    where m.kind in ('invoiced', 'credited') and (g ->> said.of)::bigint <> 0
)
"""
_SUMMED: Final = """
select account, vat_case, currency, sum(minor)::bigint as minor from split
group by account, vat_case, currency
"""
_ONE_BY_ONE: Final = "select * from split order by id, minor < 0, account, vat_case"
_ONCE_EACH: Final = "select distinct currency from split order by currency"
BALANCES: Final = text(f"{_SPLIT}{_SUMMED}")
EVENTS: Final = text(f"{_SPLIT}{_ONE_BY_ONE}")
CURRENCIES: Final = text(f"{_SPLIT}{_ONCE_EACH}")
