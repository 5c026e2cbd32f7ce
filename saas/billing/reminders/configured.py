"""The ladder of reminders, and the fee for one, that the operator has set."""

from __future__ import annotations

from flask import current_app

from saas.billing.reminders.rules import Ladder, ladder
from saas.config import Settings
from saas.money import Money


def our_ladder() -> Ladder:
    """The steps by which we remind just now; none where the operator wants no reminders."""
    settings: Settings = current_app.config["SETTINGS"]
    return ladder(settings.reminder_days, settings.reminder_least)


def our_fee() -> Money:
    """What the first reminder of an invoice costs, in kronor; nothing where none is charged."""
    settings: Settings = current_app.config["SETTINGS"]
    return Money(int(settings.reminder_fee))
