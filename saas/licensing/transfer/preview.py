"""What goes over and what it costs each party, to the öre: the preview is the charge."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, takewhile

from saas.dates import add_months
from saas.licensing.agreement.rules import ONE_DAY, Terms, Timeline
from saas.licensing.charges.rules import difference
from saas.licensing.effects.rules import invoiced_by, invoices_to_come
from saas.licensing.lines.rules import ChargeLine
from saas.licensing.quotes.preview import yearly
from saas.licensing.small_charges.rules import EMPTY, Books
from saas.licensing.vat.rules import Taxed, VatDecision, taxed
from saas.money import Money
from saas.tenants.org_numbers.rules import OrgNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class LastBill:
    """What the giver is invoiced on the day; a credit note where it comes to less than nothing."""

    lines: tuple[ChargeLine, ...]
    sum: Taxed


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """What the giver sees: to whom what goes, and what its last invoice or credit note says.

    `fee` is what the transfer costs the company that takes over, which can do so through
    `expires_on`.
    """

    to: OrgNumber
    email: str
    fee: Money
    expires_on: date
    agreement_id: int
    terms: Terms
    final: LastBill

    @property
    def fingerprint(self) -> str:
        """The same for two exactly when they agree on every word and every öre."""
        digits = self.to.country, self.to.digits, self.to.suffix
        return hashlib.sha256(repr((self, digits)).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """What the taker sees: the terms, the first invoice of them, the fee, and a year's cost."""

    transfer: str
    terms: Terms
    first_on: date
    lines: tuple[ChargeLine, ...]
    first: Taxed
    fee: Taxed
    fee_on: date
    yearly: Taxed

    @property
    def fingerprint(self) -> str:
        """The same for two exactly when they agree on every word and every öre."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def moving(timeline: Timeline, effective_on: date) -> Terms | None:
    """The terms as they go over on a day: all as agreed, periods too, from that day on.

    The billing periods go on, so that the parts the two companies pay of one add up to its
    whole price. None where nothing is agreed on that day.
    """
    held = timeline.on(effective_on)
    return replace(held, starts_on=effective_on, until=None) if held else None


def last_bill(
    timeline: Timeline, terms: Terms, *, today: date, vat: VatDecision, books: Books = EMPTY
) -> LastBill:
    """What a company is invoiced on the day `terms` go over, keeping the days before it.

    Invoices of the days from `today` on are made as if nothing were to happen, for nothing is
    agreed before both companies have said yes. `books` are what has been invoiced by now.
    """
    day = terms.starts_on
    known = books.filled_up(invoiced_by(today, timeline)).invoiced
    to_come = invoices_to_come(timeline, invoiced=known, after=today)
    before = [lines for _on, lines in takewhile(lambda each: each[0] < day, to_come)]
    lines = difference(
        timeline.ended(day),
        invoiced=chain(known, *before),
        through=day,
        since=today - ONE_DAY,
    )
    total = taxed((line.net for line in lines), vat, currency=terms.fee.currency)
    return LastBill(lines=tuple(lines), sum=total)


def taking(transfer: str, terms: Terms, *, fee: Money, vat: VatDecision) -> Taking:
    """What the company takes over, its first invoice, and the fee that follows it."""
    timeline, first_on = Timeline((terms,)), terms.starts_on
    lines = difference(timeline, through=first_on)
    if not lines:
        first_on = terms.period_of(first_on).until
        lines = difference(timeline, through=first_on)
    currency = terms.fee.currency
    return Taking(
        transfer=transfer,
        terms=terms,
        first_on=first_on,
        lines=tuple(lines),
        first=taxed((line.net for line in lines), vat, currency=currency),
        fee=taxed([fee], vat, currency=currency),
        fee_on=add_months(terms.starts_on.replace(day=1), 1),
        yearly=yearly(terms, vat),
    )
