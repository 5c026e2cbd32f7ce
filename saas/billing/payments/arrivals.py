"""Payments that no card made: the list of payments asks for them, and does not know who answers.

Money from the bank stands above card payments and looks at them, so they cannot look back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from saas.money import Money
from saas.questions import Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Money that came to our bank, on which day, and which invoices it settled."""

    number: str
    on: date
    account: str
    invoices: Sequence[str]
    amount: Money
    is_undone: bool


arrived: Survey[[], Arrival] = Survey("payments that no card made")
"""The latest of the company in scope, newest first."""
