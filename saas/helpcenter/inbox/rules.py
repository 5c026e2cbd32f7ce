"""Whose turn it is with a request, derived from what has been said and done."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from saas.errors import NotFound, Refusal
from saas.text import N_

FIRST_NUMBER: Final = 1001
LARGEST_NUMBER: Final = 10**12
LONGEST_MESSAGE: Final = 4000


class Deed(StrEnum):
    """What a line in the course of a request says or does."""

    SAID = "said"
    NOTED = "noted"
    REPLIED = "replied"
    ANSWERED = "answered"
    CARRIED_OUT = "carried out"
    DECLINED = "declined"
    CLOSED = "closed"


class State(StrEnum):
    """Where a request stands."""

    WAITING_FOR_APPROVAL = "waiting for approval"
    WAITING_FOR_STAFF = "waiting for staff"
    ANSWERED = "answered"
    CARRIED_OUT = "carried out"
    DECLINED = "declined"
    CLOSED = "closed"

    @property
    def words(self) -> str:
        """The state in a word or two, to be translated."""
        return _WORDS[self]

    @property
    def tone(self) -> str:
        """How the words are coloured; the words alone say the same."""
        return _TONES[self]

    @property
    def what_now(self) -> str:
        """What happens next and who does it, to be translated."""
        return _WHAT_HAPPENS_NOW[self]


LEAVES_THE_TURN: Final = (Deed.SAID, Deed.NOTED)
"""Words between colleagues, and among staff: nobody else has to act because of them."""

_AFTER: Final = {
    Deed.REPLIED: State.WAITING_FOR_STAFF,
    Deed.ANSWERED: State.ANSWERED,
    Deed.CARRIED_OUT: State.CARRIED_OUT,
    Deed.DECLINED: State.DECLINED,
    Deed.CLOSED: State.CLOSED,
}

_WORDS: Final = {
    State.WAITING_FOR_APPROVAL: N_("Waiting for approval"),
    State.WAITING_FOR_STAFF: N_("Waiting for our answer"),
    State.ANSWERED: N_("Answered"),
    State.CARRIED_OUT: N_("Carried out"),
    State.DECLINED: N_("Declined"),
    State.CLOSED: N_("Closed"),
}

_TONES: Final = {
    State.WAITING_FOR_APPROVAL: "warn",
    State.WAITING_FOR_STAFF: "info",
    State.ANSWERED: "good",
    State.CARRIED_OUT: "good",
    State.DECLINED: "bad",
    State.CLOSED: "neutral",
}

_WHAT_HAPPENS_NOW: Final = {
    State.WAITING_FOR_APPROVAL: N_(
        "Your company's administrators have been told by mail. One of them approves or declines, "
        "and the answer is mailed to you."
    ),
    State.WAITING_FOR_STAFF: N_("We answer here, and you get a mail when we do."),
    State.ANSWERED: N_("Write below if the answer is not enough. Otherwise nothing is left to do."),
    State.CARRIED_OUT: N_("It is done. Nothing is left to do."),
    State.DECLINED: N_("An administrator has declined. Nothing was changed."),
    State.CLOSED: N_("The request is closed. Write below to open it again."),
}


class NotWaiting(Refusal):
    """The request has been decided, carried out or closed already."""

    says = N_("This request has been settled already, so there is nothing left to decide.")


class AlreadyClosed(Refusal):
    """The request is closed."""

    says = N_("This request is closed already.")


def state_of(last: Deed | None, *, needs_approval: bool) -> State:
    """Where a request stands, when `last` is the last deed that gave somebody the turn.

    Before any such deed it waits: for the company's own administrators where it needs their
    approval, else for our staff.
    """
    if last is None:
        return State.WAITING_FOR_APPROVAL if needs_approval else State.WAITING_FOR_STAFF
    return _AFTER[last]


def number_in(written: str) -> int:
    """The number people write as R-1001, r1001 or 1001. Raises NotFound for anything else."""
    digits = written.strip().upper().removeprefix("R").lstrip("- ")
    if not (digits.isascii() and digits.isdigit()) or int(digits[:13]) > LARGEST_NUMBER:
        raise NotFound
    return int(digits)
