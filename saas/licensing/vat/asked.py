"""What an invoice asks for: a question this floor asks, answered by the floor that invoices.

A seller may round what is to be paid to whole kronor. Billing, which stands above licensing, knows
who sells and how; a preview asks here, so that what is shown is what is charged (P11).
"""

from __future__ import annotations

from saas.money import Money
from saas.questions import Question


def _as_it_is(gross: Money) -> Money:
    """Nobody rounds."""
    return gross


as_invoiced: Question[[Money], Money] = Question("what an invoice asks for", unless=_as_it_is)
"""What the company in scope is asked for by an invoice that comes to a sum."""
