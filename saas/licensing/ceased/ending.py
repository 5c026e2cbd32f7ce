"""What the end of a company does to its agreement and its bill."""

from __future__ import annotations

from datetime import date, datetime

from saas.dates import day_of
from saas.db import db
from saas.licensing.agreement.models import Agreement, Notice
from saas.licensing.agreement.rules import Timeline
from saas.licensing.ceased.models import Cessation
from saas.licensing.ceased.rules import must_reach
from saas.licensing.events import NoticeGiven, NoticeWithdrawn
from saas.licensing.small_charges.models import books_on
from saas.licensing.termination.models import notices_given
from saas.licensing.termination.preview import Farewell, farewell
from saas.licensing.vat.models import vat_of
from saas.outbox import announce
from saas.tenants.company.models import Tenant, our_company


def last_bill(cessation: Cessation, *, now: datetime) -> Farewell | None:
    """What approving would do to the bill, to the öre; None on Free. The same when it is done.

    Raises AgreedAfterThatDay where the last day is before what the company has now began.
    """
    day = day_of(now)
    agreement = Agreement.holding_on(day)
    timeline = agreement.timeline() if agreement else Timeline()
    terms = timeline.on(day)
    if agreement is None or terms is None:
        return None
    must_reach(cessation.last_day, began_on=terms.starts_on)
    return farewell(
        timeline,
        day=day,
        last_day=cessation.last_day,
        terms=terms,
        vat=vat_of(our_company(), on=day),
        books=books_on(day, agreement.id, currency=agreement.currency),
    )


def end_with(agreement: Agreement, held: Cessation, company: Tenant) -> Notice:
    """The notice that ends the agreement with the last day: its own, or one that nobody gave."""
    notice = agreement.notice
    if notice is None:
        notice = Notice(
            number=f"{company.customer_number}-{notices_given() + 1}",
            agreement_id=agreement.id,
            channel=held.channel,
            given_by_name=held.told_by_name,
            received_on=day_of(held.registered_at),
            received_at=held.registered_at,
            last_day=held.last_day,
            ceased=True,
        )
        db.session.add(notice)
    else:
        held.notice_before = notice.last_day
        notice.last_day, notice.ceased = min(notice.last_day, held.last_day), True
    db.session.flush()
    held.notice_id = notice.id
    return notice


def let_go_on(notice: Notice, own_last_day: date | None, *, now: datetime) -> None:
    """Undo the end of an agreement that runs on; a notice of its own is as it was."""
    if notice.last_day < day_of(now):
        return
    if own_last_day is None:
        notice.withdrawn_at = now
        fact: NoticeGiven | NoticeWithdrawn = NoticeWithdrawn(notice.id)
    else:
        notice.last_day, notice.ceased = own_last_day, False
        fact = NoticeGiven(notice.id, own_last_day)
    db.session.flush()
    announce(fact)
