"""How long one waits after how many failed tries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from saas.errors import TooOften
from saas.text import N_

FORGOTTEN_AFTER: Final = timedelta(hours=1)
LONGEST_WAIT: Final = timedelta(minutes=15)


class Guarded(StrEnum):
    """What is tried, and by which mark of the one who tries it is counted."""

    LOGIN_ACCOUNT = "login by account"
    LOGIN_ADDRESS = "login by address"
    REGISTER_ADDRESS = "registration by address"
    REGISTER_MAIL = "registration by mail"
    RESET_ADDRESS = "reset by address"
    RESET_MAIL = "reset by mail"


FREE_TRIES: Final = {
    Guarded.LOGIN_ACCOUNT: 5,
    Guarded.LOGIN_ADDRESS: 60,
    Guarded.REGISTER_ADDRESS: 30,
    Guarded.REGISTER_MAIL: 5,
    Guarded.RESET_ADDRESS: 30,
    Guarded.RESET_MAIL: 3,
}


@dataclass
class TooManyTries(TooOften):
    """The tries are used up for now; `minutes` is how long to wait, rounded up."""

    minutes: int

    says = N_(
        "There have been too many tries. You can try again in %(minutes)s min; until then "
        "not even the right answer is taken."
    )


def wait_after(tries: int, *, free: int) -> timedelta:
    """How long to wait after `tries` within the hour, of which `free` cost nothing.

    Doubles from one second up to a quarter of an hour: 5 free tries, then 1 s, 2 s, 4 s, ….
    """
    if tries <= free:
        return timedelta()
    doublings = min(tries - free - 1, 20)
    return min(timedelta(seconds=2**doublings), LONGEST_WAIT)


def too_many(blocked_until: datetime, now: datetime) -> TooManyTries:
    """The refusal for one who must wait until `blocked_until`."""
    seconds = (blocked_until - now).total_seconds()
    return TooManyTries(minutes=max(1, -(-int(seconds) // 60)))
