"""How many people a company may seat, and who keeps a seat when there are fewer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from saas.errors import Refusal
from saas.tenants.people.rules import Role
from saas.text import N_


class SeatLimitReached(Refusal):
    """Every seat is taken by a person or held by an invitation."""

    says = N_(
        "All %(entitled)s seats of %(plan)s are taken or held by an invitation. "
        "Order another seat to add one more person."
    )
    way_out = ("change.compare", N_("Order another seat"))

    def __init__(self, plan: str, entitled: int) -> None:
        self.plan = plan
        self.entitled = entitled


class FreeIsFull(SeatLimitReached):
    """The company is on Free, which has room for its owner and sells no seats."""

    says = N_("%(plan)s has room for one person, and that is you. Upgrade to add your colleagues.")
    way_out = ("change.compare", N_("Upgrade"))


class ContractIsFull(SeatLimitReached):
    """The seats stand in a contract, so more of them are asked for, not ordered."""

    says = N_("All %(entitled)s seats of your contract are taken. Ask us for more.")
    way_out = ("change.compare", N_("See your contract"))


FreeIsFull.code = ContractIsFull.code = SeatLimitReached.code  # to the API it is one fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """A company's seats: those it is entitled to, and those people or invitations have.

    `sells_seats` says that its plan sells more of them, `is_free` that there is no plan.
    """

    plan: str
    entitled: int
    active: int
    pending: int
    sells_seats: bool
    is_free: bool

    @property
    def used(self) -> int:
        """Seats nobody else can have: a pending invitation holds its seat (S113)."""
        return self.active + self.pending

    @property
    def free(self) -> int:
        """Seats left; never negative, whatever anybody does at the same time."""
        return self.entitled - self.used

    @property
    def refusal(self) -> SeatLimitReached:
        """What is said to one person too many, with the way to have one more."""
        if self.is_free:
            return FreeIsFull(self.plan, self.entitled)
        kind = SeatLimitReached if self.sells_seats else ContractIsFull
        return kind(self.plan, self.entitled)

    def admit(self) -> None:
        """Raise SeatLimitReached when every seat is taken."""
        if self.free < 1:
            raise self.refusal


@dataclass(frozen=True, slots=True)
class Seated:
    """A person with a seat, as far as it matters for who keeps it."""

    person_id: int
    role: Role
    joined_at: datetime


def over_limit(people: Iterable[Seated], *, entitled: int) -> list[Seated]:
    """Who loses the seat when only `entitled` are left: the newest first.

    Administrators go after everybody else and owners after them, so that somebody remains who
    can order a seat again (domain.md §13). Nobody is deleted: without a seat one may look.
    """
    first_to_stay = sorted(people, key=lambda who: (_RANK.get(who.role, 2), who.joined_at))
    return first_to_stay[entitled:]


_RANK = {Role.OWNER: 0, Role.ADMIN: 1}
