"""Using features within their limits, and writing into a contract what it says of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert

from saas.dates import day_of
from saas.db import db, refused_by
from saas.licensing.agreement.models import Agreement
from saas.licensing.agreement.rules import ONE_DAY
from saas.licensing.catalogue.models import catalogue
from saas.licensing.entitlements.models import ContractEntitlement, FeatureUsage, entitled
from saas.licensing.entitlements.rules import (
    Entitlement,
    FeatureUsedUp,
    GrantEndsTooSoon,
    GrantsOverlap,
    LimitWithoutFeature,
    NothingToGrantOn,
    Override,
    UnknownFeature,
    month_of,
)
from saas.scope import current_tenant_id
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def use(*, feature: str, now: datetime, times: int = 1) -> Entitlement:
    """Use a feature `times`, if that stays within its limit; how it stands after.

    All of them or none, whoever uses it at the same moment. Raises FeatureMissing or
    FeatureUsedUp.
    """
    day = day_of(now)
    standing = entitled(feature, day)
    standing.admit(times)
    used = _raise_used(standing, month_of(day), times)
    if used is None:
        raise FeatureUsedUp(standing)
    return replace(standing, used=used)


def grant(
    *,
    agreement: Agreement,
    feature: str,
    said: Override,
    starts_on: date,
    last_day: date | None = None,
    why: str,
    by: Person,
    now: datetime,
) -> ContractEntitlement:
    """Let a contract say of a feature what holds from `starts_on` to `last_day`, or for good.

    What it said before ends there. Raises UnknownFeature, LimitWithoutFeature,
    GrantEndsTooSoon, GrantsOverlap, and NotAllowed for whoever may not change a plan.
    """
    by.must(Permission.CHANGE_PLAN)
    if feature not in catalogue().features:
        raise UnknownFeature
    if said.most is not None and not said.allowed:
        raise LimitWithoutFeature
    if last_day is not None and last_day < starts_on:
        raise GrantEndsTooSoon
    _end_running(agreement, feature, starts_on)
    granted = ContractEntitlement(
        agreement_id=agreement.id,
        feature=feature,
        allowed=said.allowed,
        most=said.most,
        starts_on=starts_on,
        until=None if last_day is None else last_day + ONE_DAY,
        why=why,
        by_account_id=by.account_id,
        by_name=by.name,
        at=now,
    )
    with refused_by("one_word_per_feature_and_day", GrantsOverlap()):
        db.session.add(granted)
    return granted


def contract_on(day: date) -> Agreement:
    """The agreement that something may be granted on. Raises NothingToGrantOn on Free."""
    agreement = Agreement.holding_on(day)
    if agreement is None:
        raise NothingToGrantOn
    return agreement


def end_grant(*, granted: ContractEntitlement, on: date) -> None:
    """Let the plan decide again from the day `on`; what ended before stays as it was."""
    if granted.until is None or granted.until > on:
        granted.until = max(on, granted.starts_on)


def make_way_for_quote(*, agreement: Agreement, features: Iterable[str], on: date) -> None:
    """End, from the day `on`, what quotes before have granted, and all that is said of `features`.

    What was to begin later never does: the quote that is accepted says what holds from then on.
    """
    said = ContractEntitlement
    standing = select(said).where(
        said.agreement_id == agreement.id,
        or_(said.until.is_(None), said.until > on),
        or_(said.by_quote, said.feature.in_(list(features))),
    )
    for granted in db.session.scalars(standing):
        end_grant(granted=granted, on=on)
    db.session.flush()


def _raise_used(standing: Entitlement, month: date, times: int) -> int | None:
    """Count `times` more where the limit has room for them; None where it has not."""
    counted = insert(FeatureUsage).values(
        tenant_id=current_tenant_id(),
        feature=standing.feature,
        month=month,
        used=times,
        most=standing.limit,
    )
    total = FeatureUsage.used + times
    raised: int | None = db.session.scalar(
        counted.on_conflict_do_update(
            constraint="one_count_per_feature_and_month",
            set_={"used": total, "most": counted.excluded.most},
            where=or_(counted.excluded.most.is_(None), total <= counted.excluded.most),
        ).returning(FeatureUsage.used)
    )
    return raised


def _end_running(agreement: Agreement, feature: str, day: date) -> None:
    running = select(ContractEntitlement).where(
        ContractEntitlement.agreement_id == agreement.id,
        ContractEntitlement.feature == feature,
        ContractEntitlement.starts_on <= day,
    )
    for granted in db.session.scalars(running):
        end_grant(granted=granted, on=day)
    db.session.flush()
