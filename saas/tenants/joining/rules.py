"""When a company answers somebody who asks to be let in."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from saas.dates import business_days_after
from saas.errors import Refusal
from saas.text import N_

DAYS_TO_ANSWER: Final = 5


class JoinOutcome(StrEnum):
    """What the company's administrators answered."""

    APPROVED = "approved"
    DECLINED = "declined"


class JoinAlreadyAsked(Refusal):
    """The same person has asked, and waits for the answer."""

    says = N_("You have asked already. The company's administrators have got your request.")


class JoinAlreadyAnswered(Refusal):
    """Another administrator was first, or the request has been withdrawn."""

    says = N_("This request has been answered already.")


class AlreadyAPerson(Refusal):
    """Whoever asks to be let in is in."""

    says = N_("You can act for this company already. Log in.")
    way_out = ("login.log_in", N_("Log in"))


def answer_by(asked_on: date) -> date:
    """The last day for the administrators to answer, before we look into it ourselves.

    Five business days (domain.md §1).
    """
    return business_days_after(asked_on, DAYS_TO_ANSWER)
