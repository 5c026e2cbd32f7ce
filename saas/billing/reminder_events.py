"""What is announced of reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from saas.events import Event


@dataclass(frozen=True, slots=True)
class ReminderDue(Event):
    """On `day` a company had invoices so late that it was to be reminded of them."""

    day: date
