"""Saving a card on the gateway's page, and what can be done with it."""

import pytest
from sqlalchemy import select

from saas.billing.cards.actions import remember_customer
from saas.billing.cards.models import Card, CardVisit, GatewayCustomer
from saas.db import db
from saas.outbox import Announcement
from saas.scope import tenant_scope
from tests.gateway.world import path_of

VISA, MASTERCARD = "4242424242424242", "5555555555554444"


@pytest.fixture
def save_card(gateway, as_user, tell_all):
    """Save a card through the pages, as this person's browser does."""

    def saved(person, number=VISA, back=None):
        browser = as_user(person)
        there = browser.post("/cards/new", back or {})
        assert there.headers["Location"].startswith("http://127.0.0.1:4242/pay/")
        back = path_of(gateway.saves_card(number))
        browser.get(back)
        tell_all()
        return browser.get(back).headers["Location"]

    return saved


def cards_of(person):
    with tenant_scope(person.tenant_id):
        found = [(card.last4, card.is_default) for card in Card.saved()]
        db.session.rollback()
    return found


class TestSaving:
    def test_charlie_finds_none_of_ours(self, save_card, alice, charlie, as_user, api_as):
        save_card(alice)
        with tenant_scope(alice.tenant_id):
            ours = Card.saved()[0].public_id
            visit = db.session.scalars(db.select(CardVisit)).one()
            token, public_id = visit.token, visit.public_id
        db.session.rollback()

        assert "4242" not in as_user(charlie).get("/cards").text
        for path in (f"/cards/{ours}/default", f"/cards/{ours}/remove"):
            assert as_user(charlie).post(path).status_code == 404
        assert as_user(charlie).get(f"/cards/saved?visit={token}").status_code == 404
        assert api_as(charlie).get(f"/api/v1/cards/visits/{public_id}").status_code == 404
        assert api_as(charlie).delete(f"/api/v1/cards/{ours}").status_code == 404
        assert cards_of(alice) == [("4242", True)]

    def test_bob_may_not(self, gateway, bob, as_user):
        browser = as_user(bob)

        assert browser.get("/cards").status_code == 403
        assert browser.get("/cards/saved").status_code == 403
        assert browser.post("/cards/new").status_code == 403

    def test_shows_the_card_and_makes_the_first_the_default(self, save_card, alice, as_user):
        assert save_card(alice).endswith("/cards")
        save_card(alice, MASTERCARD)

        page = as_user(alice).get("/cards").text
        assert "Visa •••• 4242" in page
        assert "Mastercard •••• 4444" in page
        assert cards_of(alice) == [("4242", True), ("4444", False)]

    def test_goes_back_to_what_was_ticked(self, save_card, alice):
        ticked = {"back": "mass-payment", "invoice": ["20260000001", "20260000002"]}

        back = save_card(alice, back=ticked)

        assert path_of(back) == "/mass-payment?invoice=20260000001&invoice=20260000002"

    def test_by_webhook_alone_when_nobody_comes_back(self, gateway, alice, as_user, tell_all):
        as_user(alice).post("/cards/new")
        gateway.saves_card()

        for _ in range(3):
            gateway.tells_again()
            tell_all()

        assert cards_of(alice) == [("4242", True)]
        assert set(gateway.heard) == {204}

    def test_the_same_card_again_replaces_it(self, gateway, save_card, alice, tell_all):
        save_card(alice)
        save_card(alice, MASTERCARD)
        save_card(alice)
        tell_all()

        assert cards_of(alice) == [("4242", True), ("4444", False)]
        kept = [c for c in gateway.simulator.store.all("payment_method") if c["customer"]]
        assert len(kept) == 2

    def test_without_an_answer_is_refused_kindly(self, gateway, alice, as_user):
        gateway.simulator.suffer(type(gateway.simulator.faults)(lost_request=1000))

        answer = as_user(alice).post("/cards/new")

        assert answer.status_code == 503
        assert "Nothing has been charged" in answer.text

    def test_over_the_api(self, gateway, alice, api_as, tell_all):
        api = api_as(alice)
        visit = api.post("/api/v1/cards/visits").json
        assert visit["url"].startswith("http://127.0.0.1:4242/pay/")
        gateway.saves_card()
        assert api.get(f"/api/v1/cards/visits/{visit['id']}").json["card"] is None
        tell_all()

        saved = api.get(f"/api/v1/cards/visits/{visit['id']}").json["card"]

        (listed,) = api.get("/api/v1/cards").json["data"]
        assert listed["id"] == saved
        assert listed["name"] == "Visa •••• 4242"
        assert listed["is_default"]

    def test_asking_over_and_over_announces_once(self, gateway, alice, api_as, tell_all):
        def announced():
            with tenant_scope(alice.tenant_id):
                returned = select(Announcement.id).where(Announcement.name == "CardVisitReturned")
                return len(db.session.scalars(returned).all())

        api = api_as(alice)
        visit, other = (api.post("/api/v1/cards/visits").json["id"] for _ in range(2))
        for _ in range(5):
            api.get(f"/api/v1/cards/visits/{visit}")
        assert announced() == 1
        api.get(f"/api/v1/cards/visits/{other}")
        assert announced() == 2
        tell_all()
        api.get(f"/api/v1/cards/visits/{visit}")
        assert announced() == 3

    def test_one_company_is_one_customer(self, inside, alice):
        remember_customer("cus_1")
        remember_customer("cus_2")

        assert GatewayCustomer.token_of_ours() == "cus_1"


class TestKeeping:
    def test_another_can_be_the_default(self, save_card, alice, as_user):
        save_card(alice)
        save_card(alice, MASTERCARD)
        with tenant_scope(alice.tenant_id):
            second = Card.saved()[1].public_id
        db.session.rollback()

        assert as_user(alice).post(f"/cards/{second}/default").status_code == 302

        assert cards_of(alice) == [("4444", True), ("4242", False)]

    def test_a_removed_one_is_forgotten_by_the_gateway_too(
        self,
        gateway,
        save_card,
        alice,
        as_user,
        tell_all,
    ):
        save_card(alice)
        with tenant_scope(alice.tenant_id):
            only = Card.saved()[0].public_id
        db.session.rollback()

        as_user(alice).post(f"/cards/{only}/remove")
        tell_all()

        assert cards_of(alice) == []
        assert not [c for c in gateway.simulator.store.all("payment_method") if c["customer"]]
        assert as_user(alice).post(f"/cards/{only}/default").status_code == 404

    @pytest.mark.parametrize("path", ["/cards/card_absent/remove", "/cards/saved?visit=absent"])
    def test_what_is_not_there_is_not_found(self, alice, as_user, path):
        browser = as_user(alice)
        asked = browser.get(path) if "?" in path else browser.post(path)

        assert asked.status_code == 404
