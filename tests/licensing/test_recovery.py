"""A company whose only authorised person has left: proof, objection, four eyes, an owner again."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from saas.dates import now
from saas.db import db
from saas.licensing.recovery.models import OwnerProposal
from saas.licensing.recovery.rules import Proof, approvable_from
from saas.licensing.seats.models import seats_at, seats_that_do_not_add_up
from saas.scope import all_tenants, tenant_scope
from saas.tenants.people.models import Person
from tests import factories
from tests.helpcenter.making import staff_member
from tests.licensing.making import agreed

OWNERS = "/api/v1/staff/owners"


@pytest.fixture
def signe(database):
    return _outside(staff_member("Signe"))


@pytest.fixture
def sven(signe):
    return _outside(staff_member("Sven"))


def _outside(person):
    assert person.email
    db.session.expunge(person)
    return person


def candidate(company, **said):
    return {
        "customer_number": company.customer_number,
        "name": "Nina Ny",
        "email": "nina@bageriet.example",
        "proof_kind": "registry",
        "proof": "Extract of 2026-02-27: Nina Ny signs alone.",
        **said,
    }


@pytest.fixture
def proposed(api_as, signe, alice, bakery):
    """Nina, proposed on Monday 2 March in the place of Alice; the proposal's public id."""
    answer = api_as(signe).post(OWNERS, candidate(bakery, left_email=alice.email))
    assert answer.status_code == 201, answer.text
    return answer.json["id"]


class TestAnotherCompany:
    def test_neither_sees_nor_objects(self, as_user, charlie, proposed):
        assert "Nobody is proposed" in as_user(charlie).get("/company/ownership").text
        assert as_user(charlie).post("/company/ownership/object").status_code == 404

    def test_customers_propose_nobody(self, api_as, as_user, charlie, bakery):
        assert api_as(charlie).post(OWNERS, candidate(bakery)).status_code == 404
        assert as_user(charlie).get("/staff/owners").status_code == 404


class TestProposing:
    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"proof": "Yes."}, "Write down what proves it"),
            ({"left_email": "who@nowhere.example"}, "Nobody of the company has this address."),
            ({"customer_number": "4242"}, "No company has this customer number."),
            ({"proof_kind": ""}, "Must be one of"),
            ({"email": "nina"}, "Write an e-mail address"),
        ],
    )
    def test_says_what_is_wrong(self, as_user, signe, bakery, alice, wrong, says):
        answer = as_user(signe).post("/staff/owners/propose", candidate(bakery, **wrong))
        assert answer.status_code in {409, 422}
        assert says in answer.text

    def test_one_at_a_time(self, api_as, signe, bakery, proposed):
        answer = api_as(signe).post(OWNERS, candidate(bakery))
        assert answer.json["type"] == "/problems/recovery-under-way"

    def test_those_who_may_act_are_told_and_can_object(
        self, as_user, api_as, sven, alice, proposed, tell_all, mails, clock
    ):
        tell_all()
        (letter,) = [m for m in mails() if "Nina Ny" in m.subject]
        assert letter.recipient == alice.email
        browser = as_user(alice)
        assert "Nina Ny" in browser.get("/company/ownership").text
        assert browser.post("/company/ownership/object").status_code == 302
        clock.set(date(2026, 3, 20))
        answer = api_as(sven).post(f"{OWNERS}/{proposed}/approval")
        assert answer.json["type"] == "/problems/recovery-settled"

    def test_a_member_does_not_object(self, as_user, bob, proposed):
        assert as_user(bob).get("/company/ownership").status_code == 403
        assert as_user(bob).post("/company/ownership/object").status_code == 403


class TestApproving:
    def test_needs_somebody_else_and_time_to_object(
        self, as_user, api_as, signe, sven, proposed, clock
    ):
        early = api_as(sven).post(f"{OWNERS}/{proposed}/approval")
        assert early.json["type"] == "/problems/too-early-to-approve"
        assert "9 March 2026" in early.json["detail"]
        clock.set(date(2026, 3, 9))
        own = as_user(signe).post(f"/staff/owners/{proposed}/approve")
        assert "Somebody else of the staff" in own.text
        assert own.status_code == 409
        assert api_as(sven).post(f"{OWNERS}/{proposed}/approval").status_code == 201
        again = api_as(sven).post(f"{OWNERS}/{proposed}/approval")
        assert again.json["type"] == "/problems/recovery-settled"

    def test_gives_the_seat_of_whoever_left_and_a_way_in(
        self, as_user, sven, alice, bakery, proposed, clock, tell_all, mails
    ):
        clock.set(date(2026, 3, 9))
        as_user(sven).post(f"/staff/owners/{proposed}/approve")
        tell_all()

        with tenant_scope(bakery.id):
            assert [(p.name, p.role.value) for p in Person.active()] == [("Nina Ny", "owner")]
            assert (seats_at(now()).entitled, seats_at(now()).active) == (1, 1)
        with all_tenants(because="a test proves every seat"):
            assert seats_that_do_not_add_up() == []
        assert as_user(alice).get("/overview").status_code == 302
        theirs = [m for m in mails() if m.recipient == "nina@bageriet.example"]
        assert [m.subject for m in theirs] == ["Du är nu ägare för Ågrens Bageri AB"]
        assert "väljer du ett här" in theirs[0].body
        page = as_user(sven).get(f"/staff/owners/{proposed}").text
        assert "Approved by Sven" in page

    def test_a_colleague_can_be_the_one(self, api_as, as_user, signe, sven, alice, bakery, clock):
        agreed(alice)
        bo = factories.person(of=bakery, name="Bo", role="member")
        said = candidate(bakery, name="Bo", email=bo.email, left_email=alice.email)
        id_ = api_as(signe).post(OWNERS, said).json["id"]
        clock.set(date(2026, 3, 9))
        assert api_as(sven).post(f"{OWNERS}/{id_}/approval").status_code == 201

        with tenant_scope(bakery.id):
            assert [(p.name, p.role.value) for p in Person.active()] == [("Bo", "owner")]

    def test_without_a_free_seat_somebody_has_to_have_left(
        self, api_as, signe, sven, alice, bakery, clock
    ):
        id_ = api_as(signe).post(OWNERS, candidate(bakery)).json["id"]
        clock.set(date(2026, 3, 9))
        answer = api_as(sven).post(f"{OWNERS}/{id_}/approval")
        assert answer.json["type"] == "/problems/seat-limit-reached"
        with tenant_scope(bakery.id):
            assert [p.name for p in Person.active()] == ["Alice"]

    def test_staff_can_take_it_back(self, as_user, signe, bakery, proposed):
        assert as_user(signe).post(f"/staff/owners/{proposed}/end").status_code == 302
        assert "Ended by Signe" in as_user(signe).get(f"/staff/owners/{proposed}").text
        assert "Nina Ny" in as_user(signe).get("/staff/owners").text


class TestRules:
    def test_at_once_where_nobody_could_object(self):
        day = date(2026, 3, 2)
        assert approvable_from(day, somebody_may_object=False) == day
        assert approvable_from(day, somebody_may_object=True) == date(2026, 3, 9)

    def test_the_database_wants_four_eyes_too(self, inside, signe, alice, proposed):
        held = OwnerProposal.known_as(proposed)
        with pytest.raises(IntegrityError, match="four_eyes_are_two_peoples"):
            db.session.execute(
                db.update(OwnerProposal)
                .where(OwnerProposal.id == held.id)
                .values(
                    approved_by_account_id=held.proposed_by_account_id,
                    approved_by_name="Signe",
                    approved_at=now(),
                    person_id=alice.id,
                )
            )

    def test_every_proof_has_its_words(self):
        assert len({proof.words for proof in Proof}) == len(Proof)
