"""When an agreement may change hands, until when both must have agreed, and why it may not."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from saas.dates import add_months
from saas.errors import Conflict, NotAllowed, Refusal
from saas.licensing.agreement.rules import ONE_DAY
from saas.money import Money
from saas.text import N_

STANDS_FOR: Final = timedelta(days=30)
FARTHEST_MONTHS: Final = 12
MOST_A_DAY: Final = 5


class TransferState(StrEnum):
    """Where a transfer stands; read off its dates, never kept."""

    OFFERED = "offered"
    AGREED = "agreed"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Lapse(StrEnum):
    """Why a transfer did not take place."""

    UNANSWERED = "unanswered"
    TERMS_CHANGED = "terms changed"
    CREDIT_LEFT = "credit left"
    TAKER_HAS_PLAN = "taker has plan"
    TAKER_CEASED = "taker ceased"


class NothingToTransfer(Refusal):
    """The company has no agreement."""

    says = N_("Your company is on Free, so there is no agreement for another company to take over.")
    way_out = ("change.compare", N_("See the plans"))


class TransferExists(Conflict):
    """The agreement has been offered to a company already."""

    says = N_("This agreement is offered to a company already. Withdraw that first.")
    way_out = ("transfer.index", N_("See the transfer"))


class OwnNumber(Refusal):
    """A company cannot take over from itself."""

    says = N_("This is your own company's number. Write that of the company that takes over.")
    field = "org_number"


class DayDoesNotFit(Refusal):
    """The effective day is too near or too far away."""

    says = N_("Choose a day from %(first)s to %(last)s.")
    field = "effective_on"

    def __init__(self, first: date, last: date) -> None:
        self.first = first
        self.last = last


class AgreementInMotion(Refusal):
    """The agreement is under notice, or other terms are to come."""

    says = N_(
        "The agreement is under notice, or a change of it is to come. Withdraw that first: what "
        "another company takes over has to stand still."
    )
    way_out = ("change.compare", N_("See your plan"))


class CreditNotSettled(Refusal):
    """We owe the company money, which does not go over to another."""

    says = N_(
        "We have %(amount)s to your credit. It stays yours: have it set off against your "
        "invoices or paid out first, then transfer the agreement."
    )
    way_out = ("statement.show", N_("See your statement"))

    def __init__(self, amount: Money) -> None:
        self.amount = amount


class TakerHasPlan(Refusal):
    """The company that is to take over has an agreement of its own."""

    says = N_(
        "Your company has a plan of its own until then. A company has one at a time, so leave "
        "that one first."
    )
    way_out = ("change.compare", N_("See your plan"))


class TransferOver(Conflict):
    """It has been withdrawn, has lapsed, or has taken place."""

    says = N_("This transfer is over: it has been withdrawn, has lapsed, or has taken place.")
    way_out = ("transfer.index", N_("See your transfers"))


class OnlyTheTaker(NotAllowed):
    """Accepting is the other party's."""

    says = N_("The company that takes over accepts the transfer.")
    way_out = ("transfer.index", N_("See your transfers"))


class ConsentMissing(Refusal):
    """Whoever takes over says that they take over everything that is listed."""

    says = N_("Tick the box to say that your company takes the agreement over.")
    field = "accepted"


class TooManyTransfers(Refusal):
    """Offers go out by mail, so there is a limit to how many."""

    says = N_("Your company has offered its agreement too often today. Try again tomorrow.")


def last_day_to_accept(*, offered_on: date, effective_on: date) -> date:
    """Until when the other company can say yes: thirty days, and before the effective day."""
    return min(offered_on + STANDS_FOR, effective_on - ONE_DAY)


def must_fit(effective_on: date, *, today: date) -> None:
    """Refuse a day that leaves no time to accept, or lies too far away. Raises DayDoesNotFit."""
    first, last = today + ONE_DAY, add_months(today, FARTHEST_MONTHS)
    if not first <= effective_on <= last:
        raise DayDoesNotFit(first, last)
