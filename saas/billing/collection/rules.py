"""When an invoice can be handed over to the collection agency, and taken back (S17, S19, S112).

From the hand-over on the customer settles with the agency and not here. What we have to say
about that is said in rows that are added and never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from saas.billing.open_claims.rules import Left
from saas.errors import Refusal
from saas.text import N_

NEEDED: Final = 2
"""How many reminders go before the invoice does: "despite reminders" (S17)."""


class RecallOutcome(StrEnum):
    """What becomes of an invoice that somebody wants back from the agency."""

    RECALLED = "recalled"
    UPHELD = "upheld"


class NoAgency(Refusal):
    """The operator has named no collection agency."""

    says = N_(
        "No collection agency is known. Whoever runs this installation names one in "
        "COLLECTION_AGENCY_NAME."
    )


class NothingToCollect(Refusal):
    """Nothing is left to pay, or it is a credit note."""

    says = N_("Nothing is left to pay on this invoice, so there is nothing to collect.")


@dataclass
class NotOverdueYet(Refusal):
    """There is still time to pay it."""

    due_on: date

    says = N_("The invoice is to be paid by %(due_on)s. It can be handed over after that day.")


class AtAgencyAlready(Refusal):
    """It has been handed over, and not been taken back."""

    says = N_("The invoice is with the collection agency already.")


class LaterDayToAnswerFirst(Refusal):
    """The customer waits for our word on a later day."""

    says = N_("The customer has asked for a later day to pay by. Answer that first.")
    way_out = ("later_due_staff.index", N_("Later days to pay by"))


@dataclass
class RemindedTooSeldom(Refusal):
    """Fewer than two reminders of it have gone; the next one is to come."""

    sent: int
    needed: int
    next_on: date

    says = N_(
        "An invoice goes to collection only after %(needed)s reminders. Sent so far: %(sent)s. "
        "While it is unpaid, the next one goes on %(next_on)s at the earliest."
    )


@dataclass
class NoReminderToCome(Refusal):
    """Fewer than two reminders of it have gone, and the operator has set that no more do."""

    sent: int
    needed: int

    says = N_(
        "An invoice goes to collection only after %(needed)s reminders. Sent so far: %(sent)s, "
        "and no more are to come: whoever runs this installation sets REMINDER_DAYS and "
        "REMINDER_LEAST."
    )


class DisputeToDecideFirst(Refusal):
    """The customer says that it, or some of it, is not as agreed."""

    says = N_("The customer disputes the invoice. Decide that first.")
    way_out = ("disputes_staff.index", N_("Disputes"))


class EstateIsNotCollected(Refusal):
    """What a company owed that has ceased is lodged with its estate."""

    says = N_("The company has ceased. Lodge the claim with its estate instead of with the agency.")
    way_out = ("ceased_staff.index", N_("Companies that have ceased"))


class NotAtAgency(Refusal):
    """It was never handed over, or has been taken back or paid."""

    says = N_("The invoice is not with the collection agency.")


class RecallAskedAlready(Refusal):
    """One request of a hand-over waits at a time."""

    says = N_("You have asked us already to take the invoice back. We answer that first.")


class RecallDecidedAlready(Refusal):
    """Somebody else of our staff has decided."""

    says = N_("This has been decided already. Look at what became of it.")


class NobodyAsked(Refusal):
    """What nobody has asked for cannot be declined."""

    says = N_("Nobody waits for an answer. The invoice stays with the agency as it is.")


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many reminders of an invoice have gone, and the first day of the next; None for none."""

    sent: int
    next_on: date | None


def must_be_collectable(
    left: Left, reminded: Reminded, *, today: date, later_day_asked: bool, ceased: bool = False
) -> None:
    """Refuse to hand over what is not overdue despite reminders, or there, or waits for our word.

    The day that counts is the one agreed on. Raises NothingToCollect, AtAgencyAlready,
    EstateIsNotCollected, NotOverdueYet, DisputeToDecideFirst, LaterDayToAnswerFirst,
    RemindedTooSeldom or NoReminderToCome.
    """
    if left.minor <= 0:
        raise NothingToCollect
    if left.at_agency:
        raise AtAgencyAlready
    if ceased:
        raise EstateIsNotCollected
    if today <= left.due_on:
        raise NotOverdueYet(left.due_on)
    if left.disputed_minor:
        raise DisputeToDecideFirst
    if later_day_asked:
        raise LaterDayToAnswerFirst
    if reminded.sent >= NEEDED:
        return
    if reminded.next_on is None:
        raise NoReminderToCome(reminded.sent, NEEDED)
    raise RemindedTooSeldom(reminded.sent, NEEDED, reminded.next_on)


def must_be_at_agency(left: Left) -> None:
    """Raise NotAtAgency for an invoice that is not."""
    if not left.at_agency:
        raise NotAtAgency


def must_be_asked(outcome: RecallOutcome, *, is_asked: bool) -> None:
    """Raise NobodyAsked where the answer is no and nobody has put the question."""
    if outcome is RecallOutcome.UPHELD and not is_asked:
        raise NobodyAsked
