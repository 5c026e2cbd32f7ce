"""A company that has ceased: told with evidence, decided by staff, its bill put right, kept."""

import io
import re
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from saas.billing.collection.rules import EstateIsNotCollected, Reminded, must_be_collectable
from saas.billing.invoices.models import Invoice
from saas.billing.open_claims.rules import Left
from saas.billing.reminders.models import companies_to_remind
from saas.billing.reminders.rules import ladder
from saas.dates import now, today
from saas.db import db
from saas.licensing.agreement.models import Agreement, Notice
from saas.licensing.ceased.models import Cessation
from saas.licensing.ceased.rules import Reason, is_estate, kept_until, may_still
from saas.licensing.seats.actions import entitle, seat_person
from saas.money import Money, total
from saas.scope import all_tenants, tenant_scope
from saas.tenants.company.models import Tenant, our_company
from saas.tenants.people.models import Person
from tests import factories
from tests.helpcenter.making import staff_member
from tests.licensing.making import BASIC, PREMIUM, agreed

OURS = "/api/v1/company/ceased"
DESK = "/api/v1/staff/ceased"
ONE_DAY = timedelta(days=1)
PDF = b"%PDF-1.7 a decision"
REFUSED = {409, 422}
SEALED = re.compile(r'name="token" value="([^"]+)"')


@pytest.fixture
def signe(database):
    signe = staff_member("Signe")
    assert signe.email
    db.session.expunge(signe)
    return signe


def told(**said):
    return {
        "reason": "bankruptcy",
        "last_day": "2026-03-16",
        "reference": "Stockholms tingsrätt K 1234-26",
        "contact_name": "Fia Förvaltare",
        "contact_email": "fia@advokat.example",
        **said,
    }


def tell(program, **said):
    answer = program.post(OURS, told(**said))
    assert answer.status_code == 201, answer.text
    return answer.json["id"]


def approve(program, id_, **sent):
    answer = program.post(f"{DESK}/{id_}/approval", sent)
    assert answer.status_code == 201, answer.text
    return answer.json


def main_of(page):
    """What a page says of its own matter."""
    return page.split("<main", 1)[1].split("</main>", 1)[0]


def refused_forms(app, page, path):
    """The rooms that the forms of a page lead to where an estate may do nothing."""
    doors = app.url_map.bind("kundzon.test")
    found = []
    for form in re.findall(r"<form[^>]*>", page):
        if "post" in form.lower():
            action = re.search(r'action="([^"?#]*)', form)
            endpoint, _values = doors.match(action[1] if action else path, method="POST")
            room = endpoint.partition(".")[0]
            if not may_still(room, last_day=date(2026, 3, 16), today=today()):
                found.append(room)
    return found


def words_of(paper):
    """What a PDF says, its lines put together."""
    pages = PdfReader(io.BytesIO(paper)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def invoiced(person):
    """What has been invoiced and credited to the company of `person` in all, with tax."""
    with tenant_scope(person.tenant_id):
        return total((i.total for i in db.session.scalars(db.select(Invoice))), "SEK")


class TestAnotherCompany:
    def test_sees_nothing_and_decides_nothing(self, api_as, as_user, alice, charlie):
        agreed(alice)
        id_ = tell(api_as(alice))
        assert api_as(charlie).get(OURS).json == {"ceased": None}
        assert api_as(charlie).get(f"{DESK}/{id_}").status_code == 404
        assert api_as(charlie).post(f"{DESK}/{id_}/approval", {}).status_code == 404
        assert as_user(charlie).get("/company/ceased/confirmation.pdf").status_code == 404


class TestTelling:
    def test_is_for_those_who_may_give_notice(self, api_as, bob):
        assert api_as(bob).post(OURS, told()).status_code == 403

    def test_needs_evidence(self, api_as, alice):
        answer = api_as(alice).post(OURS, told(reference=" ? "))
        assert answer.status_code in REFUSED
        assert "case number" in answer.text

    def test_is_done_once(self, api_as, alice):
        tell(api_as(alice))
        assert "told already" in api_as(alice).post(OURS, told()).text

    def test_does_not_look_more_than_a_year_ahead(self, api_as, alice):
        assert "a year ahead" in api_as(alice).post(OURS, told(last_day="2027-03-10")).text

    def test_changes_nothing_yet_and_can_be_taken_back(self, api_as, alice):
        agreed(alice)
        tell(api_as(alice))
        assert api_as(alice).get("/api/v1/plan/notice").json["notice"] is None
        assert api_as(alice).delete(OURS).json["state"] == "taken_back"
        assert api_as(alice).delete(OURS).status_code in REFUSED
        tell(api_as(alice))

    def test_may_be_by_the_page_with_a_scanned_decision_which_staff_save(
        self, as_user, alice, signe
    ):
        sent = told(reference="", scan=(io.BytesIO(PDF), "beslut.exe"))
        kind = "multipart/form-data"
        answer = as_user(alice).post("/company/ceased", sent, content_type=kind)
        assert answer.status_code == 302, answer.text
        with tenant_scope(alice.tenant_id):
            id_ = Cessation.standing().public_id
        page = as_user(signe).get(f"/staff/ceased/{id_}").text
        assert "Bankruptcy" in page
        paper = as_user(signe).get(f"/staff/ceased/{id_}/paper")
        assert paper.data == PDF
        assert paper.headers["Content-Disposition"] == "attachment; filename=beslut.pdf"

    def test_is_for_staff_too_and_the_company_hears_of_it(
        self, as_user, alice, bakery, signe, tell_all, mails
    ):
        sent = {
            "customer_number": bakery.customer_number,
            "channel": "letter",
            "told_by_name": "Fia Förvaltare",
            **told(),
        }
        as_user(signe).post("/staff/ceased/register", sent)
        tell_all()
        [mail] = [m for m in mails() if "has ceased" in m.subject]
        assert mail.recipient == alice.email
        assert "Fia Förvaltare" in mail.body
        assert "Letter" in mail.body


class TestApproving:
    @pytest.mark.parametrize(
        ("day", "last_day", "edition"),
        [
            (date(2026, 3, 10), "2026-03-16", BASIC),
            (date(2026, 3, 20), "2026-03-16", BASIC),
            (date(2026, 4, 5), "2026-03-16", PREMIUM),
            (date(2026, 3, 20), "2026-04-10", BASIC),
        ],
    )
    def test_ends_the_agreement_that_day_and_invoices_what_was_shown(
        self, api_as, alice, signe, tell_all, clock, day, last_day, edition
    ):
        agreed(alice, edition=edition, extra_seats=2)
        tell_all()
        clock.live_over(day)
        id_ = tell(api_as(alice), last_day=last_day)
        shown = api_as(signe).get(f"{DESK}/{id_}").json["bill"]
        before = invoiced(alice)

        approve(api_as(signe), id_, token=shown["token"])
        tell_all()
        assert invoiced(alice) - before == Money(shown["now"]["total"]["minor"])
        clock.live_over(date.fromisoformat(last_day) + ONE_DAY, date(2026, 4, 12))
        coming = [bill["sum"]["total"]["minor"] for bill in shown["bills"]]
        assert invoiced(alice) - before == Money(sum(coming))
        with tenant_scope(alice.tenant_id):
            assert Agreement.holding_on(today()) is None
            [notice] = db.session.scalars(db.select(Notice))
            assert (notice.last_day.isoformat(), notice.given_by_id) == (last_day, None)

    def test_refuses_a_token_of_something_else_shown(self, api_as, alice, signe, clock):
        agreed(alice)
        id_ = tell(api_as(alice))
        token = api_as(signe).get(f"{DESK}/{id_}").json["bill"]["token"]
        clock.set(date(2026, 3, 9))
        agreed(alice, extra_seats=4)
        answer = api_as(signe).post(f"{DESK}/{id_}/approval", {"token": token})
        assert answer.status_code == 409

    def test_does_not_reach_back_before_what_is_held_now(self, as_user, api_as, alice, signe):
        agreed(alice)
        id_ = tell(api_as(alice), last_day="2026-02-20")
        assert "2 March 2026" in as_user(signe).get(f"/staff/ceased/{id_}").text
        answer = api_as(signe).post(f"{DESK}/{id_}/approval", {})
        assert answer.status_code in REFUSED

    def test_ends_the_promise_to_look_at_the_evidence(self, as_user, api_as, alice, signe):
        assert "We look at the evidence" in as_user(alice).get("/company/ceased").text
        approve(api_as(signe), tell(api_as(alice)))
        page = as_user(alice).get("/company/ceased").text
        assert "We look at the evidence" not in page
        assert "What happens then" in page

    def test_is_by_the_page_for_a_company_on_free_as_well(self, as_user, api_as, alice, signe):
        id_ = tell(api_as(alice))
        page = as_user(signe).get(f"/staff/ceased/{id_}")
        assert "on Free" in page.text
        as_user(signe).post(f"/staff/ceased/{id_}/approve", {"token": SEALED.search(page.text)[1]})
        assert api_as(alice).get(OURS).json["ceased"]["state"] == "approved"

    def test_a_notice_of_its_own_ends_sooner_and_goes_on_when_it_was_wrong(
        self, api_as, alice, signe, tell_all
    ):
        agreed(alice)
        api_as(alice).post("/api/v1/plan/notice", {})
        id_ = tell(api_as(alice), last_day="2026-03-31")
        approve(api_as(signe), id_)
        assert api_as(alice).get("/api/v1/plan/notice").json["notice"]["last_day"] == "2026-03-31"
        assert api_as(alice).delete("/api/v1/plan/notice").status_code in REFUSED

        back = {"says": "The appeal court lifted it."}
        assert api_as(signe).post(f"{DESK}/{id_}/return", back).status_code == 201
        assert api_as(alice).get("/api/v1/plan/notice").json["notice"]["last_day"] == "2026-06-02"
        assert api_as(alice).delete("/api/v1/plan/notice").status_code == 200
        tell_all()

    @pytest.mark.parametrize(
        ("last_day", "sentence"),
        [
            ("2026-03-31", "By the notice period the last day would be 2 June 2026. "),
            ("2026-06-02", None),
            ("2026-07-01", None),
        ],
    )
    def test_a_notice_of_its_own_says_why_its_last_day_is_sooner(
        self, as_user, api_as, alice, signe, last_day, sentence
    ):
        agreed(alice)
        number = api_as(alice).post("/api/v1/plan/notice", {}).json["number"]
        id_ = tell(api_as(alice), last_day=last_day)
        approve(api_as(signe), id_)

        browser = as_user(alice)
        page = browser.get("/plan/notice").text
        paper = words_of(browser.get(f"/plan/notice/{number}.pdf").data)
        for shown in (page, paper):
            assert ("By the notice period the last day would be" in shown) is bool(sentence)
            assert ("You can withdraw" in shown) is False
            if sentence:
                assert f"{sentence}The company has ceased, so the plan ends sooner" in shown
        assert "3 months from the day your notice reaches us" in paper
        assert "The same confirmation has gone by mail" not in page
        assert "What holds for a company that has ceased" in page

        back = {"says": "The appeal court lifted it."}
        assert api_as(signe).post(f"{DESK}/{id_}/return", back).status_code == 201
        page = browser.get("/plan/notice").text
        assert "You can withdraw" in page
        assert "ends sooner" not in page

    def test_a_notice_that_nobody_gave_claims_no_notice_period(self, as_user, api_as, alice, signe):
        agreed(alice)
        approve(api_as(signe), tell(api_as(alice)))
        number = api_as(alice).get("/api/v1/plan/notice").json["notice"]["number"]
        page = as_user(alice).get("/plan/notice").text
        paper = words_of(as_user(alice).get(f"/plan/notice/{number}.pdf").data)
        for shown in (page, paper):
            assert "no notice period is served: the plan ends with 16 March 2026." in shown
        assert "None: the company has ceased" in paper
        assert "3 months" not in paper

    def test_is_confirmed_to_the_company_and_its_estate_with_a_paper(
        self, as_user, api_as, alice, signe, tell_all, mails
    ):
        agreed(alice)
        approve(api_as(signe), tell(api_as(alice)))
        tell_all()
        letters = [m for m in mails() if "16" in m.subject and "2026" in m.subject]
        assert {m.recipient for m in letters} == {alice.email, "fia@advokat.example"}
        [hers] = [m for m in letters if m.recipient == alice.email]
        assert "31 December 2033" in hers.body
        assert not [m for m in mails() if "Your notice" in m.subject]
        paper = as_user(alice).get("/company/ceased/confirmation.pdf")
        assert paper.data.startswith(b"%PDF")

    def test_is_for_staff_who_decide(self, api_as, alice):
        id_ = tell(api_as(alice))
        seer = staff_member("Sara", role="auditor")
        assert api_as(seer).post(f"{DESK}/{id_}/approval", {}).status_code == 403


class TestDeclining:
    def test_says_why_and_changes_nothing(self, api_as, alice, signe, tell_all, mails):
        agreed(alice)
        id_ = tell(api_as(alice))
        answer = api_as(signe).post(f"{DESK}/{id_}/refusal", {"says": "The case is another's."})
        assert answer.json["state"] == "declined"
        tell_all()
        assert [m for m in mails() if "The case is another's." in m.body]
        assert api_as(signe).post(f"{DESK}/{id_}/approval", {}).status_code in REFUSED
        assert api_as(alice).get("/api/v1/plan/notice").json["notice"] is None
        tell(api_as(alice))


class TestTakingBack:
    def test_lets_the_plan_go_on_where_it_has_not_ended(self, as_user, api_as, alice, signe):
        agreed(alice)
        id_ = tell(api_as(alice), last_day="2026-03-31")
        approve(api_as(signe), id_)
        as_user(signe).post(f"/staff/ceased/{id_}/back", {"says": "It was another company."})
        assert api_as(alice).get("/api/v1/plan/notice").json["notice"] is None
        wanted = {"edition": PREMIUM.key, "extra_seats": 0}
        assert api_as(alice).post("/api/v1/plan/preview", wanted).status_code == 200

    def test_lets_it_agree_anew_where_it_has(self, api_as, alice, signe, clock):
        agreed(alice)
        id_ = tell(api_as(alice))
        approve(api_as(signe), id_)
        clock.live_over(date(2026, 3, 17), date(2026, 4, 1))
        back = {"says": "Lifted."}
        assert api_as(signe).post(f"{DESK}/{id_}/return", back).status_code == 201
        assert agreed(alice).started_on == date(2026, 4, 1)


class TestAnEstate:
    @pytest.fixture
    def estate(self, api_as, alice, bob, signe, clock):
        """Alice's company after its last day."""
        with tenant_scope(alice.tenant_id):
            entitle(seats=3, by=Person.find(alice.id), now=now())
            db.session.commit()
        agreed(alice, extra_seats=2)
        approve(api_as(signe), tell(api_as(alice)))
        clock.live_over(date(2026, 3, 17), date(2026, 3, 20))
        return alice

    def test_looks_at_its_invoices_and_asks_us_and_changes_nothing(self, as_user, api_as, estate):
        assert as_user(estate).get("/invoices").status_code == 200
        asked = {"topic": "question", "subject": "How much?", "message": "Is owed to us?"}
        assert as_user(estate).post("/help/contact", asked).status_code == 302
        wanted = {"name": "Eve", "email": "eve@x.example", "role": "member"}
        for path, sent in (
            ("/api/v1/invitations", wanted),
            ("/api/v1/plan/preview", {"edition": "basic-1", "extra_seats": 0}),
        ):
            answer = api_as(estate).post(path, sent)
            assert answer.status_code == 403, path
            assert "ceased" in answer.text
        assert as_user(estate).post("/plan/notice/withdraw").status_code == 403

    def test_is_offered_nothing_that_would_be_refused_where_one_begins(
        self, app, as_user, estate, bob
    ):
        """Neither to one who owns it nor to a colleague who may only look since the last day."""
        for who in (estate, bob):
            browser = as_user(who)
            for path in ("/overview", "/people", f"/people/{bob.public_id}"):
                page = browser.get(path).text
                assert refused_forms(app, page, path) == []
                for word in ("Add a colleague", "Upgrade", "Give a seat", "Invite from a list"):
                    assert word not in page, (word, path)
        for path in ("/people/add", f"/people/{bob.public_id}/remove"):
            refused = as_user(estate).get(path)
            assert (refused.status_code, "/help/contact" in refused.text) == (403, True)

    def test_is_told_what_it_can_do(self, as_user, estate, bob, clock):
        ways = ("/invoices", "/help/contact", "/company/ceased")
        for path in ("/overview", "/people"):
            page = main_of(as_user(estate).get(path).text)
            assert all(f'href="{way}"' in page for way in ways), path
            page = main_of(as_user(bob).get(path).text)
            assert "Its last day was 16 March 2026." in page
            assert not any(f'href="{way}"' in page for way in ways), path
            assert "until an administrator gives you a seat" not in page

    def test_leads_an_owner_without_a_seat_to_the_invoices(self, as_user, estate, bakery):
        olle = factories.person(of=bakery, name="Olle", role="owner")
        with tenant_scope(estate.tenant_id):
            Person.find(olle.id).read_only_since = now()
            db.session.commit()
        page = main_of(as_user(olle).get("/people").text)
        assert "See invoices" in page
        assert 'href="/help/contact"' not in page

    def test_before_its_last_day_may_add_and_remove_but_order_nothing(
        self, app, as_user, api_as, alice, bakery, signe
    ):
        agreed(alice)
        full = factories.person(of=bakery, name="Full")
        with tenant_scope(alice.tenant_id):
            seat_person(person=Person.find(full.id), by=Person.find(alice.id), now=now())
            db.session.commit()
        approve(api_as(signe), tell(api_as(alice)))
        page = as_user(alice).get("/people").text
        assert "Add a colleague" in page
        assert refused_forms(app, page, "/people") == []
        assert "Every seat is taken, and as the company has ceased" in page
        assert "Order another seat" not in page
        assert as_user(alice).get(f"/people/{full.public_id}/remove").status_code == 200

    def test_is_not_reminded_of_what_is_unpaid(self, estate, tell_all, clock, mails):
        tell_all()
        steps = ladder("5", "0.00")
        with all_tenants(because="the test looks as the calendar does"):
            assert companies_to_remind(steps, today=date(2026, 8, 1)) == []
        with tenant_scope(estate.tenant_id):
            company = db.session.get_one(Tenant, estate.tenant_id)
            company.ceased_on, was = None, company.ceased_on
            db.session.commit()
        with all_tenants(because="otherwise nothing of it was unpaid"):
            assert companies_to_remind(steps, today=date(2026, 8, 1)) == [estate.tenant_id]
        assert was == date(2026, 3, 16)

    def test_keeps_its_number_which_nobody_registers_as_new(self, visitor, estate, bakery):
        with tenant_scope(estate.tenant_id):
            assert Tenant.with_number(bakery.number).id == estate.tenant_id


class TestTheRules:
    def test_what_an_estate_owes_does_not_go_to_the_agency(self):
        left = Left(minor=100_00, disputed_minor=0, due_on=date(2026, 3, 1), at_agency=False)
        asked = {"today": date(2026, 6, 1), "later_day_asked": False}
        with pytest.raises(EstateIsNotCollected):
            must_be_collectable(left, Reminded(2, None), ceased=True, **asked)
        must_be_collectable(left, Reminded(2, None), ceased=False, **asked)

    def test_books_are_kept_for_seven_years_after_the_year(self):
        assert kept_until(date(2026, 3, 16)) == date(2033, 12, 31)

    def test_until_the_last_day_all_is_as_before(self):
        day = date(2026, 3, 16)
        assert may_still("change", last_day=day, today=day)
        assert not may_still("change", last_day=day, today=date(2026, 3, 17))
        assert may_still("payments_api", last_day=day, today=date(2026, 3, 17))

    def test_an_estate_is_what_is_left_after_the_last_day(self):
        day = date(2026, 3, 16)
        assert not is_estate(None, today=day)
        assert not is_estate(day, today=day)
        assert is_estate(day, today=date(2026, 3, 17))

    def test_every_reason_has_words(self):
        assert len({reason.words for reason in Reason}) == len(Reason)


class TestNothingNew:
    @pytest.mark.parametrize("ceased_on", [None, date(2026, 3, 31)])
    def test_is_agreed_once_it_is_decided_even_before_the_last_day(self, api_as, alice, ceased_on):
        agreed(alice)
        program, order = api_as(alice), {"edition": BASIC.key, "extra_seats": 1}
        token = program.post("/api/v1/plan/preview", order).json["token"]
        with tenant_scope(alice.tenant_id):
            our_company().ceased_on = ceased_on
            db.session.commit()

        answer = program.post("/api/v1/plan/change", {"token": token})

        if ceased_on is None:
            assert answer.status_code == 201
        else:
            assert answer.json["type"] == "/problems/company-has-ceased"

    @pytest.mark.parametrize("ceased_on", [None, date(2026, 3, 31)])
    def test_is_offered_on_the_pages_that_one_begins_with(self, as_user, alice, ceased_on):
        with tenant_scope(alice.tenant_id):
            entitle(seats=3, by=Person.find(alice.id), now=now())
            db.session.commit()
        agreed(alice, extra_seats=1)
        browser = as_user(alice)
        with tenant_scope(alice.tenant_id):
            our_company().ceased_on = ceased_on
            db.session.commit()

        plan, overview = browser.get("/plan").text, browser.get("/overview").text

        for way in ("/plan/choose", "/plan/seats", "/quotes/ask", "/plan/what-if"):
            assert (f'href="{way}' in plan) is (ceased_on is None), way
        assert ('href="/quotes/ask"' in browser.get("/quotes").text) is (ceased_on is None)
        assert ("Next step" in overview) is (ceased_on is None)
        for page in (plan, overview):
            assert ("Its last day is 31 March 2026." in page) is (ceased_on is not None)
            assert ('href="/company/ceased"' in page) is (ceased_on is not None)
