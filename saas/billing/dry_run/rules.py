"""What a billing run would issue to whom, beside what each was invoiced last time."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from saas.licensing.agreement.rules import ONE_DAY, period_of
from saas.licensing.lines.rules import ChargeLine
from saas.licensing.plans.rules import Cadence, Timing
from saas.money import Money
from saas.text import N_, Text

USUAL: Final = 20
"""By how many per cent an invoice may differ from the last before it is pointed out."""


class Way(StrEnum):
    """How it would be issued: in a chunk, by itself, or not before there is an order."""

    CHUNK = "chunk"
    APART = "apart"
    HELD = "held"


class Mark(StrEnum):
    """How it compares with the invoice before it."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    CREDIT = "credit"
    SAME = "same"


MARKS: Final = {
    Mark.NEW: N_("first invoice"),
    Mark.GONE: N_("nothing this time"),
    Mark.CHANGED: N_("differs"),
    Mark.CREDIT: N_("credit note"),
    Mark.SAME: N_("as last time"),
}
WAYS: Final = {
    Way.CHUNK: N_("with many others"),
    Way.APART: N_("by itself"),
    Way.HELD: N_("waits for a purchase order"),
}


@dataclass(frozen=True, slots=True)
class Before:
    """The invoice of an agreement before this one, and what stood on it: item and name."""

    number: str
    issued_on: date
    net: Money
    items: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Sums:
    """Net, tax and what is to be paid, of one invoice or of many in one currency."""

    net: Money
    vat: Money
    total: Money

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.net + other.net, self.vat + other.vat, self.total + other.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuable:
    """What one agreement would be invoiced, and what it was invoiced before; no lines: nothing."""

    company: str
    customer_number: str
    agreement_id: int
    lines: Sequence[ChargeLine]
    sums: Sums
    way: Way
    before: Before | None

    @property
    def gone(self) -> list[str]:
        """What stood on the invoice before and would not stand on this one."""
        now = {(line.item.value, line.name) for line in self.lines}
        before = self.before.items if self.before else frozenset()
        return sorted(name for _item, name in before - now)

    def is_new(self, line: ChargeLine) -> bool:
        """Whether such a line did not stand on the invoice before."""
        return self.before is not None and (line.item.value, line.name) not in self.before.items

    @property
    def change(self) -> int | None:
        """By how many whole per cent its net differs from the invoice before; none without one."""
        if self.before is None or not self.before.net or not self.lines:
            return None
        if self.before.net.currency != self.sums.net.currency:
            return None
        more = self.sums.net.minor - self.before.net.minor
        percent = abs(more) * 100 // abs(self.before.net.minor)
        return percent if more > 0 else -percent

    def mark(self, *, differs: int) -> Mark:
        """How it compares with the invoice before; changed where it is by more than `differs` %."""
        if not self.lines:
            return Mark.GONE
        if self.sums.total.minor < 0:
            return Mark.CREDIT
        if self.before is None:
            return Mark.NEW
        was, now = self.before.net, self.sums.net
        if was.currency != now.currency:
            return Mark.CHANGED
        is_more = abs(now.minor - was.minor) * 100 > differs * abs(was.minor)
        return Mark.CHANGED if is_more or self.gone else Mark.SAME


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What a run for `day` would issue; `looked_at` of `companies` that owe something."""

    day: date
    differs: int
    found: Sequence[Issuable]
    companies: int
    looked_at: int

    @property
    def is_whole(self) -> bool:
        """Whether every company has been looked at."""
        return self.looked_at >= self.companies

    def marked(self, *marks: Mark) -> list[Issuable]:
        """Those that compare so; all of them when nothing is asked for."""
        wanted = marks or tuple(Mark)
        return [one for one in self.found if one.mark(differs=self.differs) in wanted]

    @property
    def counts(self) -> Counter[Mark]:
        """How many compare how."""
        return Counter(one.mark(differs=self.differs) for one in self.found)

    @property
    def ways(self) -> Counter[Way]:
        """How many would be issued how."""
        return Counter(one.way for one in self.found if one.lines)

    @property
    def invoices(self) -> int:
        """How many documents would be issued now."""
        return sum(1 for one in self.found if one.lines and one.way is not Way.HELD)

    @property
    def sums(self) -> dict[str, Sums]:
        """What they come to in all, by currency."""
        sums: dict[str, Sums] = {}
        for one in self.found:
            if one.lines and one.way is not Way.HELD:
                currency = one.sums.net.currency
                sums[currency] = sums[currency] + one.sums if currency in sums else one.sums
        return dict(sorted(sums.items()))

    @property
    def fingerprint(self) -> str:
        """Says whether it is still what somebody has looked at."""
        each = ((one.agreement_id, one.way, one.sums.total.minor) for one in self.found)
        return hashlib.sha256(repr((self.day, *each)).encode()).hexdigest()[:32]


def said(one: Issuable, *, differs: int) -> Text:
    """How it compares with the invoice before, in words: "differs by 35 %"."""
    mark = one.mark(differs=differs)
    if mark is Mark.CHANGED and one.change:
        return Text(N_("differs by %(percent)s %%"), {"percent": f"{one.change:+}"})
    return Text(MARKS[mark])


def would_be_due(until: date, *, anchor: date, cadence: Cadence) -> date:
    """When an agreement that held up to, not including, `until` would have been invoiced next.

    In advance that is where the period after its last begins; in arrears, where the period that
    its next day would have lain in is over.
    """
    day = until if cadence.timing is Timing.IN_ARREARS else until - ONE_DAY
    return period_of(day, anchor=anchor, months=cadence.months).until
