"""Writing to staff about something else."""

from saas.db import db
from saas.helpcenter.inbox.models import HelpRequest
from saas.scope import tenant_scope
from saas.tenants.people.rules import Role
from tests import factories

LETTER = {"topic": "enterprise", "subject": "We are 400", "message": "What does it cost?"}


class TestWriting:
    def test_gives_a_number_on_a_page_that_stays(self, as_user, alice):
        browser = as_user(alice)
        answer = browser.post("/help/contact", LETTER)
        assert answer.location.endswith("/requests/R-1001")
        page = browser.get("/requests/R-1001").text
        assert "Enterprise: We are 400" in page
        assert "What does it cost?" in page

    def test_is_confirmed_by_mail(self, as_user, alice, tell_all, mails):
        as_user(alice).post("/help/contact", LETTER)
        tell_all()
        (letter,) = mails()
        assert letter.subject == "We have received request R-1001: Enterprise: We are 400"

    def test_a_link_chooses_the_topic(self, as_user, alice):
        page = as_user(alice).get("/help/contact?topic=enterprise").text
        assert '<option value="enterprise" selected>' in page

    def test_what_is_missing_is_said_at_the_field_and_the_rest_is_kept(self, as_user, alice):
        answer = as_user(alice).post("/help/contact", {**LETTER, "message": ""})
        assert answer.status_code == 422
        assert "Write your message first." in answer.text
        assert 'value="We are 400"' in answer.text

    def test_one_who_may_not_ask_is_told_and_keeps_the_words(self, as_user, bakery, alice):
        eve = factories.person(of=bakery, name="Eve", role=Role.AUDITOR)
        answer = as_user(eve).post("/help/contact", LETTER)
        assert answer.status_code == 409
        assert "What does it cost?" in answer.text

    def test_the_api_takes_the_same(self, api_as, alice):
        answer = api_as(alice).post("/api/v1/requests", LETTER)
        assert answer.status_code == 201
        assert answer.json["number"] == "R-1001"
        assert answer.json["state"] == "waiting for staff"
        wrong = api_as(alice).post("/api/v1/requests", {**LETTER, "colour": "red", "topic": "tea"})
        assert wrong.status_code == 422
        assert wrong.json["errors"].keys() == {"colour", "topic"}

    def test_a_percent_sign_is_only_that(self, as_user, alice):
        browser = as_user(alice)
        browser.post("/help/contact", {**LETTER, "subject": "100 %(s)s off %"})
        assert "Enterprise: 100 %(s)s off %" in browser.get("/requests").text


class TestAVisitor:
    def test_is_shown_how_to_reach_us(self, visitor, database):
        page = visitor.get("/help/contact").text
        assert "/login?next=" in page

    def test_cannot_put_anything_in_the_queue(self, visitor, bakery):
        visitor.post("/help/contact", LETTER)
        with tenant_scope(bakery.id):
            assert db.session.scalars(db.select(HelpRequest)).all() == []
