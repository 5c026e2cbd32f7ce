"""Which period copies are asked for, and how many are handed out at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from saas.errors import Refusal
from saas.text import N_

MOST_ROWS: Final = 5_000
MOST_DOCUMENTS: Final = 250


class PeriodBackwards(Refusal):
    """The last day comes before the first."""

    says = N_("The last day must not come before the first.")
    field: ClassVar[str | None] = "until"


@dataclass
class TooMuchAtOnce(Refusal):
    """More invoices than are put into one file."""

    count: int
    most: int

    says = N_(
        "There are %(count)s invoices in that period, and at most %(most)s fit into one file. "
        "Choose a shorter period."
    )
    field: ClassVar[str | None] = "until"


class NothingInPeriod(Refusal):
    """No invoice was issued then."""

    says = N_("No invoice was issued in that period.")
    field: ClassVar[str | None] = "until"


@dataclass(frozen=True, slots=True)
class IssuedBetween:
    """The days on which invoices were issued, both included. Raises PeriodBackwards."""

    first: date
    until: date

    def __post_init__(self) -> None:
        """A period runs forwards."""
        if self.until < self.first:
            raise PeriodBackwards

    @property
    def name(self) -> str:
        """What a file of it is called."""
        return f"{self.first}--{self.until}"


def some_but_not_too_many(count: int, *, most: int) -> None:
    """Refuse an empty file and one too big. Raises NothingInPeriod or TooMuchAtOnce."""
    if count == 0:
        raise NothingInPeriod
    if count > most:
        raise TooMuchAtOnce(count, most)
