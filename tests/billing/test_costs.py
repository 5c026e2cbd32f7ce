"""Costs by month: plan, seats and services, and a year shared out over its months."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from saas.billing.costs.rules import CostLine, by_month
from saas.licensing.lines.rules import Item
from saas.licensing.plans.rules import Cadence
from saas.money import Money
from tests.billing import making

JANUARY = date(2026, 1, 1)


def line(starts_on=JANUARY, until=date(2026, 2, 1), net=299_00, item=Item.PLAN):
    return CostLine(item, starts_on, until, Money(net), 25)


def test_charlie_sees_nothing_of_ours(api_as, as_user, charlie, alice):
    making.invoice(by=alice, today=date(2026, 3, 1))

    data = api_as(charlie).get("/api/v1/costs").json["data"]

    assert [month["net"]["minor"] for month in data] == [0] * 12
    assert "Nothing has cost anything yet" in as_user(charlie).get("/costs").text


def test_bob_may_not_see_money(api_as, bob):
    assert api_as(bob).get("/api/v1/costs").status_code == 403


class TestTheMonths:
    def test_have_each_item_and_its_tax(self):
        lines = [line(), line(item=Item.SEATS, net=150_00), line(item=Item.SERVICE, net=80_00)]

        [month] = by_month(lines, first=JANUARY, months=1, currency="SEK")

        assert [month.of(item).minor for item in Item] == [299_00, 150_00, 80_00, 0]
        assert (month.net, month.vat, month.gross) == (
            Money(529_00),
            Money(132_25),
            Money(661_25),
        )

    def test_share_a_year_by_its_days(self):
        year = line(until=date(2027, 1, 1), net=3_650_00)

        months = by_month([year], first=JANUARY, months=12, currency="SEK")

        assert [month.net.minor for month in months[:3]] == [310_00, 280_00, 310_00]
        assert sum(month.net.minor for month in months) == 3_650_00

    def test_a_credit_makes_its_month_cheaper(self):
        [month] = by_month([line(), line(net=-99_00)], first=JANUARY, months=1, currency="SEK")

        assert month.net == Money(200_00)

    def test_leave_out_other_currencies_and_other_times(self):
        abroad = CostLine(Item.PLAN, JANUARY, date(2026, 2, 1), Money(10_00, "EUR"), 25)
        before = line(date(2025, 12, 1), JANUARY)

        [month] = by_month([abroad, before], first=JANUARY, months=1, currency="SEK")

        assert not month.net

    @given(st.integers(-(10**7), 10**7), st.integers(0, 400), st.integers(1, 800))
    def test_lose_and_add_nothing(self, net, begins, days):
        starts_on = JANUARY + timedelta(days=begins)
        some = line(starts_on, starts_on + timedelta(days=days), net)

        months = by_month([some], first=JANUARY, months=48, currency="SEK")

        assert sum(month.net.minor for month in months) == net


class TestThePage:
    def test_draws_the_months_and_says_them_in_a_table(self, as_user, alice, clock):
        agreement = making.agreement(by=alice, started_on=JANUARY, extra_seats=2)
        for month in (1, 2, 3):
            making.invoice_again(agreement, by=alice, today=date(2026, month, 1))

        page = as_user(alice).get("/costs?months=6").text.replace("\u00a0", " ")

        assert page.count("<rect") >= 6
        assert page.count("SEK 449.00") >= 4
        assert "SEK 1,347.00" in page
        assert "style=" not in page

    def test_answers_the_same_as_json(self, api_as, alice):
        making.invoice(by=alice, today=JANUARY, fee=1_200_00, cadence=Cadence(3))

        data = api_as(alice).get("/api/v1/costs?months=6").json["data"]

        assert [month["month"] for month in data] == [
            "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03",
        ]  # fmt: skip
        assert sum(month["net"]["minor"] for month in data) == 1_200_00
        assert data[3]["plan"]["minor"] == 413_33

    def test_refuses_another_span(self, api_as, as_user, alice):
        assert api_as(alice).get("/api/v1/costs?months=5").status_code == 422
        assert as_user(alice).get("/costs?months=5").status_code == 200
