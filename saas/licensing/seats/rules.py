"""How many people a company may seat, and who keeps a seat when there are fewer."""

from __future__ import annotations

from collections.abc import Container, Iterable
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
        return max(self.entitled - self.used, 0)

    @property
    def over(self) -> int:
        """How many more have seats than there are seats.

        Not nought only for the moment between a last day and the work that puts it right.
        """
        return max(self.used - self.entitled, 0)

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


def over_limit(
    people: Iterable[Seated], *, entitled: int, keep: Container[int] = ()
) -> list[Seated]:
    """Who loses the seat when only `entitled` are left: the newest first.

    Administrators go after everybody else and owners after them, so that somebody remains who
    can order a seat again (domain.md §13). `keep` are the ids of those chosen to stay, who go
    after everybody not chosen; one owner stays in any case, a chosen one if there is one.
    Nobody is deleted: without a seat one may look.
    """

    def place(who: Seated) -> tuple[bool, int, datetime, int]:
        return who.person_id not in keep, _RANK.get(who.role, 2), who.joined_at, who.person_id

    first_to_stay = sorted(people, key=place)
    owner = next((who for who in first_to_stay if who.role is Role.OWNER), None)
    if owner is not None:
        first_to_stay.remove(owner)
        first_to_stay.insert(0, owner)
    return first_to_stay[entitled:]


_RANK = {Role.OWNER: 0, Role.ADMIN: 1}
