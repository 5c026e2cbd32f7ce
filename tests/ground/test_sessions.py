"""Sessions live while they are used, in the browser as in the table, and not for ever."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from saas.dates import clock_time
from saas.db import db
from saas.web.session_rows import LIFETIME, LONGEST, StoredSession

DAY = timedelta(days=1)


@pytest.fixture
def later(database):
    """Let real time go by: everything about the sessions is so much longer ago."""

    def later(time):
        s = StoredSession
        past = {name: getattr(s, name) - time for name in ("created_at", "seen_at", "expires_at")}
        db.session.execute(update(s).values(**past).execution_options(synchronize_session=False))
        db.session.commit()

    return later


@pytest.fixture
def browser(as_user, alice):
    return as_user(alice)


def logged_in(browser):
    return browser.get("/overview").status_code == 200


def cookie_of(answer):
    return next((c for c in answer.headers.getlist("Set-Cookie") if c.startswith("session=")), "")


class TestASessionInUse:
    def test_lives_on_in_the_browser_too(self, browser, later):
        browser.get("/overview")
        later(10 * DAY)
        answer = browser.get("/overview")

        assert f"Max-Age={int(LIFETIME.total_seconds())}" in cookie_of(answer)
        ends = db.session.scalars(select(StoredSession.expires_at)).one()
        assert ends - clock_time() > LIFETIME - DAY

    def test_is_not_written_anew_by_every_page(self, browser):
        browser.get("/overview")

        assert cookie_of(browser.get("/overview")) == ""

    def test_ends_after_ninety_days_all_the_same(self, browser, later):
        lived = timedelta(0)
        while lived + 10 * DAY < LONGEST:
            later(10 * DAY)
            lived += 10 * DAY
            assert logged_in(browser), lived
        later(10 * DAY)

        assert not logged_in(browser)


class TestASessionNobodyUses:
    def test_ends_after_fourteen_days(self, browser, later):
        assert logged_in(browser)
        later(LIFETIME - DAY)
        assert logged_in(browser)
        later(LIFETIME)

        assert not logged_in(browser)
