"""Swedish value added tax on what we sell: which, why, and how much.

The seller is Swedish and sells electronic services to businesses. A decision says its reason,
so that an invoice, a preview and an auditor are told the same thing (domain.md §7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

from saas.money import Money, total
from saas.text import N_, Text

SELLER_COUNTRY: Final = "SE"

UNPROVEN: Final = "eu-business-without-proven-number"
"""The rule that is put right by a credit note and a new invoice, once the number is proven."""

_MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"

EU: Final = frozenset(_MEMBERS.split())


class Rate(StrEnum):
    """Which of the Swedish rates a sale falls under; what we sell by subscription is standard."""

    STANDARD = "standard"
    REDUCED = "reduced"  # hotel nights, meals, repairs
    LOW = "low"  # books, passenger transport, culture


RATES: Final[Mapping[Rate, tuple[tuple[date, int], ...]]] = {
    Rate.STANDARD: ((date(1990, 7, 1), 25),),
    Rate.REDUCED: ((date(1996, 1, 1), 12),),
    Rate.LOW: ((date(1996, 1, 1), 6),),
}
"""The Swedish rates in per cent, each from its first day (mervärdesskattelagen 9 kap.).

A rate that changes gets a row more: what was issued before keeps the rate of its own day.
"""


class ProofAnswer(StrEnum):
    """What came of asking the authorities about a VAT number."""

    VALID = "valid"
    INVALID = "invalid"
    UNANSWERED = "unanswered"  # their service was down: nothing is known


class Category(StrEnum):
    """The category codes of EN 16931 (UNCL 5305) that our sales fall in."""

    STANDARD = "S"
    REVERSE_CHARGE = "AE"
    OUTSIDE_SCOPE = "O"
    EXEMPT = "E"  # only of what is no sale, on an invoice of sales (docs/decisions/0013)


@dataclass(frozen=True, slots=True, kw_only=True)
class VatDecision:
    """The tax on a sale: its category, its rate in whole per cent, and why.

    `rule` is the decision's own stable name, kept with what it decided. `legend` is what the
    law wants said on the invoice, where it wants anything.
    """

    rule: str
    category: Category
    percent: int
    reason: Text
    legend: Text | None = None

    @property
    def rate(self) -> Fraction:
        """The rate as a fraction of the net."""
        return Fraction(self.percent, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxed:
    """What a sale comes to. `net + vat = gross`, to the öre."""

    net: Money
    vat: Money
    decision: VatDecision

    @property
    def gross(self) -> Money:
        """What is to be paid."""
        return self.net + self.vat


def needs_proof(country: str) -> bool:
    """Whether the tax of a buyer there turns on a proven VAT number: the EU, but not Sweden."""
    return country in EU and country != SELLER_COUNTRY


def rate_on(day: date, rate: Rate) -> int:
    """A Swedish rate on `day`, in per cent. Raises ValueError before the first we know."""
    known = [percent for first_day, percent in RATES[rate] if first_day <= day]
    if not known:
        raise ValueError(f"No rate is known for {day}")
    return known[-1]


def vat_decision(
    *, country: str, vat_number_proven: bool, on: date, rate: Rate = Rate.STANDARD
) -> VatDecision:
    """The tax on what a business in `country` (ISO 3166, two letters) buys `on` a day.

    `vat_number_proven` says that its VAT number has been confirmed by the authorities. Where
    that is wanted and missing the tax is charged, and the reason says so: failing that way is
    put right by a credit note, failing the other way is our debt to the state.
    """
    if country == SELLER_COUNTRY:
        return VatDecision(
            rule="swedish-business",
            category=Category.STANDARD,
            percent=rate_on(on, rate),
            reason=Text(N_("Swedish VAT: you are a company in Sweden.")),
        )
    if country not in EU:
        return VatDecision(
            rule="business-outside-the-eu",
            category=Category.OUTSIDE_SCOPE,
            percent=0,
            reason=Text(N_("No Swedish VAT: you are a company outside the EU.")),
            legend=Text(N_("Outside the scope of Swedish VAT.")),
        )
    if vat_number_proven:
        return VatDecision(
            rule="eu-business-with-proven-number",
            category=Category.REVERSE_CHARGE,
            percent=0,
            reason=Text(N_("No Swedish VAT: you account for it in your own country.")),
            legend=Text(N_("Reverse charge: VAT is to be accounted for by the buyer.")),
        )
    return VatDecision(
        rule=UNPROVEN,
        category=Category.STANDARD,
        percent=rate_on(on, rate),
        reason=Text(
            N_(
                "Swedish VAT: we have not been able to confirm your VAT number. "
                "Once we have, you are credited and invoiced without it."
            )
        ),
    )


def decision_on_fee(sale: VatDecision) -> VatDecision:
    """The tax on a fee for a reminder that stands on an invoice of sales under `sale`: none.

    It is compensation for what a late payment costs, not a sale (Skatteverket, SKV 553). Where
    the whole invoice is outside the scope of VAT the fee is told so too: the two may not be told
    apart on one invoice (BR-O-11, docs/decisions/0013).
    """
    if sale.category is Category.OUTSIDE_SCOPE:
        return sale
    return VatDecision(
        rule="reminder-fee",
        category=Category.EXEMPT,
        percent=0,
        reason=Text(N_("No VAT on a reminder fee: it is compensation, not a sale.")),
        legend=Text(N_("Reminder fee: compensation, not a sale, and so without VAT.")),
    )


def taxed(nets: Iterable[Money], decision: VatDecision, *, currency: str = "SEK") -> Taxed:
    """The tax on the sum of the rounded line nets, rounded once, half öre up (domain.md §4).

    25 % of 4 467.75 is 1 116.94. A negative sum is mirrored, so that a credit takes back
    exactly what was charged. `currency` is that of an empty sum.
    """
    net = total(nets, currency)
    return Taxed(net=net, vat=net.share(decision.rate), decision=decision)
