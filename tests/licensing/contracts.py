"""Agreements whose terms were written for one customer."""

from dataclasses import replace
from datetime import date

from saas.dates import now, today
from saas.db import db
from saas.licensing.agreement.actions import start_agreement
from saas.licensing.agreement.rules import Terms
from saas.licensing.plans.rules import NoticeKind, NoticePolicy
from saas.licensing.seats.actions import entitle
from saas.scope import tenant_scope
from saas.tenants.people.models import Person
from tests.licensing.making import BASIC

SIXTY_DAYS = NoticePolicy(NoticeKind.RENEWAL_DEADLINE, days=60)


def contract(by, *, notice=SIXTY_DAYS, bound_until=date(2026, 6, 29), renews_months=12):
    """An agreement whose terms were written for this customer."""
    with tenant_scope(by.tenant_id):
        terms = replace(
            Terms.of(BASIC, extra_seats=1, starts_on=today()),
            notice=notice,
            bound_until=bound_until,
            renews_months=renews_months,
        )
        agreement = start_agreement(terms, by=Person.find(by.id), now=now())
        entitle(seats=terms.seats, by=Person.find(by.id), now=now())
        db.session.commit()
    return agreement
