"""The pages a card holder sees, as a browser without JavaScript sees them."""

import re

import pytest

from saas.billing.gateway.simulator import cards, words
from saas.billing.gateway.simulator.rendering import PAGES
from tests.gateway.conftest import SHOP

REAL = "4539578763621486"


@pytest.fixture
def visit(stripe_api, customer):
    """A hosted page to save a card, or to pay 100.00 kr."""

    def begun(mode="setup", **more):
        asked = {
            "mode": mode,
            "customer": customer.id,
            "success_url": f"{SHOP}/saved?visit={{CHECKOUT_SESSION_ID}}",
            "cancel_url": f"{SHOP}/cards",
            **more,
        }
        if mode == "setup":
            asked["currency"] = "sek"
        else:
            price = {
                "currency": "sek",
                "unit_amount": 50_00,
                "product_data": {"name": "Invoice"},
            }
            asked["line_items"] = [{"price_data": price, "quantity": 2}]
        return stripe_api.checkout.sessions.create(asked)

    return begun


def saved_card(stripe_api, session):
    expand = {"expand": ["setup_intent.payment_method"]}
    setup = stripe_api.checkout.sessions.retrieve(session.id, expand).setup_intent
    return setup.payment_method.card.last4 if setup.payment_method else None


class TestSavingACard:
    def test_saves_it_and_goes_back(self, stripe_api, browser, visit, customer):
        session = visit()

        back = browser.types_card(session.url)

        assert back.status_code == 303
        assert back.headers["Location"] == f"{SHOP}/saved?visit={session.id}"
        assert stripe_api.checkout.sessions.retrieve(session.id).status == "complete"
        assert saved_card(stripe_api, session) == "4242"
        listed = stripe_api.payment_methods.list({"customer": customer.id})
        assert [card.card.exp_year for card in listed.data] == [2034]

    def test_asks_the_bank_first_when_the_card_wants_it(self, stripe_api, browser, visit):
        session = visit()

        bank = browser.types_card(session.url, "4000002500003155").headers["Location"]
        assert saved_card(stripe_api, session) == "3155"
        assert stripe_api.checkout.sessions.retrieve(session.id).status == "open"
        back = browser.answers_bank(bank, "approve")

        assert back.headers["Location"].startswith(f"{SHOP}/saved")
        assert stripe_api.checkout.sessions.retrieve(session.id).status == "complete"

    def test_comes_back_to_the_page_when_the_bank_says_no(self, stripe_api, browser, visit):
        session = visit()
        bank = browser.types_card(session.url, "4000002500003155").headers["Location"]

        back = browser.answers_bank(bank, "decline").headers["Location"]

        assert back == session.url
        assert "unable to authenticate" in browser.get(back).text
        assert browser.types_card(session.url).headers["Location"].startswith(f"{SHOP}/saved")

    def test_a_card_that_declines_says_why_and_keeps_what_was_typed(self, browser, visit):
        page = browser.types_card(visit().url, "4000000000009995")

        assert page.status_code == 422
        assert page.text.count("insufficient funds.") == 2  # in the summary and at the field
        assert 'value="4000000000009995"' in page.text

    def test_anybodys_own_card_is_refused_and_not_shown_again(self, simulator, browser, visit):
        page = browser.types_card(visit().url, REAL)

        assert page.status_code == 422
        assert "Never type a real card number" in page.text
        assert REAL not in page.text
        assert REAL not in str(simulator.store.run("select body, hidden from objects"))

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"expiry": "soon"}, "Write the month and the year"),
            ({"expiry": "13/34"}, "expiration month"),
            ({"expiry": "01/20"}, "expiration year"),
            ({"cvc": ""}, "three or four digits"),
            ({"number": ""}, "card number is incorrect"),
        ],
    )
    def test_what_is_missing_is_said(self, browser, visit, typed, said):
        page = browser.types_card(visit().url, **typed)

        assert page.status_code == 422
        assert said in page.text

    def test_a_test_number_is_filled_in_without_javascript(self, browser, visit):
        page = browser.post(visit().url, {"use": "378282246310005"})

        assert page.status_code == 200
        assert 'value="378282246310005"' in page.text
        assert 'value="1234"' in page.text

    def test_the_page_is_used_once_and_lasts_a_day(self, browser, visit, clock, stripe_api):
        used, old = visit(), visit()
        browser.types_card(used.url)
        clock.now += 24 * 60 * 60

        assert browser.get(used.url).headers["Location"].startswith(f"{SHOP}/saved")
        assert browser.get(old.url).status_code == 404
        assert stripe_api.checkout.sessions.retrieve(old.id).status == "expired"
        assert browser.get("/pay/cs_test_absent").status_code == 404

    def test_can_be_closed_by_the_shop(self, browser, visit, stripe_api):
        session = visit()

        assert stripe_api.checkout.sessions.expire(session.id).status == "expired"
        assert browser.types_card(session.url).status_code == 404


class TestPaying:
    def test_takes_the_money_once(self, stripe_api, browser, visit):
        session = visit("payment", payment_intent_data={"setup_future_usage": "off_session"})
        assert "100.00\xa0SEK" in browser.get(session.url).text

        for _ in range(2):
            assert browser.types_card(session.url).status_code == 303

        paid = stripe_api.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
        assert paid.payment_status == "paid"
        assert paid.payment_intent.amount_received == 100_00
        assert len(stripe_api.charges.list().data) == 1
        assert len(stripe_api.payment_methods.list({"customer": session.customer}).data) == 1


class TestThePages:
    def test_speak_the_visitors_language(self, browser, visit):
        swedish = browser.get(visit().url, headers={"Accept-Language": "sv-SE,sv;q=0.9"})
        asked = browser.get(visit(locale="sv").url, headers={"Accept-Language": "en"})
        english = browser.get(visit().url, headers={"Accept-Language": "fr"})

        assert '<html lang="sv">' in swedish.text
        assert "Spara ett kort" in swedish.text
        assert "Spara ett kort" in asked.text
        assert "Save a card" in english.text

    def test_say_everything_in_both_languages(self):
        said = set()
        for name in PAGES.list_templates():
            source = PAGES.loader.get_source(PAGES, name)[0]
            said |= set(re.findall(r'say\(["\']([^"\']+)["\']\)', source))
        assert len(said) > 20
        said |= {card.does for card in cards.CARDS}
        said |= {card.declines.message for card in cards.CARDS if card.declines}

        assert said - words.SWEDISH.keys() == set()

    def test_are_marked_as_a_test_and_strictly_guarded(self, browser, visit):
        page = browser.get(visit().url)

        assert "No real money moves here." in page.text
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert f"form-action 'self' {SHOP}" in policy
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", page.text)

    def test_say_nothing_to_another_name(self, browser):
        answer = browser.get("/static/hosted.css", base_url="http://evil.example")

        assert answer.status_code == 404
        assert browser.get("/static/hosted.css").content_type.startswith("text/css")
        assert browser.get("/static/..%2fstore.py").status_code == 404
