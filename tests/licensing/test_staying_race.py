"""A choice of who stays that was made in time is followed, however close to the day it was made.

The choice is made and not yet committed while the day's own work begins; without the turns of the
company that work has read what was chosen before it waits, and the choice is missed: the control.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Event
from time import monotonic, sleep

import pytest
from sqlalchemy import text

from saas.dates import now, today
from saas.db import db
from saas.licensing.agreement.actions import schedule_change
from saas.licensing.agreement.coming import ChangeReason
from saas.licensing.agreement.models import Agreement, Notice, ScheduledChange
from saas.licensing.carrying_out.actions import carry_out
from saas.licensing.staying import actions
from saas.licensing.staying.actions import choose_who_stays
from saas.licensing.termination.actions import end_agreement, give_notice
from saas.licensing.transfer.carrying_out import carry_out as let_go_over
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from tests import factories
from tests.licensing.making import BASIC, agreed, terms
from tests.licensing.transferring import offered, taken

DAY = date(2026, 3, 12)
BLOCKED = text(
    "select count(*) from pg_stat_activity where datname = current_database()"
    " and cardinality(pg_blocking_pids(pid)) > 0"
)


@pytest.fixture
def crew(bakery, alice, bob):
    """Alice, Bob and a second owner, on four seats; nobody chosen, Alice is the last to go."""
    olle = factories.person(of=bakery, name="Olle", role="owner")
    agreed(alice, extra_seats=2)
    return alice, {"Bob": bob.public_id, "Olle": olle.public_id}


def end_of_a_notice(alice, _charlie):
    """The day after a notice's last day, who is chosen for it, and what is done on it."""
    with tenant_scope(alice.tenant_id):
        notice = give_notice(by=Person.find(alice.id), now=now())
        db.session.commit()
        notice_id, day = notice.id, notice.last_day + timedelta(days=1)

    def end():
        with tenant_scope(alice.tenant_id):
            end_agreement(notice=Notice.find(notice_id), now=now())

    return day, ["Olle"], end


def a_smaller_change(alice, _charlie):
    """The day of a change that leaves fewer seats, who is chosen for it, and what is done on it."""
    with tenant_scope(alice.tenant_id):
        less = terms(BASIC, starts_on=date(2026, 4, 2), extra_seats=0)
        agreement, by = Agreement.holding_on(today()), Person.find(alice.id)
        why = ChangeReason.CUSTOMER
        change_id = schedule_change(agreement, less, by=by, now=now(), why=why).id
        db.session.commit()

    def change():
        with tenant_scope(alice.tenant_id):
            carry_out(ScheduledChange.find(change_id), now=now())

    return less.starts_on, ["Bob", "Olle"], change


def a_transfer(alice, charlie):
    """The day on which the agreement goes over, who is chosen for it, and what is done on it."""
    transfer_id = taken(offered(alice, effective_on=DAY), charlie).id

    def go_over():
        with tenant_scope(OPERATOR):
            let_go_over(transfer_id=transfer_id, fee_called="A transfer", now=now())

    return DAY, ["Olle"], go_over


def until_one_waits(owner_engine):
    """Return when a hand waits for what another has locked."""
    longest = monotonic() + 20
    while monotonic() < longest:
        with owner_engine.connect() as owner:
            if owner.scalar(BLOCKED):
                return
        sleep(0.02)
    raise TimeoutError("nobody waits")


@pytest.fixture(params=[end_of_a_notice, a_smaller_change, a_transfer])
def meeting(request, app, crew, charlie, clock, owner_engine):
    """Choose in the last instant before the day, and let the day's work begin before it is kept."""
    alice, known = crew
    day, chosen, deed = request.param(alice, charlie)
    tenant_id, alice_id = alice.tenant_id, alice.id
    people = [known[name] for name in chosen]
    clock.set(day - timedelta(days=1))
    in_time, made = now(), Event()

    def choose():
        with app.app_context(), tenant_scope(tenant_id):
            choose_who_stays(day=day, people=people, by=Person.find(alice_id), now=in_time)
            made.set()
            until_one_waits(owner_engine)
            db.session.commit()
            db.session.remove()

    def work():
        with app.app_context():
            made.wait(timeout=20)
            deed()
            db.session.commit()
            db.session.remove()

    def meet():
        clock.set(day)
        with ThreadPoolExecutor(2) as hands:
            for hand in [hands.submit(choose), hands.submit(work)]:
                hand.result()
        with tenant_scope(tenant_id):
            left = [person.name for person in Person.active() if person.read_only_since is None]
            db.session.commit()
        return chosen, sorted(left)

    return meet


@pytest.fixture
def without_turns(monkeypatch):
    """Whoever chooses waits for nobody's turn."""
    monkeypatch.setattr(actions, "take_turns", our_company)


def test_the_choice_is_followed(meeting):
    chosen, left = meeting()
    assert left == chosen


def test_without_turns_it_is_missed(meeting, without_turns):
    """The control."""
    chosen, left = meeting()
    assert left != chosen
    assert "Alice" in left
