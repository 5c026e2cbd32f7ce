"""When an agreement ends: the vectors of domain.md §2, and an oracle that walks the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.licensing.plans.rules import BindingTerm, NoticeKind, NoticePolicy
from saas.licensing.plans.words import policy_in_words
from saas.licensing.termination.rules import (
    NothingToTerminate,
    TermsAreIndividual,
    confirmed_by,
    last_day_of_notice,
)
from tests.licensing.making import BASIC, ENTERPRISE, FREE

FROM_RECEIPT = NoticePolicy(NoticeKind.MONTHS_FROM_RECEIPT, 3)
WHOLE = NoticePolicy(NoticeKind.WHOLE_CALENDAR_MONTHS, 3)
ANCHOR = date(2024, 1, 1)


def last_day(policy, received_on, *, bound_until=None, anchor=ANCHOR):
    return last_day_of_notice(
        policy, received_on=received_on, anchor=anchor, bound_until=bound_until
    )


class TestVectors:
    @pytest.mark.parametrize(
        ("received_on", "from_receipt", "whole_months"),
        [
            (date(2026, 1, 15), date(2026, 4, 15), date(2026, 4, 30)),
            (date(2026, 1, 31), date(2026, 4, 30), date(2026, 4, 30)),
            (date(2025, 11, 30), date(2026, 2, 28), date(2026, 2, 28)),
            (date(2027, 11, 30), date(2028, 2, 29), date(2028, 2, 29)),
            (date(2026, 2, 28), date(2026, 5, 28), date(2026, 5, 31)),
            (date(2026, 8, 31), date(2026, 11, 30), date(2026, 11, 30)),
            (date(2026, 12, 1), date(2027, 3, 1), date(2027, 3, 31)),
        ],
    )
    def test_months_are_counted_as_the_policy_says(self, received_on, from_receipt, whole_months):
        assert last_day(FROM_RECEIPT, received_on) == from_receipt
        assert last_day(WHOLE, received_on) == whole_months

    @pytest.mark.parametrize(
        ("bound_until", "received_on", "reading_a", "reading_b"),
        [
            (date(2026, 12, 31), date(2026, 6, 10), date(2026, 12, 31), date(2027, 3, 31)),
            (date(2026, 12, 31), date(2026, 11, 5), date(2027, 2, 28), date(2027, 3, 31)),
            (date(2026, 12, 31), date(2027, 2, 1), date(2027, 5, 31), date(2027, 5, 31)),
            (date(2026, 9, 14), date(2026, 6, 10), date(2026, 9, 30), date(2026, 12, 31)),
            (date(2026, 9, 14), date(2026, 10, 1), date(2027, 1, 31), date(2027, 1, 31)),
        ],
    )
    def test_a_binding_term_is_served_as_the_contract_reads(
        self, bound_until, received_on, reading_a, reading_b
    ):
        a = NoticePolicy(NoticeKind.WHOLE_CALENDAR_MONTHS, 3, term=BindingTerm.A)
        b = NoticePolicy(NoticeKind.WHOLE_CALENDAR_MONTHS, 3, term=BindingTerm.B)

        assert last_day(a, received_on, bound_until=bound_until) == reading_a
        assert last_day(b, received_on, bound_until=bound_until) == reading_b

    @pytest.mark.parametrize(
        ("received_on", "anchor", "ends"),
        [
            (date(2026, 1, 15), date(2025, 6, 1), date(2026, 4, 30)),
            (date(2026, 1, 15), date(2025, 6, 20), date(2026, 4, 19)),
            (date(2026, 1, 31), date(2025, 8, 31), date(2026, 5, 30)),
        ],
    )
    def test_it_may_run_on_to_the_end_of_the_billing_period(self, received_on, anchor, ends):
        aligned = NoticePolicy(NoticeKind.MONTHS_FROM_RECEIPT, 3, to_period_end=True)

        assert last_day(aligned, received_on, anchor=anchor) == ends

    def test_free_has_nothing_to_terminate(self):
        with pytest.raises(NothingToTerminate):
            last_day(FREE.notice, date(2026, 1, 15))

    def test_enterprise_follows_its_own_contract(self):
        with pytest.raises(TermsAreIndividual):
            last_day(ENTERPRISE.notice, date(2026, 1, 15))

    def test_basic_is_left_in_three_months(self):
        assert BASIC.notice == FROM_RECEIPT

    def test_a_notice_is_confirmed_within_two_business_days(self):
        assert confirmed_by(date(2026, 6, 18)) == date(2026, 6, 23)  # Friday is Midsummer Eve


def walked(policy, received_on):
    """The last day, found by walking the calendar one day at a time and counting on fingers."""
    day, months = received_on, 0
    month_ends = int((day + timedelta(days=1)).day == 1)
    while True:
        day += timedelta(days=1)
        ends_month = (day + timedelta(days=1)).day == 1
        if policy.kind is NoticeKind.WHOLE_CALENDAR_MONTHS:
            month_ends += ends_month
            if month_ends == policy.months + 1:
                return day
        else:
            months += day.day == received_on.day or (ends_month and day.day < received_on.day)
            if months == policy.months:
                return day


def served_by_hand(policy, received_on, bound_until):
    """The same for an agreement with a binding term."""
    ends = walked(policy, received_on)
    if policy.term is BindingTerm.B:
        return max(ends, walked(policy, bound_until))
    while ends < bound_until:
        ends += timedelta(days=1)
    return ends


DAYS = st.dates(date(2024, 1, 1), date(2033, 12, 31))
POLICIES = st.builds(
    NoticePolicy,
    st.sampled_from([NoticeKind.MONTHS_FROM_RECEIPT, NoticeKind.WHOLE_CALENDAR_MONTHS]),
    st.integers(1, 12),
    to_period_end=st.just(False),
    term=st.sampled_from(BindingTerm),
)


class TestLaws:
    @given(POLICIES, DAYS)
    def test_it_ends_on_the_day_the_calendar_is_walked_to(self, policy, received_on):
        assert last_day(policy, received_on) == walked(policy, received_on)

    @given(POLICIES, DAYS, DAYS)
    def test_a_binding_term_too(self, policy, received_on, bound_until):
        assert last_day(policy, received_on, bound_until=bound_until) == served_by_hand(
            policy, received_on, bound_until
        )

    @given(POLICIES, DAYS, DAYS)
    def test_it_never_ends_before_receipt_nor_before_a_term(self, policy, received_on, bound_until):
        ends = last_day(policy, received_on, bound_until=bound_until)

        assert ends >= max(received_on, bound_until)


class TestWords:
    @pytest.mark.parametrize(
        ("policy", "words"),
        [
            (FREE.notice, "No notice needed"),
            (ENTERPRISE.notice, "According to contract"),
            (FROM_RECEIPT, "3 months from the day your notice reaches us"),
            (
                NoticePolicy(NoticeKind.WHOLE_CALENDAR_MONTHS, 1),
                "one month, counted in whole calendar months",
            ),
        ],
    )
    def test_say_the_policy(self, policy, words):
        assert str(policy_in_words(policy)) == words
