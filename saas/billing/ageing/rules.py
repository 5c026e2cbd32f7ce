"""By how long an invoice is late, in the steps that ageing lists are read in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from saas.money import Money, total
from saas.text import N_


class Bucket(StrEnum):
    """How late: the day to pay by is in time, and the day after is one day late."""

    NOT_DUE = "not_due"
    TO_30 = "to_30"
    TO_60 = "to_60"
    TO_90 = "to_90"
    OVER_90 = "over_90"


LATEST: Final = {Bucket.TO_30: 30, Bucket.TO_60: 60, Bucket.TO_90: 90}
"""The last day late of each step that has one."""

WORDS: Final = {
    Bucket.NOT_DUE: N_("Not due"),
    Bucket.TO_30: N_("1–30 days"),
    Bucket.TO_60: N_("31–60 days"),
    Bucket.TO_90: N_("61–90 days"),
    Bucket.OVER_90: N_("Over 90 days"),
}


def bucket_of(due_on: date, *, today: date) -> Bucket:
    """The step an invoice due on a day is in. Due on 1 March, it is 30 days late on the 31st."""
    late = (today - due_on).days
    if late <= 0:
        return Bucket.NOT_DUE
    return next((each for each, last in LATEST.items() if late <= last), Bucket.OVER_90)


def due_from(bucket: Bucket, *, today: date) -> date:
    """The earliest due day of a step: what the database is asked by. The last has none."""
    if bucket is Bucket.NOT_DUE:
        return today
    return today - timedelta(days=LATEST[bucket]) if bucket in LATEST else date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What a customer owes in one currency, by how late it is."""

    customer_number: str
    name: str
    currency: str
    by_bucket: Mapping[Bucket, Money]

    @property
    def total(self) -> Money:
        """All of it."""
        return total(self.by_bucket.values(), self.currency)

    @property
    def late(self) -> Money:
        """What should have been paid by now."""
        return self.total - self.of(Bucket.NOT_DUE)

    def of(self, bucket: Bucket) -> Money:
        """What is in one step."""
        return self.by_bucket.get(bucket, Money(0, self.currency))


def in_all(customers: Iterable[Owed], currency: str) -> dict[Bucket, Money]:
    """What every step comes to, in one currency."""
    ours = [each for each in customers if each.currency == currency]
    return {bucket: total((each.of(bucket) for each in ours), currency) for bucket in Bucket}
