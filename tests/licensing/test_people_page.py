"""The people page and its JSON: seats, invitations, removals, those who ask to be let in."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from saas.dates import now
from saas.db import db
from saas.licensing.invitations.models import Invitation
from saas.licensing.seats.actions import entitle
from saas.licensing.seats.models import Seat, seats_at
from saas.scope import tenant_scope
from saas.tenants.joining.actions import ask_to_join
from tests import factories
from tests.licensing.making import agreed

BOB = {"name": "Bob", "email": "bob@bageriet.example", "role": "member"}


@pytest.fixture
def link(mails, tell_all):
    """The token in the newest letter with a link to come in."""

    def newest():
        tell_all()
        found = [re.search(r"/invitations/([\w-]+)", letter.body) for letter in mails()]
        return [match[1] for match in found if match][-1]

    return newest


def seats_of(person):
    with tenant_scope(person.tenant_id):
        return seats_at(now())


class TestAnotherCompany:
    def test_sees_and_touches_nothing_of_ours(self, as_user, api_as, alice, bob, charlie):
        agreed(alice, extra_seats=1)
        invited = api_as(alice).post("/api/v1/invitations", json=BOB).json
        stranger, program = as_user(charlie), api_as(charlie)

        assert "Bob" not in stranger.get("/people").text
        assert stranger.get(f"/people/{bob.public_id}").status_code == 404
        assert stranger.post(f"/people/{bob.public_id}/remove").status_code == 404
        assert stranger.post(f"/people/{bob.public_id}/seat").status_code == 404
        assert stranger.post(f"/people/invitations/{invited['id']}/revoke").status_code == 404
        assert stranger.post(f"/people/invitations/{invited['id']}/again").status_code == 404
        assert program.get("/api/v1/invitations").json == {"data": []}
        assert program.delete(f"/api/v1/invitations/{invited['id']}").status_code == 404
        assert program.patch(f"/api/v1/people/{bob.public_id}", json={}).status_code == 404
        assert program.delete(f"/api/v1/people/{bob.public_id}").status_code == 404
        assert [p["name"] for p in program.get("/api/v1/people").json["data"]] == ["Charlie"]


class TestThePage:
    def test_says_how_many_seats_are_used(self, as_user, alice):
        page = as_user(alice).get("/people").text

        assert "1 of 1 seats used" in page
        assert "Upgrade" in page

    def test_a_member_may_look_but_not_manage(self, as_user, alice, bob):
        page = as_user(bob).get("/people")

        assert page.status_code == 200
        assert "Alice" in page.text
        assert "Add a colleague" not in page.text
        assert as_user(bob).get("/people/add").status_code == 403

    def test_is_for_those_who_have_logged_in(self, database, visitor):
        assert visitor.get("/people").status_code == 302


class TestInviting:
    def test_on_free_is_refused_kindly_with_the_way_out(self, as_user, alice):
        page = as_user(alice).post("/people/add", BOB)

        assert page.status_code == 409
        assert "Upgrade to add your colleagues" in page.text
        assert 'href="/plan"' in page.text
        assert 'value="bob@bageriet.example"' in page.text

    def test_on_free_is_refused_over_the_api(self, api_as, alice):
        answer = api_as(alice).post("/api/v1/invitations", json=BOB)

        assert (answer.status_code, answer.json["type"]) == (409, "/problems/seat-limit-reached")

    def test_holds_a_seat_and_mails_a_link_but_no_password(self, as_user, alice, mails, tell_all):
        agreed(alice)
        answer = as_user(alice).post("/people/add", BOB)
        tell_all()

        (letter,) = [m for m in mails() if m.recipient == BOB["email"]]
        assert answer.status_code == 302
        assert (seats_of(alice).pending, seats_of(alice).free) == (1, 0)
        assert "/invitations/" in letter.body
        assert "Bob" in as_user(alice).get("/people").text

    def test_the_same_address_twice_takes_one_seat(self, api_as, alice):
        agreed(alice, extra_seats=3)
        program = api_as(alice)
        program.post("/api/v1/invitations", json=BOB)

        again = program.post("/api/v1/invitations", json={**BOB, "email": "BOB@Bageriet.example "})

        assert (again.status_code, again.json["type"]) == (409, "/problems/already-invited")
        assert "email" in again.json["errors"]
        assert seats_of(alice).pending == 1

    def test_somebody_who_is_here_is_refused(self, api_as, alice, bob):
        agreed(alice, extra_seats=3)

        answer = api_as(alice).post("/api/v1/invitations", json={**BOB, "email": bob.email})

        assert answer.json["type"] == "/problems/already-here"

    def test_nobody_grants_a_role_above_their_own(self, api_as, bakery, alice):
        agreed(alice, extra_seats=3)
        admin = factories.person(of=bakery, name="Ada", role="admin")

        answer = api_as(admin).post("/api/v1/invitations", json={**BOB, "role": "owner"})

        assert (answer.status_code, answer.json["type"]) == (403, "/problems/role-above-own")

    def test_bad_input_keeps_what_was_typed(self, as_user, alice):
        agreed(alice)
        page = as_user(alice).post("/people/add", {"name": "Bob", "email": "bob", "role": "king"})

        assert page.status_code == 422
        assert 'value="Bob"' in page.text
        assert "There is a problem" in page.text
        assert "Choose one of the roles" in page.text

    def test_unknown_fields_are_refused(self, api_as, alice):
        answer = api_as(alice).post("/api/v1/invitations", json={**BOB, "is_admin": True})

        assert (answer.status_code, list(answer.json["errors"])) == (422, ["is_admin"])


class TestComingIn:
    @pytest.fixture(autouse=True)
    def invited(self, api_as, alice):
        agreed(alice)
        return api_as(alice).post("/api/v1/invitations", json=BOB)

    def test_looking_at_the_link_does_not_use_it_up(self, visitor, link):
        token = link()

        for _ in range(3):
            page = visitor.get(f"/invitations/{token}")
            assert page.status_code == 200
        assert "Choose a password" in page.text

    def test_a_guest_chooses_a_password_and_is_in(self, visitor, link, alice):
        token = link()
        answer = visitor.post(f"/invitations/{token}", {"password": "a loaf of rye, please"})

        assert (answer.status_code, answer.location) == (302, "/overview")
        assert "Bob" in visitor.get("/people").text
        assert (seats_of(alice).active, seats_of(alice).pending) == (2, 0)

    def test_a_link_works_once(self, visitor, app, link):
        token = link()
        visitor.post(f"/invitations/{token}", {"password": "a loaf of rye, please"})

        answer = factories.Browser(app).post(
            f"/invitations/{token}", {"password": "another loaf of rye"}
        )

        assert answer.status_code == 410

    def test_a_weak_password_is_explained_and_the_link_stays_good(self, visitor, link, alice):
        token = link()
        page = visitor.post(f"/invitations/{token}", {"password": "short"})

        assert page.status_code == 409
        assert "at least 12 characters" in page.text
        assert seats_of(alice).pending == 1
        assert visitor.get(f"/invitations/{token}").status_code == 200

    def test_a_guest_with_a_login_uses_its_password(self, visitor, app, link, smithy):
        factories.person(of=smithy, name="Bob", email=BOB["email"])
        token = link()

        wrong = visitor.post(f"/invitations/{token}", {"password": "not my password at all"})
        right = visitor.post(f"/invitations/{token}", {"password": factories.PASSWORD})

        assert wrong.status_code == 409
        assert "Use its password" in wrong.text
        assert right.status_code == 302

    def test_a_guest_who_is_logged_in_only_says_yes(self, as_user, link, smithy):
        bob = factories.person(of=smithy, name="Bob", email=BOB["email"])

        answer = as_user(bob).post(f"/invitations/{link()}", {})

        assert answer.status_code == 302

    def test_over_the_api(self, api_as, link):
        order = {"token": link(), "password": "a loaf of rye, please"}
        answer = api_as(None).post("/api/v1/invitations/accept", json=order)

        assert (answer.status_code, answer.json["role"]) == (201, "member")
        again = api_as(None).post("/api/v1/invitations/accept", json=order)
        assert (again.status_code, again.json["type"]) == (410, "/problems/invitation-over")

    def test_too_late(self, visitor, link, clock):
        token = link()
        clock.set(now().date() + timedelta(days=8))

        assert visitor.get(f"/invitations/{token}").status_code == 410

    def test_with_a_link_that_never_was(self, visitor):
        assert visitor.get("/invitations/nonsense").status_code == 410

    def test_after_it_was_revoked(self, visitor, api_as, alice, invited, link):
        token = link()
        api_as(alice).delete(f"/api/v1/invitations/{invited.json['id']}")

        assert visitor.get(f"/invitations/{token}").status_code == 410
        assert seats_of(alice).free == 1

    def test_sending_again_makes_the_old_link_worthless(
        self, visitor, api_as, alice, invited, link
    ):
        old = link()
        api_as(alice).post(f"/api/v1/invitations/{invited.json['id']}/send-again")
        new = link()

        assert old != new
        assert visitor.get(f"/invitations/{old}").status_code == 410
        assert visitor.get(f"/invitations/{new}").status_code == 200
        assert seats_of(alice).pending == 1

    def test_sending_again_what_expired_holds_a_seat_again(
        self, api_as, alice, invited, link, clock
    ):
        clock.live_to(now().date() + timedelta(days=9))
        with tenant_scope(alice.tenant_id):
            assert db.session.scalars(select(Seat.held_until)).all() == [None]
        answer = api_as(alice).post(f"/api/v1/invitations/{invited.json['id']}/send-again")

        assert (answer.status_code, answer.json["state"]) == (200, "pending")
        assert seats_of(alice).pending == 1

    def test_inviting_anew_after_it_expired(self, api_as, alice, clock):
        clock.set(now().date() + timedelta(days=9))

        assert api_as(alice).post("/api/v1/invitations", json=BOB).status_code == 201
        assert len(api_as(alice).get("/api/v1/invitations").json["data"]) == 1

    def test_is_no_use_once_it_was_accepted(self, visitor, api_as, alice, invited, link):
        visitor.post(f"/invitations/{link()}", {"password": "a loaf of rye, please"})

        answer = api_as(alice).post(f"/api/v1/invitations/{invited.json['id']}/send-again")

        assert answer.json["type"] == "/problems/invitation-answered"


class TestManaging:
    def test_removing_frees_the_seat_and_keeps_what_is_paid_for(self, as_user, alice, bob):
        agreed(alice)
        browser = as_user(alice)

        assert "The bill is unchanged" in browser.get(f"/people/{bob.public_id}/remove").text
        assert browser.post(f"/people/{bob.public_id}/remove").status_code == 302
        assert (seats_of(alice).active, seats_of(alice).entitled) == (1, 2)
        assert browser.get(f"/people/{bob.public_id}").status_code == 404

    def test_the_last_owner_stays(self, as_user, alice):
        page = as_user(alice).post(f"/people/{alice.public_id}/remove")

        assert page.status_code == 409
        assert "without an owner" in page.text

    def test_a_role_is_changed(self, as_user, api_as, alice, bob):
        agreed(alice)
        browser = as_user(alice)
        browser.post(f"/people/{bob.public_id}", {"name": "Robert", "role": "billing"})

        listed = api_as(alice).get("/api/v1/people").json
        assert [(p["name"], p["role"]) for p in listed["data"]][1] == ("Robert", "billing")
        assert listed["seats"]["active"] == 2

    def test_a_member_manages_nobody(self, as_user, api_as, alice, bob):
        agreed(alice)

        assert as_user(bob).post(f"/people/{alice.public_id}/remove").status_code == 403
        assert api_as(bob).delete(f"/api/v1/people/{alice.public_id}").status_code == 403
        assert api_as(bob).get("/api/v1/invitations").status_code == 403

    def test_who_may_only_look_gets_a_seat_when_there_is_one(self, as_user, alice, bob):
        agreed(alice)
        with tenant_scope(alice.tenant_id):
            entitle(seats=1, by=None, now=now())
            db.session.commit()
        browser = as_user(alice)

        assert "May only look" in browser.get("/people").text
        refused = browser.post(f"/people/{bob.public_id}/seat")
        assert refused.status_code == 409
        assert "There is a problem" in refused.text
        with tenant_scope(alice.tenant_id):
            entitle(seats=2, by=None, now=now())
            db.session.commit()
        assert browser.post(f"/people/{bob.public_id}/seat").status_code == 302
        assert seats_of(alice).active == 2


class TestButtons:
    """What the page's buttons do, without JavaScript."""

    @pytest.fixture
    def invited(self, api_as, alice):
        agreed(alice)
        return api_as(alice).post("/api/v1/invitations", json=BOB).json["id"]

    def test_send_again_and_revoke(self, as_user, alice, invited, link):
        browser, first = as_user(alice), link()
        assert browser.post(f"/people/invitations/{invited}/again").status_code == 302
        assert link() != first
        assert browser.post(f"/people/invitations/{invited}/revoke").status_code == 302
        assert seats_of(alice).pending == 0

        again = browser.post(f"/people/invitations/{invited}/revoke")
        assert again.status_code == 409
        assert "accepted or revoked already" in again.text

    def test_are_not_for_members(self, as_user, bakery, alice, invited):
        bo = factories.person(of=bakery, name="Bo", role="member")
        path = f"/people/invitations/{invited}"

        for deed in ("again", "revoke"):
            assert as_user(bo).post(f"{path}/{deed}").status_code == 403
        assert as_user(bo).get(f"/people/{alice.public_id}").status_code == 200
        assert as_user(bo).post(f"/people/{alice.public_id}", {"name": "x"}).status_code == 403

    def test_people_may_leave_by_themselves(self, as_user, alice, bob):
        agreed(alice)

        assert as_user(bob).post(f"/people/{bob.public_id}/remove").status_code == 302
        assert seats_of(alice).active == 1


class TestAskingToBeLetIn:
    @pytest.fixture
    def asked(self, alice):
        request = ask_to_join(
            tenant_id=alice.tenant_id,
            name="Bo",
            email="bo@bageriet.example",
            language="sv",
            message="I bake.",
            now=now(),
        )
        db.session.commit()
        db.session.expunge(request)
        return request

    def test_is_answered_with_an_invitation(self, as_user, alice, asked):
        agreed(alice)
        browser = as_user(alice)

        assert "I bake." in browser.get("/people").text
        browser.post(f"/people/joins/{asked.public_id}/let-in", {"role": "member"})
        with tenant_scope(alice.tenant_id):
            assert [i.email for i in Invitation.open()] == ["bo@bageriet.example"]
        assert "I bake." not in browser.get("/people").text

    def test_waits_on_where_there_is_no_seat(self, as_user, api_as, alice, asked):
        page = as_user(alice).post(f"/people/joins/{asked.public_id}/let-in", {"role": "member"})

        assert page.status_code == 409
        assert len(api_as(alice).get("/api/v1/join-requests").json["data"]) == 1

    def test_is_declined(self, api_as, alice, asked):
        answer = api_as(alice).post(f"/api/v1/join-requests/{asked.public_id}/turn-away")

        assert answer.json["outcome"] == "declined"
        again = api_as(alice).post(f"/api/v1/join-requests/{asked.public_id}/let-in")
        assert again.json["type"] == "/problems/join-already-answered"

    def test_leads_from_the_letter_to_the_page(self, as_user, alice, asked):
        assert as_user(alice).get("/people/joins").location == "/people#joins"

    def test_is_declined_with_a_button(self, as_user, alice, asked):
        path = f"/people/joins/{asked.public_id}"

        assert as_user(alice).post(f"{path}/let-in", {"role": "king"}).status_code == 422
        assert as_user(alice).post(f"{path}/turn-away").status_code == 302
        assert as_user(alice).post(f"{path}/turn-away").status_code == 409

    def test_is_answered_over_the_api(self, api_as, alice, asked):
        agreed(alice)
        answer = api_as(alice).post(
            f"/api/v1/join-requests/{asked.public_id}/let-in", json={"role": "billing"}
        )

        assert (answer.status_code, answer.json["email"]) == (201, asked.email)

    def test_is_unknown_next_door(self, as_user, api_as, charlie, asked):
        path = f"/people/joins/{asked.public_id}/let-in"

        assert as_user(charlie).post(path, {"role": "member"}).status_code == 404
        assert (
            api_as(charlie).post(f"/api/v1/join-requests/{asked.public_id}/let-in").status_code
            == 404
        )
