"""When invoices are made: at the start of each period, and whenever what is owed changes."""

from __future__ import annotations

from saas.billing.events import PeriodBegan, PurchaseOrdersChanged
from saas.billing.purchase_orders.models import HeldInvoice
from saas.billing.run.actions import issue_what_is_owed
from saas.dates import today
from saas.licensing.agreement.models import Notice
from saas.licensing.events import (
    AgreementEnded,
    AgreementStarted,
    NoticeGiven,
    NoticeWithdrawn,
    ServicesChanged,
    TermsChanged,
)


def invoice_period(fact: PeriodBegan) -> None:
    """Invoice a period that has begun, in advance; one that is told late is dated by now."""
    issue_what_is_owed(fact.agreement_id, today=max(fact.day, today()), through=fact.day)


def invoice_change(
    fact: AgreementStarted | TermsChanged | ServicesChanged | AgreementEnded,
) -> None:
    """Invoice, or credit, what a change makes of the periods that have begun.

    What a customer has agreed to costs what they were shown.
    """
    confirmed = isinstance(fact, AgreementStarted | TermsChanged)
    issue_what_is_owed(fact.agreement_id, today=today(), as_confirmed=confirmed)


def invoice_after_notice(fact: NoticeGiven | NoticeWithdrawn) -> None:
    """Credit at once the paid days that a notice leaves out; invoice them again where one stays.

    So what is invoiced never knows of days that the agreement does not, and a change during
    the notice period costs what its preview says. Who gave notice was shown the credit.
    """
    confirmed = isinstance(fact, NoticeGiven)
    agreement_id = Notice.find(fact.notice_id).agreement_id
    issue_what_is_owed(agreement_id, today=today(), as_confirmed=confirmed)


def invoice_what_was_held(_fact: PurchaseOrdersChanged) -> None:
    """Invoice what waited for a purchase order, where it need not wait any more."""
    for held in HeldInvoice.standing():
        issue_what_is_owed(held.agreement_id, today=today())
