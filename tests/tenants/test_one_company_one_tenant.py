"""A thousand confirmations of one number at once make one company (promises.md R13)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import text

from saas.dates import clock_time, now
from saas.db import db
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.links.rules import Link
from saas.tenants.org_numbers.rules import org_number
from saas.tenants.registration.actions import confirm_registration
from saas.tenants.registration.models import Registration
from saas.tenants.registration.rules import OrgNumberTaken
from tests.tenants.making import GOOD_PASSWORD
from tests.tenants.spellings import spellings

DIGITS = "5560566258"
AT_ONCE = 14


def links(count):
    """As many registrations of one company by as many people, each in another spelling."""
    written = spellings(DIGITS)
    made = [Link.new() for _ in range(count)]
    with tenant_scope(OPERATOR):
        for n, link in enumerate(made):
            number = org_number(written[n % len(written)], country="SE")
            db.session.add(
                Registration(
                    country=number.country,
                    org_number=number.digits,
                    company_name=f"Konditori {n}",
                    person_name=f"Person {n}",
                    email=f"person{n}@konditori.example",
                    language="sv",
                    terms_edition="2026-1",
                    address="127.0.0.1",
                    asked_at=now(),
                    token_hash=link.kept,
                    expires_at=now() + timedelta(hours=24),
                )
            )
        db.session.flush()
    db.session.commit()
    return [link.token for link in made]


def confirm_all(app, tokens):
    """Confirm them all from several threads that begin together; how each ended."""
    together = Barrier(AT_ONCE)

    def confirm(part):
        ends = []
        together.wait()
        for token in part:
            with app.app_context():
                try:
                    confirm_registration(
                        token=token,
                        password=GOOD_PASSWORD,
                        address="127.0.0.1",
                        now=now(),
                        clock=clock_time(),
                    )
                    db.session.commit()
                    ends.append("registered")
                except OrgNumberTaken:
                    db.session.rollback()
                    ends.append("taken")
        return ends

    with ThreadPoolExecutor(AT_ONCE) as threads:
        parts = [tokens[n::AT_ONCE] for n in range(AT_ONCE)]
        return Counter(end for ends in threads.map(confirm, parts) for end in ends)


@contextmanager
def without_the_constraint(engine):
    """The guard taken away, and put back over whatever came of it."""
    with engine.begin() as owner:
        owner.execute(text("alter table tenants drop constraint one_live_tenant_per_number"))
    try:
        yield
    finally:
        with engine.begin() as owner:
            owner.execute(text("set local session_replication_role = replica"))
            owner.execute(text("truncate tenants cascade"))
            owner.execute(
                text(
                    "alter table tenants add constraint one_live_tenant_per_number "
                    "unique (country, org_number, suffix)"
                )
            )


@pytest.fixture
def companies(database, owner_engine):
    def count():
        with owner_engine.connect() as owner:
            asked = text("select count(*) from tenants where org_number = :digits")
            return owner.scalar(asked, {"digits": DIGITS})

    return count


def test_a_thousand_at_once_in_every_spelling_are_one_company(app, companies):
    ends = confirm_all(app, links(1_000))

    assert ends == {"registered": 1, "taken": 999}
    assert companies() == 1


def test_without_the_constraint_they_are_several(app, companies, owner_engine):
    tokens = links(AT_ONCE)
    with without_the_constraint(owner_engine):
        confirm_all(app, tokens)

        assert companies() > 1
