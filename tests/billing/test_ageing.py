"""What is owed, by how late it is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.billing.ageing.models import owed_by_all
from saas.billing.ageing.rules import Bucket, bucket_of, due_from
from saas.billing.ledger.actions import book_payment
from saas.db import db
from saas.money import Money
from saas.scope import tenant_scope
from tests.billing import making
from tests.helpcenter.making import staff_member

TODAY = date(2026, 3, 2)


class TestSteps:
    @pytest.mark.parametrize(
        ("due_on", "bucket"),
        [
            (date(2026, 3, 3), Bucket.NOT_DUE),
            (date(2026, 3, 2), Bucket.NOT_DUE),
            (date(2026, 3, 1), Bucket.TO_30),
            (date(2026, 1, 31), Bucket.TO_30),
            (date(2026, 1, 30), Bucket.TO_60),
            (date(2026, 1, 1), Bucket.TO_60),
            (date(2025, 12, 31), Bucket.TO_90),
            (date(2025, 12, 2), Bucket.TO_90),
            (date(2025, 12, 1), Bucket.OVER_90),
        ],
    )
    def test_are_counted_from_the_day_after_it_was_due(self, due_on, bucket):
        assert bucket_of(due_on, today=TODAY) is bucket

    @given(st.integers(-400, 400))
    def test_the_database_is_asked_by_the_same_days(self, days):
        due_on = TODAY - timedelta(days=days)

        first = next(each for each in Bucket if due_on >= due_from(each, today=TODAY))

        assert first is bucket_of(due_on, today=TODAY)


@pytest.fixture
def owing(alice, charlie):
    """The bakery owes January (late), February (late in part) and March; the smithy March."""
    agreement = making.agreement(by=alice, started_on=date(2026, 1, 1), fee=100_00)
    _, february, _ = (
        making.invoice_again(agreement, by=alice, today=date(2026, month, 1)) for month in (1, 2, 3)
    )
    making.invoice(by=charlie, today=date(2026, 3, 1), fee=200_00)
    with tenant_scope(alice.tenant_id):
        book_payment(
            "pay_1", amount=Money(25_00), allocations={february.id: february.total}, on=TODAY
        )
        db.session.commit()


class TestTheList:
    def test_is_the_staff_s(self, as_user, api_as, charlie, owing):
        assert as_user(charlie).get("/staff/ageing").status_code == 404
        assert api_as(charlie).get("/api/v1/staff/ageing").status_code == 404

    def test_has_every_customer_late_ones_first(self, database, owing, bakery):
        late, in_time = owed_by_all(date(2026, 3, 10))

        assert late.customer_number == bakery.customer_number
        assert late.by_bucket == {
            Bucket.NOT_DUE: Money(125_00),
            Bucket.TO_30: Money(100_00),
            Bucket.TO_60: Money(125_00),
        }
        assert (late.late, late.total) == (Money(225_00), Money(350_00))
        assert (in_time.late, in_time.total) == (Money(0), Money(250_00))

    def test_is_seen_on_a_page_in_all_and_by_customer(self, as_user, api_as, owing, bakery):
        sven = staff_member()
        number = bakery.customer_number

        page, one = as_user(sven).get("/staff/ageing"), as_user(sven).get(f"/staff/ageing/{number}")
        told = api_as(sven).get("/api/v1/staff/ageing").json["data"]

        assert "chart-bars" in page.text
        assert bakery.name in page.text
        assert "20260000001" in one.text
        assert as_user(sven).get("/staff/ageing/nobody").status_code == 404
        assert [each["total"]["minor"] for each in told] == [350_00, 250_00]
