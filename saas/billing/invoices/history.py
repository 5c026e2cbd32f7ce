"""What other rooms know of an invoice: its timeline asks them, and does not know who they are.

Payments, corrections and requests stand above invoices and look at them, so invoices cannot look
back. Whoever puts the house together says who tells (docs/decisions/0009).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from saas.billing.invoices.models import Invoice
from saas.billing.invoices.rules import Happening
from saas.billing.open_claims.rules import Agency

Teller: TypeAlias = Callable[[Invoice], Iterable[Happening]]
_tellers: tuple[Teller, ...] = ()


def _nobody(_invoice: Invoice) -> Agency | None:
    return None


_collector: Callable[[Invoice], Agency | None] = _nobody


def told_by(*tellers: Teller) -> None:
    """Let these tell what has happened to an invoice; `saas.wiring` calls this once."""
    global _tellers  # noqa: PLW0603
    _tellers = tellers


def known_of(invoice: Invoice) -> list[Happening]:
    """What the other rooms know of an invoice of the company in scope."""
    return [each for teller in _tellers for each in teller(invoice)]


def collected_by(namer: Callable[[Invoice], Agency | None]) -> None:
    """Let this one name the agency that collects an invoice; `saas.wiring` calls this once."""
    global _collector  # noqa: PLW0603
    _collector = namer


def collector_of(invoice: Invoice) -> Agency | None:
    """Who collects an invoice of the company in scope that is at an agency."""
    return _collector(invoice)
