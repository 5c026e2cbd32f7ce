"""Leaving a paid plan: from the notice to the day after the last."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader
from sqlalchemy.exc import IntegrityError

from saas.dates import STOCKHOLM, now, today
from saas.db import db
from saas.licensing.agreement.actions import schedule_change, start_agreement
from saas.licensing.agreement.coming import ChangeReason
from saas.licensing.agreement.models import Agreement, AgreementTerm, Notice, current_terms
from saas.licensing.agreement.rules import Terms
from saas.licensing.plans.rules import MONTHLY, NoticeKind, NoticePolicy
from saas.licensing.seats.models import seats_at, seats_that_do_not_add_up
from saas.licensing.termination.actions import give_notice
from saas.licensing.termination.leaving import leaving
from saas.licensing.termination.rules import NothingToTerminate, NotReceivedYet
from saas.mail import MailAttachment
from saas.scope import all_tenants, tenant_scope
from saas.tenants.people.models import Person
from tests import factories
from tests.licensing.contracts import contract
from tests.licensing.making import BASIC, PREMIUM, agreed

NOTICE = "/api/v1/plan/notice"


def token_on(page):
    """What was shown, sealed, as the page's form holds it."""
    return re.search(r'name="token" value="([^"]+)"', page)[1]


class TestAnotherCompany:
    def test_sees_and_withdraws_nothing_of_ours(self, as_user, api_as, alice, charlie):
        agreed(alice)
        number = api_as(alice).post(NOTICE).json["number"]

        assert as_user(charlie).get(f"/plan/notice/{number}.pdf").status_code == 404
        assert api_as(charlie).delete(NOTICE).json["type"] == "/problems/no-notice-to-withdraw"
        assert as_user(charlie).post("/plan/notice/withdraw").status_code == 409
        assert api_as(alice).get(NOTICE).json["notice"]["withdrawn_at"] is None


class TestAsking:
    def test_says_when_it_would_end(self, as_user, api_as, alice):
        agreed(alice)

        assert "your last day is 2 June 2026" in as_user(alice).get("/plan/notice").text
        assert api_as(alice).get(NOTICE).json == {
            "notice": None,
            "plan": "Basic",
            "policy": "3 months from the day your notice reaches us",
            "last_day_if_given_today": "2026-06-02",
        }

    def test_on_free_there_is_nothing_to_terminate(self, as_user, api_as, alice):
        page = as_user(alice).get("/plan/notice").text
        assert "Free needs no notice: leave the account as it is, or close it." in page
        assert 'href="/company/close"' in page
        answer = api_as(alice).post(NOTICE)
        assert (answer.status_code, answer.json["type"]) == (409, "/problems/nothing-to-terminate")

    def test_a_contract_that_says_how_leads_to_us(self, as_user, alice):
        contract(alice, notice=NoticePolicy(NoticeKind.CONTRACT), bound_until=None, renews_months=0)
        page = as_user(alice).get("/plan/notice").text
        assert "Your contract says how you leave" in page
        assert 'href="/help/contact"' in page
        assert "nothing to give notice of" not in page

    def test_is_not_for_members(self, as_user, api_as, alice, bob):
        agreed(alice)

        assert as_user(bob).get("/plan/notice").status_code == 403
        assert api_as(bob).post(NOTICE).status_code == 403


class TestThePreview:
    def test_shows_every_invoice_until_the_last_day(self, as_user, api_as, alice, clock, tell_all):
        agreed(alice, extra_seats=1)
        clock.set(date(2026, 3, 14))
        told = api_as(alice).post(f"{NOTICE}/preview").json

        fee = BASIC.monthly_fee + BASIC.price_for(MONTHLY).seat_fee
        nets = [(bill["day"], bill["sum"]["net"]["minor"]) for bill in told["bills"]]
        last = BASIC.monthly_fee.between(0, 13, of=30) + (
            BASIC.price_for(MONTHLY).seat_fee.between(0, 13, of=30)
        )
        assert told["lines"] == []
        assert nets == [
            ("2026-04-02", fee.minor),
            ("2026-05-02", fee.minor),
            ("2026-06-02", last.minor),
        ]
        assert told["yearly_effect"]["minor"] == -fee.minor * 12
        page = as_user(alice).get("/plan/notice").text
        assert "13 of 30 days" in page
        assert "By the year that is" in page

    def test_says_one_day_as_one_day(self, as_user, alice):
        agreed(alice)
        page = as_user(alice).get("/plan/notice").text
        assert "2 May 2026 – 1 June 2026" in page
        assert "2 June 2026 –" not in page

    def test_the_deed_does_what_was_shown_or_nothing(self, as_user, api_as, alice, clock):
        agreed(alice)
        program, browser = api_as(alice), as_user(alice)
        sealed = program.post(f"{NOTICE}/preview").json["token"]
        on_page = token_on(browser.get("/plan/notice").text)
        agreed(alice, extra_seats=1)

        answer = program.post(NOTICE, json={"token": sealed})
        assert (answer.status_code, answer.json["type"]) == (409, "/problems/preview-outdated")
        page = browser.post("/plan/notice", {"meant": "true", "token": on_page})
        assert (page.status_code, "This has changed since you looked" in page.text) == (409, True)
        assert program.post(NOTICE, json={"token": "forged"}).status_code == 409
        assert program.get(NOTICE).json["notice"] is None
        anew = program.post(f"{NOTICE}/preview").json["token"]
        assert program.post(NOTICE, json={"token": anew}).status_code == 201

    def test_is_not_for_members_nor_on_free(self, api_as, alice, bob):
        assert api_as(alice).post(f"{NOTICE}/preview").status_code == 409
        agreed(alice)
        assert api_as(bob).post(f"{NOTICE}/preview").status_code == 403


class TestWhatIsToCome:
    """A contract that was signed ahead binds before its first day as after it."""

    @pytest.fixture
    def signed(self, alice, inside):
        """Basic since 2 March, and a contract from 1 May that binds for a year."""
        agreed(alice)
        ahead = replace(
            Terms.of(PREMIUM, extra_seats=0, starts_on=date(2026, 5, 1)),
            bound_until=date(2027, 4, 30),
        )
        by, why = Person.find(alice.id), ChangeReason.CONTRACT
        schedule_change(Agreement.holding_on(today()), ahead, by=by, now=now(), why=why)
        db.session.commit()

    @pytest.mark.parametrize("day", [date(2026, 3, 2), date(2026, 4, 30)])
    def test_notice_before_it_begins_ends_no_sooner_than_it_does(
        self, api_as, as_user, alice, clock, signed, day
    ):
        clock.set(day)
        assert "30 April 2027" in as_user(alice).get("/plan/notice").text
        assert api_as(alice).post(NOTICE).json["last_day"] == "2027-04-30"

    def test_then_it_is_what_is_left(self, inside, alice, clock, signed):
        meant = leaving(received_on=today())
        assert (meant.terms.name, meant.last_day) == ("Premium", date(2027, 4, 30))

    def test_a_price_that_comes_after_the_last_day_keeps_nobody(self, inside, alice):
        agreed(alice)
        dearer = replace(
            Terms.of(BASIC, extra_seats=0, starts_on=date(2026, 7, 2)),
            notice=NoticePolicy(NoticeKind.MONTHS_FROM_RECEIPT, months=9),
        )
        why = ChangeReason.PRICE_INCREASE
        schedule_change(Agreement.holding_on(today()), dearer, by=None, now=now(), why=why)

        assert leaving(received_on=date(2026, 3, 2)).last_day == date(2026, 6, 2)
        assert leaving(received_on=date(2026, 4, 2)).last_day == date(2027, 1, 2)


class TestGiving:
    def test_answers_with_number_and_last_day_at_once(self, api_as, alice):
        agreed(alice)
        answer = api_as(alice).post(NOTICE, json={"reason": "We close."})

        assert answer.status_code == 201
        assert answer.json["last_day"] == "2026-06-02"
        assert answer.json["given_by"] == "Alice"
        assert answer.json["number"].endswith("-1")

    def test_a_box_says_that_it_is_meant(self, as_user, alice):
        agreed(alice)
        browser = as_user(alice)
        sealed = token_on(browser.get("/plan/notice").text)

        assert browser.post("/plan/notice", {"reason": "Why", "token": sealed}).status_code == 422
        assert browser.post("/plan/notice", {"meant": "true", "token": sealed}).status_code == 302
        page = browser.get("/plan/notice").text
        assert "Your notice is confirmed" in page
        assert "2 June 2026" in page

    def test_is_confirmed_by_mail_with_a_numbered_document(self, api_as, alice, mails, tell_all):
        agreed(alice)
        number = api_as(alice).post(NOTICE).json["number"]
        tell_all()

        (letter,) = [m for m in mails() if number in m.subject]
        with tenant_scope(alice.tenant_id):
            attached = db.session.scalar(db.select(MailAttachment).filter_by(mail_id=letter.id))
        words = PdfReader(io.BytesIO(attached.content)).pages[0].extract_text()
        assert number in words
        assert "2 June 2026" in words
        assert letter.recipient == alice.email

    def test_everybody_who_may_hears_of_it_and_of_the_withdrawal(
        self, api_as, alice, bob, bakery, mails, tell_all
    ):
        ada = factories.person(of=bakery, name="Ada", role="admin")
        assert ada.email
        db.session.expunge(ada)
        agreed(alice)
        program = api_as(ada)
        program.post(NOTICE)
        tell_all()
        program.delete(NOTICE)
        tell_all()

        for words in ("is confirmed", "is withdrawn"):
            told = {letter.recipient for letter in mails() if words in letter.subject}
            assert told == {alice.email, ada.email}

    def test_the_document_is_the_same_on_the_page(self, as_user, api_as, alice):
        agreed(alice)
        number = api_as(alice).post(NOTICE).json["number"]
        answer = as_user(alice).get(f"/plan/notice/{number}.pdf")

        assert answer.mimetype == "application/pdf"
        assert answer.data.startswith(b"%PDF")

    def test_a_second_one_is_refused(self, api_as, alice):
        agreed(alice)
        api_as(alice).post(NOTICE)

        answer = api_as(alice).post(NOTICE)

        assert (answer.status_code, answer.json["type"]) == (409, "/problems/notice-already-given")

    def test_the_database_holds_one_open_notice(self, inside, alice):
        agreed(alice)
        notice = give_notice(by=alice, now=now())
        row = {c.key: getattr(notice, c.key) for c in Notice.__table__.columns}

        with pytest.raises(IntegrityError, match="one_open_notice_per_agreement"):
            db.session.execute(
                Notice.__table__.insert().values(**row | {"id": row["id"] + 1, "number": "x"})
            )


class TestWithdrawing:
    def test_goes_on_as_before(self, as_user, api_as, alice, mails, tell_all, inside):
        agreement = agreed(alice)
        api_as(alice).post(NOTICE)

        page = as_user(alice).post("/plan/notice/withdraw")
        tell_all()

        assert "Your notice is withdrawn" in page.text
        assert Agreement.find(agreement.id).timeline().terms[-1].until is None
        assert any("is withdrawn" in letter.subject for letter in mails())
        assert api_as(alice).post(NOTICE).json["number"].endswith("-2")

    def test_is_possible_on_the_last_day_and_no_later(self, api_as, alice, clock):
        agreed(alice)
        api_as(alice).post(NOTICE)
        clock.set(date(2026, 6, 2))
        assert api_as(alice).delete(NOTICE).status_code == 200
        clock.set(date(2026, 3, 2))
        api_as(alice).post(NOTICE)
        clock.set(date(2026, 6, 3))

        assert api_as(alice).delete(NOTICE).json["type"] == "/problems/no-notice-to-withdraw"

    def test_is_too_late_when_something_else_is_agreed_for_after(self, api_as, alice, inside):
        agreed(alice)
        api_as(alice).post(NOTICE)
        term = db.session.scalar(db.select(AgreementTerm))
        term.until = date(2026, 6, 3)
        db.session.flush()
        after = Terms.of(PREMIUM, extra_seats=0, starts_on=date(2026, 6, 3))
        start_agreement(after, by=Person.find(alice.id), now=now())
        db.session.commit()

        answer = api_as(alice).delete(NOTICE)
        assert (answer.status_code, answer.json["type"]) == (409, "/problems/successor-agreed")

    def test_then_asked_for_again_it_counts_from_the_new_day(self, api_as, alice, clock):
        agreed(alice)
        api_as(alice).post(NOTICE)
        api_as(alice).delete(NOTICE)
        clock.set(date(2026, 3, 31))
        assert api_as(alice).post(NOTICE).json["last_day"] == "2026-06-30"


class TestReceipt:
    def give(self, alice, local):
        return give_notice(
            by=Person.find(alice.id),
            now=datetime(2026, 12, 1, tzinfo=UTC),
            received_at=local.astimezone(UTC),
        )

    @pytest.mark.parametrize(
        ("local", "last_day"),
        [
            (datetime(2026, 3, 31, 23, 59, 59, tzinfo=STOCKHOLM), date(2026, 6, 30)),
            (datetime(2026, 4, 1, 0, 0, 0, tzinfo=STOCKHOLM), date(2026, 7, 1)),
            (datetime(2026, 3, 28, 23, 59, 59, tzinfo=STOCKHOLM), date(2026, 6, 28)),
            (datetime(2026, 10, 25, 23, 59, 59, tzinfo=STOCKHOLM), date(2027, 1, 25)),
        ],
    )
    def test_the_last_second_of_a_day_is_that_day(self, inside, alice, local, last_day):
        agreed(alice)
        notice = self.give(alice, local)
        assert (notice.received_on, notice.last_day) == (local.date(), last_day)

    def test_one_ahead_of_us_has_not_reached_us(self, inside, alice):
        agreed(alice)
        with pytest.raises(NotReceivedYet):
            self.give(alice, datetime(2026, 12, 2, 12, tzinfo=STOCKHOLM))

    def test_one_from_before_the_agreement_is_of_nothing(self, inside, alice):
        agreed(alice)
        with pytest.raises(NothingToTerminate):
            self.give(alice, datetime(2026, 3, 1, 12, tzinfo=STOCKHOLM))


class TestTheEnd:
    @pytest.fixture
    def crew(self, bakery, alice):
        """Alice, an administrator and a member, on three seats, under notice since today."""
        people = [
            factories.person(of=bakery, name=name, role=role)
            for name, role in [("Ada", "admin"), ("Bo", "member")]
        ]
        agreed(alice, extra_seats=1)
        with tenant_scope(alice.tenant_id):
            give_notice(by=alice, now=now())
            db.session.commit()
        return people

    def test_the_plan_is_kept_through_the_last_day(self, inside, crew, clock):
        clock.live_over(date(2026, 6, 1), date(2026, 6, 2))
        assert current_terms(today()).name == "Basic"
        assert seats_at(now()).entitled == 3

    def test_then_the_company_is_on_free_and_nobody_is_deleted(
        self, inside, alice, crew, clock, mails
    ):
        clock.set(date(2026, 6, 1))
        clock.live_to(date(2026, 6, 3))

        assert current_terms(today()) is None
        people = {person.name: person.read_only_since is not None for person in Person.active()}
        assert people == {"Alice": False, "Ada": True, "Bo": True}
        assert (seats_at(now()).entitled, seats_at(now()).active) == (1, 1)
        subjects = [letter.subject for letter in mails() if letter.recipient == alice.email]
        assert any("is on Free now" in subject for subject in subjects)
        assert any("more people than seats" in subject for subject in subjects)
        with all_tenants(because="a test proves every seat"):
            assert seats_that_do_not_add_up() == []

    def test_invitations_without_a_seat_are_taken_back(self, api_as, alice, clock):
        agreed(alice)
        with tenant_scope(alice.tenant_id):
            give_notice(by=alice, now=now())
            db.session.commit()
        clock.set(date(2026, 6, 2))
        api_as(alice).post("/api/v1/invitations", json={"name": "Bo", "email": "bo@example.com"})
        clock.live_to(date(2026, 6, 3))

        assert api_as(alice).get("/api/v1/invitations").json == {"data": []}

    def test_who_may_only_look_changes_nothing(self, as_user, crew, clock):
        ada = crew[0]
        assert ada.email
        db.session.expunge(ada)
        clock.set(date(2026, 6, 1))
        clock.live_to(date(2026, 6, 3))

        assert as_user(ada).get("/people").status_code == 200
        assert as_user(ada).get("/people/add").status_code == 403

    def test_a_new_agreement_begins_with_a_new_anchor(self, inside, alice, crew, clock):
        clock.set(date(2026, 6, 1))
        clock.live_to(date(2026, 6, 10))

        assert agreed(alice).started_on == date(2026, 6, 10)
