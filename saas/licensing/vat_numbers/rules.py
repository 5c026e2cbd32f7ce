"""Where a VAT number stands, when it is asked about again, and who is asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from saas.errors import Refusal
from saas.licensing.vat.rules import ProofAnswer
from saas.text import N_

WAITS: Final = (
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)
"""How long until VIES is asked again, after each time it did not answer; the last for ever."""

HOLDS: Final = timedelta(days=90)
"""How long an answer is good before it is asked for again."""


class Standing(StrEnum):
    """Where a company's number stands."""

    NOT_NEEDED = "not_needed"
    MISSING = "missing"
    PENDING = "pending"
    PROVEN = "proven"
    REJECTED = "rejected"


WORDS: Final = {
    Standing.NOT_NEEDED: N_("Not needed"),
    Standing.MISSING: N_("Missing"),
    Standing.PENDING: N_("Being checked"),
    Standing.PROVEN: N_("Confirmed"),
    Standing.REJECTED: N_("Not found"),
}
TONES: Final = {
    Standing.NOT_NEEDED: "neutral",
    Standing.MISSING: "warn",
    Standing.PENDING: "info",
    Standing.PROVEN: "good",
    Standing.REJECTED: "bad",
}


class NoNumberToCheck(Refusal):
    """There is no number, or none is needed."""

    says = N_("There is no VAT number to check. Write it among the details of your invoices.")
    way_out = ("company.show", N_("Your company"))


def standing(number: str, *, needed: bool, answer: ProofAnswer | None) -> Standing:
    """Where a number stands by the last answer that was one, if there is one."""
    if not needed:
        return Standing.NOT_NEEDED
    if not number:
        return Standing.MISSING
    if answer is ProofAnswer.VALID:
        return Standing.PROVEN
    return Standing.REJECTED if answer is ProofAnswer.INVALID else Standing.PENDING


def ask_again_at(attempt: int, *, now: datetime) -> datetime:
    """When VIES is asked again, after `attempt` earlier times without an answer."""
    return now + WAITS[min(attempt, len(WAITS) - 1)]
