"""How much of a credit can be used against an invoice (S13, domain.md §10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from saas.errors import Refusal
from saas.money import Money
from saas.text import N_


class NothingToUse(Refusal):
    """The credit note, or the account, has nothing left."""

    says = N_("Nothing is left of this credit.")


class NothingToSettle(Refusal):
    """The invoice is paid, or is no invoice."""

    says = N_("There is nothing left to pay on this invoice.")
    field: ClassVar[str | None] = "invoice"


@dataclass
class MoreThanThereIs(Refusal):
    """More than is left of the credit, or than is open on the invoice."""

    most: Money

    says = N_("At most %(most)s can be used.")
    field: ClassVar[str | None] = "amount"


class OtherCurrency(Refusal):
    """Credit in one currency does not pay an invoice in another."""

    says = N_("The credit and the invoice are in different currencies.")
    field: ClassVar[str | None] = "invoice"


def usable(asked: Money | None, *, left: Money, open_amount: Money) -> Money:
    """What is used: `asked`, or as much as can be.

    Raises NothingToUse, NothingToSettle, OtherCurrency, and MoreThanThereIs for more than is
    left, more than is open, or nothing at all.
    """
    if left.currency != open_amount.currency or (asked and asked.currency != left.currency):
        raise OtherCurrency
    if left.minor <= 0:
        raise NothingToUse
    if open_amount.minor <= 0:
        raise NothingToSettle
    most = min(left, open_amount)
    if asked is None:
        return most
    if asked.minor <= 0 or asked > most:
        raise MoreThanThereIs(most)
    return asked
