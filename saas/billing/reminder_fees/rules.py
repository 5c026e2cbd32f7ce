"""When a reminder is charged for, how the fee stands on an invoice, and when it is waived (S18).

Lag (1981:739) om ersättning för inkassokostnader m.m. allows a fee for a written reminder where
it was agreed on no later than when the debt arose, of at most 60 SEK (förordning 1981:1057), and
once for a claim however often it is reminded of. The terms of service agree on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from saas.errors import Refusal
from saas.licensing.agreement.rules import ONE_DAY, Period
from saas.licensing.lines.rules import ChargeLine, Item
from saas.money import Money
from saas.text import N_


@dataclass
class FeeOnInvoice(Refusal):
    """The fee has been invoiced: what is issued is taken back by a credit note."""

    number: str

    says = N_(
        "The fee is on invoice %(number)s already. Credit its line there: what is issued is "
        "never changed."
    )


class FeeWaivedAlready(Refusal):
    """Somebody else of our staff has waived it."""

    says = N_("The fee has been waived already.")


def is_charged(fee: Money, *, step: int, currency: str, is_mailed: bool) -> bool:
    """Whether a reminder is charged for: the first of an invoice, in the fee's currency.

    `is_mailed` is whether the letter went to anybody: one that waits on a page is not charged.
    """
    return fee.minor > 0 and step == 1 and currency == fee.currency and is_mailed


def fee_line(fee: Money, *, number: str, reminded_on: date) -> ChargeLine:
    """The line of a fee on an invoice: which invoice was reminded of, and on which day."""
    days = Period(reminded_on, reminded_on + ONE_DAY)
    return ChargeLine(
        item=Item.FEE,
        edition="",
        name=number,
        quantity=1,
        unit_price=fee,
        period=days,
        starts_on=days.starts_on,
        until=days.until,
        net=fee,
    )
