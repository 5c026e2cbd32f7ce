"""What it takes to say that a company has ceased, and what is kept of it."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from saas.errors import NotAllowed, Refusal
from saas.text import N_

KEPT_YEARS: Final = 7
"""Years after the calendar year in which a fiscal year ended (bokföringslagen 7 kap. 2 §)."""

FURTHEST: Final = timedelta(days=366)
SHORTEST_REFERENCE: Final = 4

LOOKS_ONLY_BUT_MAY: Final = frozenset(
    {
        "bank_payments",
        "cards",
        "companies",
        "contact",
        "copies",
        "credit_use",
        "delivery",
        "demo",
        "disputes",
        "inbox",
        "login",
        "mass_payment",
        "ownership",
        "payments",
        "payouts",
        "preferences",
        "profile",
        "requests",
        "sessions",
        "terms",
    }
)
"""The rooms where an estate still acts: its debts and credit, its books, its questions, its login.

And the clock of a demo, which is nobody's.
"""


class Reason(StrEnum):
    """Why a company is no more."""

    BANKRUPTCY = "bankruptcy"
    LIQUIDATION = "liquidation"
    MERGER = "merger"
    STRUCK_OFF = "struck_off"
    DEATH = "death"

    @property
    def words(self) -> str:
        """The reason in a few words, to be translated."""
        return _WORDS[self]


_WORDS: Final = {
    Reason.BANKRUPTCY: N_("Bankruptcy"),
    Reason.LIQUIDATION: N_("Liquidation"),
    Reason.MERGER: N_("Merged into another company"),
    Reason.STRUCK_OFF: N_("Struck off the register"),
    Reason.DEATH: N_("The sole trader has died"),
}


class State(StrEnum):
    """How what was told stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


class EvidenceNeeded(Refusal):
    """No company ceases on somebody's word alone."""

    says = N_("Say where it can be seen: a case number or register entry, or send the decision.")
    field = "reference"


class ToldAlready(Refusal):
    """One says it once."""

    says = N_("We have been told already, and it waits or has been decided.")
    way_out = ("ceased.show", N_("See how it stands"))


class DaySoFarAhead(Refusal):
    """The last day lies more than a year ahead."""

    says = N_("The last day can be at most a year ahead. Give notice instead.")
    field = "last_day"


class AgreedAfterThatDay(Refusal):
    """What the company has was agreed for days after it is said to have ceased."""

    says = N_("What the company has now began on %(day)s. The last day cannot be before that.")
    field = "last_day"

    def __init__(self, day: date) -> None:
        self.day = day


class CessationSettled(Refusal):
    """Somebody has decided, or it was taken back."""

    says = N_("This has been settled already. Look at what became of it.")


class NothingTold(Refusal):
    """Nobody has said that the company ceases."""

    says = N_("Nothing waits: nobody has told us that the company has ceased.")


class EstateLooksOnly(NotAllowed):
    """The last day of a company that has ceased is over: its estate may look, pay and ask."""

    says = N_(
        "The company has ceased, so nothing can be changed here. Invoices can be seen and paid, "
        "and you can write to us."
    )
    way_out = ("contact.ask", N_("Write to us"))


def must_be_shown(reference: str, *, has_paper: bool) -> str:
    """The reference without spaces around it. Raises EvidenceNeeded without it and a paper."""
    reference = " ".join(reference.split())
    if not has_paper and len(reference) < SHORTEST_REFERENCE:
        raise EvidenceNeeded
    return reference


def must_be_near(last_day: date, *, today: date) -> date:
    """The last day itself, past or to come. Raises DaySoFarAhead."""
    if last_day > today + FURTHEST:
        raise DaySoFarAhead
    return last_day


def must_reach(last_day: date, *, began_on: date) -> None:
    """Raise AgreedAfterThatDay for a last day before the terms that hold now."""
    if last_day < began_on:
        raise AgreedAfterThatDay(began_on)


def is_estate(ceased_on: date | None, *, today: date) -> bool:
    """Whether a company is an estate on `today`: it has ceased, and its last day is over."""
    return ceased_on is not None and ceased_on < today


def may_still(room: str, *, last_day: date, today: date) -> bool:
    """Whether people of a company that ceased with `last_day` may act in a room on `today`.

    `room` is the name of a blueprint; what a page does, its JSON may do.
    """
    return not is_estate(last_day, today=today) or room.removesuffix("_api") in LOOKS_ONLY_BUT_MAY


def kept_until(day: date) -> date:
    """The last day on which what is booked on `day` must be kept, at the least.

    Seven years after the calendar year in which the fiscal year ended (bokföringslagen
    7 kap. 2 §): a fiscal year that ends in the next calendar year makes it one year more.
    """
    return date(day.year + KEPT_YEARS, 12, 31)
