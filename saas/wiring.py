"""The house on one page: its doors, what reacts to what, and what the calendar brings."""

from typing import Final

from flask import Blueprint
from flask_smorest import Blueprint as ApiBlueprint

from saas import mail
from saas.calendar import DAILY, OFTEN, Calendar
from saas.outbox import Reactions

DOORS: Final[tuple[Blueprint, ...]] = (
    # tenants
    # licensing
    # billing
    # helpcenter
)

API_DOORS: Final[tuple[ApiBlueprint, ...]] = (
    # tenants
    # licensing
    # billing
    # helpcenter
)

REACTIONS: Final[Reactions] = {
    mail.MailWritten: [mail.send_mail],
    # tenants
    # licensing
    # billing
    # helpcenter
}

CALENDAR: Final[Calendar] = {
    DAILY: [
        # tenants
        # licensing
        # billing
        # helpcenter
    ],
    OFTEN: [
        # billing
    ],
}
