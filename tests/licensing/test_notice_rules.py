"""When an agreement ends: the vectors of domain.md §2, and an oracle that walks the calendar."""

import os
import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.dates import STOCKHOLM, day_of
from saas.licensing.agreement.rules import Timeline
from saas.licensing.plans.rules import (
    MONTHLY,
    BindingTerm,
    Cadence,
    NoticeKind,
    NoticePolicy,
    Timing,
)
from saas.licensing.plans.words import policy_in_words, term_in_words
from saas.licensing.renewal.rules import (
    DayNotReckonable,
    deadline,
    deadline_of_term,
    is_near,
    must_be_reckonable,
)
from saas.licensing.termination.preview import farewell
from saas.licensing.termination.rules import (
    LastDayBeforeReceipt,
    NothingToTerminate,
    NotReceivedYet,
    TermsAreIndividual,
    confirmed_by,
    last_day_under,
    must_have_arrived,
    not_before,
    running_term,
)
from saas.licensing.vat.rules import vat_decision
from tests.licensing.making import BASIC, ENTERPRISE, FREE, terms
from tests.licensing.walking import last_day_walked

CASES = int(os.environ.get("NOTICE_CASES", "20000"))
FROM_RECEIPT = NoticePolicy(NoticeKind.MONTHS_FROM_RECEIPT, 3)
WHOLE = NoticePolicy(NoticeKind.WHOLE_CALENDAR_MONTHS, 3)
SIXTY_DAYS = NoticePolicy(NoticeKind.RENEWAL_DEADLINE, days=60)
YEARLY = {"bound_until": date(2026, 12, 31), "renews_months": 12}
ANCHOR = date(2024, 1, 1)


def under(policy, *, anchor=ANCHOR, bound_until=None, renews_months=0, cadence=MONTHLY):
    """Terms that are left as `policy` says."""
    return replace(
        terms(starts_on=anchor),
        notice=policy,
        bound_until=bound_until,
        renews_months=renews_months,
        cadence=cadence,
    )


def last_bill(agreed, last_day):
    """The last document where notice of these terms is given on 2 March 2026."""
    day, tax = date(2026, 3, 2), vat_decision(country="SE", vat_number_proven=False, on=ANCHOR)
    held = Timeline((agreed,))
    return farewell(held, day=day, last_day=last_day, terms=agreed, vat=tax).last


def last_day(policy, received_on, **agreed):
    return last_day_under(under(policy, **agreed), received_on=received_on)


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


class TestARenewalDeadline:
    """Sixty days before the end of a term of twelve months that renews itself."""

    @pytest.mark.parametrize(
        ("received_on", "ends"),
        [
            (date(2026, 3, 2), date(2026, 12, 31)),
            (date(2026, 11, 1), date(2026, 12, 31)),
            (date(2026, 11, 2), date(2026, 12, 31)),
            (date(2026, 11, 3), date(2027, 12, 31)),
            (date(2026, 12, 31), date(2027, 12, 31)),
            (date(2027, 11, 1), date(2027, 12, 31)),
            (date(2027, 11, 2), date(2028, 12, 31)),
        ],
    )
    def test_too_late_means_one_term_more(self, received_on, ends):
        assert last_day(SIXTY_DAYS, received_on, **YEARLY) == ends

    def test_one_on_a_day_of_rest_may_be_kept_on_the_next_business_day(self):
        """Sixty days before 30 June is 1 May, a Friday and a holiday: Monday the 4th will do."""
        term = {"bound_until": date(2026, 6, 30), "renews_months": 12}
        ends = [last_day(SIXTY_DAYS, date(2026, 5, day), **term) for day in (1, 2, 3, 4, 5)]
        assert ends == [*[date(2026, 6, 30)] * 4, date(2027, 6, 30)]

    def test_but_nobody_leaves_before_saying_so(self):
        """A term that ends on Sunday 1 November is over on Monday, when it is too late."""
        term = {"bound_until": date(2026, 11, 1), "renews_months": 1}
        one_day = NoticePolicy(NoticeKind.RENEWAL_DEADLINE, days=1)
        assert last_day(one_day, date(2026, 11, 1), **term) == date(2026, 11, 1)
        assert last_day(one_day, date(2026, 11, 2), **term) == date(2026, 12, 1)

    def test_without_renewal_the_days_run_from_receipt_once_the_term_is_over(self):
        bound = {"bound_until": date(2026, 12, 31)}
        assert last_day(SIXTY_DAYS, date(2026, 3, 2), **bound) == date(2026, 12, 31)
        assert last_day(SIXTY_DAYS, date(2026, 12, 1), **bound) == date(2027, 1, 30)
        assert last_day(SIXTY_DAYS, date(2027, 3, 2), **bound) == date(2027, 5, 1)

    def test_a_first_term_nobody_wrote_down_is_as_long_as_the_next(self):
        renewing = {"anchor": date(2026, 3, 2), "renews_months": 12}
        assert last_day(SIXTY_DAYS, date(2026, 3, 2), **renewing) == date(2027, 3, 1)
        assert last_day(SIXTY_DAYS, date(2027, 1, 5), **renewing) == date(2028, 3, 1)

    def test_terms_that_begin_on_a_thirty_first_do_not_drift(self):
        term = {"anchor": ANCHOR, "bound_until": date(2026, 1, 30), "renews_months": 1}
        days = [date(2026, 1, 31), date(2026, 3, 1), date(2026, 3, 31), date(2026, 5, 31)]
        ends = [date(2026, 2, 27), date(2026, 3, 30), date(2026, 4, 29), date(2026, 6, 29)]
        assert [running_term(day, **term) for day in days] == ends


class TestTheDeadline:
    @pytest.mark.parametrize(
        ("policy", "agreed", "on", "found"),
        [
            # "Three months before the end": P18 asks which day that is
            (
                WHOLE,
                {"bound_until": date(2026, 12, 31)},
                date(2026, 3, 2),
                (date(2026, 9, 30), date(2026, 12, 31), date(2027, 1, 31)),
            ),
            (
                FROM_RECEIPT,
                {"bound_until": date(2026, 12, 31), "renews_months": 12},
                date(2026, 3, 2),
                (date(2026, 9, 30), date(2026, 12, 31), date(2027, 1, 1)),
            ),
            (
                SIXTY_DAYS,
                YEARLY,
                date(2026, 3, 2),
                (date(2026, 11, 2), date(2026, 12, 31), date(2027, 12, 31)),
            ),
            (
                NoticePolicy(NoticeKind.MONTHS_FROM_RECEIPT, 3, term=BindingTerm.B),
                {"bound_until": date(2026, 12, 31), "renews_months": 12},
                date(2026, 3, 2),
                (date(2026, 12, 31), date(2027, 3, 31), date(2028, 3, 31)),
            ),
        ],
    )
    def test_is_the_last_day_that_gives_the_same_last_day(self, policy, agreed, on, found):
        near = deadline_of_term(under(policy, **agreed), on=on)
        assert (near.day, near.last_day, near.after) == found

    def test_there_is_none_where_only_a_notice_period_decides(self):
        assert deadline_of_term(under(FROM_RECEIPT), on=date(2026, 3, 2)) is None
        assert deadline_of_term(under(WHOLE), on=date(2026, 3, 2)) is None
        assert deadline_of_term(under(FREE.notice), on=date(2026, 3, 2)) is None
        assert deadline_of_term(under(ENTERPRISE.notice), on=date(2026, 3, 2)) is None

    def test_nor_when_the_term_can_no_longer_be_left_at_its_end(self):
        bound = under(WHOLE, bound_until=date(2026, 12, 31))
        assert deadline_of_term(bound, on=date(2026, 9, 30)) is not None
        assert deadline_of_term(bound, on=date(2026, 10, 1)) is None

    def test_whole_months_can_be_waited_for_within_the_month(self):
        found = deadline(under(WHOLE), on=date(2026, 3, 2))
        assert (found.day, found.last_day) == (date(2026, 3, 31), date(2026, 6, 30))

    def test_it_is_near_from_thirty_days_before(self):
        found = deadline_of_term(under(SIXTY_DAYS, **YEARLY), on=date(2026, 3, 2))
        near = [d for d in range(-40, 5) if is_near(found, today=found.day + timedelta(days=d))]
        assert near == list(range(-30, 1))


class TestReckoning:
    def test_the_last_invoice_is_that_of_the_period_of_the_last_day(self):
        agreed = under(FROM_RECEIPT, anchor=date(2026, 1, 20))
        told = last_bill(agreed, date(2026, 6, 2))
        assert (told.day, told.is_credit) == (date(2026, 5, 20), False)

    def test_in_arrears_it_comes_the_day_after(self):
        arrears = under(FROM_RECEIPT, cadence=Cadence(3, Timing.IN_ARREARS))
        assert last_bill(arrears, date(2026, 6, 2)).day == date(2026, 6, 3)

    def test_of_days_paid_ahead_it_is_a_credit_note_at_once(self):
        ahead = under(FROM_RECEIPT, cadence=Cadence(12), anchor=date(2026, 1, 1))
        told = last_bill(ahead, date(2026, 6, 2))
        assert (told.day, told.is_credit) == (date(2026, 3, 2), True)
        assert last_bill(ahead, date(2026, 12, 31)) is None

    @pytest.mark.parametrize("day", [date(2026, 3, 1), date(2031, 3, 10)])
    def test_only_days_one_plans_for(self, day):
        with pytest.raises(DayNotReckonable):
            must_be_reckonable(day, today=date(2026, 3, 2))

    def test_today_is_one(self):
        assert must_be_reckonable(date(2026, 3, 2), today=date(2026, 3, 2)) == date(2026, 3, 2)


class TestReceipt:
    @pytest.mark.parametrize(
        ("local", "day"),
        [
            (datetime(2026, 1, 31, 23, 59, 59, tzinfo=STOCKHOLM), date(2026, 1, 31)),
            (datetime(2026, 2, 28, 23, 59, 59, tzinfo=STOCKHOLM), date(2026, 2, 28)),
            (datetime(2026, 3, 28, 23, 59, 59, tzinfo=STOCKHOLM), date(2026, 3, 28)),
            (datetime(2026, 3, 29, 0, 0, tzinfo=STOCKHOLM), date(2026, 3, 29)),
            (datetime(2026, 10, 24, 23, 59, 59, tzinfo=STOCKHOLM), date(2026, 10, 24)),
            (datetime(2026, 10, 25, 23, 59, 59, tzinfo=STOCKHOLM), date(2026, 10, 25)),
            (datetime(2026, 12, 31, 23, 59, 59, tzinfo=STOCKHOLM), date(2026, 12, 31)),
        ],
    )
    def test_the_last_second_counts_as_that_day(self, local, day):
        assert day_of(local.astimezone(UTC)) == day

    def test_a_day_one_receipt_does_not_make_that_month_whole(self):
        assert last_day(WHOLE, date(2026, 3, 1)) == date(2026, 6, 30)

    def test_it_cannot_lie_ahead(self):
        now = datetime(2026, 3, 2, 12, tzinfo=UTC)
        assert must_have_arrived(now, now=now) == now
        with pytest.raises(NotReceivedYet):
            must_have_arrived(now + timedelta(seconds=1), now=now)

    def test_nobody_has_left_before_saying_so(self):
        assert not_before(date(2026, 3, 2), received_on=date(2026, 3, 2)) == date(2026, 3, 2)
        with pytest.raises(LastDayBeforeReceipt):
            not_before(date(2026, 3, 1), received_on=date(2026, 3, 2))


COUNTED = [
    NoticeKind.MONTHS_FROM_RECEIPT,
    NoticeKind.WHOLE_CALENDAR_MONTHS,
    NoticeKind.RENEWAL_DEADLINE,
]


def month_end(day):
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def cases(how_many, *, seed):
    """Agreements of every kind, and instants at which notice of them reaches us.

    Every fourth receipt is on the last day of a month, and every one in its last second.
    """
    chance = random.Random(seed)
    for _ in range(how_many):
        anchor = date(2024, 1, 1) + timedelta(days=chance.randrange(1500))
        received_on = anchor + timedelta(days=chance.randrange(900))
        if chance.random() < 0.25:
            received_on = month_end(received_on)
        policy = NoticePolicy(
            chance.choice(COUNTED),
            months=chance.randint(1, 12),
            to_period_end=chance.random() < 0.2,
            term=chance.choice([BindingTerm.A, BindingTerm.B]),
            days=chance.randint(0, 120),
        )
        agreed = {
            "anchor": anchor,
            "bound_until": chance.choice([None, anchor + timedelta(days=chance.randrange(800))]),
            "renews_months": chance.choice([0, 0, 1, 3, 12]),
        }
        late = datetime.combine(received_on, time(23, 59, 59), STOCKHOLM).astimezone(UTC)
        yield policy, late, agreed, chance.choice([1, 3, 12])


class TestTheOracle:
    def test_every_last_day_is_the_one_the_calendar_is_walked_to(self):
        """R10: 100 000 agreements in every build, 1 000 000 by night, and some many times a day."""
        template = terms(starts_on=ANCHOR)
        for policy, late, agreed, months in cases(CASES, seed=20260302):
            given = replace(
                template,
                notice=policy,
                starts_on=agreed["anchor"],
                cadence=Cadence(months),
                **agreed,
            )
            found = last_day_under(given, received_on=day_of(late))
            walked = last_day_walked(
                policy,
                late.astimezone(STOCKHOLM).date(),
                period_months=months,
                **agreed,
            )
            assert found == walked, (policy, late, agreed, months)

    def test_the_oracle_knows_a_wrong_answer(self):
        """Thirty days are not a month, and the walk must say so."""
        wrong = 0
        for policy, late, agreed, months in cases(500, seed=7):
            walked = last_day_walked(policy, day_of(late), period_months=months, **agreed)
            wrong += walked != day_of(late) + timedelta(days=30 * policy.months)
        assert wrong > 450


DAYS = st.dates(date(2024, 1, 1), date(2033, 12, 31))
POLICIES = st.builds(
    NoticePolicy,
    st.sampled_from(COUNTED),
    st.integers(1, 12),
    to_period_end=st.booleans(),
    term=st.sampled_from(BindingTerm),
    days=st.integers(0, 120),
)
AGREED = st.fixed_dictionaries(
    {"bound_until": st.none() | DAYS, "renews_months": st.sampled_from([0, 1, 3, 12])}
)


class TestLaws:
    @given(POLICIES, DAYS, AGREED)
    def test_it_never_ends_before_receipt_nor_inside_the_term_of_that_day(
        self, policy, received_on, agreed
    ):
        ends = last_day(policy, received_on, **agreed)
        term = running_term(received_on, anchor=ANCHOR, **agreed)

        assert ends >= max(received_on, term or received_on)

    @given(POLICIES, DAYS, AGREED)
    def test_a_day_later_is_never_a_day_earlier(self, policy, received_on, agreed):
        given = under(policy, **agreed)
        later = last_day_under(given, received_on=received_on + timedelta(days=1))

        assert last_day_under(given, received_on=received_on) <= later

    @given(POLICIES, DAYS, AGREED)
    def test_the_deadline_is_the_last_such_day(self, policy, received_on, agreed):
        given = under(policy, **agreed)
        found = deadline(given, on=received_on)

        assert found.day >= received_on
        assert last_day_under(given, received_on=found.day) == found.last_day
        late = last_day_under(given, received_on=found.day + timedelta(days=1))
        assert late == found.after > found.last_day


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
            (
                SIXTY_DAYS,
                "At least 60 days before the agreement is renewed",
            ),
            (
                NoticePolicy(NoticeKind.MONTHS_FROM_RECEIPT, 3, True, BindingTerm.B),
                (
                    "3 months from the day your notice reaches us, but not before a binding term "
                    "has run out, and on to the end of the billing period"
                ),
            ),
        ],
    )
    def test_say_the_policy(self, policy, words):
        assert str(policy_in_words(policy)) == words

    def test_say_the_term(self):
        bound = date(2026, 12, 31)
        assert term_in_words(None, 12) is None
        assert "then renewed for 12 months" in str(term_in_words(bound, 12))
        assert "then until notice is given" in str(term_in_words(bound, 0))
