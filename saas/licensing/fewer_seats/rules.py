"""How many seats fewer a company may ask for, and what that is in extra seats."""

from __future__ import annotations

from saas.errors import Refusal
from saas.licensing.agreement.rules import Terms
from saas.text import N_


class SeatsOutOfReach(Refusal):
    """Fewer seats than the plan includes, or not fewer than now."""

    says = N_("Write a number from %(fewest)s, which the plan includes, to %(most)s.")
    field = "seats"

    def __init__(self, fewest: int, most: int) -> None:
        self.fewest = fewest
        self.most = most


class NoSeatsToReduce(Refusal):
    """The company pays for no seats beyond those its plan includes."""

    says = N_("There are no extra seats to reduce: you pay for none beyond those of the plan.")
    way_out = ("change.compare", N_("See your plan"))


def extra_seats_for(terms: Terms | None, seats: int) -> int:
    """The extra seats of having `seats` in all. Raises NoSeatsToReduce and SeatsOutOfReach."""
    if terms is None or not terms.extra_seats:
        raise NoSeatsToReduce
    if not terms.seats_included <= seats < terms.seats:
        raise SeatsOutOfReach(terms.seats_included, terms.seats - 1)
    return seats - terms.seats_included
