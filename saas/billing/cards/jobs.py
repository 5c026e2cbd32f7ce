"""Looking what came of a visit to the gateway, and telling it to forget a card."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from saas.billing.cards.actions import keep_card
from saas.billing.cards.models import Card, CardVisit
from saas.billing.events import CardRemoved, CardVisitReturned
from saas.billing.gateway.current import gateway
from saas.dates import now
from saas.db import db
from saas.outbox import announce
from saas.scope import all_tenants, tenant_scope

A_PAGE_IS_OPEN_FOR = timedelta(hours=25)


def look_for_card(fact: CardVisitReturned) -> None:
    """Ask the gateway which card a visit saved, and keep it. None may mean: not yet."""
    visit = CardVisit.find(fact.visit_id)
    if visit.card_id is None and (saved := gateway().card_saved_by(visit.token)):
        keep_card(visit, saved, now=now())


def forget_card(fact: CardRemoved) -> None:
    """Let the gateway forget a card that was removed here."""
    gateway().forget_card(Card.find(fact.card_id).token)


def look_after_visits(_today: date) -> None:
    """Every ten minutes: look again at visits of the last day that nobody came back from."""
    with all_tenants(because="the calendar looks through every company's visits"):
        waiting = db.session.execute(
            select(CardVisit.tenant_id, CardVisit.id).where(
                CardVisit.card_id.is_(None),
                CardVisit.started_at > now() - A_PAGE_IS_OPEN_FOR,
            )
        ).all()
    for tenant_id, visit_id in waiting:
        with tenant_scope(tenant_id):
            announce(CardVisitReturned(visit_id))
