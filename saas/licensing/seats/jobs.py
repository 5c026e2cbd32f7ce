"""What a company's registration means for its seats."""

from __future__ import annotations

from saas.dates import now
from saas.licensing.seats.actions import lock_seats
from saas.tenants.events import CompanyRegistered


def count_seats(fact: CompanyRegistered) -> None:  # noqa: ARG001 - the scope says whose
    """Count a new company's seats: on Free its owner takes the one there is.

    Whoever asks for a seat before this has run counts them first; then there is nothing to do.
    """
    lock_seats(now())
