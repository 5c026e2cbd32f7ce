"""What a quote offers comes out of its row, its form and its agreement as it went in."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from saas.licensing.agreement.columns import TermsKept, in_columns
from saas.licensing.agreement.rules import Terms, Timeline
from saas.licensing.charges.rules import difference
from saas.licensing.plans.rules import (
    MONTHLY,
    BindingTerm,
    Cadence,
    NoticeKind,
    NoticePolicy,
    Timing,
)
from saas.licensing.quotes.models import Quote
from saas.licensing.quotes.preview import acceptance
from saas.licensing.quotes.rules import (
    Answer,
    Proposal,
    QuoteClosed,
    QuoteExpired,
    QuoteState,
    QuoteSuperseded,
    must_be_open,
    state_of,
)
from saas.licensing.quoting.actions import offered
from saas.licensing.quoting.forms import QuoteTerms, as_typed, proposal_of
from saas.licensing.quoting.rules import OfferDoesNotHold, must_hold
from saas.licensing.small_charges.rules import Books
from saas.licensing.transfer.preview import last_bill, moving, taking
from saas.licensing.vat.rules import vat_decision
from saas.money import Money, total
from saas.scope import tenant_scope
from tests.licensing.making import BASIC, ENTERPRISE, terms

DAY = date(2026, 3, 2)
days = st.dates(date(2026, 3, 2), date(2028, 12, 31))
cadences = st.builds(Cadence, st.sampled_from([1, 3, 12]), st.sampled_from(Timing))
policies = st.one_of(
    st.builds(
        NoticePolicy,
        kind=st.sampled_from([NoticeKind.MONTHS_FROM_RECEIPT, NoticeKind.WHOLE_CALENDAR_MONTHS]),
        months=st.integers(1, 12),
        to_period_end=st.booleans(),
        term=st.sampled_from(BindingTerm),
    ),
    st.builds(NoticePolicy, kind=st.just(NoticeKind.CONTRACT)),
)


@st.composite
def proposals(draw):
    """Any offer our staff could send."""
    valid_through = draw(days)
    starts_on = draw(st.none() | st.integers(0, 90))
    start = None if starts_on is None else valid_through + timedelta(days=starts_on)
    bound = draw(st.sampled_from(["not", "months", "until"]))
    return Proposal(
        edition=ENTERPRISE.key,
        name=ENTERPRISE.name,
        fee=Money(draw(st.integers(0, 10**9))),
        seats_included=draw(st.integers(1, 10_000)),
        seat_fee=draw(st.none() | st.integers(0, 10**6).map(Money)),
        cadence=draw(cadences),
        by_calendar=draw(st.booleans()),
        starts_on=start,
        notice=draw(policies),
        bound_months=draw(st.integers(1, 60)) if bound == "months" else 0,
        bound_until=(start or valid_through) + timedelta(days=400) if bound == "until" else None,
        renews_months=draw(st.integers(0, 24)) if bound != "not" else 0,
        features=draw(st.dictionaries(st.sampled_from(["integration", "web_service"]),
                                      st.none() | st.integers(0, 999))),
        valid_through=valid_through,
    )  # fmt: skip


def as_sent(offer):
    """The row of a quote that offers this."""
    with tenant_scope(2):
        return Quote(number="Q-1-1", version=1, words="", reference="", **offered(offer))


class TestNothingIsTypedAgain:
    @settings(deadline=None)  # the first row waits for the mappers
    @given(proposals())
    def test_a_sent_quote_offers_what_was_written(self, offer):
        assert as_sent(offer).proposal == offer

    @settings(deadline=None)
    @given(proposals())
    def test_a_new_version_begins_with_the_same(self, offer):
        typed = {name: value for name, value in as_typed(as_sent(offer)).items() if value}
        assert proposal_of(QuoteTerms().load(typed), ENTERPRISE) == offer

    @given(proposals(), st.integers(0, 30))
    def test_the_agreement_keeps_exactly_its_terms(self, offer, earlier):
        agreed = offer.terms(accepted_on=offer.valid_through - timedelta(days=earlier))
        kept = TermsKept()
        for name, value in in_columns(agreed).items():
            setattr(kept, name, value)
        assert kept.as_agreed == agreed
        assert (agreed.fee, agreed.seat_fee, agreed.seats) == (
            offer.fee,
            offer.seat_fee,
            offer.seats_included,
        )

    @given(proposals())
    def test_whatever_can_be_sent_can_be_kept_to(self, offer):
        must_hold(offer, today=offer.valid_through)


class TestTheFirstPeriod:
    @given(proposals())
    def test_holds_the_first_day(self, offer):
        agreed = offer.terms(accepted_on=offer.valid_through)
        first = agreed.period_of(agreed.starts_on)
        assert first.starts_on <= agreed.starts_on < first.until
        if offer.by_calendar:
            assert first.starts_on.day == 1
            assert (first.starts_on.month - 1) % offer.cadence.months == 0
        else:
            assert first.starts_on == agreed.starts_on

    @pytest.mark.parametrize(
        ("months", "starts_on", "anchor"),
        [
            (1, date(2026, 5, 17), date(2026, 5, 1)),
            (3, date(2026, 5, 17), date(2026, 4, 1)),
            (3, date(2026, 12, 31), date(2026, 10, 1)),
            (12, date(2026, 5, 17), date(2026, 1, 1)),
        ],
    )
    def test_by_the_calendar(self, months, starts_on, anchor):
        offer = _offer(cadence=Cadence(months), by_calendar=True, starts_on=starts_on)
        assert offer.terms(accepted_on=DAY).anchor == anchor


class TestTheBindingTerm:
    def test_of_months_ends_the_day_before_the_same_day(self):
        bound = _offer(bound_months=12, starts_on=date(2026, 4, 1)).terms(accepted_on=DAY)
        assert bound.bound_until == date(2027, 3, 31)

    def test_from_a_short_month(self):
        bound = _offer(bound_months=1, starts_on=date(2027, 1, 31)).terms(accepted_on=DAY)
        assert bound.bound_until == date(2027, 2, 27)


class TestTheState:
    @pytest.mark.parametrize(
        ("answer", "newest", "today", "state"),
        [
            (None, True, DAY, QuoteState.OPEN),
            (None, True, DAY + timedelta(days=1), QuoteState.EXPIRED),
            (None, False, DAY + timedelta(days=1), QuoteState.SUPERSEDED),
            (Answer.ACCEPTED, False, DAY + timedelta(days=9), QuoteState.ACCEPTED),
            (Answer.DECLINED, True, DAY, QuoteState.DECLINED),
            (Answer.WITHDRAWN, True, DAY, QuoteState.WITHDRAWN),
        ],
    )
    def test_is_read_off_dates_and_rows(self, answer, newest, today, state):
        assert state_of(answer=answer, newest=newest, valid_through=DAY, today=today) is state

    @pytest.mark.parametrize(
        ("state", "refusal"),
        [
            (QuoteState.SUPERSEDED, QuoteSuperseded),
            (QuoteState.EXPIRED, QuoteExpired),
            (QuoteState.ACCEPTED, QuoteClosed),
            (QuoteState.WITHDRAWN, QuoteClosed),
        ],
    )
    def test_only_an_open_one_is_answered(self, state, refusal):
        must_be_open(QuoteState.OPEN, valid_through=DAY)
        with pytest.raises(refusal):
            must_be_open(state, valid_through=DAY)


class TestWhatCannotBeKeptTo:
    def test_is_told_with_its_field(self):
        with pytest.raises(OfferDoesNotHold) as told:
            must_hold(_offer(seats_included=0), today=DAY)
        assert told.value.field == "seats_included"


class TestThePreview:
    @given(proposals())
    def test_is_what_an_invoice_of_that_day_adds(self, offer):
        shown = acceptance(
            offer, quote="Q", timeline=Timeline(), day=offer.valid_through, vat=_vat()
        )
        owed = difference(Timeline((shown.terms,)), through=shown.first_on)
        assert list(shown.lines) == owed
        assert shown.first.net == total(line.net for line in owed)


class TestAContractThatCostsLittleMore:
    def test_waits_for_the_next_month_as_any_change_does(self):
        month = {"cadence": MONTHLY, "by_calendar": True}
        begins, goes_on = date(2026, 3, 1), date(2026, 3, 20)
        first = _offer(**month, starts_on=begins).terms(accepted_on=begins)
        timeline = Timeline((first,))
        more = _offer(**month, starts_on=goes_on, fee=first.fee + Money.sek(31))
        books = Books(invoiced=tuple(difference(timeline, through=begins)))

        def shown(at_once_from):
            return acceptance(
                more,
                quote="Q",
                timeline=timeline,
                day=goes_on,
                vat=_vat(),
                books=replace(books, at_once_from=at_once_from),
            )

        now, later = shown(Money.sek(12)), shown(Money.sek(12, 1))
        assert (now.first_on, now.first.net) == (goes_on, Money.sek(12))
        assert (later.first_on, later.first.net) == (
            date(2026, 4, 1),
            Money.sek(12) + more.fee,
        )


class TestAnAgreementThatGoesOver:
    @given(
        starts_on=days,
        cadence=st.builds(Cadence, st.sampled_from([1, 3, 12]), st.sampled_from(Timing)),
        extra_seats=st.integers(0, 7),
        held=st.integers(1, 900),
        fee=st.integers(1, 10**7),
    )
    def test_costs_both_together_what_it_would_have_cost_one(
        self, starts_on, cadence, extra_seats, held, fee
    ):
        """However a period is cut, its parts add up: a transfer is such a cut."""
        agreed = _paid(starts_on, cadence, extra_seats, fee)
        timeline, day = Timeline((agreed,)), starts_on + timedelta(days=held)
        goes = moving(timeline, day)
        assert goes is not None
        horizon = agreed.period_of(agreed.period_of(day).until).until
        through = horizon - timedelta(days=1)

        kept = difference(timeline.ended(day), through=through)
        taken = difference(Timeline((goes,)), through=through)
        whole = difference(timeline, through=through)

        assert _sum(kept) + _sum(taken) == _sum(whole)

    @given(starts_on=days, cadence=cadences, held=st.integers(1, 500))
    def test_is_the_same_but_for_its_first_day(self, starts_on, cadence, held):
        agreed = _paid(starts_on, cadence, 1, 24_900)
        goes = moving(Timeline((agreed,)), starts_on + timedelta(days=held))
        assert goes is not None
        assert (goes.fee, goes.seats, goes.series) == (agreed.fee, agreed.seats, agreed.series)
        assert (goes.bound_until, goes.notice) == (agreed.bound_until, agreed.notice)

    @given(starts_on=days, held=st.integers(1, 200))
    def test_the_givers_last_invoice_and_the_takers_first_cancel_out(self, starts_on, held):
        agreed = _paid(starts_on, Cadence(1), 2, 24_900)
        timeline = Timeline((agreed,))
        goes = moving(timeline, starts_on + timedelta(days=held))
        assume(goes is not None and goes.starts_on != goes.period_of(goes.starts_on).starts_on)
        last = last_bill(timeline, goes, today=goes.starts_on, vat=_vat())
        first = taking("t", goes, fee=Money.sek(5_000), vat=_vat())
        assert last.sum.net == -first.first.net

    def test_on_free_there_is_nothing_to_move(self):
        assert moving(Timeline(), DAY) is None


def _sum(lines):
    return total(line.net for line in lines)


def _vat():
    return vat_decision(country="SE", vat_number_proven=False, on=DAY)


def _offer(**changes):
    plain = {
        "edition": ENTERPRISE.key,
        "name": ENTERPRISE.name,
        "fee": Money.sek(25_000),
        "seats_included": 40,
        "seat_fee": None,
        "cadence": Cadence(3),
        "notice": NoticePolicy(NoticeKind.CONTRACT),
        "valid_through": DAY,
    }
    return Proposal(**{**plain, **changes})


def _paid(starts_on, cadence, extra_seats, fee) -> Terms:
    base = terms(BASIC, starts_on=starts_on, extra_seats=extra_seats)
    return replace(base, cadence=cadence, fee=Money(fee), anchor=starts_on)
