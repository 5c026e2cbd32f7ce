"""From what sum on a change is invoiced at once, and what has been invoiced of an agreement."""

from __future__ import annotations

from datetime import date

from flask import current_app

from saas.config import Settings
from saas.licensing.agreement.rules import ONE_DAY
from saas.licensing.small_charges.asked import lines_invoiced
from saas.licensing.small_charges.rules import Books
from saas.money import Money


def at_once_from(currency: str) -> Money:
    """What a change has to come to, without tax, to be invoiced at once.

    INVOICED_AT_ONCE_FROM, in whatever currency is invoiced.
    """
    settings: Settings = current_app.config["SETTINGS"]
    whole, _, part = settings.invoiced_at_once_from.partition(".")
    return Money(int(whole) * 100 + int(part), currency)


def books_on(day: date, agreement_id: int, *, currency: str) -> Books:
    """The books of an agreement of the company in scope, as far as a change on `day` needs them.

    Of periods that had begun by then, and were not over.
    """
    lines = lines_invoiced(agreement_id, day - ONE_DAY)
    return Books(
        invoiced=tuple(line for line in lines if line.period.starts_on <= day),
        at_once_from=at_once_from(currency),
    )
