"""The calendar: once for each day, in order, whatever schedulers do."""

import threading
from datetime import date, timedelta

from saas import calendar
from saas.dates import today
from saas.db import db
from saas.mail import write_mail
from saas.scope import OPERATOR, tenant_scope

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


def test_an_entry_that_fails_leaves_nothing_and_is_run_again(mails):
    entries = of(fail)
    try:
        calendar.keep_up(entries)
    except OSError:
        db.session.rollback()
    assert mails() == []
    assert calendar.keep_up(of(write)) == 1


def test_every_ten_minutes_is_once_in_ten_minutes(database):
    entries = {calendar.DAILY: [], calendar.OFTEN: [note]}
    lived.clear()
    calendar.keep_up(entries)
    calendar.keep_up(entries)
    assert lived == [today()]
