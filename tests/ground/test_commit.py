"""Two connections, one commit: what was done for many is kept before the note that it was."""

from datetime import date

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError

from saas.billing.batches.models import BillingRun
from saas.calendar import LivedThrough
from saas.dates import clock_time, now
from saas.db import db
from saas.scope import all_tenants

DAY = date(2026, 3, 1)


@pytest.fixture
def at_the_commit(database, owner_engine):
    """How many runs another session sees at the instant at which the note is committed."""
    seen = []

    def look(_connection):
        with owner_engine.connect() as owner:
            seen.append(owner.scalar(text("select count(*) from billing_runs")))

    event.listen(db.engine, "commit", look)
    yield seen
    event.remove(db.engine, "commit", look)


def a_run_and_its_note(slot):
    db.session.add(LivedThrough(entry="test", slot=str(slot), day=DAY, done_at=clock_time()))
    with all_tenants(because="a test writes for many"):
        values = {"day": DAY, "started_by": "test", "started_at": now()}
        db.session.connection().execute(db.insert(BillingRun).values(**values))


def test_the_deed_is_kept_before_its_note(at_the_commit):
    for slot in range(20):  # two connections in a set come in any order
        a_run_and_its_note(slot)
        db.session.commit()

    assert at_the_commit == list(range(1, 21))


def test_a_note_that_cannot_be_kept_takes_the_deed_with_it(database):
    a_run_and_its_note("the same")
    db.session.commit()
    db.session.expunge_all()
    a_run_and_its_note("the same")
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()

    assert db.session.scalar(select(func.count()).select_from(BillingRun)) == 1


def test_within_a_savepoint_nothing_is_kept_yet(database, owner_engine):
    with db.session.begin_nested():
        a_run_and_its_note("nested")
    with owner_engine.connect() as owner:
        assert owner.scalar(text("select count(*) from billing_runs")) == 0
    db.session.rollback()
