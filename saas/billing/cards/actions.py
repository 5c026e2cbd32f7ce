"""Saving a card, choosing the default, and letting a card go."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from saas.billing.cards.models import Card, CardVisit, GatewayCustomer
from saas.billing.cards.rules import last_day_of
from saas.billing.events import CardRemoved
from saas.billing.gateway.port import SavedCard
from saas.db import db
from saas.outbox import announce
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def remember_customer(token: str) -> None:
    """Note the gateway's id of the company in scope; the first one noted stays."""
    take_turns()
    if GatewayCustomer.token_of_ours() is None:
        db.session.add(GatewayCustomer(token=token))
        db.session.flush()


def begin_visit(*, by: Person, token: str, back_to: str, now: datetime) -> CardVisit:
    """Note that `by` goes to the gateway's page; `back_to` is the path to return to."""
    by.must(Permission.PAY)
    visit = CardVisit(token=token, back_to=back_to, started_by_id=by.id, started_at=now)
    db.session.add(visit)
    db.session.flush()
    return visit


def keep_card(visit: CardVisit, saved: SavedCard, *, now: datetime) -> Card:
    """Keep the card a visit saved. Told twice it is kept once.

    The same card saved again replaces what was kept of it, and is the default if that was; a
    company's first card is its default.
    """
    take_turns()
    if visit.card_id:
        return Card.find(visit.card_id)
    before = db.session.scalar(
        select(Card).where(Card.fingerprint == saved.fingerprint, Card.removed_at.is_(None))
    )
    first = not Card.saved()
    was_default = before is not None and before.is_default
    if before:
        _let_go(before, now=now)
    year, month = saved.expires
    card = Card(
        token=saved.token,
        brand=saved.brand,
        last4=saved.last4,
        fingerprint=saved.fingerprint,
        expires_on=last_day_of((year, month)),
        is_default=first or was_default,
        saved_by_id=visit.started_by_id,
        saved_at=now,
    )
    db.session.add(card)
    db.session.flush()
    visit.card_id = card.id
    return card


def make_default(card: Card, *, by: Person) -> Card:
    """Let `card` be the one that is proposed for payments."""
    by.must(Permission.PAY)
    take_turns()
    db.session.execute(update(Card).where(Card.is_default).values(is_default=False))
    card.is_default = True
    db.session.flush()
    return card


def remove_card(card: Card, *, by: Person, now: datetime) -> Card:
    """Let `card` go: it is not proposed again, and the gateway forgets it soon after."""
    by.must(Permission.PAY)
    take_turns()
    _let_go(card, now=now)
    return card


def _let_go(card: Card, *, now: datetime) -> None:
    card.removed_at, card.is_default = now, False
    db.session.flush()
    announce(CardRemoved(card.id))
