"""What the calendar does about seats: notes their use, and looks for idle ones."""

from __future__ import annotations

from datetime import date

from saas.dates import now
from saas.licensing.events import IdleSeatsSought, SeatUseNoted
from saas.licensing.idle_seats.actions import AlreadyTold, note_use, tell
from saas.licensing.idle_seats.models import companies_with_seats
from saas.licensing.idle_seats.rules import LOOKED_AT_ON
from saas.mail import write_mail
from saas.outbox import announce
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission

MONDAY = 0


def announce_look_at_seats(today: date) -> None:
    """Every day: on Mondays say whose seat use is to be noted, on the first where to look.

    A session nobody uses is forgotten after fourteen days, so a week is often enough.
    """
    if today.weekday() == MONDAY:
        for tenant_id in companies_with_seats(today, bought=False):
            with tenant_scope(tenant_id):
                announce(SeatUseNoted(today))
    if today.day == LOOKED_AT_ON:
        for tenant_id in companies_with_seats(today, bought=True):
            with tenant_scope(tenant_id):
                announce(IdleSeatsSought(today))


def note_seat_use(fact: SeatUseNoted) -> None:  # noqa: ARG001 - the scope says whose
    """Note who has used their seat since the last time."""
    note_use(now=now())


def tell_of_idle_seats(fact: IdleSeatsSought) -> None:  # noqa: ARG001 - the scope says whose
    """Tell those who manage the company of people not seen for sixty days; once a month."""
    note_use(now=now())
    try:
        found = tell(now=now())
    except AlreadyTold:
        return
    if found is None:
        return
    for person in Person.who_may(Permission.MANAGE_PEOPLE):
        write_mail(
            to=person.email,
            template="licensing/idle_seats/idle.txt",
            language=person.account.language,
            found=found,
            company=our_company(),
        )
