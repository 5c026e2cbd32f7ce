"""What a reminder says besides its list: what comes of it, and what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from saas.money import Money
from saas.web.words import money


@dataclass(frozen=True, slots=True)
class Besides:
    """The fees that a letter brings, each with the number of its invoice; and what else there is.

    `last` is the number of the ladder's last step where some of them take it; `is_rest` where
    some are disputed in part.
    """

    fees: Sequence[tuple[str, Money]]
    last: int | None
    is_rest: bool

    def said(self) -> list[str]:
        """All of it, in the language in force."""
        notes = [
            _("If you have paid in the last few days, there is nothing more to do."),
            _(
                "If an invoice is wrong, tell us on its page: while we look at it, we do not "
                "remind."
            ),
            *(_on_fee(number, fee) for number, fee in self.fees),
        ]
        if not self.fees:
            notes.append(_("No fee is charged for this reminder."))
        if self.is_rest:
            notes.append(_("What you dispute is left out here until we have answered."))
        if self.last:
            notes.append(
                _(
                    "After reminder %(step)s we send no more of an invoice. Unpaid, it may then go "
                    "to debt collection.",
                    step=self.last,
                )
            )
        return notes


def _on_fee(number: str, fee: Money) -> str:
    said: str = _(
        "A reminder fee of %(fee)s for invoice %(number)s comes on your next invoice. There is no "
        "VAT on it. Do not pay it with this reminder.",
        fee=money(fee),
        number=number,
    )
    return said
