"""What we owe a company: a question this floor asks, answered by the floor that keeps the books.

Billing stands above licensing, so licensing cannot look into its ledger. Whoever puts the house
together says who answers, once (docs/decisions/0009-a-question-to-the-floor-above.md).
"""

from __future__ import annotations

from collections.abc import Callable

from saas.licensing.transfer.rules import CreditNotSettled
from saas.money import Money


def _nobody_answers() -> Money:
    """Raise RuntimeError: a house without books would let money go astray."""
    raise RuntimeError("Nobody has said who keeps the books; saas.wiring does.")


_credit_left: Callable[[], Money] = _nobody_answers


def answer_with(credit_left: Callable[[], Money]) -> None:
    """Let `credit_left` say what we owe the company in scope; `saas.wiring` calls this once."""
    global _credit_left  # noqa: PLW0603
    _credit_left = credit_left


def credit_left() -> Money:
    """What we owe the company in scope beyond its invoices; never negative."""
    return _credit_left()


def must_be_settled() -> None:
    """Refuse while we owe the company in scope money. Raises CreditNotSettled."""
    if amount := credit_left():
        raise CreditNotSettled(amount)
