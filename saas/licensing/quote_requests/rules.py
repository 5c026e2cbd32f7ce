"""What a company may ask a quote for, and when it has asked already."""

from __future__ import annotations

from datetime import date
from typing import Final

from saas.errors import Refusal
from saas.text import N_

LONGEST_NEEDS: Final = 4_000


class AlreadyAsked(Refusal):
    """A question of this company waits for our answer."""

    says = N_(
        "You have asked for a quote already, and we are working on it. Take that question back "
        "first if you want to ask for something else."
    )


class StartHasPassed(Refusal):
    """A wish to begin before today."""

    says = N_("This day has passed. Choose a later one, or leave the field empty.")
    field = "wished_start"


class NobodySeated(Refusal):
    """A quote for no one."""

    says = N_("Write how many people are to use it, at least 1.")
    field = "people"


def must_be_askable(*, people: int, wished_start: date | None, today: date) -> None:
    """Refuse a question nobody could answer. Raises NobodySeated or StartHasPassed."""
    if people < 1:
        raise NobodySeated
    if wished_start is not None and wished_start < today:
        raise StartHasPassed
