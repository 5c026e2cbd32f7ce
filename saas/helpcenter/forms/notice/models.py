"""Forms of notice that wait for a company's administrators."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from saas.db import db
from saas.helpcenter.forms.notice.rules import FORM
from saas.helpcenter.inbox.models import HelpRequest


def waiting_since(instant: datetime) -> list[HelpRequest]:
    """Every company's forms sent from `instant` on that nobody has decided; in `all_tenants`."""
    return list(
        db.session.scalars(
            select(HelpRequest).where(
                HelpRequest.form == FORM,
                HelpRequest.needs_approval,
                HelpRequest.sent_at >= instant,
                HelpRequest.last_deed.is_(None),
            )
        )
    )
