"""The house on one page: its doors, what reacts to what, and what the calendar brings."""

from typing import Final

from flask import Blueprint
from flask_smorest import Blueprint as ApiBlueprint

from saas import mail
from saas.billing.events import InvoiceIssued, PeriodBegan
from saas.billing.run import jobs as billing_run
from saas.calendar import DAILY, OFTEN, Calendar
from saas.licensing.events import (
    AgreementEnded,
    AgreementStarted,
    NoticeWithdrawn,
    TermsChanged,
)
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
    AgreementStarted: [billing_run.invoice_change],
    TermsChanged: [billing_run.invoice_change],
    NoticeWithdrawn: [billing_run.invoice_after_withdrawal],
    AgreementEnded: [billing_run.invoice_change],
    # billing
    PeriodBegan: [billing_run.invoice_period],
    InvoiceIssued: [],
    # helpcenter
}

CALENDAR: Final[Calendar] = {
    DAILY: [
        # tenants
        # licensing
        # billing
        billing_run.announce_periods_that_began,
        # helpcenter
    ],
    OFTEN: [
        # billing
    ],
}
