"""Noting that a company is told of an invoice that comes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert

from saas.billing.coming_invoices.models import ComingNotice
from saas.db import db
from saas.scope import current_tenant_id


def note_told(agreement_id: int, *, comes_on: date, now: datetime) -> bool:
    """Note that the company in scope is told now; whether nobody had told it before."""
    noted = db.session.execute(
        insert(ComingNotice)
        .values(
            tenant_id=current_tenant_id(),
            agreement_id=agreement_id,
            comes_on=comes_on,
            told_at=now,
        )
        .on_conflict_do_nothing()
        .returning(ComingNotice.id)
    )
    return noted.one_or_none() is not None
