"""The agreements of a company, those that hold and those that are over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from saas.db import db
from saas.licensing.agreement.models import Agreement
from saas.licensing.agreement.rules import ONE_DAY, Terms
from saas.licensing.on_behalf.models import OrderOnBehalf
from saas.tenants.people.models import Person


def register() -> Sequence[Agreement]:
    """Every agreement of the company in scope, the newest on top."""
    newest_first = select(Agreement).order_by(Agreement.started_on.desc(), Agreement.id.desc())
    return db.session.scalars(newest_first).all()


def last_day_of(agreement: Agreement) -> date | None:
    """Its last day, past or to come; None while nobody knows of an end."""
    last = agreement.timeline().terms[-1]
    return None if last.until is None else last.until - ONE_DAY


def agreed_by(agreement: Agreement) -> str:
    """Who agreed for the company; or who asked us to, and who of ours did it."""
    if agreement.agreed_by_id is not None:
        return Person.find(agreement.agreed_by_id).name
    order = OrderOnBehalf.that_began(agreement.id)
    return f"{order.asked_by_name} ({order.by_name})" if order else ""


def versions_of(agreement: Agreement) -> list[Terms]:
    """The terms it has had, has and is to have, newest first; those never in force left out."""
    return [terms for terms in reversed(agreement.timeline().terms) if not terms.is_empty]
