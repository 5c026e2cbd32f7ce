"""The calendar: once for each day, in order, whatever schedulers do."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import current_app

from saas import calendar, jobs
from saas.cli import keep_calendar
from saas.dates import today
from saas.db import db
from saas.mail import write_mail
from saas.scope import OPERATOR, tenant_scope
from tests.asking import questions

lived: list[date] = []


def note(day: date) -> None:
    lived.append(day)


def write(day: date) -> None:
    with tenant_scope(OPERATOR):
        write_mail(to="a@b.example", template="layout/letter.txt", language="en", text=str(day))


def fail(day: date) -> None:
    write(day)
    raise OSError("the almanac is torn")


def of(*daily):
    lived.clear()
    return {calendar.DAILY: list(daily), calendar.OFTEN: []}


def test_an_entry_runs_once_for_a_day(database):
    entries = of(note)
    assert (calendar.keep_up(entries), calendar.keep_up(entries)) == (1, 0)
    assert lived == [today()]


def test_days_a_stopped_scheduler_missed_are_made_up_for_in_order(database, clock):
    entries = of(note)
    calendar.keep_up(entries)
    first = today()
    clock.set(first + timedelta(days=3))

    calendar.keep_up(entries)

    assert lived == [first + timedelta(days=n) for n in range(4)]


def test_several_schedulers_at_once_run_an_entry_once(app, mails):
    entries = of(write)

    def scheduler():
        with app.app_context():
            calendar.keep_up(entries)

    threads = [threading.Thread(target=scheduler) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(mails()) == 1


class TestAnEntryThatFails:
    def test_leaves_nothing_and_is_run_again(self, mails):
        with pytest.raises(ExceptionGroup, match="fail"):
            calendar.keep_up(of(fail))
        assert mails() == []
        assert calendar.keep_up(of(write)) == 1

    def test_stops_no_other_and_is_seen_until_it_has_run(self, mails, monkeypatch):
        entries = of(fail, note) | {calendar.OFTEN: [write]}
        for _turn in range(2):
            with pytest.raises(ExceptionGroup):
                calendar.keep_up(entries)
        assert lived == [today()]
        assert len(mails()) == 1

        [seen] = calendar.failing()
        assert (seen.entry, seen.day, seen.times) == ("tests.ground.test_calendar.fail", today(), 2)
        assert seen.error == "OSError: the almanac is torn"

        db.session.rollback()
        monkeypatch.setattr(write, "__name__", "fail")  # mended by a release
        assert calendar.keep_up(of(write, note)) == 1
        assert calendar.failing() == []

    @pytest.mark.parametrize("first", [True, False], ids=["first", "last"])
    def test_undoes_nothing_that_others_wrote(self, mails, first):
        """What a day brings is one transaction; not so where something of it fails."""
        daily = [fail, write] if first else [write, fail]
        with pytest.raises(ExceptionGroup):
            calendar.live_through(of(*daily), today())
        assert len(mails()) == 1
        with pytest.raises(ExceptionGroup):
            calendar.live_through(of(*daily), today())
        assert len(mails()) == 1

    def test_is_run_for_each_day_it_missed_and_in_order(self, database, clock):
        first, torn = today(), True

        def repaired(day):
            if torn:
                raise OSError
            note(day)

        entries = of(repaired)
        for ahead in range(3):
            clock.set(first + timedelta(days=ahead))
            with pytest.raises(ExceptionGroup):
                calendar.keep_up(entries)
        assert calendar.failing()[0].day == first
        db.session.rollback()

        torn = False
        assert calendar.keep_up(entries) == 3
        assert lived == [first + timedelta(days=n) for n in range(3)]

    def test_is_told_by_a_day_lived_through_after_the_others_have_run(self, database):
        with pytest.raises(ExceptionGroup):
            calendar.live_through(of(fail, note), today())
        assert lived == [today()]

    def test_is_forgotten_when_the_calendar_no_longer_holds_it(self, database):
        with pytest.raises(ExceptionGroup):
            calendar.keep_up(of(fail))
        calendar.keep_up(of(note))
        assert calendar.failing() == []


def test_what_a_day_brings_is_marked_and_done_at_once(app, database):
    """A transaction for each entry was half of what a day with nothing to do took."""
    with questions(app) as asked:
        assert calendar.live_through(of(note, write), today()) == 2
    assert sum("lived_through" in question for question in asked) == 1


def test_days_are_missed_by_each_entry_for_itself(database, clock):
    """A scheduler was killed between two entries of a day."""
    calendar.keep_up(of(note, write))
    clock.set(today() + timedelta(days=1))
    calendar.live_through(of(write), today())
    clock.set(today() + timedelta(days=1))

    calendar.keep_up(of(note, write))

    assert lived == [today() - timedelta(days=1), today()]


def test_the_scheduler_sweeps_whatever_fails(app, mails, monkeypatch):
    woken = []
    monkeypatch.setattr(keep_calendar, "CALENDAR", of(fail, write))
    monkeypatch.setattr(jobs, "wake_a_worker", lambda: woken.append(1))

    keep_calendar.undisturbed(app, keep_calendar._live)
    keep_calendar.undisturbed(app, lambda: current_app.nothing_of_that_name)
    assert len(mails()) == 1
    woken.clear()
    keep_calendar.undisturbed(app, keep_calendar._sweep)

    assert woken == [1]


def test_the_hour_that_comes_twice_in_autumn_has_twelve_slots():
    summer_ends = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    slots = {calendar._ten_minutes_of(summer_ends + timedelta(minutes=n)) for n in range(120)}
    assert len(slots) == 12


def test_every_ten_minutes_is_once_in_ten_minutes(database):
    entries = {calendar.DAILY: [], calendar.OFTEN: [note]}
    lived.clear()
    calendar.keep_up(entries)
    calendar.keep_up(entries)
    assert lived == [today()]
