"""R12 at size: lines found in closed form against days counted one by one, in random lives.

CHARGE_CASES says how many lives; without it there are some. A test is so many of them that others
can be run beside it.
"""

import os
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from saas.licensing.agreement.rules import Timeline, periods
from saas.licensing.charges.rules import difference
from saas.licensing.plans.rules import Cadence
from saas.money import Money, total
from tests.licensing.making import BASIC, terms

CASES = int(os.environ.get("CHARGE_CASES", "300"))
IN_A_TEST = 100_000
FIRST, LAST = date(2024, 1, 1).toordinal(), date(2033, 12, 31).toordinal()


def life(chance):
    """A first day, and what is agreed on it and on some days after, in order."""
    anchor = date.fromordinal(chance.randint(FIRST, LAST))
    months = chance.choice([1, 1, 1, 3, 12])
    agreed = replace(
        terms(BASIC, starts_on=anchor, extra_seats=chance.randrange(4)),
        fee=Money(chance.randrange(1_000_000)),
        seat_fee=Money(chance.randrange(1, 100_000)),
        cadence=Cadence(months),
    )
    days = sorted(chance.randrange(45 * months) for _ in range(chance.randrange(4)))
    return agreed, [(anchor + timedelta(days=n), chance.randrange(9)) for n in days]


def counted(timeline, through, *, half_up=True):
    """What is owed by the end of `through`, whole periods ahead: a day at a time, in öre."""
    first, owed = timeline.terms[0], 0
    for period in periods(first.anchor, through=through, months=first.cadence.months):
        days = period.days
        for n in range(days):
            agreed = timeline.on(period.starts_on + timedelta(days=n))
            for price in (agreed.fee.minor, agreed.seat_fee.minor * agreed.extra_seats):
                owed += rounded(price * (n + 1), days, half_up=half_up)
                owed -= rounded(price * n, days, half_up=half_up)
    return Money(owed)


def rounded(over, under, *, half_up):
    return (2 * over + under) // (2 * under) if half_up else over // under


def with_seats(timeline, day, seats):
    return timeline.changed(replace(timeline.terms[-1], starts_on=day, extra_seats=seats))


def lived(chance):
    """A life that is invoiced as it goes: what holds in the end, the ledger, and its last day."""
    agreed, moments = life(chance)
    timeline = Timeline((agreed,))
    ledger = difference(timeline, through=agreed.starts_on)
    for day, seats in moments:
        timeline = with_seats(timeline, day, seats)
        ledger += difference(timeline, invoiced=ledger, through=day)
    last = moments[-1][0] if moments else agreed.starts_on
    return timeline, ledger, last


@pytest.mark.parametrize("done", range(0, CASES, IN_A_TEST))
def test_parts_add_up_to_the_whole_and_what_is_undone_costs_nothing(done):
    chance = random.Random(20260302 + done)
    changed, lives = 0, min(IN_A_TEST, CASES - done)
    for _ in range(lives):
        timeline, ledger, last = lived(chance)
        assert total(line.net for line in ledger) == counted(timeline, last), timeline
        up = with_seats(timeline, last, 9)
        there = difference(up, invoiced=ledger, through=last)
        back = with_seats(up, last, timeline.terms[-1].extra_seats)
        again = difference(back, invoiced=ledger + there, through=last)
        assert total(line.net for line in there + again) == Money(0), timeline
        detours = [chance.randrange(9) for _ in range(3)]
        for seats in detours:
            back = with_seats(back, last, seats)
        straight = with_seats(timeline, last, detours[-1])
        assert difference(back, through=last) == difference(straight, through=last), timeline
        changed += bool(there)
    assert changed > lives / 2


def test_the_day_counter_knows_a_wrong_rounding():
    chance = random.Random(7)
    lives = [lived(chance) for _ in range(200)]

    assert any(
        counted(timeline, last, half_up=False) != total(line.net for line in ledger)
        for timeline, ledger, last in lives
    )
