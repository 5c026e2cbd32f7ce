"""When an unpaid invoice is reminded of: a ladder of steps, each taken once (S17).

A step is decided from days and from what has been sent, never from when somebody last looked.
So a day looked at twice brings nothing twice, and days that nobody looked at are made up for by
one letter: between two steps there are at least the days that lie between them on the ladder.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: `after` days past the day to pay by, and `apart` from the step before."""

    number: int
    after: timedelta
    apart: timedelta


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps of an operator, lowest first, and the least that is worth a reminder.

    `least_minor` is in minor units of whatever currency the invoice is in; never below one.
    """

    steps: tuple[Step, ...]
    least_minor: int = 1


@dataclass(frozen=True, slots=True)
class Claim:
    """What is open on an invoice, the day to pay by, and how far it has been reminded of.

    `had` is the last step taken and `last_on` its day; 0 and None before the first.
    """

    open_minor: int
    due_on: date
    had: int
    last_on: date | None


def ladder(days: str, least: str) -> Ladder:
    """The ladder that an operator writes as "5,15": days past the day to pay by, growing.

    Empty and "0" are no steps at all. `least` is an amount with two decimals: "0.00". Settings
    have seen to it that they are written so.
    """
    after = [int(each) for each in days.split(",") if each not in {"", "0"}]
    steps = (
        Step(number, timedelta(days=past), timedelta(days=past - before))
        for number, (before, past) in enumerate(pairwise([0, *after]), start=1)
    )
    return Ladder(tuple(steps), max(int(least.replace(".", "")), 1))


def next_step(claim: Claim, ladder: Ladder) -> tuple[Step, date] | None:
    """The step to come with an invoice as it stands, and its first day; None for none to come.

    The day to pay by is itself in time, so the first day late is the day after.
    """
    if claim.open_minor < ladder.least_minor or claim.had >= len(ladder.steps):
        return None
    step = ladder.steps[claim.had]
    first = claim.due_on + step.after
    return step, first if claim.last_on is None else max(first, claim.last_on + step.apart)


def step_due(claim: Claim, ladder: Ladder, *, today: date) -> Step | None:
    """The step to take with an invoice on the Stockholm day `today`; None for none."""
    coming = next_step(claim, ladder)
    return coming[0] if coming and coming[1] <= today else None
