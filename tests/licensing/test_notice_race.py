"""Of any number of notices given at once, one is given. The same rush without guards: all are."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier

import pytest
from sqlalchemy import func, select, text

from saas.dates import now
from saas.db import db
from saas.licensing.agreement.models import Notice
from saas.licensing.termination import actions
from saas.licensing.termination.actions import give_notice
from saas.licensing.termination.rules import NoticeAlreadyGiven
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from tests.licensing.making import agreed

HANDS = 6
GUARD = "one_open_notice_per_agreement"


@pytest.fixture
def rush(app, alice):
    """Give notice with many hands at once; how many were given, and how many refused."""
    agreed(alice)
    tenant_id, alice_id = alice.tenant_id, alice.id

    def give(_hand):
        with app.app_context(), tenant_scope(tenant_id):
            try:
                give_notice(by=Person.find(alice_id), now=now())
                db.session.commit()
            except NoticeAlreadyGiven:
                db.session.rollback()
                return 0
            finally:
                db.session.remove()
        return 1

    def all_at_once():
        with ThreadPoolExecutor(HANDS) as hands:
            given = sum(hands.map(give, range(HANDS)))
        with tenant_scope(tenant_id):
            kept = db.session.scalar(select(func.count()).select_from(Notice))
        db.session.commit()
        return given, kept

    return all_at_once


@pytest.fixture
def without_turns(monkeypatch):
    """Nobody waits for the company's row, and everybody looks before anybody writes."""
    everybody_looked, numbers = Barrier(HANDS), count(1)

    def look():
        everybody_looked.wait(timeout=20)
        return next(numbers)

    monkeypatch.setattr(actions, "take_turns", our_company)
    monkeypatch.setattr(actions, "notices_given", look)


def test_one_is_given(rush):
    assert rush() == (1, 1)


def test_the_index_alone_is_enough(rush, without_turns):
    assert rush() == (1, 1)


def test_without_either_all_are_given(rush, without_turns, owner_engine):
    """The control."""
    with owner_engine.begin() as owner:
        definition = owner.scalar(
            text("select indexdef from pg_indexes where indexname = :name"), {"name": GUARD}
        )
        owner.execute(text(f"drop index {GUARD}"))
    try:
        assert rush() == (HANDS, HANDS)
    finally:
        with owner_engine.begin() as owner:
            owner.execute(text("truncate notices cascade"))
            owner.execute(text(definition))
