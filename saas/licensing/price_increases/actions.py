"""Announcing a price increase, and letting it come to one agreement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from saas.dates import day_of
from saas.licensing.agreement.actions import schedule_change
from saas.licensing.agreement.coming import ChangeReason
from saas.licensing.agreement.models import Agreement, ScheduledChange
from saas.licensing.catalogue.models import catalogue, note_sale
from saas.licensing.catalogue.rules import NoSuchPlan
from saas.licensing.change.models import coming_for
from saas.licensing.effects.rules import PreviewOutdated
from saas.licensing.events import PriceIncreaseAnnounced
from saas.licensing.plans.rules import Edition
from saas.licensing.price_increases.models import agreements_on
from saas.licensing.price_increases.rules import (
    Increase,
    NothingToMove,
    increase,
    moved_to,
    period_from,
)
from saas.outbox import announce
from saas.scope import tenant_scope
from saas.tenants.company.models import take_turns


def successor_of(key: str, day: date) -> tuple[Edition, Edition]:
    """An edition, and the one of the same plan that is on sale on `day`. Raises NoSuchPlan."""
    old = catalogue()[key]
    for edition in catalogue().on_sale(day):
        if edition.plan == old.plan and edition.key != key and edition.is_self_service:
            return old, edition
    raise NoSuchPlan


def preview_increase(*, edition: str, days_ahead: int, today: date) -> Increase:
    """What moving every agreement of an edition to its successor would mean.

    Raises NoSuchPlan and NothingToMove.
    """
    old, new = successor_of(edition, today)
    found = increase(
        agreements_on(edition, day=today),
        old=old,
        new=new,
        announced_on=today,
        days_ahead=days_ahead,
    )
    if not found.moved:
        raise NothingToMove
    return found


def announce_increase(*, edition: str, days_ahead: int, shown: str, now: datetime) -> int:
    """Announce exactly the increase that was shown; how many agreements it reaches.

    Each company is told, and its change scheduled, by a reaction of its own. Raises
    PreviewOutdated, and what `preview_increase` raises.
    """
    found = preview_increase(edition=edition, days_ahead=days_ahead, today=day_of(now))
    if found.fingerprint != shown:
        raise PreviewOutdated
    _old, new = successor_of(edition, day_of(now))
    for move in found.moved:
        if move.becomes is not None:
            with tenant_scope(move.held.tenant_id):
                announce(
                    PriceIncreaseAnnounced(move.held.agreement_id, new.key, move.becomes.starts_on)
                )
    return len(found.moved)


def let_it_come(
    *, agreement_id: int, edition: str, earliest: date, now: datetime
) -> ScheduledChange | None:
    """Schedule the newer price for an agreement of the company in scope, for its seats then.

    None where there is nothing to do: it has changed plan, has ended, or knows already.
    """
    take_turns()
    agreement = Agreement.find(agreement_id)
    current = Agreement.holding_on(day_of(now))
    if current is not agreement or coming_for(agreement, ChangeReason.PRICE_INCREASE):
        return None
    terms, new = agreement.terms[-1].as_agreed, catalogue()[edition]
    own = coming_for(agreement, ChangeReason.CUSTOMER)
    if own is not None:
        terms = own.as_agreed
    if catalogue()[terms.edition].plan != new.plan or terms.edition == new.key:
        return None
    note_sale(new, at=now)
    becomes = moved_to(new, terms, starts_on=period_from(terms, max(earliest, terms.starts_on)))
    return schedule_change(
        agreement,
        replace(becomes, until=None),
        by=None,
        now=now,
        why=ChangeReason.PRICE_INCREASE,
    )
