"""Who keeps a seat when the agreement goes over: chosen by the giver, and followed on the day."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from saas.dates import now
from saas.db import db
from saas.licensing.seats.models import seats_that_do_not_add_up
from saas.licensing.staying.actions import choose_who_stays
from saas.licensing.staying.models import KeptSeat, squeezes
from saas.licensing.staying.rules import NothingToChoose
from saas.licensing.transfer.actions import withdraw_transfer
from saas.licensing.transfer.models import Transfer
from saas.scope import all_tenants, tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from tests import factories
from tests.licensing.making import agreed
from tests.licensing.transferring import offered, taken

DAY = date(2026, 3, 12)


@pytest.fixture
def crew(bakery, alice, bob):
    """Alice, Bob and a second owner, on four seats."""
    olle = factories.person(of=bakery, name="Olle", role="owner")
    agreed(alice, extra_seats=2)
    return {"Alice": alice, "Bob": bob, "Olle": olle}


@pytest.fixture
def both_agreed(crew, charlie):
    return taken(offered(crew["Alice"], effective_on=DAY), charlie)


def choose(by, *people):
    with tenant_scope(by.tenant_id):
        chosen = [person.public_id for person in people]
        squeeze = choose_who_stays(day=None, people=chosen, by=Person.find(by.id), now=now())
        db.session.commit()
    return squeeze


def active(of):
    with tenant_scope(of.tenant_id):
        return [person.name for person in Person.active() if person.read_only_since is None]


class TestAnotherCompany:
    def test_that_takes_over_has_nothing_to_choose(self, api_as, both_agreed, crew, charlie):
        assert api_as(charlie).get("/api/v1/people/stay").json == {"data": []}
        ours = {"people": [crew["Olle"].public_id], "day": DAY.isoformat()}
        assert api_as(charlie).put("/api/v1/people/stay", json=ours).status_code == 409


class TestTheDay:
    def test_undecided_the_newest_look_only(self, both_agreed, crew, clock):
        clock.live_to(DAY)

        assert active(crew["Alice"]) == ["Alice"]

    def test_the_choice_is_followed(self, both_agreed, crew, clock):
        squeeze = choose(crew["Alice"], crew["Olle"])
        assert (squeeze.step.day, squeeze.staying) == (DAY, {crew["Olle"].id})
        clock.live_to(DAY)

        assert active(crew["Alice"]) == ["Olle"]
        with all_tenants(because="a test proves every seat"):
            assert seats_that_do_not_add_up() == []

    def test_it_is_followed_though_carried_out_late(self, both_agreed, crew, clock):
        choose(crew["Alice"], crew["Olle"])
        clock.set(DAY + timedelta(days=1))
        with tenant_scope(crew["Alice"].tenant_id):
            assert squeezes(now()) == []
        clock.live_to(DAY + timedelta(days=2))

        assert active(crew["Alice"]) == ["Olle"]

    def test_it_is_chosen_anew_until_then(self, both_agreed, crew, clock):
        choose(crew["Alice"], crew["Olle"])
        choose(crew["Alice"], crew["Alice"])
        clock.live_to(DAY)

        assert active(crew["Alice"]) == ["Alice"]
        with tenant_scope(crew["Alice"].tenant_id):
            assert len(db.session.scalars(select(KeptSeat)).all()) == 1


class TestTheChoice:
    def test_is_for_what_both_have_agreed_on(self, crew):
        offered(crew["Alice"], effective_on=DAY)
        with pytest.raises(NothingToChoose):
            choose(crew["Alice"], crew["Olle"])

    def test_is_void_with_the_transfer_it_was_made_for(self, both_agreed, crew, charlie, clock):
        choose(crew["Alice"], crew["Olle"])
        with tenant_scope(charlie.tenant_id):
            theirs = Transfer.known_to(our_company(), both_agreed.public_id)
            withdraw_transfer(transfer=theirs, by=Person.find(charlie.id), now=now())
            db.session.commit()
        with tenant_scope(crew["Alice"].tenant_id):
            assert squeezes(now()) == []

        taken(offered(crew["Alice"], effective_on=DAY), charlie)
        with tenant_scope(crew["Alice"].tenant_id):
            (anew,) = squeezes(now())
        assert anew.chosen == frozenset()
        clock.live_to(DAY)
        assert active(crew["Alice"]) == ["Alice"]

    def test_is_not_asked_for_where_there_is_room(self, alice, charlie):
        agreed(alice)
        taken(offered(alice, effective_on=DAY), charlie)
        with tenant_scope(alice.tenant_id):
            assert squeezes(now()) == []


class TestThePages:
    def test_lead_to_the_choice_and_keep_it(self, as_user, both_agreed, crew):
        browser = as_user(crew["Alice"])
        shown = browser.get(f"/transfers/{both_agreed.public_id}").text
        assert "Choose who keeps a seat" in shown
        assert "Choose who keeps a seat" in browser.get("/people").text
        page = browser.get("/people/stay").text
        assert "See the transfer" in page
        assert "Keep more seats instead" not in page

        sent = {"people": [crew["Olle"].public_id], "day": DAY.isoformat()}
        kept = browser.post("/people/stay", sent)
        assert kept.status_code == 302
        assert f'value="{crew["Olle"].public_id}" checked' in browser.get(kept.location).text
        assert "You have chosen" in browser.get(f"/transfers/{both_agreed.public_id}").text

    def test_say_nothing_of_it_to_the_taker(self, as_user, both_agreed, charlie):
        shown = as_user(charlie).get(f"/transfers/{both_agreed.public_id}").text
        assert "Choose who keeps a seat" not in shown


class TestTheLetters:
    def test_come_when_both_have_agreed_and_before_the_day(
        self, both_agreed, crew, charlie, clock, tell_all, mails
    ):
        def told():
            return [m.recipient for m in mails() if "fewer seats than people" in m.subject]

        tell_all()
        managers = sorted([crew["Alice"].email, crew["Olle"].email])
        assert sorted(told()) == managers
        clock.live_to(DAY - timedelta(days=3))
        assert sorted(told()) == sorted(managers * 2)
        letter = next(m for m in mails() if "fewer seats than people" in m.subject)
        assert "another company has the agreement" in letter.body
        assert "keep more seats" not in letter.body
