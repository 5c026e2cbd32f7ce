"""Sending a request, following it, answering it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import ProgrammingError

from saas.dates import now
from saas.db import db
from saas.errors import NotAllowed
from saas.helpcenter.inbox import actions
from saas.helpcenter.inbox.models import HelpRequest, RequestEntry
from saas.helpcenter.inbox.rules import AlreadyClosed, Deed, NotWaiting, State
from saas.scope import tenant_scope
from saas.tenants.people.rules import ReadOnly, Role
from tests import factories
from tests.helpcenter.making import question, staff_member


class TestCharlieNextDoor:
    @pytest.fixture
    def asked(self, alice):
        return question(by=alice, needs_approval=True)

    @pytest.mark.parametrize("path", ["", "/close", "/decline"])
    def test_finds_no_request_of_ours(self, as_user, charlie, asked, path):
        address = f"/requests/{asked.reference}{path}"
        browser = as_user(charlie)
        answer = browser.post(address, {"body": "Hello"}) if path else browser.get(address)
        assert answer.status_code == 404

    @pytest.mark.parametrize(
        ("path", "sent"), [("messages", {"body": "Hello"}), ("decline", {"reason": "No"})]
    )
    def test_nor_over_the_api(self, api_as, charlie, asked, path, sent):
        address, program = f"/api/v1/requests/{asked.reference}", api_as(charlie)
        assert program.get(address).status_code == 404
        assert program.post(f"{address}/{path}", sent).status_code == 404

    def test_sees_an_empty_list_and_begins_with_his_own_number(self, api_as, charlie, asked):
        assert api_as(charlie).get("/api/v1/requests").json == {"data": []}
        assert question(by=charlie).reference == asked.reference == "R-1001"

    def test_has_no_staff_pages(self, as_user, charlie, asked):
        browser = as_user(charlie)
        for path in ("/staff", "/staff/requests", f"/staff/requests/{asked.public_id}"):
            assert browser.get(path).status_code == 404


class TestSeeing:
    def test_a_member_sees_their_own_requests_only(self, as_user, alice, bob):
        hers, his = question(by=alice, subject="Hers"), question(by=bob, subject="His")
        page = as_user(bob).get("/requests").text
        assert his.reference in page
        assert "Hers" not in page
        assert as_user(bob).get(f"/requests/{hers.reference}").status_code == 404

    def test_an_administrator_sees_the_whole_company_s(self, as_user, alice, bob):
        question(by=bob, subject="His")
        assert "His" in as_user(alice).get("/requests").text

    def test_the_list_says_so_when_there_is_nothing(self, as_user, alice):
        assert "No requests yet" in as_user(alice).get("/requests").text

    def test_older_requests_are_a_page_away(self, api_as, alice):
        for _ in range(51):
            question(by=alice)
        newest = api_as(alice).get("/api/v1/requests").json["data"]
        older = api_as(alice).get("/api/v1/requests?before=1002").json["data"]
        assert [len(newest), newest[0]["number"], newest[-1]["number"]] == [50, "R-1051", "R-1002"]
        assert [each["number"] for each in older] == ["R-1001"]


class TestWriting:
    def test_what_was_written_is_shown_and_waits_for_staff(self, as_user, alice):
        asked = question(by=alice)
        browser = as_user(alice)
        answer = browser.post(f"/requests/{asked.reference}", {"body": "It is <urgent>"})
        assert answer.status_code == 302
        page = browser.get(f"/requests/{asked.reference}").text
        assert "It is &lt;urgent&gt;" in page
        assert "Waiting for our answer" in page

    def test_nothing_written_is_refused_at_the_field(self, as_user, alice):
        asked = question(by=alice)
        answer = as_user(alice).post(f"/requests/{asked.reference}", {"body": "  "})
        assert answer.status_code == 422
        assert "Write your message first." in answer.text

    def test_words_between_colleagues_leave_the_turn_with_the_administrators(
        self, inside, alice, bob, tell_all, mails
    ):
        asked, hers = question(by=bob, needs_approval=True), alice.email
        actions.write(by=bob, request=asked, body="Please hurry", now=now())
        assert asked.state is State.WAITING_FOR_APPROVAL
        tell_all()
        assert [m.recipient for m in mails() if "Please hurry" in m.body] == [hers]

    def test_a_person_without_a_seat_may_read_and_not_write(self, inside, bob, as_user):
        asked = question(by=bob)
        bob.read_only_since = now()
        db.session.commit()
        with pytest.raises(ReadOnly):
            actions.write(by=bob, request=asked, body="Hello", now=now())
        address, browser = f"/requests/{asked.reference}", as_user(bob)
        assert browser.get(address).status_code == 200
        refused = browser.post(address, {"body": "Hello you"})
        assert refused.status_code == 409
        assert "Hello you" in refused.text

    def test_an_auditor_may_not_ask(self, bakery, alice):
        eve = factories.person(of=bakery, name="Eve", role=Role.AUDITOR)
        with pytest.raises(NotAllowed):
            question(by=eve)


class TestClosing:
    def test_closes_and_writing_opens_it_again(self, as_user, alice):
        question(by=alice)
        browser = as_user(alice)
        browser.post("/requests/R-1001/close")
        assert "The request is closed" in browser.get("/requests/R-1001").text
        browser.post("/requests/R-1001", {"body": "One more thing"})
        assert "Waiting for our answer" in browser.get("/requests/R-1001").text

    def test_is_done_once(self, inside, alice):
        asked = question(by=alice)
        actions.close(by=alice, request=asked, now=now())
        assert asked.state is State.CLOSED
        with pytest.raises(AlreadyClosed):
            actions.close(by=alice, request=asked, now=now())


class TestDeciding:
    def test_declining_tells_the_asker_why(self, as_user, alice, bob, tell_all, mails):
        asked, his, browser = question(by=bob, needs_approval=True), bob.email, as_user(alice)
        address = f"/requests/{asked.reference}"
        browser.post(f"{address}/decline", {"reason": "Not this year"})
        tell_all()
        letter = next(m for m in mails() if "Not this year" in m.body)
        assert letter.recipient == his
        assert letter.subject.startswith("Declined")
        assert "Declined by Alice" in browser.get(address).text

    def test_the_asker_may_not_decide(self, inside, as_user, bob):
        asked = question(by=bob, needs_approval=True)
        address, browser = f"/requests/{asked.reference}", as_user(bob)
        assert browser.post(f"{address}/decline", {"reason": ""}).status_code == 409
        assert "Waiting for approval" in browser.get(address).text

    def test_is_done_once(self, inside, alice, bob):
        asked = question(by=bob, needs_approval=True)
        actions.decline(by=alice, request=asked, reason="", now=now())
        with pytest.raises(NotWaiting):
            actions.decline(by=alice, request=asked, reason="", now=now())

    def test_the_database_holds_it_to_once_as_well(self, inside, alice, bob):
        asked = question(by=bob, needs_approval=True)
        actions.note_carried_out(by=alice, request=asked, now=now())
        with pytest.raises(NotWaiting):
            actions.note_carried_out(by=alice, request=asked, now=now())

    def test_administrators_are_told_by_mail(self, alice, bob, tell_all, mails):
        question(by=bob, needs_approval=True)
        hers = alice.email
        tell_all()
        (letter,) = mails()
        assert letter.recipient == hers
        assert "http://kundzon.test/requests/R-1001" in letter.body


class TestStaff:
    @pytest.fixture
    def sven(self, database):
        return staff_member()

    def test_begin_with_their_queue_the_oldest_first(self, as_user, sven, alice, charlie):
        question(by=alice, subject="First"), question(by=charlie, subject="Second")
        page = as_user(sven).get("/staff/requests").text
        assert page.index("First") < page.index("Second")
        assert "Nordströms Smide AB" in page

    def test_see_nothing_that_waits_for_the_company_itself(self, as_user, sven, alice, bob):
        question(by=bob, subject="Internal", needs_approval=True)
        assert "Internal" not in as_user(sven).get("/staff/requests").text
        assert "Internal" in as_user(sven).get("/staff/requests?show=all").text

    def test_answer_and_the_asker_gets_a_mail(self, as_user, sven, alice, tell_all, mails):
        asked, hers, staff, browser = question(by=alice), alice.email, as_user(sven), as_user(alice)
        address = f"/staff/requests/{asked.public_id}"
        staff.post(address, {"body": "Press Ctrl-P.", "readers": "asker"})
        tell_all()
        letter = mails()[-1]
        assert letter.recipient == hers
        assert "Press Ctrl-P." in letter.body
        page = browser.get("/requests/R-1001").text
        assert "Press Ctrl-P." in page
        assert "Answered" in page
        assert "R-1001" not in staff.get("/staff/requests").text

    def test_note_what_the_customer_never_sees(self, as_user, api_as, sven, alice, tell_all, mails):
        asked, staff, browser, program = (
            question(by=alice),
            as_user(sven),
            as_user(alice),
            api_as(alice),
        )
        address = f"/staff/requests/{asked.public_id}"
        staff.post(address, {"body": "A difficult one", "readers": "staff"})
        tell_all()
        assert "A difficult one" in staff.get(address).text
        assert "A difficult one" not in browser.get("/requests/R-1001").text
        seen = program.get("/api/v1/requests/R-1001").json
        assert seen["entries"] == []
        assert seen["state"] == "waiting for staff"
        assert all("A difficult one" not in m.body for m in mails())

    def test_settle_nothing_that_colleagues_have_to_approve(self, as_user, sven, bob):
        asked, browser = question(by=bob, needs_approval=True), as_user(bob)
        address = f"/staff/requests/{asked.public_id}"
        as_user(sven).post(address, {"body": "Ask Alice, please.", "readers": "asker"})
        page = browser.get("/requests/R-1001").text
        assert "Ask Alice, please." in page
        assert "Waiting for approval" in page

    def test_close(self, as_user, sven, alice):
        asked = question(by=alice)
        as_user(sven).post(f"/staff/requests/{asked.public_id}/close")
        with tenant_scope(alice.tenant_id):
            assert HelpRequest.find(asked.id).state is State.CLOSED

    def test_only_staff_answer(self, inside, alice):
        asked = question(by=alice)
        with pytest.raises(NotAllowed):
            actions.answer(by=alice, request=asked, body="I answer myself", now=now())


class TestTheCourse:
    def test_is_never_edited(self, inside, alice):
        asked = question(by=alice)
        actions.write(by=alice, request=asked, body="Hello", now=now())
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(db.text("update request_entries set body = 'Goodbye'"))

    def test_numbers_have_no_gaps_and_no_doubles_however_many_ask_at_once(self, app, alice):
        def ask(_):
            with app.app_context():
                question(by=alice)
                db.session.remove()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(ask, range(24)))
        with tenant_scope(alice.tenant_id):
            numbers = db.session.scalars(db.select(HelpRequest.number)).all()
        assert sorted(numbers) == list(range(1001, 1025))

    def test_who_wrote_is_remembered_as_they_were_called(self, inside, alice):
        asked = question(by=alice)
        actions.write(by=alice, request=asked, body="Hello", now=now())
        alice.name = "Alicia"
        db.session.flush()
        (entry,) = db.session.scalars(db.select(RequestEntry))
        assert (entry.deed, entry.by_name) == (Deed.REPLIED, "Alice")
