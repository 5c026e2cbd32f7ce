"""What accepting a quote means to the öre: the preview is the charge."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from saas.licensing.agreement.rules import ONE_DAY, Terms, Timeline
from saas.licensing.charges.rules import difference, items
from saas.licensing.lines.rules import ChargeLine
from saas.licensing.quotes.rules import MONTHS_A_YEAR, Proposal
from saas.licensing.vat.rules import Taxed, VatDecision, taxed


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What is agreed when a quote is accepted on `day`.

    `lines` are those of the first invoice, made on `first_on`, `first` what they come to with
    tax, and `yearly` what twelve months of the terms cost.
    """

    quote: str
    day: date
    terms: Terms
    first_on: date
    lines: tuple[ChargeLine, ...]
    first: Taxed
    yearly: Taxed

    @property
    def fingerprint(self) -> str:
        """The same for two exactly when they agree on every word and every öre."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def acceptance(
    offer: Proposal, *, quote: str, timeline: Timeline, day: date, vat: VatDecision
) -> Acceptance:
    """What accepting `offer` on `day` means for a company whose agreement is `timeline`.

    The lines are the difference between what is owed with the new terms and without them, on
    the first day that makes one: when the terms start, or when their first period is over.
    `quote` names the quote and its version.
    """
    terms = offer.terms(accepted_on=day)
    start = terms.starts_on
    before, after = timeline, timeline.changed(terms)
    owed = difference(before, through=day if start == day else start - ONE_DAY)
    first_on = start
    lines = difference(after, invoiced=owed, through=first_on)
    if not lines:
        first_on = terms.period_of(start).until
        lines = difference(after, invoiced=owed, through=first_on)
    return Acceptance(
        quote=quote,
        day=day,
        terms=terms,
        first_on=first_on,
        lines=tuple(lines),
        first=taxed((line.net for line in lines), vat, currency=terms.fee.currency),
        yearly=yearly(terms, vat),
    )


def yearly(terms: Terms, vat: VatDecision) -> Taxed:
    """What twelve months of `terms` cost, seats bought by the period included."""
    times = MONTHS_A_YEAR // terms.cadence.months
    year = [priced.unit_price * (quantity * times) for priced, quantity in items(terms)]
    return taxed(year, vat, currency=terms.fee.currency)
