"""How much of an invoice can be taken back, why, and which lines a credit note then has.

Two deeds, told apart by what becomes of coverage (docs/decisions/0010). A *credit* takes money
back and leaves what the agreement is invoiced for as it was, so that no run charges for the
same days again. A *correction* takes the whole invoice back and says it again, right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from saas.billing.snapshot.sentences import read
from saas.billing.totals.rules import CreditReason
from saas.errors import Refusal
from saas.licensing.lines.rules import ChargeLine
from saas.licensing.vat.rules import Category, VatDecision
from saas.money import Money, total
from saas.text import N_, Text

CORRECTS: Final = (
    CreditReason.BUYER_WRONG,
    CreditReason.REFERENCE_MISSING,
    CreditReason.VAT_WRONG,
)
"""What is put right by saying the same sale again."""

CREDITS: Final = tuple(reason for reason in CreditReason if reason not in CORRECTS)
"""What is put right with money alone."""


class NotAnInvoice(Refusal):
    """A credit note, or an invoice that came to nothing, has nothing to take back."""

    says = N_("This is a credit note, so there is nothing to credit.")


class NothingLeftToCredit(Refusal):
    """All of it has been taken back already."""

    says = N_("Everything on this invoice has been credited already.")


class NoLineChosen(Refusal):
    """No line was given an amount."""

    says = N_("Write how much of at least one line is to be credited.")


class ReasonDoesNotFit(Refusal):
    """A reason that is put right by another deed."""

    says = N_("Choose a reason that goes with this.")
    field: ClassVar[str | None] = "reason"


@dataclass
class CreditTooLarge(Refusal):
    """More than is left of the line (domain.md §4)."""

    position: int
    most: Money

    says = N_("At most %(most)s is left to credit of line %(position)s.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack(ChargeLine):
    """A line of a credit note: what was charged, and how much of it is taken back."""

    is_whole: bool

    @property
    def title(self) -> Text:
        """What it was for."""
        return Text(N_("%(plan)s, credited"), {"plan": self.charged.title})

    @property
    def explanation(self) -> Text:
        """Which days it was for; and how it was found, where all of it is taken back."""
        if self.is_whole:
            return self.charged.explanation
        days = {"first": self.days.starts_on, "last": self.days.last_day}
        return Text(N_("part of what was invoiced for %(first)s to %(last)s"), days)

    @property
    def charged(self) -> ChargeLine:
        """The line as it was charged, for its words."""
        facts = {name: getattr(self, name) for name in ChargeLine.__dataclass_fields__}
        return ChargeLine(**facts | {"quantity": abs(self.quantity)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Creditable:
    """A line of an invoice, with what can still be taken back of it."""

    line_id: int
    position: int
    charge: ChargeLine
    decision: VatDecision
    covers: bool
    left: Money

    def taken_back(self, amount: Money) -> TakenBack:
        """The credit note's line for `amount` of it, as one times the amount unless it is all.

        Raises CreditTooLarge.
        """
        if amount > self.left or amount.minor <= 0:
            raise CreditTooLarge(self.position, self.left)
        if amount == self.charge.net:
            return self.mirrored()
        facts = {"quantity": -1, "unit_price": amount, "net": -amount}
        return TakenBack(**_facts(self.charge) | facts, is_whole=False)

    def mirrored(self) -> TakenBack:
        """The line that undoes what is left of it, quantity for quantity."""
        facts = {"quantity": -self.charge.quantity, "net": -self.left}
        return TakenBack(**_facts(self.charge) | facts, is_whole=True)

    def again(self) -> ChargeLine:
        """The same line once more, for what is left of it."""
        return replace(self.charge, net=self.left)


def must_correct(reason: CreditReason) -> None:
    """Raise ReasonDoesNotFit unless `reason` is put right by saying the sale again."""
    if reason not in CORRECTS:
        raise ReasonDoesNotFit


def must_credit(reason: CreditReason) -> None:
    """Raise ReasonDoesNotFit unless `reason` is put right with money alone."""
    if reason not in CREDITS:
        raise ReasonDoesNotFit


def chosen(
    lines: Sequence[Creditable], amounts: Mapping[int, Money] | None
) -> list[tuple[Creditable, TakenBack]]:
    """What is taken back of each line: `amounts` by position, or all that is left.

    Raises NothingLeftToCredit, NoLineChosen and CreditTooLarge.
    """
    if not any(line.left for line in lines):
        raise NothingLeftToCredit
    if amounts is None:
        amounts = {line.position: line.left for line in lines if line.left.minor > 0}
    asked = [
        (line, line.taken_back(amounts[line.position]))
        for line in lines
        if amounts.get(line.position)
    ]
    if not asked:
        raise NoLineChosen
    return asked


def whole(lines: Sequence[Creditable]) -> list[tuple[Creditable, TakenBack]]:
    """Every line undone. Raises NothingLeftToCredit where they come to nothing."""
    if total(line.left for line in lines).minor <= 0:
        raise NothingLeftToCredit
    return [(line, line.mirrored()) for line in lines if line.left]


def decisions_in(content: Mapping[str, Any]) -> dict[tuple[str, int], VatDecision]:
    """The tax decisions an issued document states, by category and rate."""
    return {
        (group["category"], group["percent"]): VatDecision(
            rule=group["rule"],
            category=Category(group["category"]),
            percent=group["percent"],
            reason=read(group["reason"]),
            legend=read(group["legend"]) if group["legend"] else None,
        )
        for group in content["vat"]
    }


def _facts(line: ChargeLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in ChargeLine.__dataclass_fields__}
