"""An agreement that changes hands: to a company we know, and to one that registers for it."""

import re
from datetime import date

import pytest

from saas.billing.proof.models import findings
from saas.cli.audit import of_the_seats
from saas.db import db
from saas.tenants.terms.rules import edition_on
from tests import factories
from tests.licensing.making import agreed

PASSWORD = "three loaves before dawn"
NEWCOMER = {
    "country": "SE",
    "org_number": "556056-6258",
    "company_name": "Kvarnens Bröd AB",
    "person_name": "Eva Ek",
    "email": "eva@kvarnen.example",
    "accept_terms": True,
    "terms_edition": edition_on(date(2026, 3, 2)).name,
}
ADDRESS = {
    "street": "Kvarngatan 3",
    "postcode": "753 23",
    "city": "Uppsala",
    "invoice_email": "faktura@kvarnen.example",
}


class Stage:
    """Programs of several companies, their letters and their days."""

    def __init__(self, app, api_as, tell_all, clock, mails):
        self.app, self.api_as, self.tell_all = app, api_as, tell_all
        self.clock, self.mails = clock, mails

    def asks(self, program, path, sent=None, method="post"):
        answer = program.get(path) if sent is None else getattr(program, method)(path, sent)
        assert answer.status_code < 300, f"{path}: {answer.text}"
        self.tell_all()
        return answer.json

    def offers(self, program, org_number, email, day):
        order = {"org_number": org_number, "email": email, "effective_on": day}
        return self.asks(program, "/api/v1/transfers", order)["id"]

    def takes(self, program, known):
        preview = self.asks(program, f"/api/v1/transfers/{known}/preview", {})
        yes = {"token": preview["token"], "accepted": True}
        agreed_on = self.asks(program, f"/api/v1/transfers/{known}/accept", yes)
        assert agreed_on["state"] == "agreed"
        return preview

    def charged(self, program):
        """The net amount of every line ever invoiced to a company, oldest first."""
        numbers = [each["number"] for each in self.asks(program, "/api/v1/invoices")["data"]]
        return [
            line["net"]["minor"]
            for number in reversed(numbers)
            for line in self.asks(program, f"/api/v1/invoices/{number}")["lines"]
        ]

    def link(self, kind):
        letter = next(m for m in reversed(self.mails()) if f"/{kind}/" in m.body)
        return re.search(rf"/{kind}/([\w-]+)", letter.body)[1]

    def all_adds_up(self):
        assert (findings(), of_the_seats()) == ([], [])
        db.session.commit()


@pytest.fixture
def stage(app, api_as, tell_all, clock, mails):
    return Stage(app, api_as, tell_all, clock, mails)


def test_to_a_company_we_know(stage, alice, bob, charlie):
    agreed(alice, extra_seats=1)
    stage.tell_all()
    bakery, smithy = stage.api_as(alice), stage.api_as(charlie)
    assert stage.charged(bakery) == [24_900, 4_900]  # 2 March to 1 April

    known = stage.offers(bakery, factories.SMITHY, "vd@smithy.example", "2026-03-17")
    preview = stage.takes(smithy, known)
    assert preview["fee"]["net"]["minor"] == 500_000
    stage.clock.live_over(date(2026, 3, 17), date(2026, 3, 18))

    # 15 of 31 days were the bakery's: 249.00 -> 120.48, 49.00 -> 23.71; 16 are the smithy's
    assert stage.charged(bakery) == [24_900, 4_900, -12_852, -2_529]
    assert stage.charged(smithy) == [12_852, 2_529]
    assert stage.asks(bakery, "/api/v1/plan")["name"] == "Free"
    plan = stage.asks(smithy, "/api/v1/plan")
    assert (plan["name"], plan["seats"]["entitled"]) == ("Basic", 3)

    stage.clock.live_over(date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 3))
    # the fee with March, then the whole period that begins on 2 April
    assert stage.charged(smithy) == [12_852, 2_529, 500_000, 24_900, 4_900]
    assert sum(stage.charged(bakery)) == 12_048 + 2_371
    stage.all_adds_up()


def test_to_a_company_that_registers_for_it(stage, alice):
    agreed(alice)
    stage.tell_all()
    bakery = stage.api_as(alice)
    known = stage.offers(bakery, "5560566258", "eva@kvarnen.example", "2026-04-02")
    offer = factories.Browser(stage.app)
    page = offer.get(f"/transfers/offer/{stage.link('offer')}").text
    assert "556056-6258" in page

    stage.clock.live_to(date(2026, 3, 9))
    newcomer = factories.Program(stage.app)
    stage.asks(newcomer, "/api/v1/registrations", NEWCOMER)
    confirmed = {"token": stage.link("register"), "password": PASSWORD}
    born = stage.asks(newcomer, "/api/v1/registrations/confirm", confirmed)
    newcomer = factories.Program(stage.app, token=born["token"])
    waits = [m for m in stage.mails() if f"/transfers/{known}" in m.body]
    assert {m.recipient for m in waits} == {"eva@kvarnen.example"}
    stage.asks(newcomer, "/api/v1/company/invoice-details", ADDRESS, method="put")
    preview = stage.takes(newcomer, known)
    # the day is the first of a period: a whole month, and nothing is left over for the bakery
    assert [line["net"]["minor"] for line in preview["lines"]] == [24_900]

    stage.clock.live_over(date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 3))
    assert stage.charged(bakery) == [24_900]
    assert stage.charged(newcomer) == [24_900]
    stage.clock.live_over(date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 3))
    # April's fee comes with May's first day: 5 000.00, then the period from 2 May
    assert stage.charged(newcomer) == [24_900, 500_000, 24_900]
    [over] = stage.asks(bakery, "/api/v1/contracts")["data"]
    assert (over["holds"], over["last_day"]) == (False, "2026-04-01")
    stage.all_adds_up()
