"""What goes over and what it costs each party, to the öre: the preview is the charge."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from saas.dates import add_months
from saas.licensing.agreement.rules import ONE_DAY, Terms, Timeline
from saas.licensing.charges.rules import difference
from saas.licensing.lines.rules import ChargeLine
from saas.licensing.quotes.preview import yearly
from saas.licensing.vat.rules import Taxed, VatDecision, taxed
from saas.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """What the giver sees: the terms that go, and what its last invoice or credit note says."""

    terms: Terms
    lines: tuple[ChargeLine, ...]
    final: Taxed


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


def giving(timeline: Timeline, terms: Terms, *, vat: VatDecision) -> Giving:
    """What the company gives away, and what it is invoiced or credited for the days it keeps."""
    day = terms.starts_on
    owed = difference(timeline, through=day - ONE_DAY)
    lines = difference(timeline.ended(day), invoiced=owed, through=day)
    final = taxed((line.net for line in lines), vat, currency=terms.fee.currency)
    return Giving(terms=terms, lines=tuple(lines), final=final)


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
