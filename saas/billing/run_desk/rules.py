"""What stands in the way of starting a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from saas.errors import Conflict, Refusal
from saas.text import N_


@dataclass
class RunForDayToCome(Refusal):
    """An invoice is never dated ahead."""

    day: date

    says = N_("%(day)s has not come yet. Only a dry run looks ahead.")
    field = "day"


class NoSuchCompany(Refusal):
    """Nobody has the number."""

    says = N_("No company has this customer number or organisation number.")
    field = "company"


class RunOutdated(Conflict):
    """What was shown no longer holds: something was agreed or invoiced since."""

    says = N_(
        "What would be invoiced has changed since you looked, so nothing was started. Here is "
        "what holds now: check it and start again."
    )


def must_have_come(day: date, *, today: date) -> None:
    """Refuse to invoice a day ahead of time. Raises RunForDayToCome."""
    if day > today:
        raise RunForDayToCome(day)
