"""Adding, changing and removing users through the helpcenter."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from saas.dates import now
from saas.db import db
from saas.helpcenter.forms.user_change.actions import ask_for_user_change
from saas.helpcenter.forms.user_change.rules import (
    NEEDS,
    SUBJECTS,
    TAKES,
    Change,
    misplaced,
    missing,
    roles_to_offer,
)
from saas.licensing.invitations.actions import invite
from saas.licensing.invitations.models import Invitation
from saas.licensing.seats.actions import seat_person
from saas.licensing.seats.rules import SeatLimitReached
from saas.scope import all_tenants, tenant_scope
from saas.tenants.people.models import Person
from saas.tenants.people.rules import RANK, Role
from tests import factories
from tests.helpcenter.making import question
from tests.licensing.making import agreed

EVA = {"action": "add", "name": "Eva Ek", "email": "eva@bageriet.example", "role": "member"}


@pytest.fixture
def on_basic(alice):
    """Basic with two seats, of which Alice has one."""
    agreed(alice)


@pytest.fixture
def with_bob(alice, bakery):
    """Basic with three seats; Alice and Bob have one each."""
    agreed(alice, extra_seats=1)
    bob = factories.person(of=bakery, name="Bob", role=Role.MEMBER)
    with tenant_scope(bakery.id):
        seat_person(person=bob, by=alice, now=now())
        db.session.commit()
    return bob


def invited():
    """The addresses anybody has invited."""
    with all_tenants(because="a test looks who was invited"):
        return [each.email for each in db.session.scalars(db.select(Invitation))]


class TestCharlieNextDoor:
    def test_cannot_touch_our_people(self, api_as, as_user, alice, charlie):
        alice_id, program, browser = alice.public_id, api_as(charlie), as_user(charlie)
        for change in ({"action": "remove"}, {"action": "change", "role": "member"}):
            answer = program.post("/api/v1/requests/users", {**change, "person": alice_id})
            assert answer.status_code == 404
        page = browser.post("/help/users/remove", {"action": "remove", "person": alice_id})
        assert "There is no such person in your company" in page.text
        assert "Alice" not in page.text

    def test_cannot_approve_what_we_ask_for(self, as_user, api_as, with_bob, charlie):
        as_user(with_bob).post("/help/users/add", EVA)
        browser, program = as_user(charlie), api_as(charlie)
        assert browser.post("/help/users/R-1001/approve").status_code == 404
        assert program.post("/api/v1/requests/R-1001/approve").status_code == 404


class TestReplacing:
    def test_gives_the_seat_to_somebody_else_though_all_were_taken(self, api_as, alice, bakery):
        agreed(alice)
        bob = factories.person(of=bakery, name="Bob", role=Role.MEMBER)
        with tenant_scope(bakery.id):
            seat_person(person=bob, by=alice, now=now())
            db.session.commit()
        order = {**EVA, "action": "replace", "person": bob.public_id}
        answer = api_as(alice).post("/api/v1/requests/users", order)

        assert answer.status_code == 201, answer.text
        assert invited() == [EVA["email"]]
        with tenant_scope(bakery.id):
            assert [person.name for person in Person.active()] == ["Alice"]

    def test_takes_nobody_away_where_the_newcomer_cannot_come(self, as_user, alice, with_bob):
        order = {**EVA, "action": "replace", "person": with_bob.public_id, "email": alice.email}
        answer = as_user(alice).post("/help/users/replace", order)

        assert answer.status_code == 409
        with tenant_scope(alice.tenant_id):
            assert {person.name for person in Person.active()} == {"Alice", "Bob"}

    def test_asked_for_by_a_colleague_waits_and_says_who_comes(self, as_user, alice, with_bob):
        order = {**EVA, "action": "replace", "person": with_bob.public_id}
        assert as_user(with_bob).post("/help/users/replace", order).status_code == 302
        page = as_user(alice).get("/requests/R-1001").text
        assert "In their place" in page
        assert EVA["email"] in page
        assert invited() == []


class TestTheRules:
    @pytest.mark.parametrize("change", list(Change))
    def test_what_is_needed_is_taken(self, change):
        assert NEEDS[change] <= TAKES[change]
        assert "%(name)s" in SUBJECTS[change]

    def test_what_is_missing_and_what_has_no_place(self):
        assert missing(Change.ADD, {"name"}) == {"email", "role"}
        assert misplaced(Change.REMOVE, {"person", "email"}) == {"email"}

    @pytest.mark.parametrize("role", list(Role))
    def test_nobody_is_offered_to_make_somebody_more_than_an_administrator(self, role):
        highest = max(RANK[offered] for offered in roles_to_offer(role))
        assert highest == max(RANK[role], RANK[Role.ADMIN])


class TestOneWhoMay:
    def test_adds_a_user_at_once(self, as_user, alice, on_basic, tell_all, mails):
        browser, hers = as_user(alice), alice.email
        answer = browser.post("/help/users/add", EVA)
        assert answer.location.endswith("/requests/R-1001")
        page = browser.get("/requests/R-1001").text
        assert "Add Eva Ek" in page
        assert "Carried out by Alice" in page
        tell_all()
        letters = {m.recipient: m for m in mails() if m.recipient in {hers, EVA["email"]}}
        assert "/invitations/" in letters[EVA["email"]].body
        assert letters[hers].subject == "Carried out: Add Eva Ek (R-1001)"

    def test_the_confirmation_survives_bookmarking(self, as_user, alice, on_basic):
        browser = as_user(alice)
        browser.post("/help/users/add", EVA)
        for _ in range(2):
            page = browser.get("/requests/R-1001").text
            assert "Request R-1001" in page
            assert "It is done. Nothing is left to do." in page

    def test_is_refused_kindly_when_there_is_no_seat(self, as_user, alice):
        browser = as_user(alice)
        answer = browser.post("/help/users/add", EVA)
        assert answer.status_code == 409
        assert "Upgrade to add your colleagues" in answer.text
        assert 'href="/plan"' in answer.text
        assert 'value="Eva Ek"' in answer.text
        assert "R-1001" not in browser.get("/requests").text

    def test_asking_twice_invites_once(self, as_user, alice, on_basic):
        browser = as_user(alice)
        browser.post("/help/users/add", EVA)
        again = browser.post("/help/users/add", EVA)
        assert again.status_code == 409
        assert "There is an invitation for this address already" in again.text
        assert invited() == [EVA["email"]]

    def test_changes_a_user(self, as_user, alice, with_bob):
        his, browser = with_bob.public_id, as_user(alice)
        assert 'value="member" checked' in browser.get(f"/help/users/change?person={his}").text
        browser.post(
            "/help/users/change",
            {"action": "change", "person": his, "role": "billing", "name": "Bobby"},
        )
        with tenant_scope(alice.tenant_id):
            bob = Person.known_as(his)
            assert (bob.name, bob.role) == ("Bobby", Role.BILLING)
        page = browser.get("/requests/R-1001").text
        assert "Change Bob" in page
        assert "Member → Billing" in page

    def test_removes_a_user_and_is_told_that_the_bill_stays(self, as_user, alice, with_bob):
        his, browser = with_bob.public_id, as_user(alice)
        form = browser.get(f"/help/users/remove?person={his}").text
        assert "Removing a user does not lower the bill" in form
        browser.post("/help/users/remove", {"action": "remove", "person": his})
        with tenant_scope(alice.tenant_id):
            assert Person.known_as(his).removed_at is not None
        again = browser.post("/help/users/remove", {"action": "remove", "person": his})
        assert "There is no such person in your company" in again.text

    def test_cannot_remove_the_last_owner(self, as_user, alice, on_basic):
        removal = {"action": "remove", "person": alice.public_id}
        answer = as_user(alice).post("/help/users/remove", removal)
        assert answer.status_code == 409
        assert "without an owner" in answer.text

    @pytest.mark.parametrize(
        ("sent", "fields"),
        [
            ({"action": "add"}, {"name", "email", "role"}),
            ({**EVA, "email": "nobody"}, {"email"}),
            ({**EVA, "person": "per_1"}, {"person"}),
            ({**EVA, "role": "emperor"}, {"role"}),
            ({"action": "remove"}, {"person"}),
            ({"action": "fire", "person": "per_1"}, {"action"}),
            ({**EVA, "shoe_size": 43}, {"shoe_size"}),
            ({**EVA, "name": ["Eva"]}, {"name"}),
        ],
    )
    def test_is_told_which_field_is_wrong(self, api_as, alice, sent, fields):
        answer = api_as(alice).post("/api/v1/requests/users", sent)
        assert answer.status_code == 422
        assert answer.json["errors"].keys() == fields


class TestOneWhoMayNot:
    @pytest.fixture
    def asked(self, as_user, with_bob):
        """Bob's request to add Eva."""
        browser = as_user(with_bob)
        assert "This needs approval" in browser.get("/help/users/add").text
        browser.post("/help/users/add", EVA)
        return browser

    def test_waits_for_the_administrators(self, asked, alice):
        page = asked.get("/requests/R-1001").text
        assert "Waiting for approval" in page
        assert "Approve and carry out" not in page
        assert invited() == []

    def test_cannot_approve_it_themselves(self, asked, alice):
        assert asked.post("/help/users/R-1001/approve").status_code == 403
        assert invited() == []

    def test_approval_carries_it_out_and_tells_the_asker(
        self, asked, as_user, alice, with_bob, tell_all, mails
    ):
        browser, his = as_user(alice), f"bob@{with_bob.tenant_id}.example"
        assert "Bob asks for your approval" in browser.get("/requests/R-1001").text
        browser.post("/help/users/R-1001/approve")
        assert invited() == [EVA["email"]]
        assert "Carried out by Alice" in asked.get("/requests/R-1001").text
        tell_all()
        told = [m for m in mails() if m.recipient == his]
        assert "Alice has approved your request R-1001" in told[-1].body
        assert browser.post("/help/users/R-1001/approve").status_code == 409

    def test_goes_on_waiting_where_there_is_no_seat(self, asked, api_as, alice):
        program = api_as(alice)
        other = {**EVA, "email": "ewa@bageriet.example"}
        assert program.post("/api/v1/requests/users", other).status_code == 201
        refused = program.post("/api/v1/requests/R-1001/approve")
        assert refused.status_code == 409
        assert refused.json["type"] == "/problems/seat-limit-reached"
        assert program.get("/api/v1/requests/R-1001").json["state"] == "waiting for approval"

    def test_a_declined_request_cannot_be_approved(self, asked, api_as, alice):
        program = api_as(alice)
        declined = program.post("/api/v1/requests/R-1001/decline", {"reason": "Not now"})
        assert declined.json["state"] == "declined"
        assert program.post("/api/v1/requests/R-1001/approve").status_code == 409
        assert invited() == []


class TestOverTheApi:
    def test_says_the_same_as_the_page(self, api_as, alice, on_basic):
        program = api_as(alice)
        made = program.post("/api/v1/requests/users", EVA)
        assert made.status_code == 201
        assert made.json["number"] == "R-1001"
        assert made.json["state"] == "carried out"
        assert made.json["title"] == "Add Eva Ek"
        assert [each["deed"] for each in made.json["entries"]] == ["carried out"]
        assert program.get("/api/v1/requests").json["data"][0]["number"] == "R-1001"

    def test_a_key_makes_it_once(self, api_as, alice, on_basic):
        key = {"Idempotency-Key": "add-eva"}
        program = api_as(alice)
        first = program.post("/api/v1/requests/users", EVA, headers=key)
        second = program.post("/api/v1/requests/users", EVA, headers=key)
        assert first.json == second.json
        assert second.headers["Idempotent-Replayed"] == "true"

    def test_only_what_this_form_sent_is_approved_here(self, api_as, alice, bob):
        question(by=bob)
        assert api_as(alice).post("/api/v1/requests/R-1001/approve").status_code == 404


class TestManyAtOnce:
    def test_the_form_and_the_list_of_people_wait_in_one_line(self, app, alice, on_basic):
        """Two seats, one taken: of sixteen who add somebody either way, one succeeds."""
        tenant_id, alice_id = alice.tenant_id, alice.id

        def add(n):
            email = f"guest{n}@bageriet.example"
            with app.app_context(), tenant_scope(tenant_id):
                wanted = {"by": Person.find(alice_id), "name": "Guest", "email": email}
                try:
                    if n % 2:
                        invite(**wanted, role=Role.MEMBER, now=now())
                    else:
                        ask_for_user_change(
                            **wanted, action=Change.ADD, role=Role.MEMBER, now=now()
                        )
                    db.session.commit()
                except SeatLimitReached:
                    db.session.rollback()
                    return 0
                finally:
                    db.session.remove()
            return 1

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(add, range(16))) == 1
        assert len(invited()) == 1
