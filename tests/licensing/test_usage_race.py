"""A limit is never passed nor left unused, however many use a feature at once.

The same hands without the guard use too much: the negative control.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select, text, update

from saas.app import create_app
from saas.dates import now, today
from saas.db import db
from saas.licensing.entitlements.actions import use
from saas.licensing.entitlements.models import FeatureUsage, entitled
from saas.licensing.entitlements.rules import FeatureUsedUp
from saas.scope import tenant_scope
from tests.licensing.making import agreed

HANDS, LIMIT, EACH = 16, 100, 12
FEATURE = "people_export"


@pytest.fixture
def many_hands(settings, database):
    """The app with a connection to the database for each hand."""
    app = create_app(
        settings, TESTING=True, SQLALCHEMY_ENGINE_OPTIONS={"pool_size": HANDS, "max_overflow": 0}
    )
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def all_at_once(app, tenant_id, grab):
    """Every hand uses the feature as often as it can; what came of it, counted."""
    start = Barrier(HANDS)

    def hand(_number):
        mine = Counter()
        with app.app_context(), tenant_scope(tenant_id):
            start.wait()
            for _ in range(EACH):
                mine[grab()] += 1
            db.session.remove()
        return mine

    with ThreadPoolExecutor(HANDS) as hands:
        return sum(hands.map(hand, range(HANDS)), Counter())


def guarded():
    try:
        use(feature=FEATURE, now=now())
        db.session.commit()
    except FeatureUsedUp:
        db.session.rollback()
        return "refused"
    return "used"


def unguarded():
    """Look, then count: what everybody writes first."""
    standing = entitled(FEATURE, today())
    if standing.is_used_up:
        db.session.rollback()
        return "refused"
    db.session.execute(text("select pg_sleep(0.002)"))
    db.session.execute(update(FeatureUsage).values(used=FeatureUsage.used + 1))
    db.session.commit()
    return "used"


def counted(tenant_id):
    with tenant_scope(tenant_id):
        used = db.session.scalars(select(FeatureUsage.used)).one()
        db.session.commit()
    return used


class TestManyHands:
    def test_use_exactly_the_limit(self, many_hands, alice):
        agreed(alice)

        outcomes = all_at_once(many_hands, alice.tenant_id, guarded)

        assert outcomes == {"used": LIMIT, "refused": HANDS * EACH - LIMIT}
        assert counted(alice.tenant_id) == LIMIT

    def test_use_more_when_the_guard_is_removed(self, many_hands, alice, owner_engine):
        agreed(alice)
        with tenant_scope(alice.tenant_id):
            use(feature=FEATURE, now=now())
            db.session.commit()
        law = "used between 0 and coalesce(most, used)"
        with owner_engine.begin() as owner:
            owner.execute(text("alter table feature_usage drop constraint used_within_limit"))
        try:
            all_at_once(many_hands, alice.tenant_id, unguarded)

            assert counted(alice.tenant_id) > LIMIT
        finally:
            with owner_engine.begin() as owner:
                owner.execute(text("truncate feature_usage"))
                owner.execute(
                    text(
                        f"alter table feature_usage add constraint used_within_limit check ({law})"
                    )
                )
