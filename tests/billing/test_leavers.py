"""Who was invoiced last time and has left since: a dry run says that they are gone."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from saas.billing.dry_run.models import dry_run
from saas.billing.dry_run.rules import Mark, would_be_due
from saas.db import db
from saas.licensing.agreement.rules import ONE_DAY, Terms, Timeline
from saas.licensing.plans.rules import Cadence, NoticeKind, NoticePolicy, Timing
from saas.licensing.reckoning.rules import due_days
from saas.money import Money
from saas.scope import tenant_scope
from tests.billing import making
from tests.billing.test_dry_run import APRIL, MARCH, MAY, invoiced_in_march, net_of_all
from tests.billing.test_the_books import give_notice

JUNE = date(2026, 6, 1)


def leaves(agreement, until, *, by):
    """The agreement holds up to, not including, that day, and what that changes is invoiced."""
    with tenant_scope(by.tenant_id):
        asked = text("update agreement_terms set until = :until where agreement_id = :id")
        db.session.execute(asked, {"until": until, "id": agreement.id})
        db.session.commit()
    making.invoice_again(agreement, by=by, today=date(2026, 3, 2))


class TestWhoHasLeft:
    def test_of_charlie_is_not_said_where_we_are_asked_for(self, alice, charlie):
        _ours, his = invoiced_in_march(alice, charlie)
        leaves(his, APRIL, by=charlie)

        assert dry_run(APRIL, differs=20, only_for=alice.tenant_id).counts == {Mark.SAME: 1}
        assert dry_run(APRIL, differs=20, only_for=charlie.tenant_id).counts == {Mark.GONE: 1}

    def test_is_gone_and_who_stays_is_not(self, alice, charlie, bakery):
        ours, _his = invoiced_in_march(alice, charlie, extra_seats=2)
        leaves(ours, APRIL, by=alice)

        found = dry_run(APRIL, differs=20)
        [gone] = found.marked(Mark.GONE)

        assert found.counts == {Mark.SAME: 1, Mark.GONE: 1}
        assert (gone.customer_number, gone.gone) == (bakery.customer_number, ["Basic", "Basic"])
        assert gone.before.net == Money(449_00)
        assert (found.invoices, found.sums["SEK"].net) == (1, Money(449_00))

    def test_is_gone_where_the_next_period_would_have_begun_and_not_before(self, alice):
        [bought] = invoiced_in_march(alice)
        leaves(bought, date(2026, 3, 20), by=alice)

        assert dry_run(date(2026, 3, 31), differs=20).found == []
        assert dry_run(APRIL, differs=20).counts == {Mark.GONE: 1}
        assert dry_run(date(2026, 4, 30), differs=20).counts == {Mark.GONE: 1}
        assert dry_run(MAY, differs=20).found == []

    def test_is_gone_once_and_not_again_after_the_run(self, alice):
        [bought] = invoiced_in_march(alice)
        leaves(bought, APRIL, by=alice)
        net_of_all(APRIL)

        assert dry_run(APRIL, differs=20).found == []
        assert dry_run(date(2026, 4, 2), differs=20).found == []

    def test_pays_by_the_quarter_and_is_not_gone_in_between(self, alice):
        [bought] = invoiced_in_march(alice, cadence=Cadence(3))

        assert dry_run(APRIL, differs=20).found == []
        leaves(bought, JUNE, by=alice)
        assert dry_run(MAY, differs=20).found == []
        assert dry_run(JUNE, differs=20).counts == {Mark.GONE: 1}

    def test_under_notice_is_gone_after_the_last_day(self, alice):
        [bought] = invoiced_in_march(alice)
        with tenant_scope(alice.tenant_id):
            give_notice(bought, alice, last_day=date(2026, 3, 31), received_on=MARCH)
        making.invoice_again(bought, by=alice, today=date(2026, 3, 2))

        assert dry_run(APRIL, differs=20).counts == {Mark.GONE: 1}

    def test_was_never_invoiced_and_is_not_missed(self, alice):
        free = making.agreement(by=alice, started_on=MARCH, fee=0)
        leaves(free, APRIL, by=alice)

        assert dry_run(APRIL, differs=20).found == []


@given(
    st.integers(1, 800),
    st.sampled_from([1, 3, 12]),
    st.sampled_from([Timing.IN_ADVANCE, Timing.IN_ARREARS]),
)
def test_who_left_would_have_been_due_when_one_who_stays_is(days, months, timing):
    until, cadence = MARCH + timedelta(days=days), Cadence(months, timing)
    agreed = Terms(
        starts_on=MARCH,
        edition="basic-2026",
        name="Basic",
        fee=Money(299_00),
        seats_included=2,
        seat_fee=None,
        notice=NoticePolicy(NoticeKind.NONE),
        cadence=cadence,
        anchor=MARCH,
    )
    stays = Timeline((agreed,))
    theirs, ours = (
        set(due_days(each, after=until - ONE_DAY)) for each in (stays, stays.ended(until))
    )

    assert would_be_due(until, anchor=MARCH, cadence=cadence) == min(theirs - ours)
