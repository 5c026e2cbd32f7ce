"""Ordering for a company that has asked our staff to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from saas.dates import day_of
from saas.db import db
from saas.licensing.agreement.models import Agreement
from saas.licensing.change.actions import change_plan
from saas.licensing.channels.rules import Channel
from saas.licensing.contract_events import OrderedOnBehalf
from saas.licensing.on_behalf.models import OrderOnBehalf
from saas.licensing.on_behalf.rules import (
    AskerMayNotOrder,
    is_whom_they_say,
    must_have_been_asked,
    must_say_where_invoices_go,
)
from saas.licensing.received_notices.rules import must_pass_our_hands
from saas.outbox import announce
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asked for it, by which way, on which day, and in which words."""

    channel: Channel
    asked_by: str
    asked_on: date
    words: str = ""


def order_for(asked: Asked, *, shown: dict[str, Any], by: Person, now: datetime) -> OrderOnBehalf:
    """Agree, for the company in scope, to exactly what was shown, because it asked us to.

    `shown` is what `change_plan` asks for. `by` is one of our staff who may decide, and it is
    their deed: nobody of the company is said to have agreed. Its administrators are told. Raises
    NotAllowed, NeedsNoStaff, NotAskedYet, AskerMayNotOrder, NoInvoiceAddress, PreviewOutdated
    and what `change_plan` raises.
    """
    by.must_be_staff(Permission.DECIDE)
    must_pass_our_hands(asked.channel)
    company = take_turns()
    must_say_where_invoices_go(company.street, company.invoice_email)
    asker = _asker(asked.asked_by)
    offer = change_plan(**shown, by=by, now=now)
    agreement = Agreement.holding_on(day_of(now))
    order = OrderOnBehalf(
        agreement_id=agreement.id if agreement else None,
        plan_name=offer.terms.name,
        seats=offer.terms.seats,
        starts_on=offer.starts_on,
        channel=asked.channel,
        asked_by_name=asker.name if asker else asked.asked_by,
        asked_by_id=asker.id if asker else None,
        asked_on=must_have_been_asked(asked.asked_on, today=day_of(now)),
        words=asked.words,
        by_account_id=by.account_id,
        by_name=by.name,
        at=now,
    )
    db.session.add(order)
    db.session.flush()
    announce(OrderedOnBehalf(order.id))
    return order


def _asker(asked_by: str) -> Person | None:
    """The one of the company's people who asked, if we know them. Raises AskerMayNotOrder."""
    known = [
        person
        for person in Person.active()
        if is_whom_they_say(asked_by, name=person.name, email=person.email)
    ]
    may = [person for person in known if person.may(Permission.CHANGE_PLAN)]
    if known and not may:
        raise AskerMayNotOrder(known[0].name)
    return may[0] if len(may) == 1 else None
