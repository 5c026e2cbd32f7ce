"""The sums of an invoice, by the arithmetic of EN 16931.

Line nets are rounded first, then summed; VAT is found once per rate on the sum; totals are
sums of those. So BR-CO-10, 13, 14, 15, 16 and 17 hold by construction (domain.md §4, §12).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final

from saas.licensing.lines.rules import ChargeLine, Item
from saas.licensing.vat.rules import VatDecision, decision_on_fee, taxed
from saas.money import Money, total
from saas.text import N_

CENT: Final = 100


class InvoiceKind(StrEnum):
    """A claim, or taking one back."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class CreditReason(StrEnum):
    """Why something is taken back, in the codes that are counted."""

    BUYER_WRONG = "buyer_wrong"
    REFERENCE_MISSING = "reference_missing"
    VAT_WRONG = "vat_wrong"
    PRICE_WRONG = "price_wrong"
    NOT_DELIVERED = "not_delivered"
    CHARGED_TWICE = "charged_twice"
    GOODWILL = "goodwill"


REASONS: Final = {
    CreditReason.BUYER_WRONG: N_("The buyer's name or address was wrong"),
    CreditReason.REFERENCE_MISSING: N_("A reference or an order number was missing or wrong"),
    CreditReason.VAT_WRONG: N_("The VAT was wrong"),
    CreditReason.PRICE_WRONG: N_("The price was wrong"),
    CreditReason.NOT_DELIVERED: N_("What was invoiced was not delivered"),
    CreditReason.CHARGED_TWICE: N_("The same thing was invoiced twice"),
    CreditReason.GOODWILL: N_("Goodwill"),
}


@dataclass(frozen=True, slots=True)
class Sold:
    """A line's rounded net amount and the tax it is sold under."""

    net: Money
    decision: VatDecision


def decision_on(line: ChargeLine, sale: VatDecision) -> VatDecision:
    """The tax on a line of an invoice of sales under `sale`: a fee for a reminder is none."""
    return decision_on_fee(sale) if line.item is Item.FEE else sale


def sold(lines: Iterable[ChargeLine], sale: VatDecision) -> list[Sold]:
    """Each line under its tax, on an invoice of sales under `sale`."""
    return [Sold(line.net, decision_on(line, sale)) for line in lines]


@dataclass(frozen=True, slots=True, kw_only=True)
class VatGroup:
    """Everything sold under one category and rate, and its tax (EN 16931 BG-23)."""

    decision: VatDecision
    base: Money
    vat: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums of an invoice, all in one currency (EN 16931 BG-22). Negative on a credit note.

    `net + vat = gross` and `gross + rounding = to_pay`, to the öre.
    """

    groups: tuple[VatGroup, ...]
    net: Money
    vat: Money
    rounding: Money

    @property
    def gross(self) -> Money:
        """With VAT (BT-112)."""
        return self.net + self.vat

    @property
    def to_pay(self) -> Money:
        """What the customer is asked for (BT-115)."""
        return self.gross + self.rounding

    @property
    def is_credit(self) -> bool:
        """Whether the customer gets something back."""
        return self.to_pay.minor < 0

    @property
    def kind(self) -> InvoiceKind:
        """A negative outcome is a credit note, never a negative invoice (domain.md §4)."""
        return InvoiceKind.CREDIT_NOTE if self.is_credit else InvoiceKind.INVOICE


def totals(lines: Iterable[Sold], *, currency: str = "SEK", in_whole: bool = False) -> Totals:
    """The sums of `lines`. With `in_whole` the total, and nothing else, is rounded to kronor.

    25 % of 4 467.75 is 1 116.94, so 5 584.69 is to be paid, or 5 585.00 in whole kronor with
    a rounding of 0.31 (Skatteverket; lag 1970:1029 §2; BT-114).
    """
    groups = tuple(_groups(lines, currency))
    net = total((group.base for group in groups), currency)
    vat = total((group.vat for group in groups), currency)
    rounding = to_whole(net + vat) if in_whole else Money(0, currency)
    return Totals(groups=groups, net=net, vat=vat, rounding=rounding)


def _groups(lines: Iterable[Sold], currency: str) -> Iterator[VatGroup]:
    for _rate, sold in groupby(sorted(lines, key=_rate_of), key=_rate_of):
        together = list(sold)
        sums = taxed((line.net for line in together), together[0].decision, currency=currency)
        yield VatGroup(decision=together[0].decision, base=sums.net, vat=sums.vat)


def _rate_of(line: Sold) -> tuple[int, str]:
    """What lines are taxed together by; highest rate first."""
    return -line.decision.percent, line.decision.category


def to_whole(amount: Money) -> Money:
    """What brings an amount to the nearest whole krona: 49 öre down, 50 öre up."""
    over = abs(amount.minor) % CENT
    step = -over if over < CENT // 2 else CENT - over
    return Money(-step if amount.minor < 0 else step, amount.currency)
