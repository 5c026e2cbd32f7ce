"""Notice by mail, letter and telephone: whose word it is, from which day, and our clock on it."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.dates import now
from saas.db import db
from saas.errors import Refusal
from saas.licensing.agreement.models import Notice
from saas.licensing.channels.rules import WRITTEN_TO_US, Channel
from saas.licensing.plans.rules import NoticeKind, NoticePolicy
from saas.licensing.received_notices.actions import (
    Statement,
    confirm_authority,
    register_statement,
)
from saas.licensing.received_notices.models import ReceivedNotice
from saas.licensing.received_notices.rules import (
    LARGEST_SCAN,
    NeedsNoStaff,
    NotAScan,
    ScanTooLarge,
    must_pass_our_hands,
    recognises,
    scanned,
)
from saas.licensing.termination.actions import give_notice
from saas.scope import tenant_scope
from saas.tenants.people.models import Person
from tests import factories
from tests.helpcenter.making import staff_member
from tests.licensing.contracts import contract
from tests.licensing.making import agreed

DESK = "/api/v1/staff/notices"
THEIRS = "/api/v1/plan/notice/received"
PDF = b"%PDF-1.7 a letter"
FRIDAY = datetime(2026, 2, 27, 14, 30, tzinfo=UTC)


@pytest.fixture
def signe(database):
    """One of our staff, who opens the mail."""
    signe = staff_member("Signe")
    assert signe.email
    db.session.expunge(signe)
    return signe


def letter(company, **said):
    """What staff write down: by default a letter from somebody nobody knows."""
    return {
        "customer_number": company.customer_number,
        "channel": "letter",
        "received_on": "2026-03-02",
        "from_name": "Nils Namnlös",
        **said,
    }


@pytest.fixture
def waiting(api_as, signe, alice, bakery):
    """A letter from a stranger that reached us on Monday 2 March and waits; its public id."""
    agreed(alice)
    answer = api_as(signe).post(f"{DESK}/received", letter(bakery, words="We leave."))
    assert answer.status_code == 201, answer.text
    return answer.json["id"]


def confirms(browser, waiting):
    """Confirm what the page shows."""
    page = browser.get(f"/plan/notice/received/{waiting}").text
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    return browser.post(f"/plan/notice/received/{waiting}/confirm", {"token": token})


class TestAnotherCompany:
    def test_neither_reads_nor_answers_what_reached_us(self, as_user, api_as, charlie, waiting):
        assert as_user(charlie).get(f"/plan/notice/received/{waiting}").status_code == 404
        for deed in ("confirmation", "preview"):
            assert api_as(charlie).post(f"{THEIRS}/{waiting}/{deed}").status_code == 404
        assert as_user(charlie).post(f"/plan/notice/received/{waiting}/reject").status_code == 404
        assert api_as(charlie).get(THEIRS).json == {"data": []}

    def test_writes_nothing_down_in_our_name(self, api_as, alice, charlie, bakery):
        agreed(alice)
        assert api_as(charlie).post(f"{DESK}/received", letter(bakery)).status_code == 404


class TestARecognisedSender:
    @pytest.mark.parametrize("channel", ["mail", "letter"])
    def test_gives_notice_at_once_from_the_day_it_reached_us(
        self, api_as, signe, alice, bakery, clock, channel
    ):
        agreed(alice)
        clock.set(date(2026, 3, 5))
        said = letter(bakery, channel=channel, from_name="Alice", from_email=alice.email)
        answer = api_as(signe).post(f"{DESK}/received", said)

        assert answer.status_code == 201
        assert answer.json["notice_number"].endswith("-1")
        notice = api_as(alice).get("/api/v1/plan/notice").json["notice"]
        assert (notice["received_on"], notice["last_day"]) == ("2026-03-02", "2026-06-02")
        assert (notice["channel"], notice["given_by"]) == (channel, "Alice")

    def test_a_letter_is_recognised_by_its_signature_alone(self, api_as, signe, alice, bakery):
        agreed(alice)
        said = letter(bakery, from_name="  alice ")
        assert api_as(signe).post(f"{DESK}/received", said).json["waits"] is False

    def test_everybody_who_may_is_told_so_that_a_forged_mail_is_found(
        self, api_as, signe, alice, bakery, tell_all, mails
    ):
        ada = factories.person(of=bakery, name="Ada", role="admin").email
        agreed(alice)
        said = letter(bakery, channel="mail", from_email=alice.email)
        api_as(signe).post(f"{DESK}/received", said)
        tell_all()

        told = {m.recipient for m in mails() if "is confirmed" in m.subject}
        assert told == {alice.email, ada}
        assert all("E-mail" in m.body for m in mails() if "is confirmed" in m.subject)

    def test_one_who_may_not_is_known_but_asks_the_others(
        self, api_as, signe, alice, bob, bakery, clock
    ):
        agreed(alice)
        said = letter(bakery, channel="mail", from_email=bob.email, from_name="Bob")
        answer = api_as(signe).post(f"{DESK}/received", said)
        assert answer.json["waits"] is True

    def test_a_voice_is_nobodys_until_it_is_confirmed(self, api_as, signe, alice, bakery):
        agreed(alice)
        said = letter(bakery, channel="phone", from_name="Alice", from_email=alice.email)
        assert api_as(signe).post(f"{DESK}/received", said).json["waits"] is True

    def test_two_of_the_same_name_are_asked(self, api_as, signe, alice, bakery):
        factories.person(of=bakery, name="Alice", role="admin", email="other@alice.example")
        agreed(alice)
        said = letter(bakery, from_name="Alice")
        assert api_as(signe).post(f"{DESK}/received", said).json["waits"] is True


class TestConfirmingAuthority:
    def test_counts_from_the_original_receipt_however_late(
        self, api_as, as_user, alice, waiting, clock
    ):
        clock.set(date(2026, 4, 20))
        page = as_user(alice).get(f"/plan/notice/received/{waiting}").text
        assert "2 June 2026" in page
        answer = api_as(alice).post(f"{THEIRS}/{waiting}/confirmation")

        assert answer.status_code == 201
        notice = api_as(alice).get("/api/v1/plan/notice").json["notice"]
        assert (notice["received_on"], notice["last_day"]) == ("2026-03-02", "2026-06-02")
        again = api_as(alice).post(f"{THEIRS}/{waiting}/confirmation")
        assert (again.status_code, again.json["type"]) == (409, "/problems/statement-settled")

    def test_after_its_last_day_the_agreement_is_over_at_once(
        self, api_as, alice, waiting, clock, tell_all
    ):
        clock.set(date(2026, 6, 10))
        assert api_as(alice).post(f"{THEIRS}/{waiting}/confirmation").status_code == 201
        tell_all()

        answer = api_as(alice).get("/api/v1/plan/notice")
        assert answer.json["type"] == "/problems/nothing-to-terminate"

    def test_is_asked_for_by_mail_and_on_the_page(
        self, api_as, as_user, alice, bob, bakery, signe, tell_all, mails
    ):
        agreed(alice)
        said = letter(bakery, channel="mail", from_email="nils@nowhere.example")
        id_ = api_as(signe).post(f"{DESK}/received", said).json["id"]
        tell_all()

        asked = [m for m in mails() if "Is this your notice?" in m.subject]
        assert [m.recipient for m in asked] == [alice.email]
        assert f"/plan/notice/received/{id_}" in asked[0].body
        assert "2 June 2026" in asked[0].body
        here = [m for m in mails() if m.recipient == "nils@nowhere.example"]
        assert "Vi har tagit emot er uppsägning" in here[0].subject
        assert "Nils Namnlös" in as_user(alice).get("/plan/notice/received").text

    def test_is_the_next_step_on_the_overview(self, as_user, api_as, alice, bob, waiting):
        assert "Is this your notice?" in as_user(alice).get("/overview").text
        assert "Is this your notice?" not in as_user(bob).get("/overview").text
        api_as(alice).post(f"{THEIRS}/{waiting}/rejection")
        assert "Is this your notice?" not in as_user(alice).get("/overview").text

    def test_is_not_for_one_who_may_not_give_notice(self, api_as, as_user, bob, waiting):
        assert as_user(bob).get(f"/plan/notice/received/{waiting}").status_code == 403
        assert api_as(bob).post(f"{THEIRS}/{waiting}/confirmation").status_code == 403

    def test_rejecting_changes_nothing(self, as_user, api_as, alice, waiting, tell_all, mails):
        browser = as_user(alice)
        assert browser.post(f"/plan/notice/received/{waiting}/reject").status_code == 302
        tell_all()

        assert "It was rejected" in browser.get(f"/plan/notice/received/{waiting}").text
        assert api_as(alice).get("/api/v1/plan/notice").json["notice"] is None
        answer = browser.post(f"/plan/notice/received/{waiting}/confirm")
        assert answer.status_code == 409

    def test_a_notice_given_meanwhile_counts_from_what_reached_us_first(
        self, as_user, api_as, alice, waiting, clock, tell_all, mails
    ):
        clock.set(date(2026, 3, 3))
        given = api_as(alice).post("/api/v1/plan/notice").json
        assert given["last_day"] == "2026-06-03"
        clock.live_to(date(2026, 3, 9))
        told = [m.subject for m in mails()]
        assert not [subject for subject in told if "still waits for your word" in subject]
        assert not [subject for subject in told if "not confirmed in time" in subject]

        browser = as_user(alice)
        assert "2 June 2026" in browser.get(f"/plan/notice/received/{waiting}").text
        assert confirms(browser, waiting).status_code == 302
        tell_all()

        notice = api_as(alice).get("/api/v1/plan/notice").json["notice"]
        assert (notice["number"], notice["last_day"]) == (given["number"], "2026-06-02")
        assert notice["received_on"] == "2026-03-02"
        assert [m for m in mails() if "is confirmed: last day 2 June 2026" in m.subject]

    def test_is_shown_what_it_comes_to_and_confirms_exactly_that(
        self, as_user, api_as, alice, waiting, clock
    ):
        clock.set(date(2026, 4, 20))
        browser, path = as_user(alice), f"/plan/notice/received/{waiting}"
        page = browser.get(path).text.replace("\N{NO-BREAK SPACE}", "")
        assert "Invoiced until the last day" in page
        assert "SEK2,988.00 less than now" in page
        for sent in ({}, {"token": "another"}):
            answer = browser.post(f"{path}/confirm", sent)
            assert answer.status_code == 409
            assert "This has changed since you looked" in answer.text
        assert api_as(alice).get("/api/v1/plan/notice").json["notice"] is None

        assert confirms(browser, waiting).status_code == 302
        assert api_as(alice).get("/api/v1/plan/notice").json["notice"]["last_day"] == "2026-06-02"

    def test_over_the_api_what_no_longer_holds_is_refused(self, api_as, alice, waiting):
        program, path = api_as(alice), f"{THEIRS}/{waiting}"
        shown = program.post(f"{path}/preview").json
        assert shown["last_day"] == "2026-06-02"
        agreed(alice, extra_seats=2)
        stale = program.post(f"{path}/confirmation", {"token": shown["token"]})
        assert stale.json["type"] == "/problems/preview-outdated"
        anew = program.post(f"{path}/preview").json["token"]
        assert program.post(f"{path}/confirmation", {"token": anew}).status_code == 201
        settled = program.post(f"{path}/preview")
        assert settled.json["type"] == "/problems/statement-settled"

    def test_of_a_notice_given_meanwhile_shows_the_days_it_takes_away(
        self, api_as, alice, waiting, clock
    ):
        clock.set(date(2026, 4, 20))
        program = api_as(alice)
        given = program.post("/api/v1/plan/notice").json
        shown = program.post(f"{THEIRS}/{waiting}/preview").json

        assert (given["last_day"], shown["last_day"]) == ("2026-07-20", "2026-06-02")
        assert shown["bills"][-1]["day"] == "2026-06-02"
        sent = {"token": shown["token"]}
        assert program.post(f"{THEIRS}/{waiting}/confirmation", sent).status_code == 201
        assert program.get("/api/v1/plan/notice").json["notice"]["last_day"] == "2026-06-02"

    def test_of_one_that_came_after_shows_the_notice_as_it_is(self, api_as, alice, waiting):
        program = api_as(alice)
        program.post("/api/v1/plan/notice")
        with tenant_scope(alice.tenant_id):
            notice = db.session.scalar(db.select(Notice))
            notice.received_at = FRIDAY
            notice.last_day = date(2026, 5, 27)
            db.session.commit()
        shown = program.post(f"{THEIRS}/{waiting}/preview").json
        assert shown["last_day"] == "2026-05-27"

    def test_one_that_came_after_the_notice_moves_nothing(self, api_as, alice, waiting):
        api_as(alice).post("/api/v1/plan/notice")
        with tenant_scope(alice.tenant_id):
            notice = db.session.scalar(db.select(Notice))
            notice.received_at = FRIDAY
            db.session.commit()
        api_as(alice).post(f"{THEIRS}/{waiting}/confirmation")
        kept = api_as(alice).get("/api/v1/plan/notice").json["notice"]
        assert datetime.fromisoformat(kept["received_at"]) == FRIDAY
        assert api_as(alice).get(THEIRS).json == {"data": []}

    def test_is_not_asked_for_where_notice_is_given_before_the_letter_is_told(
        self, api_as, alice, waiting, tell_all, mails
    ):
        api_as(alice).post("/api/v1/plan/notice")
        tell_all()
        assert not [m for m in mails() if "Is this your notice?" in m.subject]


class TestOurClock:
    def test_runs_for_two_business_days(self, api_as, waiting, alice):
        assert api_as(alice).get(f"{THEIRS}/{waiting}").json["confirm_by"] == "2026-03-04"

    def test_midsummer_eve_is_no_business_day(self, api_as, signe, alice, bakery, clock):
        agreed(alice)
        clock.set(date(2026, 6, 18))
        said = letter(bakery, received_on="2026-06-18", received_time="00:05")
        answer = api_as(signe).post(f"{DESK}/received", said)
        assert answer.json["confirm_by"] == "2026-06-23"

    def test_when_it_has_run_out_staff_and_customer_are_told_once(
        self, alice, signe, waiting, clock, mails
    ):
        clock.live_to(date(2026, 3, 4))
        assert not [m for m in mails() if "still waits for your word" in m.subject]
        clock.live_to(date(2026, 3, 9))

        ours = [m for m in mails() if "notice not confirmed in time" in m.subject]
        theirs = [m for m in mails() if "still waits for your word" in m.subject]
        assert [m.recipient for m in ours] == [signe.email]
        assert [m.recipient for m in theirs] == [alice.email]

    def test_it_stops_when_the_company_has_answered(self, api_as, alice, waiting, clock, mails):
        api_as(alice).post(f"{THEIRS}/{waiting}/rejection")
        clock.live_to(date(2026, 3, 9))
        assert not [m for m in mails() if "not confirmed in time" in m.subject]


class TestTheDesk:
    def test_shows_who_waits_and_who_leaves(self, as_user, api_as, signe, alice, waiting):
        desk = as_user(signe)
        page = desk.get("/staff/notices").text
        assert "2 days left" in page
        assert "No agreement is under notice." in page
        api_as(alice).post(f"{THEIRS}/{waiting}/confirmation")
        page = desk.get("/staff/notices").text
        assert "Nothing waits." in page
        assert "2 June 2026" in page
        ends = api_as(signe).get(DESK).json["ends"]
        assert [(end["plan"], end["channel"], end["last_day"]) for end in ends] == [
            ("Basic", "letter", "2026-06-02")
        ]

    def test_a_scan_can_be_saved_by_staff_and_by_those_who_may(
        self, as_user, signe, alice, bob, charlie, bakery
    ):
        agreed(alice)
        sent = letter(bakery) | {"scan": (io.BytesIO(PDF), "brev 1.exe.pdf")}
        answer = as_user(signe).post(
            "/staff/notices/register", sent, content_type="multipart/form-data"
        )
        assert answer.status_code == 302, answer.text
        id_ = answer.headers["Location"].rpartition("/")[2]

        for who, path in [(signe, "/staff/notices/received"), (alice, "/plan/notice/received")]:
            file = as_user(who).get(f"{path}/{id_}/scan")
            assert (file.data, file.mimetype) == (PDF, "application/pdf")
            assert file.headers["Content-Disposition"] == 'attachment; filename="brev 1exe.pdf"'
        assert as_user(bob).get(f"/plan/notice/received/{id_}/scan").status_code == 403
        assert as_user(charlie).get(f"/plan/notice/received/{id_}/scan").status_code == 404

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"customer_number": "999"}, "No company has this customer number."),
            ({"channel": "button"}, "Choose by which way it reached us."),
            ({"received_on": "2026-03-03"}, "Write a day and time that have passed"),
            ({"received_time": "25:00"}, "Write 14:30."),
            ({"from_name": ""}, "Write who it is from."),
        ],
    )
    def test_says_what_is_wrong(self, as_user, signe, alice, bakery, wrong, says):
        agreed(alice)
        answer = as_user(signe).post("/staff/notices/register", letter(bakery, **wrong))
        assert answer.status_code in {409, 422}
        assert says in answer.text

    def test_a_file_that_is_no_scan_is_refused_and_nothing_kept(
        self, as_user, signe, alice, bakery, inside
    ):
        agreed(alice)
        sent = letter(bakery) | {"scan": (io.BytesIO(b"MZ a program"), "brev.pdf")}
        answer = as_user(signe).post(
            "/staff/notices/register", sent, content_type="multipart/form-data"
        )
        assert answer.status_code == 409
        assert "Choose a PDF" in answer.text
        assert ReceivedNotice.waiting() == []

    def test_a_contract_on_paper_says_the_last_day(self, api_as, signe, alice, bakery):
        contract(alice, notice=NoticePolicy(NoticeKind.CONTRACT), bound_until=None, renews_months=0)
        said = letter(bakery, channel="mail", from_email=alice.email)
        program = api_as(signe)
        unsaid = program.post(f"{DESK}/received", said)
        assert unsaid.json["type"] == "/problems/terms-are-individual"
        early = program.post(f"{DESK}/received", said | {"last_day": "2026-03-01"})
        assert early.json["type"] == "/problems/last-day-before-receipt"
        assert (
            program.post(f"{DESK}/received", said | {"last_day": "2026-08-31"}).status_code == 201
        )
        assert api_as(alice).get("/api/v1/plan/notice").json["notice"]["last_day"] == "2026-08-31"

    def test_a_written_policy_goes_before_what_staff_read(self, api_as, signe, alice, bakery):
        agreed(alice)
        said = letter(bakery, channel="mail", from_email=alice.email, last_day="2026-03-31")
        api_as(signe).post(f"{DESK}/received", said)
        assert api_as(alice).get("/api/v1/plan/notice").json["notice"]["last_day"] == "2026-06-02"

    def test_on_free_there_is_nothing_to_write_down(self, api_as, signe, bakery, alice):
        answer = api_as(signe).post(f"{DESK}/received", letter(bakery))
        assert answer.json["type"] == "/problems/nothing-to-terminate"

    def test_a_statement_under_notice_is_not_taken_twice(self, api_as, signe, alice, bakery):
        agreed(alice)
        api_as(alice).post("/api/v1/plan/notice")
        answer = api_as(signe).post(f"{DESK}/received", letter(bakery))
        assert answer.json["type"] == "/problems/notice-already-given"


class TestScans:
    @pytest.mark.parametrize(
        ("content", "kind", "name"),
        [
            (PDF, "application/pdf", "a.pdf"),
            (b"\x89PNG\r\n\x1a\nrest", "image/png", "a.png"),
            (b"\xff\xd8\xff\xe0rest", "image/jpeg", "a.jpg"),
        ],
    )
    def test_are_what_their_first_bytes_say(self, content, kind, name):
        scan = scanned("a.html", content)
        assert (scan.mime_type, scan.filename) == (kind, name)
        assert len(scan.sha256) == 64

    def test_have_a_largest_size(self):
        assert scanned("a.pdf", PDF.ljust(LARGEST_SCAN)).content.startswith(PDF)
        with pytest.raises(ScanTooLarge):
            scanned("a.pdf", PDF.ljust(LARGEST_SCAN + 1))

    @given(st.binary(max_size=40))
    def test_anything_else_is_refused(self, content):
        if not content.startswith((b"%PDF-", b"\x89PNG", b"\xff\xd8\xff")):
            with pytest.raises(NotAScan):
                scanned("a.pdf", content)

    @given(st.text(max_size=300))
    def test_a_name_can_do_no_harm(self, name):
        kept = scanned(name, PDF).filename
        assert kept.endswith(".pdf")
        assert not set(kept) & set('"\r\n/\\;')
        assert len(kept) <= 124


class TestRecognising:
    @given(st.sampled_from(Channel), st.text(max_size=8), st.text(max_size=8))
    def test_only_what_names_its_sender_recognises(self, channel, name, email):
        known = recognises(
            channel, from_name=name, from_email=email, name="Alice", email="alice@a.example"
        )
        if known:
            assert channel in {Channel.MAIL, Channel.LETTER}
            assert (email or name).strip().casefold() in {"alice", "alice@a.example"}

    def test_a_mail_without_an_address_is_nobodys(self):
        signed = {"from_name": "Alice", "name": "Alice", "email": "alice@a.example"}
        assert not recognises(Channel.MAIL, from_email="", **signed)
        assert recognises(Channel.LETTER, from_email="", **signed)
        assert set(WRITTEN_TO_US) == {Channel.MAIL, Channel.LETTER, Channel.PHONE}


class TestAtTheSameMoment:
    def test_of_many_notices_by_every_way_one_is_given(self, app, alice, bakery, signe, database):
        """Button, letters and confirmations at once; one notice, and none left half done."""
        agreed(alice)
        tenant_id, alice_id = alice.tenant_id, alice.id
        with tenant_scope(tenant_id):
            held = [
                register_statement(
                    Statement(channel=Channel.LETTER, received_at=now(), from_name=f"Nils {n}"),
                    by=signe,
                    now=now(),
                ).id
                for n in range(4)
            ]
            db.session.commit()

        def give(n):
            with app.app_context(), tenant_scope(tenant_id):
                by = Person.find(alice_id)
                try:
                    if n % 2:
                        give_notice(by=by, now=now())
                    else:
                        received = ReceivedNotice.find(held[n // 2])
                        confirm_authority(received=received, by=by, now=now())
                    db.session.commit()
                except Refusal:
                    db.session.rollback()
                    return 0
                finally:
                    db.session.remove()
            return 1

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(give, range(8))) in {4, 5}  # letters are of the one notice
        with tenant_scope(tenant_id):
            assert len(db.session.scalars(db.select(Notice)).all()) == 1
            assert ReceivedNotice.waiting() == []

    def test_one_statement_is_settled_once(self, app, alice, waiting, inside):
        tenant_id, alice_id = alice.tenant_id, alice.id
        found = ReceivedNotice.known_as(waiting).id
        db.session.commit()

        def settle(_):
            with app.app_context(), tenant_scope(tenant_id):
                try:
                    confirm_authority(
                        received=ReceivedNotice.find(found), by=Person.find(alice_id), now=now()
                    )
                    db.session.commit()
                except Refusal as refusal:
                    db.session.rollback()
                    return refusal.code
                finally:
                    db.session.remove()
            return "done"

        with ThreadPoolExecutor(6) as pool:
            answers = sorted(pool.map(settle, range(6)))
        assert answers == ["done", *["statement-settled"] * 5]


def test_what_needs_nobody_of_ours_does_not_pass_our_hands():
    with pytest.raises(NeedsNoStaff):
        must_pass_our_hands(Channel.BUTTON)
    for channel in WRITTEN_TO_US:
        must_pass_our_hands(channel)
