"""A word to the company and to our staff where a form of notice is not decided in time (S37)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from saas.dates import STOCKHOLM, day_of
from saas.helpcenter.events import NoticeFormUndecided
from saas.helpcenter.forms.notice.models import waiting_since
from saas.helpcenter.inbox.models import HelpRequest
from saas.licensing.termination.rules import confirmed_by
from saas.mail import write_mail
from saas.outbox import announce
from saas.scope import OPERATOR, all_tenants, tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission

LONGEST_WAIT: Final = timedelta(days=14)
"""More than two business days ever take, over any holidays."""


def announce_undecided(today: date) -> None:
    """Every day: say which forms of notice should have been confirmed by the end of yesterday."""
    yesterday = today - timedelta(days=1)
    since = datetime.combine(today - LONGEST_WAIT, time(), STOCKHOLM).astimezone(UTC)
    with all_tenants(because="the calendar looks through every company's forms of notice"):
        late = [
            (asked.tenant_id, asked.id)
            for asked in waiting_since(since)
            if confirmed_by(day_of(asked.sent_at)) == yesterday
        ]
    for tenant_id, request_id in late:
        with tenant_scope(tenant_id):
            announce(NoticeFormUndecided(request_id))


def tell_of_undecided(fact: NoticeFormUndecided) -> None:
    """Remind those who decide, and let our staff know."""
    asked = HelpRequest.find(fact.request_id)
    if not asked.is_pending:
        return
    company = our_company()
    for person in Person.who_may(Permission.GIVE_NOTICE):
        _write(person, "undecided.txt", asked=asked, company=company)
    with tenant_scope(OPERATOR):
        for person in Person.who_may(Permission.DECIDE):
            _write(person, "escalated.txt", asked=asked, company=company)


def _write(person: Person, letter: str, **context: Any) -> None:
    write_mail(
        to=person.email,
        template=f"helpcenter/forms/notice/{letter}",
        language=person.account.language,
        attachments=(),
        person=person,
        **context,
    )
