"""The letters about being let in, and what happens when nobody answers."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from saas.db import db
from saas.mail import write_mail
from saas.outbox import announce
from saas.scope import OPERATOR, all_tenants, tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.events import JoinAnswered, JoinAsked, JoinLeftUnanswered
from saas.tenants.joining.models import JoinRequest
from saas.tenants.joining.rules import JoinOutcome
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def tell_administrators(fact: JoinAsked) -> None:
    """Mail those who may decide; where nobody may, our own staff."""
    join_request = JoinRequest.find(fact.join_request_id)
    administrators = Person.who_may(Permission.MANAGE_PEOPLE)
    if not administrators:
        tell_staff(JoinLeftUnanswered(join_request.id))
    for person in administrators:
        write_mail(
            to=person.email,
            template="tenants/joining/asked.txt",
            language=person.account.language,
            join_request=join_request,
            person=person,
            company=our_company(),
        )


def tell_asker(fact: JoinAnswered) -> None:
    """Mail a refusal; whoever is let in gets an invitation instead."""
    join_request = JoinRequest.find(fact.join_request_id)
    if join_request.outcome is JoinOutcome.DECLINED:
        write_mail(
            to=join_request.email,
            template="tenants/joining/declined.txt",
            language=join_request.language,
            join_request=join_request,
        )


def announce_unanswered(today: date) -> None:
    """Every day: say which requests nobody answered by yesterday, their last day."""
    with all_tenants(because="the calendar looks through every company's requests to join"):
        late = db.session.execute(
            select(JoinRequest.tenant_id, JoinRequest.id).where(
                JoinRequest.outcome.is_(None), JoinRequest.answer_by == today - timedelta(days=1)
            )
        ).all()
    for tenant_id, id_ in late:
        with tenant_scope(tenant_id):
            announce(JoinLeftUnanswered(id_))


def tell_staff(fact: JoinLeftUnanswered) -> None:
    """Mail our staff that a company does not answer somebody who wants to be let in."""
    join_request = JoinRequest.find(fact.join_request_id)
    if join_request.outcome is not None:
        return
    company = our_company()
    with tenant_scope(OPERATOR):
        for person in Person.active():
            write_mail(
                to=person.email,
                template="tenants/joining/unanswered.txt",
                language=person.account.language,
                join_request=join_request,
                company=company,
            )
