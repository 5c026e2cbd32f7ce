"""Who may do what with a payout, and what has to be said: two of us for every krona that leaves.

One approves and another marks as paid, and neither has asked for it (S14; domain.md §10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from saas.billing.payouts.rules import PayoutState
from saas.errors import Refusal
from saas.text import N_

SHORTEST_REASON: Final = 5


class SomebodyElsePays(Refusal):
    """Four eyes are two people's."""

    says = N_("You have approved this payout. Somebody else of the staff has to send the money.")


class NotYourOwnPayout(Refusal):
    """Nobody decides on what they have asked for themselves."""

    says = N_("You have asked for this payout yourself. Somebody else of the staff decides on it.")


class PayoutNotWaiting(Refusal):
    """It has been approved, paid or declined."""

    says = N_("This payout has been decided on already. Look at what became of it.")


class PayoutNotApproved(Refusal):
    """Money is sent once somebody has approved it, and only once."""

    says = N_("Only a payout that is approved and not yet paid can be marked as paid.")


class PayoutIsOver(Refusal):
    """The money is sent, or never will be."""

    says = N_("This payout is paid or declined already. It cannot be declined now.")


@dataclass
class NoDayOfPayment(Refusal):
    """Money leaves between the approval and today."""

    first: date
    last: date

    says = N_("Choose the day the money left our account: from %(first)s through %(last)s.")
    field: ClassVar[str | None] = "paid_on"


class DeclineNeedsReason(Refusal):
    """The customer is told why."""

    says = N_("Write why, in words the customer can read.")
    field = "reason"


def must_be_approvable(state: PayoutState, *, asker_id: int, approver_id: int) -> None:
    """Raise PayoutNotWaiting or NotYourOwnPayout. The ids are those of logins."""
    if state is not PayoutState.WAITING:
        raise PayoutNotWaiting
    _must_not_be_own(asker_id, approver_id)


def must_be_sendable(
    state: PayoutState, *, asker_id: int, approver_id: int | None, payer_id: int
) -> None:
    """Raise PayoutNotApproved, SomebodyElsePays or NotYourOwnPayout. The ids are of logins."""
    if state is not PayoutState.APPROVED:
        raise PayoutNotApproved
    if approver_id == payer_id:
        raise SomebodyElsePays
    _must_not_be_own(asker_id, payer_id)


def must_be_declinable(state: PayoutState) -> None:
    """Raise PayoutIsOver. An approved payout can be declined until the money is sent."""
    if state in (PayoutState.PAID, PayoutState.DECLINED):
        raise PayoutIsOver


def must_be_paid_within(paid_on: date, *, approved_on: date, today: date) -> None:
    """Raise NoDayOfPayment for a day before the approval or still to come."""
    if not approved_on <= paid_on <= today:
        raise NoDayOfPayment(approved_on, today)


def good_reason(written: str) -> str:
    """The reason as it is kept. Raises DeclineNeedsReason."""
    if len(written.strip()) < SHORTEST_REASON:
        raise DeclineNeedsReason
    return written.strip()


def _must_not_be_own(asker_id: int, decider_id: int) -> None:
    if asker_id == decider_id:
        raise NotYourOwnPayout
