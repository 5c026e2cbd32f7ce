"""What leaving on a day would mean, asked of the company in scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from saas.licensing.agreement.coming import ChangeReason
from saas.licensing.agreement.models import Agreement
from saas.licensing.agreement.rules import Terms
from saas.licensing.plans.rules import NoticeKind
from saas.licensing.small_charges.models import books_on
from saas.licensing.termination.preview import Farewell, farewell
from saas.licensing.termination.rules import (
    NothingToTerminate,
    NoticeAlreadyGiven,
    last_day_under,
    not_before,
)
from saas.licensing.vat.models import vat_of
from saas.tenants.company.models import our_company


@dataclass(frozen=True, slots=True)
class Leaving:
    """What notice on a day would mean: the agreement, the terms that decide, and its last day."""

    agreement: Agreement
    terms: Terms
    received_on: date
    last_day: date


def leaving(*, received_on: date, by_contract: date | None = None, again: bool = False) -> Leaving:
    """What notice that reaches us on `received_on` would mean; nothing is given yet.

    A contract that is to come is left no sooner than it lets itself be left, and no more are
    other terms that begin before the last day: then it is theirs, and `terms` are those.
    `again` it is asked of an agreement that is under notice already. `by_contract` is the last
    day that a contract on paper says, heeded only where the terms themselves do not. Raises
    NothingToTerminate on Free, TermsAreIndividual where a contract says how,
    NoticeAlreadyGiven, and LastDayBeforeReceipt.
    """
    agreement = Agreement.holding_on(received_on)
    terms = agreement.timeline().on(received_on) if agreement else None
    if agreement is None or terms is None:
        raise NothingToTerminate
    if agreement.notice and not again:
        raise NoticeAlreadyGiven
    last_day = _last_day_under(terms, received_on, by_contract)
    for coming in agreement.to_come:
        if coming.why is ChangeReason.CONTRACT or coming.starts_on <= last_day:
            later = _last_day_under(coming.as_agreed, received_on, by_contract)
            if later > last_day:
                terms, last_day = coming.as_agreed, later
    return Leaving(agreement, terms, received_on, last_day)


def farewell_of(meant: Leaving, *, on: date | None = None) -> Farewell:
    """What leaving in this way does to the bill of the company in scope.

    `on` is the day it is agreed, where a statement that had reached us before is stood by later.
    """
    day = on or meant.received_on
    timeline = meant.agreement.timeline()
    return farewell(
        timeline,
        day=day,
        last_day=meant.last_day,
        terms=timeline.on(day) or meant.terms,
        vat=vat_of(our_company(), on=day),
        books=books_on(day, meant.agreement.id, currency=meant.agreement.currency),
    )


def _last_day_under(terms: Terms, received_on: date, by_contract: date | None) -> date:
    if terms.notice.kind is NoticeKind.CONTRACT and by_contract:
        return not_before(by_contract, received_on=received_on)
    return last_day_under(terms, received_on=received_on)
