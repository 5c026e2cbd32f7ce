"""When there will be fewer seats than people, and which choice of those who stay will do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from saas.errors import Refusal
from saas.licensing.agreement.rules import Timeline
from saas.licensing.seats.rules import Seated, over_limit
from saas.tenants.people.rules import Role, RoleAboveOwn
from saas.text import N_

REMINDED_BEFORE: Final = (14, 3)
"""How many days before the day those who manage people are reminded to choose."""


class NothingToChoose(Refusal):
    """There will be enough seats for everybody."""

    says = N_("There is a seat for everybody, so there is nothing to choose.")
    way_out = ("seats.show", N_("See everybody"))


class TooManyStay(Refusal):
    """More people chosen than there will be seats."""

    says = N_(
        "You have chosen %(chosen)s people and there will be %(seats)s seats. Choose at most "
        "%(seats)s, or keep more seats."
    )
    field = "people"

    def __init__(self, chosen: int, seats: int) -> None:
        self.chosen, self.seats = chosen, seats


class AnOwnerStays(Refusal):
    """No owner is among those chosen."""

    says = N_("An owner has to stay, so that somebody can act for the company. Choose one.")
    field = "people"


class NotSeated(Refusal):
    """Somebody chosen has no seat to keep, or is not here any more."""

    says = N_("Somebody you have chosen has no seat any more. Look the list through again.")
    field = "people"


@dataclass(frozen=True, slots=True)
class Step:
    """That the seats are `seats` from `day` on, on `plan`; None for Free."""

    day: date
    seats: int
    plan: str | None


@dataclass(frozen=True, slots=True)
class GoesOver:
    """That a transfer, by its id, takes the agreement to another company on `day`."""

    transfer_id: int
    day: date


@dataclass(frozen=True, slots=True)
class Squeeze:
    """A coming day with fewer seats than people: who has one today, and who is chosen to stay.

    `given_away` says that the agreement goes over to another company that day.
    """

    step: Step
    people: tuple[Seated, ...]
    chosen: frozenset[int] = frozenset()
    given_away: bool = False

    @property
    def lacking(self) -> int:
        """How many will have to look only."""
        return max(len(self.people) - self.step.seats, 0)

    @property
    def going(self) -> frozenset[int]:
        """Who will, as things stand: the choice, and the rule where nothing is chosen."""
        lost = over_limit(self.people, entitled=self.step.seats, keep=self.chosen)
        return frozenset(who.person_id for who in lost)

    @property
    def staying(self) -> frozenset[int]:
        """Who keeps a seat, as things stand."""
        return frozenset(who.person_id for who in self.people) - self.going


def steps_to_come(timeline: Timeline, *, after: date, free_seats: int) -> Iterator[Step]:
    """Each day after `after` on which other terms begin, or the last have ended, in order."""
    days = {terms.starts_on for terms in timeline.terms}
    days |= {terms.until for terms in timeline.terms if terms.until is not None}
    for day in sorted(days):
        if day > after:
            terms = timeline.on(day)
            yield Step(day, terms.seats, terms.name) if terms else Step(day, free_seats, None)


def must_do(squeeze: Squeeze, chosen: Collection[int], *, by: Role) -> None:
    """Refuse a choice that cannot be followed.

    Who is not an owner takes no owner's seat for somebody else's sake (promises.md T5). Raises
    NotSeated, TooManyStay, AnOwnerStays or RoleAboveOwn.
    """
    roles = {who.person_id: who.role for who in squeeze.people}
    if not roles.keys() >= set(chosen):
        raise NotSeated
    if len(chosen) > squeeze.step.seats:
        raise TooManyStay(len(chosen), squeeze.step.seats)
    owners = {person for person, role in roles.items() if role is Role.OWNER}
    if not owners & set(chosen):
        raise AnOwnerStays
    if by is not Role.OWNER and not (owners <= set(chosen) or owners >= set(chosen)):
        raise RoleAboveOwn
