"""What giving notice means to the öre: the preview is the charge."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from saas.licensing.agreement.rules import ONE_DAY, Terms, Timeline
from saas.licensing.effects.rules import Effect, effect, invoiced_by, invoices_to_come
from saas.licensing.lines.rules import ChargeLine
from saas.licensing.small_charges.rules import EMPTY, Books
from saas.licensing.vat.rules import Taxed, VatDecision, taxed

NOTICE_SHOWN: Final = "notice"
"""What a sealed preview of a notice is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What is invoiced on a day; a credit note where it comes to less than nothing."""

    day: date
    lines: tuple[ChargeLine, ...]
    sum: Taxed

    @property
    def is_credit(self) -> bool:
        """Whether it gives money back."""
        return self.sum.gross.minor < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Farewell(Effect):
    """What notice on `day` leads to: `bills` from that day on, the last of all being the last.

    `lines` are credited on the day itself: days that are paid and come after `last_day`.
    """

    last_day: date
    bills: tuple[Bill, ...]

    @property
    def last(self) -> Bill | None:
        """The last invoice, or credit note; None where all is invoiced already."""
        return self.bills[-1] if self.bills else None

    @property
    def fingerprint(self) -> str:
        """The same for two exactly when they agree on every word and every öre."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def farewell(
    timeline: Timeline,
    *,
    day: date,
    last_day: date,
    terms: Terms,
    vat: VatDecision,
    books: Books = EMPTY,
) -> Farewell:
    """What it does to the bill that `timeline` ends with `last_day`, agreed on `day`.

    `terms` are those that are left, and `books` what has been invoiced of them. A last day that
    has passed is reckoned back to.
    """
    after, currency = timeline.ended(last_day + ONE_DAY), terms.fee.currency
    since = min(day - ONE_DAY, last_day)
    told = effect(
        timeline,
        after,
        day=day,
        standing=(terms, None),
        vat=vat,
        currency=currency,
        since=since,
        books=books,
    )
    found = [(day, told.lines)] if told.lines else []
    supposed = invoiced_by(day, timeline, since=since)
    known = [*books.filled_up(supposed).invoiced, *told.lines]
    found += (
        (on, tuple(lines)) for on, lines in invoices_to_come(after, invoiced=known, after=day)
    )
    return Farewell(
        **{each.name: getattr(told, each.name) for each in fields(told)},
        last_day=last_day,
        bills=tuple(
            Bill(
                day=on, lines=lines, sum=taxed((line.net for line in lines), vat, currency=currency)
            )
            for on, lines in found
        ),
    )
