"""Who says that an invoice is not to be reminded of just now, and does not know who asks.

An invoice that is being paid by card, asked about or in somebody else's hands is left alone. The
rooms that know stand beside this one or above it; whoever puts the house together says which
(docs/decisions/0009).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeAlias

from saas.billing.invoices.models import Invoice

Holder: TypeAlias = Callable[[Sequence[Invoice]], Collection[int]]
_holders: tuple[Holder, ...] = ()


def held_by(*holders: Holder) -> None:
    """Let these say which invoices are left alone; `saas.wiring` calls this once."""
    global _holders  # noqa: PLW0603
    _holders = holders


def left_alone(invoices: Sequence[Invoice]) -> set[int]:
    """The ids of those invoices of the company in scope that are not to be reminded of now."""
    return {id_ for holder in _holders for id_ in holder(invoices)}
