"""Payments that no card made: the list of payments asks for them, and does not know who answers.

Money from the bank stands above card payments and looks at them, so they cannot look back
(docs/decisions/0009).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from saas.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Money that came to our bank, on which day, and which invoices it settled."""

    number: str
    on: date
    account: str
    invoices: Sequence[str]
    amount: Money
    is_undone: bool


def _none() -> Sequence[Arrival]:
    return ()


_teller: Callable[[], Sequence[Arrival]] = _none


def told_by(teller: Callable[[], Sequence[Arrival]]) -> None:
    """Let this one tell of them; `saas.wiring` calls this once."""
    global _teller  # noqa: PLW0603
    _teller = teller


def arrived() -> Sequence[Arrival]:
    """The latest of the company in scope, newest first."""
    return _teller()
