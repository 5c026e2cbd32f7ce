"""What an e-invoice says, read out of a snapshot: amounts turned the way the document counts.

A credit note counts what it gives back as positive, where the snapshot has it negative. A line
keeps its quantity and price where they multiply to its net, else it is one piece at its net
amount (PEPPOL-EN16931-R120); prices are never negative (BR-27), quantities may be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from saas.billing.snapshot.rules import Snapshot, read
from saas.billing.totals.rules import InvoiceKind
from saas.text import Text

Speaker: TypeAlias = Callable[[Text], str]


@dataclass(frozen=True, slots=True)
class Rate:
    """A category of UNCL 5305 and its per cent; outside the scope of VAT there is none."""

    category: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line (BG-25), its amounts in minor units. `until` is its last day, inclusive."""

    title: str
    explanation: str
    item: str
    quantity: int
    price_minor: int
    net_minor: int
    rate: Rate
    first: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Something taken off the whole document (BG-20), in minor units."""

    reason: str
    minor: int
    rate: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is taxed at one rate (BG-23), and why nothing is where nothing is."""

    rate: Rate
    base_minor: int
    vat_minor: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The totals (BG-22) in minor units."""

    lines: int
    allowances: int
    net: int
    vat: int
    rounding: int
    to_pay: int

    @property
    def gross(self) -> int:
        """With VAT (BT-112)."""
        return self.net + self.vat


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A snapshot as the e-invoice says it."""

    said: Snapshot
    is_credit: bool
    lines: tuple[Line, ...]
    allowances: tuple[Allowance, ...]
    groups: tuple[Group, ...]
    sums: Sums

    @property
    def order(self) -> str:
        """The buyer's purchase order number (BT-13); empty where there is none."""
        return str(self.said.get("order_reference") or "")

    @property
    def reference(self) -> str:
        """The buyer's own reference (BT-10)."""
        return str(self.said["buyer"]["attention"])

    @property
    def is_outside_vat(self) -> bool:
        """Whether nothing in it is within the scope of VAT, so that no VAT number is named."""
        return any(group.rate.category == "O" for group in self.groups)

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last day of all lines (BG-14)."""
        return min(line.first for line in self.lines), max(line.until for line in self.lines)


def content_of(snapshot: Snapshot, say: Speaker) -> Content:
    """What the e-invoice of `snapshot` says, its sentences said by `say`."""
    is_credit = snapshot["kind"] == InvoiceKind.CREDIT_NOTE
    sign = -1 if is_credit else 1
    lines = tuple(_line(line, sign, say) for line in snapshot["lines"])
    allowances = tuple(
        Allowance(
            reason=say(read(each["reason"])),
            minor=each["amount_minor"] * sign,
            rate=_rate(each["vat"]),
        )
        for each in snapshot.get("allowances", ())
    )
    totals = snapshot["totals"]
    return Content(
        said=snapshot,
        is_credit=is_credit,
        lines=lines,
        allowances=allowances,
        groups=tuple(_group(group, sign, say) for group in snapshot["vat"]),
        sums=Sums(
            lines=sum(line.net_minor for line in lines),
            allowances=sum(each.minor for each in allowances),
            net=totals["net_minor"] * sign,
            vat=totals["vat_minor"] * sign,
            rounding=totals["rounding_minor"] * sign,
            to_pay=totals["total_minor"] * sign,
        ),
    )


def _line(line: dict[str, Any], sign: int, say: Speaker) -> Line:
    quantity, price, net = line["quantity"], line["unit_price_minor"], line["net_minor"]
    if quantity * price != net:
        quantity, price = (-1 if net < 0 else 1), abs(net)
    return Line(
        title=say(read(line["title"])),
        explanation=say(read(line["explanation"])),
        item=str(line["edition"]),
        quantity=quantity * sign,
        price_minor=price,
        net_minor=net * sign,
        rate=_rate(line["vat"]),
        first=date.fromisoformat(line["from"]),
        until=date.fromisoformat(line["until"]),
    )


def _group(group: dict[str, Any], sign: int, say: Speaker) -> Group:
    return Group(
        rate=_rate(group),
        base_minor=group["base_minor"] * sign,
        vat_minor=group["vat_minor"] * sign,
        reason=say(read(group["legend"])) if group["legend"] else "",
    )


def _rate(vat: dict[str, Any]) -> Rate:
    return Rate(vat["category"], vat["percent"])
