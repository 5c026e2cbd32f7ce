"""What the overview says is next."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.helpcenter.overview.rules import Standing, next_invoice, next_step
from saas.licensing.agreement.rules import period_of
from saas.licensing.plans.rules import Cadence, Timing
from saas.money import Money
from saas.tenants.people.rules import MAY, Permission, Role


def standing(**how):
    return Standing(
        **{
            "plan": "Basic",
            "is_free": False,
            "price": Money.sek(249),
            "people": 2,
            "held": 0,
            "entitled": 2,
            "to_pay": Money(0),
            "open_invoices": 0,
            "overdue": Money(0),
            "overdue_invoices": 0,
            **how,
        }
    )


def step_for(role, **how):
    found = next_step(standing(**how), may=MAY[role].__contains__)
    return found.endpoint if found else None


class TestTheNextStep:
    @pytest.mark.parametrize(
        ("role", "how", "endpoint"),
        [
            (Role.OWNER, {}, None),
            (Role.OWNER, {"entitled": 3}, "user_change.choose"),
            (Role.OWNER, {"entitled": 3, "held": 1}, None),
            (Role.OWNER, {"is_free": True, "people": 1, "entitled": 1}, "change.compare"),
            (
                Role.OWNER,
                {"to_pay": Money(100), "next_due": date(2026, 4, 1)},
                "mass_payment.choose",
            ),
            (Role.OWNER, {"last_day": date(2026, 6, 1), "to_pay": Money(1)}, "termination.show"),
            (Role.OWNER, {"notices_to_confirm": 1, "to_pay": Money(1)}, "received_notices.index"),
            (Role.OWNER, {"leave_by": date(2026, 6, 1)}, "notice_calculator.show"),
            (Role.OWNER, {"leave_by": date(2026, 6, 1), "to_pay": Money(1)}, "mass_payment.choose"),
            (Role.MEMBER, {"leave_by": date(2026, 6, 1), "notices_to_confirm": 1}, None),
            (Role.OWNER, {"pending": 1, "last_day": date(2026, 6, 1)}, "inbox.requests"),
            (Role.OWNER, {"pending": 1, "overdue": Money(1)}, "mass_payment.choose"),
            (Role.BILLING, {"pending": 1, "is_free": True}, None),
            (Role.MEMBER, {"overdue": Money(100), "is_free": True}, None),
        ],
    )
    def test_is_the_most_pressing_of_what_one_may_do(self, role, how, endpoint):
        assert step_for(role, **how) == endpoint

    @given(
        st.sampled_from(Role),
        st.integers(0, 3),
        st.integers(0, 10**6),
        st.integers(0, 10**6),
        st.booleans(),
        st.integers(0, 5),
    )
    def test_is_never_something_one_may_not_do(
        self, role, pending, to_pay, overdue, is_free, entitled
    ):
        needs = {
            "mass_payment.choose": Permission.PAY,
            "inbox.requests": Permission.DECIDE,
            "change.compare": Permission.CHANGE_PLAN,
            "user_change.choose": Permission.MANAGE_PEOPLE,
        }
        endpoint = step_for(
            role,
            pending=pending,
            to_pay=Money(to_pay),
            overdue=Money(overdue),
            is_free=is_free,
            entitled=entitled,
            next_due=date(2026, 1, 1),
        )
        assert endpoint is None or needs[endpoint] in MAY[role]


class TestTheNextInvoice:
    FEES = (Money.sek(249), Money.sek(98))

    def test_is_for_the_whole_of_the_next_period(self):
        coming = next_invoice(
            self.FEES, anchor=date(2026, 1, 31), today=date(2026, 2, 27), last_day=None
        )
        assert (coming.day, coming.net) == (date(2026, 2, 28), Money.sek(347))

    def test_is_for_the_days_that_are_left_after_notice(self):
        coming = next_invoice(
            self.FEES, anchor=date(2026, 1, 1), today=date(2026, 3, 5), last_day=date(2026, 4, 10)
        )
        assert coming.net == Money(8300) + Money(3267)  # 249,00 and 98,00 × 10/30

    def test_never_comes_when_the_plan_ends_with_this_period(self):
        last_day = date(2026, 3, 31)
        coming = next_invoice(
            self.FEES, anchor=date(2026, 1, 1), today=date(2026, 3, 5), last_day=last_day
        )
        assert coming is None

    @pytest.mark.parametrize(
        ("last_day", "day", "net"),
        [
            (None, date(2026, 4, 1), Money.sek(347)),
            (date(2026, 3, 10), date(2026, 3, 11), Money(19090) + Money(7513)),  # × 69/90
        ],
    )
    def test_in_arrears_is_for_the_period_that_runs(self, last_day, day, net):
        coming = next_invoice(
            self.FEES,
            cadence=Cadence(3, Timing.IN_ARREARS),
            anchor=date(2026, 1, 1),
            today=date(2026, 3, 5),
            last_day=last_day,
        )
        assert (coming.day, coming.net) == (day, net)

    @given(
        st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        st.integers(0, 400),
        st.integers(0, 120),
        st.integers(0, 10**7),
    )
    def test_is_never_more_than_a_whole_period(self, anchor, passed, left, fee):
        today = anchor + timedelta(days=passed)
        last_day = today + timedelta(days=left)
        coming = next_invoice([Money(fee)], anchor=anchor, today=today, last_day=last_day)
        if coming is None:
            assert last_day < period_of(today, anchor=anchor).until
        else:
            assert today < coming.day <= last_day
            whole = period_of(coming.day, anchor=anchor).days
            part = Fraction(min(whole, (last_day - coming.day).days + 1), whole)
            assert abs(coming.net.minor - fee * part) <= Fraction(1, 2)
