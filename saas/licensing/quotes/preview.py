"""What accepting a quote means to the öre: the preview is the charge."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from saas.licensing.agreement.rules import Terms, Timeline
from saas.licensing.charges.rules import difference, items
from saas.licensing.lines.rules import ChargeLine
from saas.licensing.quotes.rules import MONTHS_A_YEAR, Proposal
from saas.licensing.reckoning.rules import due_days
from saas.licensing.small_charges.rules import EMPTY, Books, waits
from saas.licensing.vat.rules import Taxed, VatDecision, taxed


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What is agreed when a quote is accepted on `day`.

    `lines` are those of the first invoice, made on `first_on`, `first` what they come to with
    tax, and `yearly` what twelve months of the terms cost. `replaces` was to come on the day the
    terms start or later, and does not come then.
    """

    quote: str
    day: date
    terms: Terms
    first_on: date
    lines: tuple[ChargeLine, ...]
    first: Taxed
    yearly: Taxed
    replaces: tuple[Terms, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The same for two exactly when they agree on every word and every öre."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def acceptance(
    offer: Proposal,
    *,
    quote: str,
    timeline: Timeline,
    day: date,
    vat: VatDecision,
    to_come: Iterable[Terms] = (),
    books: Books = EMPTY,
) -> Acceptance:
    """What accepting `offer` on `day` means for a company whose agreement is `timeline`.

    The lines are the difference between what is owed with the new terms and what is invoiced by
    then, on the first day that makes one: when the terms start, or when their first period is
    over, also for what is so little that it waits. Invoices of the days between know already
    that the terms are to come. `quote` names the quote and its version. `to_come` are the
    changes that the timeline knows of and that do not hold yet, `books` what has been invoiced.
    """
    terms = offer.terms(accepted_on=day)
    start = terms.starts_on
    after = timeline.changed(terms)
    books = books.filled_up(difference(timeline, through=day))
    owed = list(books.invoiced)
    for due in takewhile(lambda due: due < start, due_days(after, after=day)):
        owed += difference(after, invoiced=owed, through=due)
    books = replace(books, invoiced=tuple(owed))
    first_on = start
    lines = difference(after, invoiced=owed, through=first_on)
    if not lines or waits(lines, timeline=after, day=start, books=books):
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
        replaces=tuple(coming for coming in to_come if coming.starts_on >= start),
    )


def yearly(terms: Terms, vat: VatDecision) -> Taxed:
    """What twelve months of `terms` cost, seats bought by the period included."""
    times = MONTHS_A_YEAR // terms.cadence.months
    year = [priced.unit_price * (quantity * times) for priced, quantity in items(terms)]
    return taxed(year, vat, currency=terms.fee.currency)
