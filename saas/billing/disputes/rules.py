"""What of an invoice can be disputed, what is held then, and what being right comes to (S12).

The invoice is never changed. While a dispute is open its amount is not asked for: it is neither
reminded of, nor collected, nor paid by a mass payment, nor settled by a payout. What is paid or
credited meanwhile makes it smaller, for no more can be disputed than is open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from saas.billing.credit_notes.rules import Creditable
from saas.errors import Refusal
from saas.licensing.vat.rules import taxed
from saas.money import Money
from saas.text import N_, Text

PER_CENT: Final = 100


class DisputeOutcome(StrEnum):
    """How a dispute ended."""

    UPHELD = "upheld"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


DECISIONS: Final = (DisputeOutcome.UPHELD, DisputeOutcome.DECLINED)
"""What our staff can say; a customer withdraws."""

WORDS: Final = {
    DisputeOutcome.UPHELD: N_("The customer is right"),
    DisputeOutcome.DECLINED: N_("The invoice is right"),
    DisputeOutcome.WITHDRAWN: N_("Withdrawn by the customer"),
}


class NothingToDispute(Refusal):
    """A credit note, or an invoice with nothing left to pay."""

    says = N_(
        "Nothing is left to pay on this invoice, so there is nothing to hold back. Ask for a "
        "correction on its page if it is wrong."
    )
    way_out = ("invoices.index", N_("See your invoices"))


class DisputedAlready(Refusal):
    """One dispute of an invoice is open at a time."""

    says = N_("This invoice is disputed already. We answer that first.")


class NothingOnThatLine(Refusal):
    """There is no such line, or it asks for nothing that has not been credited."""

    says = N_("Nothing is left to pay on that line. Choose another, or the whole invoice.")
    field: ClassVar[str | None] = "line"


@dataclass
class DisputeTooLarge(Refusal):
    """More than is left to pay, more than the line comes to, or nothing at all."""

    most: Money

    says = N_("At most %(most)s of it is left to pay.")
    field: ClassVar[str | None] = "amount"


class NotDisputed(Refusal):
    """There is no open dispute to withdraw."""

    says = N_("The invoice is not disputed, so there is nothing to withdraw.")


class DisputeDecidedAlready(Refusal):
    """Somebody else has decided, or the customer has withdrawn."""

    says = N_("This has been decided already. Look at what became of it.")


class NothingCredited(Refusal):
    """A customer who is right gets something back."""

    says = N_(
        "Write how much of at least one line is credited, or credit the invoice first and "
        "decide then."
    )


@dataclass(frozen=True, slots=True)
class DisputableLine:
    """A line that can be disputed: where, what for, and how much is left of it with VAT."""

    position: int
    title: Text
    most: Money


def disputable_lines(lines: Sequence[Creditable], *, left: Money) -> list[DisputableLine]:
    """The lines with anything left of them, never for more than is left of the invoice."""
    return [
        DisputableLine(line.position, line.charge.title, min(with_tax(line), left))
        for line in lines
        if line.left.minor > 0 and left.minor > 0
    ]


def with_tax(line: Creditable) -> Money:
    """What is left of a line, with its VAT, rounded as on an invoice of that line alone."""
    return taxed([line.left], line.decision, currency=line.left.currency).gross


def disputed_amount(
    asked: Money | None, lines: Sequence[DisputableLine], *, line: int | None, left: Money
) -> Money:
    """How much is disputed: `asked`, or all that is left of the line, or of the invoice.

    Raises NothingToDispute, NothingOnThatLine, and DisputeTooLarge for more than is left or
    nothing at all.
    """
    if left.minor <= 0:
        raise NothingToDispute
    most = left
    if line is not None:
        found = next((each for each in lines if each.position == line), None)
        if found is None:
            raise NothingOnThatLine
        most = found.most
    if asked is None:
        return most
    if asked.minor <= 0 or asked > most:
        raise DisputeTooLarge(most)
    return asked


def new_due_day(due_on: date, *, today: date, days: timedelta) -> date | None:
    """The day to pay by once a dispute is declined on `today`; None where it stays.

    There are at least `days` to pay in, and nobody is reminded within them.
    """
    earliest = today + days
    return earliest if earliest > due_on else None


def to_credit(
    lines: Sequence[Creditable], *, line: int | None, amount: Money, whole: Money
) -> Mapping[int, Money]:
    """What a customer who is right gets back, without tax, by the position of the line.

    All that is left of the line where all of it is disputed, else the part that comes to
    `amount` with tax, to the nearest öre. Of the whole invoice, which asked for `whole`, it is
    every line where all of it is disputed; where a part is, our staff say of which lines:
    nothing, unless there is one.
    """
    left = [each for each in lines if each.left.minor > 0]
    wanted = [each for each in left if line in (None, each.position)]
    everything = sum(with_tax(each).minor for each in wanted)
    if amount >= whole or amount.minor >= everything:
        return {each.position: each.left for each in wanted}
    if len(wanted) != 1:
        return {}
    [only] = wanted
    net = without_tax(amount, percent=only.decision.percent)
    return {only.position: min(net, only.left)} if net.minor > 0 else {}


def without_tax(amount: Money, *, percent: int) -> Money:
    """The net amount that comes to `amount` with tax at `percent`, half öre up."""
    whole = PER_CENT + percent
    return Money((2 * amount.minor * PER_CENT + whole) // (2 * whole), amount.currency)
