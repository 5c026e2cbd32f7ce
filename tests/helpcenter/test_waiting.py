"""The page staff begin with says what waits at which desk, and since when."""

import pytest

from saas.dates import now
from saas.db import db
from saas.helpcenter.waiting.models import MOST, Desk
from saas.licensing.quote_requests.actions import ask_for_quote
from saas.scope import tenant_scope
from tests.helpcenter.making import question, staff_member


@pytest.fixture
def at_desks(database, api_as):
    """What waits where, and the whole answer; asked by somebody of the staff."""
    program = api_as(staff_member())

    def asked():
        told = program.get("/api/v1/staff/waiting").json["data"]
        return {desk["what"]: desk["count"] for desk in told if desk["count"]}, told

    return asked


def test_nothing_waits_in_a_quiet_house(at_desks, as_user):
    busy, told = at_desks()
    assert busy == {}
    assert len(told) > 10
    assert "Nothing waits for us" in as_user(staff_member("Signe")).get("/staff").text


def test_each_thing_waits_at_its_desk_until_it_is_done(at_desks, as_user, alice, charlie):
    first = question(by=charlie)
    question(by=alice)
    question(by=alice, needs_approval=True)
    with tenant_scope(alice.tenant_id):
        ask_for_quote(people=9, needs="More", wished_start=None, by=alice, now=now())
        db.session.commit()

    busy, told = at_desks()
    assert busy == {"Requests to answer": 2, "Quotes to write": 1}
    [requests] = [desk for desk in told if desk["what"] == "Requests to answer"]
    assert requests["since"].startswith(first.sent_at.isoformat()[:19])
    assert requests["url"] == "/staff/requests"

    browser = as_user(staff_member("Signe"))
    page = browser.get("/staff").text
    assert page.index("Requests to answer") < page.index("Quotes to write")
    assert page.index("Quotes to write") < page.index("Payouts to approve"), "idle desks are last"
    browser.post(f"/staff/requests/{first.public_id}", {"body": "Ctrl-P.", "readers": "asker"})
    assert at_desks()[0] == {"Requests to answer": 1, "Quotes to write": 1}


def test_a_full_desk_is_not_counted_to_its_end():
    assert Desk("x.y", "Requests", MOST, None).is_more
    assert not Desk("x.y", "Requests", MOST - 1, None).is_more
