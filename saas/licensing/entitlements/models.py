"""What contracts say of features, how much of each is used, and the one question about both."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any, Self

from sqlalchemy import (
    BigInteger,
    BindParameter,
    CheckConstraint,
    Date,
    ForeignKey,
    Select,
    UniqueConstraint,
    and_,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, Known, TenantOwned, db, refers_to
from saas.licensing.agreement.models import AgreementTerm, terms_hold_on
from saas.licensing.catalogue.models import SoldEdition, catalogue
from saas.licensing.entitlements.rules import Entitlement, Granted, Override, month_of
from saas.licensing.plans.rules import Edition
from saas.scope import current_tenant_id


class ContractEntitlement(Known, TenantOwned, Base):
    """What a contract says of a feature from a day on, whatever the plan says, and why.

    A contract says one thing of a feature on any day. Rows are never edited but for their end.
    `by_quote` where an accepted quote brought it, so that the next one ends it.
    `by` may be the operator's own people, so it is known by account and name.
    """

    __tablename__ = "contract_entitlements"
    __table_args__ = (
        refers_to("agreement_id", "agreements"),
        ExcludeConstraint(
            ("tenant_id", "="),
            ("agreement_id", "="),
            ("feature", "="),
            (text("daterange(starts_on, until)"), "&&"),
            using="gist",
            name="one_word_per_feature_and_day",
        ),
        CheckConstraint("until >= starts_on", name="what_is_granted_ends_after_it_starts"),
        CheckConstraint("most >= 0 and (allowed or most is null)", name="a_limit_is_of_something"),
    )
    prefix = "ent"

    agreement_id: Mapped[int]
    feature: Mapped[str]
    allowed: Mapped[bool]
    most: Mapped[int | None]
    starts_on: Mapped[date]
    until: Mapped[date | None]
    why: Mapped[str]
    by_quote: Mapped[bool] = mapped_column(server_default=text("false"))
    by_account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    by_name: Mapped[str]
    at: Mapped[datetime]

    @classmethod
    def every(cls) -> list[Self]:
        """All that the company's contracts have said, newest first."""
        return list(db.session.scalars(select(cls).order_by(cls.starts_on.desc(), cls.id.desc())))

    def holds_on(self, day: date) -> bool:
        """Whether it counts on `day`, as long as the agreement does."""
        return self.starts_on <= day and (self.until is None or day < self.until)


class FeatureUsage(TenantOwned, Base):
    """How often a feature was used in a calendar month, and the limit it was counted against.

    Every use goes through this row, so that two at the same moment take turns, and the
    constraint is the law.
    """

    __tablename__ = "feature_usage"
    __table_args__ = (
        UniqueConstraint("tenant_id", "feature", "month", name="one_count_per_feature_and_month"),
        CheckConstraint("used between 0 and coalesce(most, used)", name="used_within_limit"),
        CheckConstraint("extract(day from month) = 1", name="a_month_begins_on_its_first_day"),
    )

    feature: Mapped[str]
    month: Mapped[date]
    used: Mapped[int]
    most: Mapped[int | None]


def granted_on(day: date) -> Granted:
    """All that decides what the company in scope may use on `day`. One query."""
    db.session.flush()
    asked = {"tenant": current_tenant_id(), "day": day, "month": month_of(day)}
    found = db.session.connection().execute(_question(), asked).one()
    used = found.used or {}
    if found.edition is None:
        free = catalogue().free(day)
        return _granted(free.key, free.name, _words(free), {}, used)
    overrides = {feature: Override(allowed, most) for feature, allowed, most in found.said or ()}
    words = found.sold or _words(catalogue()[found.edition])
    return _granted(found.edition, found.plan_name, words, overrides, used)


def entitled(feature: str, day: date) -> Entitlement:
    """How `feature` stands for the company in scope on `day`: the one question. One query."""
    return granted_on(day).of(feature)


def _granted(
    edition: str,
    name: str,
    words: dict[str, Any],
    overrides: dict[str, Override],
    used: dict[str, int],
) -> Granted:
    return Granted(
        edition=edition,
        name=name,
        features=frozenset(words["features"]),
        limits=words.get("limits", {}),
        overrides=overrides,
        used=used,
    )


def _words(edition: Edition) -> dict[str, Any]:
    return {"features": edition.features, "limits": edition.limits}


@cache
def _question() -> Select[Any]:
    """The one question, put together once: it is asked at doors. RLS guards it as all others.

    What is used is always one row, so that it can carry the rest.
    """
    tenant: BindParameter[int] = bindparam("tenant")
    day = bindparam("day", type_=Date)
    said, counted = ContractEntitlement, FeatureUsage
    used = (
        select(func.json_object_agg(counted.feature, counted.used).label("used"))
        .where(counted.tenant_id == tenant, counted.month == bindparam("month"))
        .subquery()
    )
    in_contract = (
        select(func.json_agg(func.json_build_array(said.feature, said.allowed, said.most)))
        .where(
            said.tenant_id == tenant,
            said.agreement_id == AgreementTerm.agreement_id,
            said.starts_on <= day,
            said.until.is_(None) | (said.until > day),
        )
        .correlate(AgreementTerm)
        .scalar_subquery()
    )
    sold = select(SoldEdition.contents).where(SoldEdition.key == AgreementTerm.edition)
    return (
        select(
            AgreementTerm.edition,
            AgreementTerm.plan_name,
            sold.correlate(AgreementTerm).scalar_subquery().label("sold"),
            in_contract.label("said"),
            used.c.used,
        )
        .select_from(used)
        .outerjoin(AgreementTerm, and_(AgreementTerm.tenant_id == tenant, terms_hold_on(day)))
    )
