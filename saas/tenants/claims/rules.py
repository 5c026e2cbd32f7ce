"""What may become of a number that somebody else has already (domain.md §1, decision table)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from saas.errors import Refusal
from saas.text import N_


class Occupant(StrEnum):
    """Who has the number a newcomer asks for."""

    NOBODY = "nobody"
    COMPANY = "company"
    PARTNER = "partner"


class Exit(StrEnum):
    """A way on from a number that is taken. There is always one."""

    REGISTER = "register"
    LOG_IN = "log in"
    ASK_TO_JOIN = "ask to join"
    USE_PARTNER = "use partner"
    ASK_US = "ask us"


class Wish(StrEnum):
    """What a claimant wants of us."""

    COEXIST = "coexist"
    MOVE = "move"
    TAKE_OVER = "take over"


class Outcome(StrEnum):
    """What our staff decided."""

    COEXIST = "coexist"
    MOVED = "moved"
    JOINED = "joined"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways on for one newcomer, most fitting first, and what they may ask us for."""

    exits: tuple[Exit, ...]
    wishes: tuple[Wish, ...] = ()


OUTCOMES: Final = {
    Occupant.PARTNER: (Outcome.COEXIST, Outcome.MOVED, Outcome.REJECTED),
    Occupant.COMPANY: (Outcome.JOINED, Outcome.REJECTED),
    Occupant.NOBODY: (Outcome.REJECTED,),
}
OPENS_REGISTRATION: Final = frozenset({Outcome.COEXIST, Outcome.MOVED})


class ClaimAlreadyMade(Refusal):
    """The same registration has a claim that waits for our decision."""

    says = N_("We have your request already. You will get a mail when we have decided.")


class ClaimAlreadyDecided(Refusal):
    """Another of our staff was first."""

    says = N_("This claim has been decided already.")


class OutcomeDoesNotFit(Refusal):
    """The chosen outcome is not open for this kind of claim."""

    says = N_("That outcome is not possible here. Choose one of those shown.")
    field = "outcome"


class ReasonNeeded(Refusal):
    """A rejection is explained to the one it hits."""

    says = N_("Write why the claim is rejected. The claimant is told in your words.")
    field = "reason"


def ways_on(occupant: Occupant, *, belongs: bool, contact_shown: bool) -> Ways:
    """What to offer somebody who has proved their address but not their right to the number.

    `belongs`: their login already acts for the company. `contact_shown`: the partner has
    agreed that its name and contact are shown.
    """
    if occupant is Occupant.NOBODY:
        return Ways((Exit.REGISTER,))
    if occupant is Occupant.PARTNER:
        use = (Exit.USE_PARTNER,) if contact_shown else ()
        return Ways((*use, Exit.ASK_US), (Wish.COEXIST, Wish.MOVE))
    if belongs:
        return Ways((Exit.LOG_IN,))
    return Ways((Exit.ASK_TO_JOIN, Exit.ASK_US), (Wish.TAKE_OVER,))


def decided(occupant: Occupant, outcome: Outcome, *, reason: str) -> Outcome:
    """The outcome, if it may be chosen. Raises OutcomeDoesNotFit or ReasonNeeded."""
    if outcome not in OUTCOMES[occupant]:
        raise OutcomeDoesNotFit
    if outcome is Outcome.REJECTED and not reason.strip():
        raise ReasonNeeded
    return outcome
