"""How invoices come: chosen on a page or over the API, and looked after at the desk."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from saas.billing.delivery.actions import choose_delivery, note_bounce
from saas.billing.dispatches.models import Dispatch
from saas.billing.dispatches.rules import Way
from saas.billing.electronic_address.rules import ElectronicAddress
from saas.dates import now, today
from saas.db import db
from saas.scope import tenant_scope
from tests import factories
from tests.billing import making
from tests.helpcenter.making import staff_member

PAGE, DOOR = "/company/delivery", "/api/v1/company/delivery"
CHOSEN = {
    "way": "e_invoice",
    "also_to": "chef@bageriet.example\nekonomi@bageriet.example",
    "specification_to": "ekonomi@bageriet.example",
    "scheme": "0007",
    "identifier": "556016-0680",
}


class TestOtherPeople:
    def test_charlie_sees_and_changes_his_own(self, api_as, alice, charlie):
        api_as(alice).put(DOOR, json=CHOSEN)

        his = api_as(charlie).get(DOOR).json

        assert (his["way"], his["also_to"]) == ("mail", [])

    def test_bob_may_not(self, as_user, api_as, bob):
        assert as_user(bob).get(PAGE).status_code == 403
        assert as_user(bob).post(PAGE, CHOSEN).status_code == 403
        assert api_as(bob).get(DOOR).status_code == 403
        assert api_as(bob).put(DOOR, json=CHOSEN).status_code == 403

    def test_an_auditor_looks_and_changes_nothing(self, api_as, bakery):
        auditor = api_as(factories.person(of=bakery, name="Axel", role="auditor"))

        assert auditor.get(DOOR).status_code == 200
        assert auditor.put(DOOR, json=CHOSEN).status_code == 403
        assert (
            auditor.post(f"{DOOR}/working-address", json={"email": "a@x.example"}).status_code
            == 403
        )

    def test_the_desk_is_for_staff(self, as_user, api_as, alice):
        assert as_user(alice).get("/staff/delivery").status_code == 404
        assert api_as(alice).post("/api/v1/staff/delivery/bounces", json={}).status_code == 404


class TestChoosing:
    def test_on_the_page_what_is_missing_is_told(self, as_user, alice):
        browser = as_user(alice)

        sent = browser.post(PAGE, CHOSEN)
        page = browser.get(PAGE).text

        assert sent.status_code == 303
        assert "Your reference is missing" in page
        assert "not connected to the e-invoice network" in page
        assert "chef@bageriet.example" in page

    def test_the_likely_address_is_proposed(self, api_as, alice):
        answer = api_as(alice).get(DOOR).json

        assert (answer["scheme"], answer["identifier"]) == ("0007", factories.BAKERY)
        assert answer["stage"] == "test"

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"identifier": "556016-0681"}, "identifier"),
            ({"identifier": ""}, "identifier"),
            ({"scheme": "1234"}, "scheme"),
            ({"way": "pigeon"}, "way"),
            ({"also_to": "nobody"}, "also_to"),
            ({"also_to": " ".join(f"a{n}@x.example" for n in range(11))}, "also_to"),
        ],
    )
    def test_what_is_mistyped_is_told_at_its_field(self, as_user, alice, wrong, field):
        answer = as_user(alice).post(PAGE, CHOSEN | wrong)

        assert answer.status_code in {409, 422}
        assert f'id="{field}-error"' in answer.text

    def test_over_the_api_addresses_are_a_list(self, api_as, alice):
        order = CHOSEN | {"also_to": ["Chef@Bageriet.example"], "specification_to": []}

        answer = api_as(alice).put(DOOR, json=order).json

        assert answer["also_to"] == ["chef@bageriet.example"]
        assert [each["rule"] for each in answer["obstacles"]] == [
            "PEPPOL-EN16931-R003",
            "no-access-point",
        ]


@pytest.fixture
def staff(database, as_user):
    return as_user(staff_member("Sven"))


@pytest.fixture
def posted_one(alice, tell_all):
    """An invoice of the bakery that waits to be posted; its number and its sending's id."""
    with tenant_scope(alice.tenant_id):
        choose_delivery(
            way=Way.PAPER, also_to=[], specification_to=[], address=None, by=alice, now=now()
        )
        db.session.commit()
    invoice = making.invoice(by=alice, today=today())
    tell_all()
    with tenant_scope(alice.tenant_id):
        (dispatch,) = Dispatch.of_invoice(invoice.id)
        known = dispatch.public_id
    db.session.rollback()
    return invoice.number, known


class TestTheDesk:
    def test_paper_is_printed_and_posted(self, staff, as_user, alice, bakery, posted_one):
        number, known = posted_one
        customer = bakery.customer_number
        address = f"/staff/delivery/{customer}/{known}"

        assert number in staff.get("/staff/delivery").text
        assert staff.get(f"{address}.pdf").data.startswith(b"%PDF")
        assert staff.post(f"{address}/posted").status_code == 303
        assert number not in staff.get("/staff/delivery").text
        assert "Posted on paper" in as_user(alice).get(f"/invoices/{number}").text

    def test_where_it_went_is_told_over_the_api(self, api_as, alice, charlie, posted_one):
        number, _known = posted_one
        path = f"/api/v1/invoices/{number}/deliveries"

        (told,) = api_as(alice).get(path).json["data"]

        assert (told["way"], told["state"], told["what"]) == ("paper", "waiting", "invoice")
        assert told["says"] == "Waits to be printed and posted"
        assert api_as(charlie).get(path).status_code == 404

    def test_a_sending_is_found_at_its_own_company_alone(self, staff, smithy, posted_one):
        _number, known = posted_one

        answer = staff.get(f"/staff/delivery/{smithy.customer_number}/{known}.pdf")

        assert answer.status_code == 404

    def test_tests_are_ended(self, staff, api_as, alice, bakery):
        api_as(alice).put(DOOR, json=CHOSEN)
        assert "0007:5560160680" in staff.get("/staff/delivery").text

        staff.post(f"/staff/delivery/{bakery.customer_number}/active")

        assert api_as(alice).get(DOOR).json["stage"] == "active"
        assert "0007:5560160680" not in staff.get("/staff/delivery").text

    def test_a_bounce_is_noted_shown_and_cleared(self, staff, as_user, api_as, alice, bakery):
        said = {
            "customer_number": bakery.customer_number,
            "email": "faktura@bageriet.example",
            "reason": "550 no such user",
        }
        assert staff.post("/staff/delivery/bounce", said).status_code == 303
        assert "550 no such user" in staff.get("/staff/delivery").text

        owner = as_user(alice)
        assert "550 no such user" in owner.get(PAGE).text
        owner.post(f"{PAGE}/working-address", {"email": "faktura@bageriet.example"})
        assert api_as(alice).get(DOOR).json["bounced"] == []

    def test_a_mail_server_notes_it_over_the_api(self, api_as, bakery):
        server = api_as(staff_member("Mailer"))
        said = {"customer_number": bakery.customer_number, "email": "faktura@bageriet.example"}

        first = server.post("/api/v1/staff/delivery/bounces", json=said)
        second = server.post("/api/v1/staff/delivery/bounces", json=said)

        assert (first.json, second.json) == ({"news": True}, {"news": False})

    def test_a_customer_nobody_is(self, staff):
        said = {"customer_number": "0", "email": "a@x.example", "reason": ""}

        assert staff.post("/staff/delivery/bounce", said).status_code == 409


class TestTwoAtOnce:
    def test_an_invoice_that_two_send_goes_once(self, app, alice, meet):
        invoice = making.invoice(by=alice, today=today())

        def send():
            with tenant_scope(alice.tenant_id):
                begun = Dispatch.begin(
                    invoice.id, Way.MAIL, fate="sent", now=now(), recipient="a@x.example"
                )
                db.session.commit()
                return begun is not None

        assert sorted(meet(app, send)) == [False, True]

    def test_a_bounce_that_two_note_is_noted_once(self, app, alice, meet):
        alice_lives_at = alice.tenant_id

        def note():
            with tenant_scope(alice_lives_at):
                news = note_bounce(email="a@x.example", reason="", by_name="S", now=now())
                db.session.commit()
                return news

        assert sorted(meet(app, note)) == [False, True]


@pytest.fixture
def meet():
    """Let two do the same at the same moment; what each is told."""

    def both(app, deed):
        barrier = Barrier(2)

        def one(_n):
            with app.app_context():
                barrier.wait()
                try:
                    return deed()
                finally:
                    db.session.remove()

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(one, range(2)))

    return both


class TestASwedishAddress:
    def test_is_kept_in_its_own_form(self, api_as, alice):
        api_as(alice).put(DOOR, json=CHOSEN)

        with tenant_scope(alice.tenant_id):
            answer = api_as(alice).get(DOOR).json
        assert str(ElectronicAddress(answer["scheme"], answer["identifier"])) == "0007:5560160680"
