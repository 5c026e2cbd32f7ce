"""What was asked and decided about the day to pay by, for an invoice's timeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from saas.billing.invoices.models import Invoice
from saas.billing.invoices.rules import Happening
from saas.billing.later_due.models import Asked, asked_for
from saas.billing.later_due.rules import Outcome
from saas.dates import day_of
from saas.text import N_, Text


def later_days_of(invoice: Invoice) -> Iterator[Happening]:
    """Each request of an invoice of the company in scope, and what came of it, oldest first."""
    return told_of(asked_for(invoice))


def told_of(known: Iterable[Asked]) -> Iterator[Happening]:
    """The same of requests that are known."""
    for each in known:
        asked, decided = each.request, each.decision
        said = Text(
            N_("%(name)s asked to pay by %(day)s: %(reason)s"),
            {"name": asked.asked_by_name, "day": asked.due_on, "reason": asked.reason},
        )
        yield Happening(day_of(asked.asked_at), said, "info")
        if decided is None:
            continue
        agreed = decided.outcome is Outcome.AGREED
        said = Text(
            N_("To be paid by %(day)s instead of %(before)s, %(name)s decided: %(says)s")
            if agreed
            else N_("Still to be paid by %(before)s, %(name)s decided: %(says)s"),
            {
                "day": decided.due_on,
                "before": decided.instead_of,
                "name": decided.decided_by_name,
                "says": decided.says,
            },
        )
        yield Happening(day_of(decided.decided_at), said, "good" if agreed else "warn")
