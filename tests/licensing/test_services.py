"""Services beside the plan: recorded by staff, seen by the company, invoiced month by month."""

from datetime import date

import pytest
from sqlalchemy import select

from saas.billing.coverage.models import InvoiceLine
from saas.billing.seller.actions import ensure_seller
from saas.dates import now, today
from saas.db import db
from saas.licensing.agreement.rules import Timeline
from saas.licensing.charges.rules import difference
from saas.licensing.lines.rules import Item
from saas.licensing.reckoning.rules import due_days
from saas.licensing.service_desk.actions import record_service, take_back
from saas.licensing.service_desk.rules import NothingToInvoiceOn, NotRenderedYet, TakenBack
from saas.licensing.services.models import RenderedService, recorded
from saas.licensing.services.rules import Service
from saas.money import Money
from saas.scope import tenant_scope
from saas.tenants.company.models import Tenant
from tests.helpcenter.making import staff_member
from tests.licensing.making import agreed

HELP = Service(text="An hour of help", quantity=3, unit_price=Money.sek(1200), day=date(2026, 3, 9))


@pytest.fixture
def stina(database):
    return staff_member("Stina")


def rendered(by, **other):
    said = {"text": "An hour of help", "quantity": 3, "unit_price_minor": 120000} | other
    return record_service(**{"day": today()} | said, by=by, now=now())


def customer_number(person):
    with tenant_scope(person.tenant_id):
        return db.session.get_one(Tenant, person.tenant_id).customer_number


class TestRules:
    def test_it_is_owed_when_its_month_is_over(self):
        assert difference(Timeline(), through=date(2026, 3, 31), services=[HELP]) == []
        (line,) = difference(Timeline(), through=date(2026, 4, 1), services=[HELP])

        assert (line.item, line.quantity, line.net) == (Item.SERVICE, 3, Money.sek(3600))
        assert (str(line.title), str(line.explanation)) == (
            "An hour of help",
            "on 2026-03-09, 3 × 1 200.00 SEK",
        )

    def test_it_is_charged_once_and_credited_when_taken_back(self):
        charged = difference(Timeline(), through=date(2026, 4, 1), services=[HELP])
        again = difference(
            Timeline(), invoiced=charged, through=date(2026, 5, 1), services=[HELP, HELP]
        )
        (credit,) = difference(Timeline(), invoiced=charged, through=date(2026, 5, 1))

        assert [(line.quantity, line.net) for line in again] == [(3, Money.sek(3600))]
        assert (credit.quantity, str(credit.title)) == (-3, "An hour of help, taken back")

    def test_it_is_not_credited_by_who_asks_late_for_an_earlier_day(self):
        """A run of March that was parked finds in May what May's has invoiced meanwhile."""
        charged = difference(Timeline(), through=date(2026, 4, 1), services=[HELP])

        assert not difference(
            Timeline(), invoiced=charged, through=date(2026, 3, 9), services=[HELP]
        )

    def test_the_calendar_is_told_of_its_day(self):
        days = due_days(Timeline(), after=date(2026, 3, 9), services=[HELP])

        assert list(days) == [date(2026, 4, 1)]


class TestAnotherCompany:
    def test_sees_none_of_them(self, as_user, api_as, inside, alice, charlie, stina):
        agreed(alice)
        rendered(stina)
        db.session.commit()

        assert api_as(charlie).get("/api/v1/plan/services").json == {"data": []}
        assert "An hour of help" not in as_user(charlie).get("/plan/services").text
        assert as_user(charlie).get("/staff/services").status_code == 404
        assert len(api_as(alice).get("/api/v1/plan/services").json["data"]) == 1


class TestRecording:
    def test_is_for_days_that_have_been_on_a_plan(self, inside, alice, stina):
        with pytest.raises(NothingToInvoiceOn):
            rendered(stina)
        agreed(alice)
        with pytest.raises(NotRenderedYet):
            rendered(stina, day=date(2026, 3, 3))

    def test_is_invoiced_by_itself_in_the_next_month(self, inside, alice, stina, clock):
        ensure_seller()
        agreed(alice)
        rendered(stina)
        db.session.commit()
        clock.live_over(date(2026, 3, 31), date(2026, 4, 1))

        lines = db.session.scalars(select(InvoiceLine).order_by(InvoiceLine.id)).all()
        assert [(line.item, line.net_minor) for line in lines] == [
            (Item.PLAN, 24900),
            (Item.SERVICE, 360000),
        ]

    def test_taken_back_it_is_credited(self, inside, alice, stina, clock, tell_all):
        ensure_seller()
        agreed(alice)
        rendered(stina)
        db.session.commit()
        clock.live_over(date(2026, 3, 31), date(2026, 4, 1))
        service = db.session.scalars(select(RenderedService)).one()
        take_back(service, now=now())
        tell_all()

        nets = db.session.scalars(select(InvoiceLine.net_minor).order_by(InvoiceLine.id)).all()
        assert nets == [24900, 360000, -360000]
        assert recorded() == []
        with pytest.raises(TakenBack):
            take_back(db.session.scalars(select(RenderedService)).one(), now=now())


class TestThePages:
    def test_staff_record_and_take_back(self, as_user, inside, alice, stina):
        agreed(alice)
        desk = as_user(stina)
        wrong = desk.post("/staff/services", {"customer_number": "1", "quantity": "0"})
        assert wrong.status_code == 422
        form = {
            "customer_number": customer_number(alice),
            "text": "En kurs",
            "quantity": "2",
            "unit_price": "4 500,00",
            "day": "2026-03-02",
        }
        assert desk.post("/staff/services", form).status_code == 302
        assert "En kurs" in desk.get("/staff/services").text
        assert "En kurs" in as_user(alice).get("/plan/services").text
        known = db.session.scalars(select(RenderedService)).one().public_id
        assert desk.post(f"/staff/services/{known}/back", {}).status_code == 302
        assert "En kurs" not in as_user(alice).get("/plan/services").text

    def test_and_over_the_api(self, api_as, inside, alice, stina):
        agreed(alice)
        program = api_as(stina)
        made = program.post(
            "/api/v1/staff/services",
            json={
                "customer_number": customer_number(alice),
                "text": "En kurs",
                "quantity": 2,
                "unit_price": "4500.00",
                "day": "2026-03-02",
            },
        )

        assert (made.status_code, made.json["net"]["minor"]) == (201, 900000)
        assert made.json["invoiced_from"] == "2026-04-01"
        gone = program.delete(f"/api/v1/staff/services/{made.json['id']}")
        assert gone.json["taken_back_at"] is not None
        assert program.delete("/api/v1/staff/services/srv_none").status_code == 404
