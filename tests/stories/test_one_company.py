"""The whole life of one company over the JSON API: from the first day to Free again."""

import io
import re
from datetime import date

import pytest
from pypdf import PdfReader

from saas.billing.proof.models import findings
from saas.cli.audit import of_the_seats
from saas.db import db
from saas.tenants.terms.rules import edition_on
from tests import factories
from tests.gateway.world import path_of

pytestmark = pytest.mark.long

PASSWORD = "three loaves before dawn"
KVARNEN = {
    "country": "SE",
    "org_number": "SE 556056-6258 01",
    "company_name": "Kvarnens Bröd AB",
    "person_name": "Eva Ek",
    "email": "eva@kvarnen.example",
    "accept_terms": True,
    "terms_edition": edition_on(date(2026, 3, 2)).name,
}
BO = {"name": "Bo By", "email": "bo@kvarnen.example", "role": "member"}
ADDRESS = {
    "street": "Kvarngatan 3",
    "postcode": "753 23",
    "city": "Uppsala",
    "invoice_email": "faktura@kvarnen.example",
}


class Life:
    """One company's programs, letters and days."""

    def __init__(self, app, tell_all, mails, clock, gateway):
        self.app, self.tell, self.mails, self.clock, self.gateway = (
            app, tell_all, mails, clock, gateway,
        )  # fmt: skip
        self.program = factories.Program(app)

    def asks(self, path, sent=None, expect=(200, 201, 202, 204)):
        answer = self.program.get(path) if sent is None else self.program.post(path, sent)
        assert answer.status_code in expect, f"{path}: {answer.text}"
        self.tell()
        return answer.json

    def link_in_mail(self, to, kind):
        letter = next(m for m in reversed(self.mails()) if m.recipient == to and kind in m.body)
        return re.search(rf"{kind}/([\w-]+)", letter.body)[1]

    def registers(self):
        self.asks("/api/v1/registrations", KVARNEN)
        token = self.link_in_mail("eva@kvarnen.example", "/register")
        born = self.asks("/api/v1/registrations/confirm", {"token": token, "password": PASSWORD})
        self.program = factories.Program(self.app, token=born["token"])
        return born

    def agrees(self, extra_seats):
        """Basic with so many extra seats: (the preview agreed to, the plan afterwards)."""
        plans = self.asks("/api/v1/plans")["data"]
        basic = next(plan["id"] for plan in plans if plan["name"] == "Basic")
        order = {"edition": basic, "extra_seats": extra_seats}
        preview = self.asks("/api/v1/plan/preview", order)
        after = self.asks("/api/v1/plan/change", {"token": preview["token"]})
        return preview, after

    def saves_card(self, number):
        visit = self.asks("/api/v1/cards/visits", {})
        self.asks_page(path_of(self.gateway.saves_card(number)))
        return self.asks(f"/api/v1/cards/visits/{visit['id']}")["card"]

    def asks_page(self, path):
        """The way back from the gateway is a page; whoever opens it, it only looks."""
        factories.Browser(self.app).get(path)
        self.gateway.tells()
        self.tell()

    def pays(self, numbers, card):
        claims = {c["number"]: c for c in self.asks("/api/v1/mass-payment")["data"]}
        total = sum(claims[n]["open_minor"] for n in numbers)
        sent = {"invoices": numbers, "card": card, "total_minor": total}
        payment = self.asks("/api/v1/mass-payment", sent)
        return total, self.asks(f"/api/v1/payments/{payment['id']}")


@pytest.fixture
def life(app, tell_all, mails, clock, gateway):
    return Life(app, tell_all, mails, clock, gateway)


def test_the_whole_life_of_one_company(life, clock):
    registers_and_is_on_free(life)
    first = upgrades_and_is_invoiced(life)
    pays_three_of_four_by_one_charge(life, clock, overdue=first)
    lets_a_colleague_in(life)
    gives_notice(life)
    ends_on_free(life, clock)
    assert (findings(), of_the_seats()) == ([], [])
    db.session.commit()


def registers_and_is_on_free(life):
    """Steps 1 and 2: one seat of one; a colleague does not fit, and the way out is told."""
    assert life.registers()["organisation_number"] == "556056-6258"
    plan = life.asks("/api/v1/plan")
    assert (plan["name"], plan["seats"]["used"], plan["seats"]["entitled"]) == ("Free", 1, 1)
    refused = life.program.post("/api/v1/invitations", BO)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/seat-limit-reached")


def upgrades_and_is_invoiced(life):
    """Steps 3 and 4: the charge is what was shown; the invoice comes by mail, two pages long."""
    answer = life.program.put("/api/v1/company/invoice-details", ADDRESS)
    assert answer.status_code == 200, answer.text
    preview, after = life.agrees(1)
    assert (after["name"], after["seats"]["entitled"]) == ("Basic", 3)
    assert life.program.post("/api/v1/plan/change", {"token": preview["token"]}).status_code == 409
    [invoice] = life.asks("/api/v1/invoices")["data"]
    assert invoice["total"] == preview["now"]["total"]
    letter = next(m for m in life.mails() if m.recipient == ADDRESS["invoice_email"])
    assert invoice["number"] in letter.subject + letter.body
    pdf = life.program.get(f"/api/v1/invoices/{invoice['number']}.pdf")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf.data)).pages]
    assert (len(pages), invoice["number"] in pages[0]) == (2, True)
    assert invoice["reference"] in pages[0].replace(" ", "")
    return invoice["number"]


def pays_three_of_four_by_one_charge(life, clock, *, overdue):
    """Step 5: one charge for three invoices; a declining card takes nothing and says why."""
    clock.live_to(date(2026, 4, 3))
    life.agrees(2)
    clock.live_to(date(2026, 4, 6))
    life.agrees(3)
    claims = life.asks("/api/v1/mass-payment")["data"]
    numbers = [c["number"] for c in claims]
    assert len(numbers) == 4
    assert [c["number"] for c in claims if c["due_on"] < "2026-04-06"] == [overdue]
    card = life.saves_card("4242424242424242")
    total, payment = life.pays(numbers[:3], card)
    assert (payment["state"], payment["amount_minor"]) == ("settled", total)
    assert [amount for amount, _ in life.gateway.charges] == [total]
    assert [c["number"] for c in life.asks("/api/v1/mass-payment")["data"]] == numbers[3:]
    paid_already = {"invoices": numbers[:1], "card": card, "total_minor": 1}
    assert life.program.post("/api/v1/mass-payment", paid_already).status_code == 409
    _, refused = life.pays(numbers[3:], life.saves_card("4000000000000341"))
    assert (refused["state"], bool(refused["declined_because"])) == ("declined", True)
    assert len(life.gateway.charges) == 1


def lets_a_colleague_in(life):
    """Step 6: the form is carried out at once; the link is good once, and takes the seat."""
    life.asks("/api/v1/requests/users", {"action": "add", **BO})
    accepts = {"token": life.link_in_mail(BO["email"], "/invitations"), "password": PASSWORD}
    bo = factories.Program(life.app)
    joined = bo.post("/api/v1/invitations/accept", accepts)
    assert joined.status_code in {200, 201}, joined.text
    assert life.asks("/api/v1/plan")["seats"]["used"] == 2
    again = bo.post("/api/v1/invitations/accept", accepts)
    assert again.json["type"] == "/problems/invitation-over"


def gives_notice(life):
    """Step 7: a number and the last day at once, three months from the day."""
    notice = life.asks("/api/v1/plan/notice", {})
    assert (notice["received_on"], notice["last_day"]) == ("2026-04-06", "2026-07-06")
    assert any(notice["number"] in m.subject + m.body for m in life.mails())


def ends_on_free(life, clock):
    """Step 8: invoiced to the last day, then on Free; Bo is read-only, and nobody is deleted."""
    clock.live_over(date(2026, 7, 5), date(2026, 7, 6))
    assert life.asks("/api/v1/plan")["name"] == "Basic"
    clock.live_to(date(2026, 7, 8))
    plan = life.asks("/api/v1/plan")
    assert (plan["name"], plan["seats"]["entitled"], plan["seats"]["used"]) == ("Free", 1, 1)
    seated = {p["email"]: p["has_seat"] for p in life.asks("/api/v1/people")["data"]}
    assert seated == {KVARNEN["email"]: True, BO["email"]: False}
    last = life.asks("/api/v1/invoices")["data"][0]
    lines = life.asks(f"/api/v1/invoices/{last['number']}")["lines"]
    assert {(line["starts_on"], line["ends_on"]) for line in lines} == {
        ("2026-07-02", "2026-07-06")
    }
