"""Old tries are swept away."""

from __future__ import annotations

from datetime import date

from saas.dates import clock_time
from saas.tenants.throttle.actions import delete_old_tries


def sweep_tries(_today: date) -> None:
    """Every day: forget tries that no longer count."""
    delete_old_tries(clock_time())
