"""Enterprise is agreed by quote: asked for, written, sent, answered, and then exactly that."""

import io
from datetime import date

import pytest
from markupsafe import escape
from pypdf import PdfReader
from sqlalchemy.exc import DBAPIError

from saas.dates import now, today
from saas.db import db
from saas.licensing.agreement.models import Agreement, current_terms
from saas.licensing.entitlements.models import entitled
from saas.licensing.plans.rules import BindingTerm, Cadence, NoticeKind, Timing
from saas.licensing.quotes.models import Quote, QuoteAnswer
from saas.licensing.seats.models import seats_at, seats_that_do_not_add_up
from saas.money import Money
from saas.scope import all_tenants, tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.terms.rules import EDITIONS, Edition
from tests.helpcenter.making import staff_member
from tests.licensing.making import agreed
from tests.licensing.quoting import TYPED, sent_quote

QUOTES = "/api/v1/quotes"


def here_of(person):
    """The name of a person's company, as a page says it."""
    with tenant_scope(person.tenant_id):
        return str(escape(our_company().name))


def accepts(program, number, **more):
    """Preview and accept, as a program does; (the preview, the answer)."""
    preview = program.post(f"{QUOTES}/{number}/preview")
    assert preview.status_code == 200, preview.text
    sent = {"token": preview.json["token"], "accepted": True, **more}
    return preview.json, program.post(f"{QUOTES}/{number}/accept", sent)


class TestAnotherCompany:
    def test_sees_and_answers_nothing_of_ours(self, as_user, api_as, alice, charlie):
        number = sent_quote(alice).number

        assert as_user(charlie).get(f"/quotes/{number}").status_code == 404
        assert as_user(charlie).get(f"/quotes/{number}.pdf").status_code == 404
        assert api_as(charlie).post(f"{QUOTES}/{number}/preview").status_code == 404
        refused = api_as(charlie).post(
            f"{QUOTES}/{number}/accept", {"token": "x", "accepted": True}
        )
        assert refused.status_code == 404
        assert api_as(charlie).get(QUOTES).json == {"data": []}

    def test_cannot_use_our_token_for_its_own_quote(self, api_as, alice, charlie):
        ours = sent_quote(alice)
        theirs = sent_quote(charlie, by=_staff_of(ours))
        token = api_as(alice).post(f"{QUOTES}/{ours.number}/preview").json["token"]

        answer = api_as(charlie).post(
            f"{QUOTES}/{theirs.number}/accept", {"token": token, "accepted": True}
        )

        assert answer.json["type"] == "/problems/preview-outdated"


class TestAsking:
    def test_our_staff_see_who_waits(self, as_user, alice, mails, tell_all):
        signe = staff_member("Signe")
        address = signe.email
        alice_sees = as_user(alice)
        asked = {"people": "40", "needs": "Integration with our ERP", "wished_start": ""}
        assert alice_sees.post("/quotes/ask", asked).status_code == 302
        tell_all()

        assert "Integration with our ERP" in as_user(signe).get("/staff/quotes").text
        assert "Integration with our ERP" in alice_sees.get("/quotes").text
        subjects = {letter.recipient: letter.subject for letter in mails()}
        assert subjects[alice.email] == "We have received your request for a quote"
        assert subjects[address].endswith("asks for a quote")

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [({"people": "0"}, "people"), ({"wished_start": "2026-03-01"}, "wished_start")],
    )
    def test_says_what_cannot_be_asked(self, api_as, alice, wrong, field):
        order = {"people": 3, "needs": "x", **wrong}
        answer = api_as(alice).post("/api/v1/quote-requests", order)
        assert answer.status_code == 409
        assert list(answer.json["errors"]) == [field]

    def test_one_question_waits_at_a_time(self, api_as, alice):
        order = {"people": 3, "needs": "x"}
        first = api_as(alice).post("/api/v1/quote-requests", order)
        assert first.status_code == 201
        again = api_as(alice).post("/api/v1/quote-requests", order)
        assert again.json["type"] == "/problems/already-asked"
        api_as(alice).delete(f"/api/v1/quote-requests/{first.json['id']}")
        assert api_as(alice).post("/api/v1/quote-requests", order).status_code == 201

    def test_is_not_for_members(self, as_user, api_as, bob):
        assert as_user(bob).get("/quotes/ask").status_code == 403
        order = {"people": 3, "needs": "x"}
        assert api_as(bob).post("/api/v1/quote-requests", order).status_code == 403


class TestReading:
    def test_everything_is_on_the_page_and_on_paper(self, as_user, alice):
        number = sent_quote(alice).number
        page = as_user(alice).get(f"/quotes/{number}").text
        paper = as_user(alice).get(f"/quotes/{number}.pdf")
        words = PdfReader(io.BytesIO(paper.data)).pages[0].extract_text()

        for said in ("25,000.00", "150.00", "40", "1 April 2026", "31 March 2027", "PO 4711"):
            assert said in page, said
            assert said in words.replace("\xa0", " "), said
        assert number in words

    def test_the_same_quote_gives_the_same_bytes(self, as_user, alice, clock):
        number = sent_quote(alice).number
        first = as_user(alice).get(f"/quotes/{number}.pdf").data
        clock.set(date(2026, 3, 9))
        assert as_user(alice).get(f"/quotes/{number}.pdf").data == first

    def test_comes_by_mail_with_the_paper(self, alice, mails, tell_all):
        quote = sent_quote(alice)
        tell_all()
        [letter] = [m for m in mails() if m.recipient == alice.email]
        assert quote.number in letter.subject
        assert f"/quotes/{quote.number}" in letter.body

    def test_members_see_no_prices(self, as_user, alice, bob):
        number = sent_quote(alice).number
        assert as_user(bob).get("/quotes").status_code == 403
        assert as_user(bob).get(f"/quotes/{number}").status_code == 403


class TestAccepting:
    def test_the_agreement_has_exactly_the_terms_of_the_quote(self, api_as, alice, clock, tell_all):
        quote = sent_quote(alice, starts_on="", valid_through="2026-03-20")
        preview, answer = accepts(api_as(alice), quote.number, reference="PO 4711")
        tell_all()

        assert answer.status_code == 201, answer.text
        with tenant_scope(alice.tenant_id):
            terms = current_terms(today())
            assert (terms.edition, terms.name) == ("enterprise-2026", "Enterprise")
            assert (terms.fee, terms.seat_fee) == (Money.sek(25_000), Money.sek(150))
            assert terms.cadence == Cadence(3, Timing.IN_ADVANCE)
            assert (terms.starts_on, terms.anchor) == (date(2026, 3, 2), date(2026, 1, 1))
            assert (terms.bound_until, terms.renews_months) == (date(2027, 3, 1), 12)
            assert (terms.notice.kind, terms.notice.months, terms.notice.term) == (
                NoticeKind.WHOLE_CALENDAR_MONTHS,
                3,
                BindingTerm.B,
            )
            assert seats_at(now()).entitled == 40
            assert entitled("integration", today()).limit == 500
        [invoice] = api_as(alice).get("/api/v1/invoices").json["data"]
        # 30 of 90 days of the first quarter: 25 000.00 / 3 = 8 333.33, and 25 % VAT 2 083.33
        assert invoice["total"] == preview["first_invoice"]["total"]
        assert preview["first_invoice"]["net"]["minor"] == 833_333
        assert preview["yearly"]["net"]["minor"] == 10_000_000

    def test_fewer_of_the_seats_ordered_beyond_it_come_after_the_binding_term(
        self, api_as, as_user, alice, tell_all
    ):
        """Bound through 1 March 2027, by calendar quarters."""
        program, order = api_as(alice), {"edition": "enterprise-2026", "extra_seats": 2}
        accepts(
            program, sent_quote(alice, starts_on="2026-03-02", valid_through="2026-03-02").number
        )
        tell_all()
        token = program.post("/api/v1/plan/preview", order).json["token"]
        assert program.post("/api/v1/plan/change", {"token": token}).status_code == 201

        browser = as_user(alice)
        assert "Seats from 1 April 2027" in browser.get("/plan/seats").text
        sent = browser.post("/plan/seats", {"seats": "41"})
        assert sent.location == "/plan/check?edition=enterprise-2026&extra_seats=1"
        assert "1 April 2027" in browser.get(sent.location).text
        assert browser.post("/plan/seats", {"seats": "39"}).status_code == 409

    def test_from_a_coming_day_the_company_stays_on_free_until_then(self, api_as, alice, clock):
        number = sent_quote(alice).number
        preview, answer = accepts(api_as(alice), number)
        assert answer.json["answer"]["starts_on"] == "2026-04-01"
        assert preview["first_invoice_on"] == "2026-04-01"
        clock.live_over(date(2026, 3, 31))
        assert api_as(alice).get("/api/v1/plan").json["name"] == "Free"
        assert api_as(alice).get("/api/v1/invoices").json["data"] == []
        clock.live_to(date(2026, 4, 2))

        plan = api_as(alice).get("/api/v1/plan").json
        assert (plan["name"], plan["seats"]["entitled"]) == ("Enterprise", 40)
        [invoice] = api_as(alice).get("/api/v1/invoices").json["data"]
        assert invoice["total"] == preview["first_invoice"]["total"]
        assert preview["first_invoice"]["net"]["minor"] == 2_500_000
        with all_tenants(because="a test proves every seat"):
            assert seats_that_do_not_add_up() == []

    def test_from_a_coming_day_the_terms_of_service_are_those_accepted(
        self, api_as, alice, clock, monkeypatch
    ):
        accepts(api_as(alice), sent_quote(alice).number)
        newer = (*EDITIONS, Edition("2026-2", date(2026, 3, 15)))
        monkeypatch.setattr("saas.tenants.terms.rules.EDITIONS", newer)
        clock.live_over(date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 2))

        [contract] = api_as(alice).get("/api/v1/contracts").json["data"]
        assert contract["terms_of_service"] == EDITIONS[-1].name

    def test_replaces_a_running_plan_from_its_first_day(self, api_as, alice, clock, tell_all):
        agreement = agreed(alice, extra_seats=2)
        tell_all()
        number = sent_quote(alice).number
        preview, answer = accepts(api_as(alice), number)
        assert answer.status_code == 201
        # Basic is credited from 1 April (1 of 31 days): 249/31 = 8.03, 98/31 = 3.16
        credits_ = [line["net"]["minor"] for line in preview["lines"] if line["quantity"] < 0]
        assert sum(credits_) == -(803 + 316)
        clock.live_over(date(2026, 3, 31), date(2026, 4, 1))

        with tenant_scope(alice.tenant_id):
            assert Agreement.holding_on(today()).id == agreement.id
            assert current_terms(today()).name == "Enterprise"
            assert seats_at(now()).entitled == 40
        newest = api_as(alice).get("/api/v1/invoices").json["data"][0]
        assert newest["total"] == preview["first_invoice"]["total"]

    def test_writes_the_buyers_reference_on_what_follows(self, api_as, alice):
        number = sent_quote(alice).number
        accepts(api_as(alice), number, reference="PO 4712")
        assert api_as(alice).get("/api/v1/company").json["reference"] == "PO 4712"

    def test_shows_every_line_on_the_page_and_takes_the_tick(self, as_user, alice, bob):
        number = sent_quote(alice).number
        browser = as_user(alice)
        page = browser.get(f"/quotes/{number}/accept").text
        token = page.split('name="token" value="')[1].split('"')[0]
        assert "SEK\xa025,000.00" in page

        unticked = browser.post(f"/quotes/{number}/accept", {"token": token})
        assert unticked.status_code == 409
        assert "Tick the box" in unticked.text
        assert as_user(bob).get(f"/quotes/{number}/accept").status_code == 403
        ticked = browser.post(f"/quotes/{number}/accept", {"token": token, "accepted": "true"})
        assert ticked.status_code == 302
        assert "accepted it on" in browser.get(f"/quotes/{number}").text

    def test_a_second_time_is_refused(self, api_as, alice):
        number = sent_quote(alice).number
        preview, _ = accepts(api_as(alice), number)
        again = {"token": preview["token"], "accepted": True}
        answer = api_as(alice).post(f"{QUOTES}/{number}/accept", again)
        assert answer.json["type"] == "/problems/quote-closed"

    def test_needs_to_know_where_invoices_go(self, api_as, alice, bakery):
        number = sent_quote(alice).number
        with tenant_scope(alice.tenant_id):
            db.session.execute(db.text("update tenants set street = '' where id = :id"),
                               {"id": alice.tenant_id})  # fmt: skip
            db.session.commit()
        _, answer = accepts(api_as(alice), number)
        assert answer.json["type"] == "/problems/invoice-address-missing"

    def test_who_is_leaving_stays_first(self, api_as, as_user, alice):
        agreed(alice)
        number = sent_quote(alice).number
        api_as(alice).post("/api/v1/plan/notice")
        answer = api_as(alice).post(f"{QUOTES}/{number}/preview")
        assert answer.json["type"] == "/problems/leaving-already"
        assert "Withdraw it first" in as_user(alice).get(f"/quotes/{number}/accept").text


class TestTheLastDay:
    def test_counts_to_its_end_and_no_longer(self, api_as, alice, clock):
        number = sent_quote(alice).number
        clock.set(date(2026, 3, 20))
        assert api_as(alice).post(f"{QUOTES}/{number}/preview").status_code == 200
        clock.set(date(2026, 3, 21))
        answer = api_as(alice).post(f"{QUOTES}/{number}/preview")
        assert answer.json["type"] == "/problems/quote-expired"
        assert api_as(alice).get(f"{QUOTES}/{number}").json["state"] == "expired"

    def test_is_reminded_of_and_told(self, alice, clock, mails):
        number = sent_quote(alice).number
        clock.live_to(date(2026, 3, 25))
        mine = [letter.subject for letter in mails() if letter.recipient == alice.email]
        assert mine == [
            f"Quote {number} for Ågrens Bageri AB",
            f"Quote {number} can be accepted until 20 March 2026",
            f"Quote {number} has expired",
        ]


class TestVersions:
    def test_only_the_newest_can_be_accepted(self, api_as, as_user, alice):
        first = sent_quote(alice)
        token = api_as(alice).post(f"{QUOTES}/{first.number}/preview").json["token"]
        sent_quote(alice, number=first.number, by=_staff_of(first), fee="20000")

        late = {"token": token, "accepted": True}
        answer = api_as(alice).post(f"{QUOTES}/{first.number}/accept", late)
        assert answer.json["type"] == "/problems/preview-outdated"
        old = as_user(alice).get(f"/quotes/{first.number}?version=1").text
        assert "There is a newer version of this quote." in old
        newest = api_as(alice).get(f"{QUOTES}/{first.number}").json
        assert (newest["version"], newest["fee"]["minor"]) == (2, 2_000_000)
        _, accepted = accepts(api_as(alice), first.number)
        assert accepted.json["version"] == 2

    def test_what_was_sent_is_never_edited(self, inside, alice):
        quote = Quote.numbered(sent_quote(alice).number)
        with pytest.raises(DBAPIError, match=r"permission denied|never edited"):
            db.session.execute(db.update(Quote).where(Quote.id == quote.id).values(fee_minor=1))


class TestSayingNo:
    def test_is_told_to_our_staff_with_the_reason(self, api_as, as_user, alice, mails, tell_all):
        quote = sent_quote(alice)
        staff = _staff_of(quote)
        answer = api_as(alice).post(
            f"{QUOTES}/{quote.number}/decline", {"reason": "Too dear for us."}
        )
        tell_all()

        assert answer.json["state"] == "declined"
        [letter] = [m for m in mails() if m.recipient == staff.email]
        assert "Too dear for us." in letter.body
        assert "Too dear for us." in as_user(staff).get(f"/staff/quotes/{quote.public_id}").text
        late = api_as(alice).post(f"{QUOTES}/{quote.number}/preview")
        assert late.json["type"] == "/problems/quote-closed"

    def test_wants_a_reason(self, as_user, alice):
        number = sent_quote(alice).number
        assert as_user(alice).post(f"/quotes/{number}/decline", {"reason": " "}).status_code == 422


class TestTheStaffsDesk:
    def test_writes_checks_and_sends_what_was_asked_for(self, api_as, as_user, alice):
        asked = api_as(alice).post("/api/v1/quote-requests", {"people": 40, "needs": "ERP"}).json
        desk = as_user(staff_member("Signe"))
        begun = desk.post("/staff/quotes/drafts", {"asked": asked["id"]})
        draft = begun.headers["Location"]
        empty = desk.get(draft).text
        assert 'value="40"' in empty
        assert f"Quote for {here_of(alice)}" in empty
        assert 'class="notice ' not in empty

        assert desk.post(draft, TYPED).headers["Location"] == f"{draft}/check"
        check = desk.get(f"{draft}/check").text
        assert "25,000.00" in check
        assert here_of(alice) in check
        assert api_as(alice).get(QUOTES).json == {"data": []}
        assert desk.post(f"{draft}/check").status_code == 302

        [quote] = api_as(alice).get(QUOTES).json["data"]
        assert (quote["fee"]["minor"], quote["seat_fee"]["minor"]) == (2_500_000, 15_000)
        assert quote["notice"] == {
            "policy": "whole_calendar_months",
            "months": 3,
            "days": 0,
            "to_period_end": False,
            "term": "B",
        }
        assert quote["number"].startswith("Q-")
        assert api_as(alice).get("/api/v1/quote-requests").json == {"data": []}
        assert desk.post(f"{draft}/check").status_code == 409

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"valid_through": "2026-03-01"}, "This day has passed"),
            ({"valid_through": "2026-04-02"}, "by the day it starts"),
            ({"bound_until": "2027-01-01"}, "not both"),
            ({"bound_months": "", "bound_until": "2026-03-25"}, "ends before"),
            ({"bound_months": ""}, "Only a binding term is renewed"),
            ({"notice_months": ""}, "Say how many months"),
            ({"notice_kind": "renewal_deadline", "notice_months": ""}, "how many days"),
            ({"features": "teleporting"}, "There is no such feature"),
            ({"features": "Two words here"}, "one feature on each line"),
            ({"fee": "free"}, "Write an amount"),
            ({"seats_included": "0"}, "at least one seat"),
        ],
    )
    def test_says_what_could_not_be_kept_to(self, as_user, alice, bakery, wrong, said):
        desk = as_user(staff_member("Signe"))
        begun = desk.post("/staff/quotes/drafts", {"customer_number": bakery.customer_number})
        page = desk.post(begun.headers["Location"], {**TYPED, **wrong})
        assert page.status_code in {409, 422}
        assert said in page.text

    def test_begins_a_new_version_from_what_was_sent(self, as_user, alice):
        quote = sent_quote(alice)
        desk = as_user(_staff_of(quote))
        begun = desk.post(f"/staff/quotes/{quote.public_id}/renew")
        page = desk.get(begun.headers["Location"]).text
        assert 'value="25000.00"' in page
        assert 'value="2026-04-01"' in page
        assert "integration = 500" in page

    def test_takes_an_offer_back_and_tells_the_company(
        self, api_as, as_user, alice, mails, tell_all
    ):
        quote = sent_quote(alice)
        desk = as_user(_staff_of(quote))
        path = f"/staff/quotes/{quote.public_id}/withdraw"
        assert desk.post(path, {"reason": "A wrong price."}).status_code == 302
        tell_all()

        assert api_as(alice).get(f"{QUOTES}/{quote.number}").json["state"] == "withdrawn"
        assert any(
            "no longer stands" in m.subject and "A wrong price." in m.body
            for m in mails()
            if m.recipient == alice.email
        )
        assert desk.post(path, {"reason": "Again"}).status_code == 409

    def test_shows_what_is_written_what_waits_and_what_was_answered(self, api_as, as_user, alice):
        first = sent_quote(alice)
        signe = _staff_of(first)
        open_one = sent_quote(alice, by=signe)
        desk = as_user(signe)
        desk.post(f"/staff/quotes/{open_one.public_id}/renew")
        api_as(alice).post(f"{QUOTES}/{first.number}/decline", {"reason": "No"})

        page = desk.get("/staff/quotes").text
        assert f">{first.number}<" in page.split("Latest answers")[1]
        assert f">{open_one.number}<" in page.split("Waiting for an answer")[1]
        assert open_one.number in page.split("Being written")[1].split("Waiting for")[0]

    def test_is_open_to_programs_too(self, api_as, alice, bakery):
        desk = api_as(staff_member("Signe"))
        api_as(alice).post("/api/v1/quote-requests", {"people": 40, "needs": "ERP"})
        [question] = desk.get("/api/v1/staff/quotes").json["questions"]
        assert question["customer_number"] == bakery.customer_number

        offer = {**TYPED, "by_calendar": True, "asked": question["id"]}
        sent = desk.post("/api/v1/staff/quotes", offer)
        assert (sent.status_code, sent.json["state"]) == (201, "open"), sent.text
        told = desk.get("/api/v1/staff/quotes").json
        assert (told["questions"], [q["number"] for q in told["data"]]) == (
            [],
            [sent.json["number"]],
        )
        path = f"/api/v1/staff/quotes/{sent.json['id']}/withdraw"
        assert desk.post(path, {"reason": "No"}).json["state"] == "withdrawn"
        nobody = desk.post("/api/v1/staff/quotes", {**TYPED, "customer_number": "1"})
        assert nobody.json["type"] == "/problems/no-such-customer"

    def test_is_not_for_customers(self, as_user, alice):
        assert as_user(alice).get("/staff/quotes").status_code == 404


def _staff_of(quote):
    with tenant_scope(1):
        person = db.session.scalar(db.select(Person).where(Person.account_id == quote.sent_by_id))
        assert person.email
    return person


def answers_of(quote):
    with tenant_scope(quote.tenant_id):
        return list(
            db.session.scalars(db.select(QuoteAnswer).where(QuoteAnswer.quote_id == quote.id))
        )
