"""Quotes whose day is to come. The calendar asks within `all_tenants`, a company for its own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from saas.dates import day_of
from saas.db import db
from saas.licensing.agreement.rules import Terms
from saas.licensing.quotes.models import Quote, QuoteAnswer, QuotedAgreement
from saas.licensing.quotes.rules import Answer


def expired_by(today: date) -> list[tuple[int, int]]:
    """Tenant and quote of each that could last be accepted the day before `today`."""
    yesterday = today - timedelta(days=1)
    return _found(_unanswered().where(Quote.valid_through == yesterday))


def about_to_expire(today: date, *, days: int) -> list[tuple[int, int]]:
    """Tenant and quote of each that waits and can be accepted for `days` more days after today."""
    return _found(_unanswered().where(Quote.valid_through == today + timedelta(days=days)))


def beginning(today: date) -> list[tuple[int, int]]:
    """Tenant and quote of each that was accepted, begins by `today` and is in no agreement yet."""
    begun = _ahead().where(QuoteAnswer.starts_on <= today).order_by(Quote.tenant_id, Quote.id)
    return _found(begun.with_only_columns(Quote.tenant_id, Quote.id))


def accepted_ahead() -> dict[int, Terms]:
    """What the company in scope has accepted that is to begin, by its quote; soonest first."""
    rows = db.session.execute(_ahead().order_by(QuoteAnswer.starts_on))
    return {quote.id: quote.proposal.terms(accepted_on=day_of(at)) for quote, at in rows}


@cache
def _ahead() -> Select[Quote, datetime]:
    """Quotes accepted, in no agreement yet, and not overtaken by one accepted after them."""
    after = aliased(QuoteAnswer)
    overtaken = select(after.id).where(
        after.tenant_id == QuoteAnswer.tenant_id,
        after.answer == Answer.ACCEPTED,
        after.id > QuoteAnswer.id,
        after.starts_on <= QuoteAnswer.starts_on,
    )
    return (
        select(Quote, QuoteAnswer.at)
        .join(QuoteAnswer, _of(QuoteAnswer))
        .outerjoin(QuotedAgreement, _of(QuotedAgreement))
        .where(
            QuoteAnswer.answer == Answer.ACCEPTED,
            QuotedAgreement.id.is_(None),
            ~overtaken.exists(),
        )
    )


@cache
def _unanswered() -> Select[int, int]:
    newer = aliased(Quote)
    outdated = select(newer.id).where(
        newer.tenant_id == Quote.tenant_id,
        newer.number == Quote.number,
        newer.version > Quote.version,
    )
    return (
        select(Quote.tenant_id, Quote.id)
        .outerjoin(QuoteAnswer, _of(QuoteAnswer))
        .where(QuoteAnswer.id.is_(None), ~outdated.exists())
        .order_by(Quote.tenant_id, Quote.id)
    )


def open_everywhere(today: date) -> list[Quote]:
    """Quotes any company may still accept, those that expire first on top."""
    waiting = select(Quote).where(
        Quote.id.in_(_unanswered().with_only_columns(Quote.id).order_by(None)),
        Quote.valid_through >= today,
    )
    return list(db.session.scalars(waiting.order_by(Quote.valid_through, Quote.id)))


def lately_answered(most: int = 30) -> list[Quote]:
    """The latest answers, newest first."""
    answered = select(Quote).join(QuoteAnswer, _of(QuoteAnswer)).order_by(QuoteAnswer.at.desc())
    return list(db.session.scalars(answered.limit(most)))


def quotes_numbered() -> int:
    """How many quotes the company in scope has been sent, versions not counted."""
    return db.session.scalar(select(func.count(func.distinct(Quote.number)))) or 0


def _of(table: type[QuoteAnswer | QuotedAgreement]) -> ColumnElement[bool]:
    return and_(table.tenant_id == Quote.tenant_id, table.quote_id == Quote.id)


def _found(asked: Select[int, int]) -> list[tuple[int, int]]:
    return [(tenant_id, id_) for tenant_id, id_ in db.session.execute(asked)]
