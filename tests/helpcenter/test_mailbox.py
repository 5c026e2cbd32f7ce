"""Mail to our departments: requests by mail, replies by mail, and what waits for one of us."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from click.testing import CliRunner

from saas.cli import main
from saas.cli.mail import TRY_LATER, UNREADABLE
from saas.dates import now
from saas.db import db
from saas.errors import NotAllowed, NotFound
from saas.helpcenter.departments.reading import departments
from saas.helpcenter.departments.rules import Topic
from saas.helpcenter.inbox import actions as inbox
from saas.helpcenter.inbox.models import HelpRequest
from saas.helpcenter.mailbox.actions import give_mail, set_aside, take_mail
from saas.helpcenter.mailbox.models import ReceivedMail
from saas.helpcenter.mailbox.reading import read_letter
from saas.helpcenter.mailbox.rules import (
    AlreadyTaken,
    Because,
    NobodyThere,
    NotSetAside,
    Standing,
)
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role
from tests import factories
from tests.helpcenter.making import question, staff_member, written

DESK, API = "/staff/mailbox", "/api/v1/staff/mailbox"


def handed(mail, to=""):
    """What became of a mail that was handed over."""
    content = mail if isinstance(mail, bytes) else mail.as_bytes()
    letter = read_letter(content, to=to, departments=departments())
    taken = take_mail(letter, content=content, now=now())
    db.session.commit()
    return taken


def at(person, id_="<1@x>", **said):
    return written(sender=person.email, id_=id_, **said)


def requests_of(person):
    with tenant_scope(person.tenant_id):
        found = db.session.scalars(db.select(HelpRequest).order_by(HelpRequest.number)).all()
        return [(asked.reference, asked.answers.get("message")) for asked in found]


def words_in(asked):
    with tenant_scope(asked.tenant_id):
        found = db.session.scalar(
            db.select(HelpRequest)
            .where(HelpRequest.number == asked.number)
            .execution_options(populate_existing=True)
        )
        return [(entry.deed.value, entry.by_name, entry.body) for entry in found.entries]


def everything_kept():
    with tenant_scope(OPERATOR):
        return db.session.scalars(db.select(ReceivedMail).order_by(ReceivedMail.id)).all()


def second_company(account_of, role=Role.OWNER):
    """Another company that the same login acts for."""
    other = factories.company(name="Other AB", org_number="5560125790")
    with tenant_scope(other.id):
        person = Person(
            account_id=account_of.account_id, name=account_of.name, role=role, joined_at=now()
        )
        db.session.add(person)
        db.session.commit()
        return person


class TestCharlie:
    def test_has_no_desk_and_no_mail(self, as_user, api_as, charlie):
        mail = handed(written())
        for path in (DESK, f"{DESK}/{mail.public_id}", f"{DESK}/{mail.public_id}/message"):
            assert as_user(charlie).get(path).status_code == 404
        assert api_as(charlie).get(f"{API}/{mail.public_id}").status_code == 404

    def test_writes_into_nothing_of_ours(self, alice, charlie):
        asked = question(by=alice)
        mail = at(charlie, subject=f"Re: Answer to {asked.reference}: Hello")
        mail["In-Reply-To"] = f"<1.2.3.{asked.public_id}@kundzon.test>"
        handed(mail)
        assert words_in(asked) == []
        assert requests_of(charlie) == [("R-1001", "Hi")]

    def test_cannot_do_what_staff_do(self, charlie):
        mail = handed(written())
        with pytest.raises(NotAllowed):
            give_mail(
                public_id=mail.public_id,
                company_id=charlie.tenant_id,
                email=charlie.email,
                by=charlie,
                now=now(),
            )
        with pytest.raises(NotAllowed):
            set_aside(public_id=mail.public_id, reason="x", by=charlie, now=now())


class TestAUserOfOneCompany:
    def test_gets_a_request_a_number_and_a_letter(self, alice, as_user, tell_all, mails):
        mail = handed(
            at(alice, subject="Two are charged", words="Why?"), to="faktura@kundzon.example"
        )
        tell_all()
        assert (mail.standing, mail.company_id) == (Standing.TAKEN, alice.tenant_id)
        [letter] = mails()
        assert letter.recipient == alice.email
        assert letter.subject == (
            "We have received request R-1001: Invoice or payment: Two are charged"
        )
        page = as_user(alice).get("/requests/R-1001").text
        assert "Why?" in page
        assert alice.email in page
        assert "Invoices and payments" in as_user(staff_member()).get("/staff/requests").text

    def test_answers_a_letter_of_ours_and_it_stands_in_the_request(
        self, alice, as_user, tell_all, mails
    ):
        asked, signe, hers = question(by=alice), staff_member("Signe"), alice.email
        with tenant_scope(alice.tenant_id):
            inbox.answer(by=signe, request=asked, body="Ctrl-P.", now=now())
        tell_all()
        answer = mails()[-1]
        assert answer.reply_to == "kundservice@kundzon.example"
        words = "Thanks!\n\nSigne wrote:\n> Ctrl-P.\n"
        reply = written(sender=hers, subject="Tack", words=words)
        reply["In-Reply-To"] = answer.message_id
        handed(reply, to=answer.reply_to)

        assert words_in(asked)[-1] == ("replied", "Alice", "Thanks!")
        assert len(requests_of(alice)) == 1
        page = as_user(signe).get(f"/staff/requests/{asked.public_id}").text
        assert "Waiting for our answer" in page

    def test_names_the_request_in_the_subject(self, alice):
        asked = question(by=alice)
        handed(at(alice, subject=f"SV: Answer to {asked.reference}: Question"))
        assert words_in(asked) == [("replied", "Alice", "Hi")]

    def test_cannot_reach_a_colleague_s_request_by_its_number(self, alice, bob):
        asked = question(by=alice)
        handed(at(bob, subject=f"Re: {asked.reference}"))
        assert words_in(asked) == []
        assert [number for number, _words in requests_of(bob)] == ["R-1001", "R-1002"]

    def test_approves_nothing_by_mail(self, alice, bob):
        asked = question(by=bob, needs_approval=True)
        handed(at(alice, subject=f"Re: {asked.reference}", words="Approved"))
        assert words_in(asked) == [("said", "Alice", "Approved")]
        with tenant_scope(bob.tenant_id):
            assert HelpRequest.find(asked.id).is_pending

    def test_who_may_not_ask_waits_for_one_of_us(self, bakery, alice):
        eve = factories.person(of=bakery, name="Eve", role=Role.AUDITOR)
        mail = handed(at(eve))
        assert (mail.standing, mail.because) == (Standing.WAITING, Because.MAY_NOT_ASK)

    def test_who_was_removed_is_nobody_we_know(self, alice, bob):
        sent = at(bob)
        with tenant_scope(bob.tenant_id):
            bob.removed_at = now()
            db.session.commit()
        mail = handed(sent)
        assert mail.because is Because.UNKNOWN


class TestAUserOfSeveralCompanies:
    def test_waits_for_one_of_us(self, alice):
        second_company(alice)
        mail = handed(at(alice))
        assert (mail.standing, mail.because) == (Standing.WAITING, Because.SEVERAL)

    def test_is_understood_where_the_request_says_which(self, alice):
        other = second_company(alice)
        asked = question(by=alice)
        handed(at(alice, subject=f"Re: {asked.reference}"))
        assert words_in(asked) == [("replied", "Alice", "Hi")]
        there = question(by=other)
        mail = handed(at(alice, "<2@x>", subject=f"Re: {asked.reference}"))
        assert mail.because is Because.SEVERAL, "both companies have a request of this number"
        reply = at(alice, "<3@x>")
        reply["References"] = f"<1.2.3.{there.public_id}@kundzon.test>"
        handed(reply)
        assert words_in(there) == [("replied", "Alice", "Hi")]


class TestNobodyWeKnow:
    def test_waits_and_is_told_so_once_a_day_in_words_of_ours_alone(
        self, database, tell_all, mails, clock
    ):
        for n in range(3):
            mail = handed(written(id_=f"<{n}@x>", subject="BUY NOW"))
            assert (mail.standing, mail.because) == (Standing.WAITING, Because.UNKNOWN)
        tell_all()
        [letter] = mails()
        assert letter.recipient == "eva@x.example"
        assert "/help/contact" in letter.body
        assert "BUY" not in letter.subject + letter.body
        clock.set(date(2026, 3, 3))
        handed(written(id_="<9@x>"))
        handed(written(id_="<10@x>", sender="b@x.example"))
        tell_all()
        assert [each.recipient for each in mails()[1:]] == ["eva@x.example", "b@x.example"]

    def test_is_never_one_of_our_own(self, database):
        signe = staff_member("Signe")
        assert handed(at(signe)).because is Because.UNKNOWN


class TestAMachine:
    def test_is_kept_and_counted_and_never_answered(self, alice, tell_all, mails, api_as):
        mail = at(alice)
        mail["Auto-Submitted"] = "auto-replied"
        kept = handed(mail)
        tell_all()
        assert (kept.standing, kept.because) == (Standing.IGNORED, Because.AUTOMATIC)
        assert (mails(), requests_of(alice)) == ([], [])
        told = api_as(staff_member()).get(f"{API}?standing=ignored").json
        assert told["counts"] == {"waiting": 0, "taken": 0, "ignored": 1, "set aside": 0}
        assert [each["because"] for each in told["data"]] == ["automatic"]

    def test_is_what_we_are_ourselves(self, alice, tell_all, mails, app):
        """A letter of ours that comes back to us goes nowhere."""
        question(by=alice)
        tell_all()
        [letter] = mails()
        echo = written(sender=letter.recipient, id_=letter.message_id)
        echo["Auto-Submitted"] = "auto-generated"
        assert handed(echo).standing is Standing.IGNORED


class TestTheSameMail:
    def test_is_taken_once_however_often_it_comes(self, alice):
        first, again = handed(at(alice)), handed(at(alice), to="avtal@kundzon.example")
        assert first.id == again.id
        assert len(requests_of(alice)) == 1

    def test_is_taken_once_by_eight_at_once(self, app, alice):
        content = at(alice).as_bytes()
        db.session.commit()

        def hand(_n):
            with app.app_context():
                return handed(content).public_id

        with ThreadPoolExecutor(8) as threads:
            assert len(set(threads.map(hand, range(8)))) == 1
        assert len(requests_of(alice)) == 1
        assert len(everything_kept()) == 1

    def test_of_one_address_is_answered_once_by_eight_at_once(self, app, database, tell_all, mails):
        def hand(n):
            with app.app_context():
                handed(written(id_=f"<{n}@x>"))

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(hand, range(8)))
        tell_all()
        assert (len(everything_kept()), len(mails())) == (8, 1)


class TestStaff:
    @pytest.fixture
    def signe(self, database):
        return staff_member("Signe")

    def test_say_whose_it_is(self, as_user, signe, bakery, alice, tell_all, mails):
        mail = handed(written(sender="private@x.example", words="Help us"))
        browser, hers = as_user(signe), alice.email
        shown = browser.get(f"{DESK}/{mail.public_id}").text
        assert "Help us" in shown
        assert "company-switch" in shown, "the page around it knows whose it is"
        sent = {"customer_number": bakery.customer_number, "person": hers}
        answer = browser.post(f"{DESK}/{mail.public_id}/owner", sent)
        assert answer.status_code == 303, answer.text
        assert requests_of(alice) == [("R-1001", "Help us")]
        page = browser.get(answer.location).text
        assert "It became request R-1001 of Ågrens Bageri AB." in page
        tell_all()
        assert mails()[-1].recipient == hers
        again = browser.post(f"{DESK}/{mail.public_id}/owner", sent)
        assert again.status_code == 409
        assert AlreadyTaken.says in again.text

    @pytest.mark.parametrize(
        ("number", "person", "says"),
        [
            ("1", "a@x.example", "No company has this customer number."),
            ("77", "a@x.example", "No company has this customer number."),
            ("", "a@x.example", "Write the customer number."),
            (None, "a@x.example", "No user of Ågrens Bageri AB has the address a@x.example."),
        ],
    )
    def test_are_told_what_stands_in_the_way(
        self, as_user, signe, bakery, alice, number, person, says
    ):
        mail = handed(written())
        sent = {"customer_number": number or "", "person": person}
        if number is None:
            sent["customer_number"] = bakery.customer_number
        answer = as_user(signe).post(f"{DESK}/{mail.public_id}/owner", sent)
        assert answer.status_code in {409, 422}
        assert says in answer.text
        assert requests_of(alice) == []

    def test_set_it_aside_with_a_reason_and_may_take_it_up_again(
        self, api_as, signe, bakery, alice
    ):
        mail, program, hers = handed(written()), api_as(signe), alice.email
        address = f"{API}/{mail.public_id}"
        assert program.post(f"{address}/aside", {"reason": ""}).status_code == 422
        told = program.post(f"{address}/aside", {"reason": "Spam"}).json
        assert (told["standing"], told["aside_reason"]) == ("set aside", "Spam")
        assert told["settled_by"] == "Signe"
        refused = program.post(f"{address}/aside", {"reason": "Spam"})
        assert (refused.status_code, refused.json["detail"]) == (409, NotSetAside.says)
        sent = {"customer_number": bakery.customer_number, "person": hers}
        given = program.post(f"{address}/owner", sent).json
        assert (given["standing"], given["request_number"]) == ("taken", "R-1001")
        assert given["aside_reason"] == ""

    def test_set_it_aside_on_its_page(self, as_user, api_as, signe, tell_all, mails):
        mail = handed(written())
        browser, address = as_user(signe), f"{DESK}/{mail.public_id}"
        refused = browser.post(f"{address}/aside", {"reason": " "})
        assert refused.status_code == 422
        assert "Write why." in refused.text
        assert browser.post(f"{address}/aside", {"reason": "Spam"}).location == DESK
        assert "Set aside by Signe" in browser.get(address).text
        told = api_as(signe).get(f"{API}/{mail.public_id}").json
        assert (told["words"], told["aside_reason"]) == ("Hi", "Spam")
        tell_all()
        assert len(mails()) == 1, "only that we looked for its sender"

    def test_save_the_whole_mail_as_it_came(self, as_user, signe):
        mail = written()
        mail.add_attachment(b"%PDF-1", maintype="application", subtype="pdf", filename="x.pdf")
        kept = handed(mail)
        answer = as_user(signe).get(f"{DESK}/{kept.public_id}/message")
        assert answer.data == mail.as_bytes()
        assert answer.mimetype == "message/rfc822"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    def test_write_down_notice_by_mail_on_the_day_it_came(self, as_user, signe, bakery, alice):
        mail = handed(at(alice, words="We leave"))
        with tenant_scope(alice.tenant_id):
            asked = db.session.scalar(db.select(HelpRequest))
        page = as_user(signe).get(f"/staff/requests/{asked.public_id}").text
        link = page.partition('href="/staff/notices/register')[2].partition('"')[0]
        form = as_user(signe).get("/staff/notices/register" + link.replace("&amp;", "&")).text
        assert f'value="{bakery.customer_number}"' in form
        assert f'value="{alice.email}"' in form
        assert 'value="2026-03-02"' in form
        assert mail.public_id in page

    def test_find_it_at_their_first_page(self, api_as, signe):
        handed(written())
        told = api_as(signe).get("/api/v1/staff/waiting").json["data"]
        [desk] = [each for each in told if each["url"] == DESK]
        assert (desk["what"], desk["count"]) == ("Mail to find the sender of", 1)
        assert desk["since"]

    def test_see_each_standing(self, as_user, signe, alice):
        handed(at(alice, "<1@x>", subject="Taken"))
        handed(written(id_="<2@x>", subject="Waits"))
        browser = as_user(signe)
        assert "Waits" in browser.get(DESK).text
        assert "R-1001" in browser.get(f"{DESK}?show=taken").text
        assert "Nothing here" in browser.get(f"{DESK}?show=ignored").text
        assert "Nothing here" in browser.get(f"{DESK}?show=set+aside").text

    def test_of_nobody_is_refused_in_words(self, alice, signe):
        mail = handed(written())
        with pytest.raises(NobodyThere):
            give_mail(
                public_id=mail.public_id,
                company_id=alice.tenant_id,
                email="no@x.example",
                by=signe,
                now=now(),
            )
        with pytest.raises(NotFound):
            set_aside(public_id="mbx_nothing", reason="x", by=signe, now=now())


def test_what_nobody_is_to_read_is_forgotten_and_the_rest_is_not(database, alice, clock):
    machine = written(id_="<1@x>")
    machine["Precedence"] = "bulk"
    for mail in (machine, written(id_="<2@x>"), written(id_="<3@x>"), at(alice, "<4@x>")):
        handed(mail)
    aside = everything_kept()[1].public_id
    set_aside(public_id=aside, reason="Spam", by=staff_member(), now=now())
    db.session.commit()
    clock.set(date(2026, 5, 30))
    clock.live_to(date(2026, 5, 31))
    assert len(everything_kept()) == 4
    clock.live_to(date(2026, 6, 1))
    kept = {mail.standing for mail in everything_kept()}
    assert kept == {Standing.WAITING, Standing.TAKEN}


class TestTheCommand:
    def test_takes_what_a_mail_server_hands_it(self, saas, alice):
        content = at(alice, words="Å").as_bytes()
        came = saas("mail", "receive", "--to", "faktura@kundzon.example", input=content)
        assert came.exit_code == 0, came.output
        assert "R-1001" in came.output
        again = saas("mail", "receive", input=content)
        assert (again.exit_code, again.output) == (0, came.output)
        assert requests_of(alice) == [("R-1001", "Å")]
        [mail] = everything_kept()
        assert mail.topic is Topic.INVOICE

    def test_sends_back_what_is_no_mail(self, saas):
        came = saas("mail", "receive", input=b"\xff\x00")
        assert came.exit_code == UNREADABLE == os.EX_DATAERR

    @pytest.mark.parametrize("wrong", ["nothing", "postgresql+psycopg://no@127.0.0.1:1/nothing"])
    def test_asks_to_be_handed_it_again_where_nothing_can_be_kept(self, settings, database, wrong):
        """The database is away, or the house is not configured: no mail is lost by that."""
        names = settings.__dataclass_fields__
        environment = {name.upper(): getattr(settings, name) for name in names}
        environment |= {"DATABASE_URL": wrong, "DATABASE_PLATFORM_URL": wrong}
        came = CliRunner().invoke(
            main, ["mail", "receive"], env=environment, input=written().as_bytes()
        )
        assert came.exit_code == TRY_LATER == os.EX_TEMPFAIL, came.output
