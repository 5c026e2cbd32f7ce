"""The calendar says which changes are due, and each is carried out in its company's turn."""

from __future__ import annotations

from datetime import date

from saas.dates import now
from saas.licensing.agreement.models import ScheduledChange
from saas.licensing.carrying_out.actions import carry_out
from saas.licensing.carrying_out.models import changes_due
from saas.licensing.events import ChangeDue
from saas.outbox import announce
from saas.scope import tenant_scope


def announce_due_changes(today: date) -> None:
    """Every day: say which changes have come to their day. Doing them is `let_it_hold`'s."""
    for tenant_id, change_id in changes_due(today):
        with tenant_scope(tenant_id):
            announce(ChangeDue(change_id))


def let_it_hold(fact: ChangeDue) -> None:
    """Let the terms of a change hold from now on."""
    carry_out(ScheduledChange.find(fact.change_id), now=now())
