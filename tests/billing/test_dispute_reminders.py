"""What is disputed is neither reminded of nor collected; the rest is."""

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from saas.billing.reminder_fees.models import ReminderFee
from saas.billing.reminders.actions import write_reminders
from saas.billing.reminders.jobs import announce_reminders
from saas.billing.reminders.rules import ladder
from saas.dates import now
from saas.db import db
from saas.mail import MailAttachment
from saas.money import Money
from saas.scope import all_tenants, tenant_scope
from tests.helpcenter.making import staff_member

TODAY = date(2026, 3, 2)  # January's invoice was to be paid by 31 January
ONE = 373_75
STEPS = ladder("5,15", "0.00")


@pytest.fixture
def sven(database):
    return staff_member()


@pytest.fixture
def january(invoices):
    """The number of January's invoice, which is overdue."""
    return invoices[0]


@pytest.fixture
def disputes(api_as, alice, january):
    """Alice disputes January's invoice; the id."""

    def dispute(**said):
        path = f"/api/v1/invoices/{january}/dispute"
        answer = api_as(alice).post(path, json={"reason": "Not as agreed."} | said)
        return answer.json["id"]

    return dispute


@pytest.fixture
def letters(alice):
    """The reminders that the bakery is due just now, written: (number, step, öre) of each."""
    ours = alice.tenant_id

    def written():
        with tenant_scope(ours):
            found = [
                (each["number"], each["step"], each["open_minor"])
                for letter in write_reminders(STEPS, sent_to=["a@b.example"], now=now())
                for each in letter.content["invoices"]
            ]
            db.session.commit()
        return found

    return written


def decided(program, dispute, outcome):
    path, said = f"/api/v1/staff/disputes/{dispute}/decision", {"says": "So it is."}
    if outcome == "upheld":
        said["token"] = program.post(f"{path}/preview", json=said).json["token"]
    answer = program.post(path, json=said | {"outcome": outcome})
    assert answer.status_code == 201, answer.text


class TestReminders:
    def test_come_without_a_dispute(self, january, letters):
        assert letters() == [(january, 1, ONE)]

    def test_do_not_come_of_what_is_wholly_disputed(self, disputes, letters, clock):
        disputes()
        assert letters() == []

        clock.set(date(2026, 3, 7))
        assert letters() == []

    def test_ask_for_the_rest_and_say_so(
        self, disputes, january, clock, tell_all, mails, owner_engine
    ):
        disputes(amount_minor=100_00)
        announce_reminders(TODAY)
        tell_all()

        [letter] = [mail for mail in mails() if mail.subject.startswith("Påminnelse")]
        assert "273,75 kr" in letter.body.replace("\u00a0", " ")
        with all_tenants(because="a test reads everybody's mail"):
            [file] = db.session.scalars(
                db.select(MailAttachment).where(
                    MailAttachment.filename.regexp_match(r"^\d+-\d{4}-\d\d-\d\d[.]pdf$")
                )
            )
        db.session.commit()
        words = " ".join(
            page.extract_text() for page in PdfReader(io.BytesIO(file.content)).pages
        ).replace("\u00a0", " ")
        assert "273,75" in words
        assert "373,75" not in words
        assert "Det ni bestrider" in " ".join(words.split())

    @pytest.mark.parametrize(("amount", "fees"), [(None, [60_00]), (1_00, [])])
    def test_cost_nothing_where_anything_is_disputed(self, alice, disputes, january, amount, fees):
        if amount:
            disputes(amount_minor=amount)
        with tenant_scope(alice.tenant_id):
            write_reminders(STEPS, fee=Money(60_00), sent_to=["a@b.example"], now=now())
            charged = db.session.scalars(db.select(ReminderFee.amount_minor)).all()
            db.session.rollback()

        assert charged == fees

    def test_come_again_when_it_is_declined_but_not_within_the_days_to_pay(
        self, disputes, january, letters, clock, api_as, sven
    ):
        dispute = disputes()
        decided(api_as(sven), dispute, "declined")  # to be paid by 12 March
        for day, found in [(3, []), (12, []), (16, []), (17, [(january, 1, ONE)])]:
            clock.set(date(2026, 3, day))
            assert [each for each in letters() if each[0] == january] == found

    def test_go_on_where_they_were(self, disputes, january, letters, clock, api_as, sven):
        assert letters() == [(january, 1, ONE)]
        clock.set(date(2026, 3, 11))
        decided(api_as(sven), disputes(), "declined")  # to be paid by 21 March

        clock.set(date(2026, 4, 4))
        assert january not in [number for number, _step, _left in letters()]
        clock.set(date(2026, 4, 5))
        assert (january, 2, ONE) in letters()

    def test_come_at_once_when_it_is_withdrawn(self, disputes, january, letters, api_as, alice):
        disputes()
        path = f"/api/v1/invoices/{january}/dispute/withdrawal"
        assert api_as(alice).post(path, json={}).status_code == 201

        assert letters() == [(january, 1, ONE)]

    def test_ask_for_what_is_left_when_it_is_upheld(self, disputes, january, letters, api_as, sven):
        decided(api_as(sven), disputes(amount_minor=100_00), "upheld")

        assert letters() == [(january, 1, ONE - 100_00)]


class TestTheAgency:
    @pytest.fixture(autouse=True)
    def agency(self, app):
        before = app.config["SETTINGS"]
        app.config["SETTINGS"] = replace(before, collection_agency_name="Inkasso AB")
        yield
        app.config["SETTINGS"] = before

    @pytest.fixture
    def reminded(self, january, letters, clock):
        """January's invoice has been reminded of twice."""
        letters()
        clock.set(date(2026, 3, 12))
        assert (january, 2, ONE) in letters()

    @pytest.mark.parametrize("amount", [None, 1_00])
    def test_is_handed_nothing_of_which_anything_is_disputed(
        self, reminded, disputes, january, api_as, sven, alice, amount
    ):
        disputes(amount_minor=amount)
        path, why = f"/api/v1/staff/collection/{january}/hand-over", {"reason": "No answer."}

        refused = api_as(sven).post(path, json=why)

        assert refused.json["type"] == "/problems/dispute-to-decide-first"
        ready = api_as(sven).get("/api/v1/staff/collection/ready").json["data"]
        assert january not in [each["invoice"] for each in ready]
        api_as(alice).post(f"/api/v1/invoices/{january}/dispute/withdrawal", json={})
        assert api_as(sven).post(path, json=why).status_code == 201

    def test_has_what_can_no_more_be_disputed_here(
        self, reminded, january, api_as, as_user, sven, alice
    ):
        path, why = f"/api/v1/staff/collection/{january}/hand-over", {"reason": "No answer."}
        assert api_as(sven).post(path, json=why).status_code == 201

        answer = api_as(alice).post(f"/api/v1/invoices/{january}/dispute", json=why)

        assert answer.json["type"] == "/problems/invoice-at-agency"
        page = as_user(alice).get(f"/invoices/{january}/dispute").text
        assert "There is nothing to dispute" in page
