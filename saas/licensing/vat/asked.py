"""What an invoice asks for: a question this floor asks, answered by the floor that invoices.

A seller may round what is to be paid to whole kronor. Billing, which stands above licensing, knows
who sells and how; a preview asks here, so that what is shown is what is charged (P11,
docs/decisions/0009-a-question-to-the-floor-above.md).
"""

from __future__ import annotations

from collections.abc import Callable

from saas.money import Money


def _as_it_is(gross: Money) -> Money:
    """Nobody rounds."""
    return gross


_asked: Callable[[Money], Money] = _as_it_is


def answer_with(asked: Callable[[Money], Money]) -> None:
    """Let `asked` say what an invoice of a sum asks for; `saas.wiring` calls this once."""
    global _asked  # noqa: PLW0603
    _asked = asked


def as_invoiced(gross: Money) -> Money:
    """What the company in scope is asked for by an invoice that comes to `gross`."""
    return _asked(gross)
