"""A word to a sender whom we look for, and forgetting what nobody is to read."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from saas.dates import STOCKHOLM
from saas.helpcenter.events import MailWaits
from saas.helpcenter.mailbox.actions import forget_mails
from saas.helpcenter.mailbox.models import ReceivedMail
from saas.helpcenter.mailbox.rules import KEPT_DAYS
from saas.mail import write_mail
from saas.tenants.company.models import our_company

KEPT: Final = timedelta(days=KEPT_DAYS)


def answer_sender(fact: MailWaits) -> None:
    """Tell the sender of a mail, once a day, that we look for them, and how to get a number.

    Nothing of the mail is said again: whoever forges an address has us send nothing of theirs.
    """
    mail = ReceivedMail.find(fact.mail_id)
    if mail.answered_on is not None:
        write_mail(
            to=mail.sender,
            template="helpcenter/mailbox/waits.txt",
            language=our_company().language,
            mail=mail,
        )


def forget_old_mails(today: date) -> None:
    """Every day: forget what was ignored or set aside more than ninety days ago."""
    forget_mails(before=datetime.combine(today - KEPT, time(), STOCKHOLM))
