"""Where the company in scope stands before it agrees to something."""

from __future__ import annotations

from datetime import date

from saas.licensing.agreement.coming import ChangeReason
from saas.licensing.agreement.held import Held
from saas.licensing.agreement.models import Agreement, ScheduledChange
from saas.licensing.catalogue.models import catalogue_listing
from saas.licensing.change.rules import Standing
from saas.licensing.small_charges.models import books_on


def standing_on(day: date, held: Held | None) -> Standing:
    """What the company has on `day`, by the agreement that holds then, and what is to come.

    What is due by then has come.
    """
    if held is None:
        return Standing()
    timeline, coming, contracts = held.timeline, {}, []
    for change in held.to_come:
        if change.terms.starts_on <= day:
            timeline = timeline.changed(change.terms)
        elif change.why is ChangeReason.CONTRACT:
            contracts.append(change.terms)
        else:
            coming[change.why] = change.terms
    current = timeline.on(day)
    return Standing(
        timeline=timeline,
        pending=coming.get(ChangeReason.CUSTOMER),
        increase=coming.get(ChangeReason.PRICE_INCREASE),
        contracts=tuple(contracts),
        last_day=held.last_day,
        books=books_on(day, held.id, currency=held.timeline.terms[-1].fee.currency),
        by_contract=current is not None
        and catalogue_listing(current.edition)[current.edition].by_contract,
    )


def coming_for(agreement: Agreement | None, why: ChangeReason) -> ScheduledChange | None:
    """The change of an agreement that is to come for this reason, if one is."""
    coming = agreement.to_come if agreement else []
    return next((change for change in coming if change.why is why), None)
