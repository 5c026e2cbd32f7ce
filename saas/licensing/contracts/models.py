"""The agreements of a company, those that hold and those that are over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from saas.db import db
from saas.licensing.agreement.models import Agreement
from saas.licensing.agreement.rules import ONE_DAY, Terms


def register() -> Sequence[Agreement]:
    """Every agreement of the company in scope, the newest on top."""
    newest_first = select(Agreement).order_by(Agreement.started_on.desc(), Agreement.id.desc())
    return db.session.scalars(newest_first).all()


def last_day_of(agreement: Agreement) -> date | None:
    """Its last day, past or to come; None while nobody knows of an end."""
    last = agreement.timeline().terms[-1]
    return None if last.until is None else last.until - ONE_DAY


def versions_of(agreement: Agreement) -> list[Terms]:
    """The terms it has had, has and is to have, newest first; those never in force left out."""
    return [terms for terms in reversed(agreement.timeline().terms) if not terms.is_empty]
