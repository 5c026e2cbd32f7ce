"""What a company has agreed to, read in one question: the same as its rows say one by one."""

from datetime import date, timedelta

from saas.dates import now, today
from saas.db import db
from saas.licensing.agreement.held import held_on
from saas.licensing.agreement.models import Agreement
from saas.licensing.agreement.rules import Timeline
from saas.licensing.change.actions import change_plan, preview_change, withdraw_coming
from saas.licensing.termination.actions import give_notice, withdraw_notice
from saas.scope import tenant_scope
from tests.licensing.making import BASIC, PREMIUM, agreed

NEXT = date(2026, 4, 2)


def order(by, *, edition=PREMIUM, extra_seats=0):
    wanted = {"edition_key": edition.key, "extra_seats": extra_seats}
    shown = preview_change(**wanted, by=by, now=now()).fingerprint
    change_plan(**wanted, shown=shown, by=by, now=now())


def agree():
    """Whether both ways to read say the same of today and of the days around it."""
    db.session.expire_all()
    days = [today() + timedelta(days=n) for n in (-1, 0, 1, 30, 31, 100, 200)]
    return all(as_read(held_on(day)) == as_kept(Agreement.holding_on(day)) for day in days)


def as_read(held):
    if held is None:
        return None
    coming = [(change.id, change.why, change.terms) for change in held.to_come]
    return held.id, held.timeline, coming, held.last_day


def as_kept(agreement):
    if agreement is None:
        return None
    coming = [(change.id, change.why, change.as_agreed) for change in agreement.to_come]
    last_day = agreement.notice.last_day if agreement.notice else None
    terms = (term.as_agreed for term in agreement.terms)
    held = Timeline(tuple(term for term in terms if not term.is_empty))
    return agreement.id, held, coming, last_day


class TestAnotherCompany:
    def test_holds_its_own_only(self, inside, alice, charlie):
        agreed(alice)
        agreed(charlie, edition=PREMIUM)

        with tenant_scope(charlie.tenant_id):
            assert [t.edition for t in held_on(today()).timeline.terms] == [PREMIUM.key]
        with tenant_scope(alice.tenant_id):
            assert [t.edition for t in held_on(today()).timeline.terms] == [BASIC.key]


class TestWhatIsHeld:
    def test_is_nothing_on_free(self, inside, alice):
        assert held_on(today()) is None

    def test_is_what_the_rows_say_through_a_life(self, inside, alice, clock):
        agreed(alice, edition=PREMIUM, extra_seats=3)
        assert agree()
        order(alice, extra_seats=5)
        order(alice, extra_seats=7)
        assert agree()
        assert [terms.extra_seats for terms in held_on(today()).timeline.terms] == [7]
        order(alice, edition=BASIC)
        assert agree()
        assert [change.terms.starts_on for change in held_on(today()).to_come] == [NEXT]
        withdraw_coming(by=alice, now=now())
        assert agree()
        assert held_on(today()).to_come == ()
        order(alice, edition=BASIC)
        db.session.commit()
        clock.live_over(NEXT - timedelta(days=1), NEXT)
        assert agree()
        assert held_on(NEXT).timeline.terms[-1].edition == BASIC.key

    def test_knows_of_the_last_day_of_a_notice(self, inside, alice, clock):
        agreed(alice)
        notice = give_notice(by=alice, now=now())
        assert agree()
        assert held_on(today()).last_day == notice.last_day
        assert held_on(notice.last_day + timedelta(days=1)) is None
        withdraw_notice(by=alice, now=now())
        assert agree()
        assert held_on(today()).last_day is None


class TestADeed:
    def test_leaves_no_stale_word_of_what_was_read_before_it(self, inside, alice):
        agreed(alice)
        before = Agreement.holding_on(today())
        assert [term.until for term in before.terms] == [None]
        order(alice, edition=BASIC, extra_seats=4)

        assert [(term.extra_seats, term.until) for term in before.terms] == [
            (0, today()),
            (4, None),
        ]
